/**
 * Every command that reads, in every situation: one JSON document on stdout, silence on stderr, the right exit code, and not a
 * byte of the repository or of its git folder changed.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ensureBinary, runBinary } from "../support/binary.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { FOLDER, metaText } from "../support/mission.ts";
import { OLD, type ReadRepo, readRepo } from "../support/read-repo.ts";

/** `*` stands for the mission's flag. */
const READS: readonly (readonly [string, readonly string[]])[] = [
  ["agent tasks status", ["--stale-threshold", "5"]],
  ["agent tasks list-tasks", ["--lane", "planned"]],
  ["agent tasks list-dependents", ["WP01"]],
  ["agent tasks validate-workflow", ["WP01"]],
  ["agent status validate", []],
  ["agent status materialize", ["--print"]],
  ["agent status lifecycle", []],
  ["next", []],
];
const NO_MISSION: readonly (readonly [string, readonly string[]])[] = [
  ["mission list", []],
  ["agent status materialize", ["--all", "--check"]],
];
const ALL = [...READS, ...NO_MISSION];

let repo: ReadRepo;
let twins: string;
let empty: string;

beforeAll(async () => {
  await ensureBinary();
  repo = readRepo();
  empty = gitRepo();
  twins = gitRepo({
    "kitty-specs/shop-01J9ABCD/meta.json": metaText({ coordination_branch: null, topology: "single_branch" }),
    "kitty-specs/shop-01J9ABCE/meta.json": metaText({
      mission_id: "01J9ABCE00000000000000000A",
      coordination_branch: null,
      topology: "single_branch",
    }),
  });
}, 60_000);

const run = async (cwd: string, command: string, args: readonly string[]) => {
  const ran = await runBinary([...command.split(" "), ...args, "--json"], { cwd });
  return { ...ran, document: JSON.parse(ran.stdout) as Readonly<Record<string, unknown>> };
};

/** Name, kind, size, mode, time and content of everything below a folder. */
const everything = (root: string): string =>
  Bun.spawnSync(
    ["sh", "-c", "find . -printf '%p %y %s %m %T@\\n' | sort; find . -type f -print0 | sort -z | xargs -0 cksum"],
    {
      cwd: root,
    },
  ).stdout.toString();

const codeOf = (document: Readonly<Record<string, unknown>>): unknown => {
  const error = document["error"];
  return typeof error === "object" && error !== null && "code" in error ? error.code : document["error_code"];
};

describe.each(READS)("%s", (command, args) => {
  const named = [...args, "--mission", FOLDER];

  test("answers from everywhere with the same document", async () => {
    const places = [repo.root, join(repo.root, "src/deep"), repo.lane, repo.coordination];
    const answers = [];
    for (const cwd of places) answers.push(await run(cwd, command, named));
    for (const { code, stderr } of answers) expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const stable = answers.map(({ document }) => ({ ...document, timestamp: null }));
    for (const answer of stable) expect([answer]).toEqual(stable.slice(0, 1));
    expect(stable[0]).toHaveProperty("mission_id");
    expect(stable[0]).toHaveProperty("feature_dir", repo.featureDir);
  });

  test("takes the mission from a lane's worktree", async () => {
    const { code, document } = await run(repo.lane, command, args);
    expect({ code, slug: document["mission_slug"] }).toEqual({ code: 0, slug: FOLDER });
  });

  test("refuses what it cannot know", async () => {
    const cases = [
      [empty, args, 1, "MISSION_REQUIRED"],
      [repo.root, args, 1, "MISSION_REQUIRED"],
      [repo.root, [...args, "--mission", "nowhere"], 1, "MISSION_NOT_FOUND"],
      [repo.root, [...args, "--mission", "../x"], 1, "MISSION_NOT_FOUND"],
      [twins, [...args, "--mission", "shop"], 1, "MISSION_AMBIGUOUS_SELECTOR"],
      [repo.root, [...named, "--no-such-flag"], 2, "UNKNOWN_FLAG"],
      [temporaryFolder(), named, 1, "NOT_A_REPOSITORY"],
    ] as const;
    for (const [cwd, given, exit, expected] of cases) {
      const { code, stderr, document } = await run(cwd, command, given);
      expect({ code, stderr, error: codeOf(document) }).toEqual({ code: exit, stderr: "", error: expected });
    }
  });
});

describe.each(NO_MISSION)("%s %j", (command, args) => {
  test("answers for no mission, refuses outside a repository", async () => {
    expect((await run(empty, command, args)).code).toBe(0);
    const outside = await run(temporaryFolder(), command, args);
    expect({ code: outside.code, error: codeOf(outside.document) }).toEqual({ code: 1, error: "NOT_A_REPOSITORY" });
    expect((await run(repo.root, command, [...args, "--no-such-flag"])).code).toBe(2);
  });
});

test("no read changes a byte, of the folder or of git's", async () => {
  const before = everything(repo.root);
  for (const [command, args] of ALL) {
    const flags = NO_MISSION.some(([name, words]) => name === command && words === args) ? [] : ["--mission", FOLDER];
    await runBinary([...command.split(" "), ...args, ...flags], { cwd: repo.root });
    await runBinary([...command.split(" "), ...args, ...flags, "--json"], { cwd: repo.lane });
  }
  for (const words of [
    ["next", "--mission", "s"],
    ["agent", "tasks", "list-dependents", "W"],
    ["next", "--agent", "c"],
  ]) {
    await runBinary(["complete", "--", ...words], { cwd: repo.root });
  }
  expect(everything(repo.root)).toBe(before);
}, 60_000);

test("agent status validate reports a corrupt log where everything else refuses it", async () => {
  const root = gitRepo({
    "kitty-specs/064-cart/meta.json": JSON.stringify({ slug: "064-cart" }),
    "kitty-specs/064-cart/status.events.jsonl":
      '{"wp_id": 3, "from_lane": "planned", "to_lane": "done"}\nnonsense\n{"torn',
  });
  const checked = await run(root, "agent status validate", []);
  expect(checked.code).toBe(1);
  expect(checked.document).toMatchObject({ passed: false, error_count: 3, mission_id: null });
  const refused = await run(root, "agent tasks status", []);
  expect({ code: refused.code, error: codeOf(refused.document) }).toEqual({ code: 1, error: "STATUS_LOG_CORRUPT" });
  const listed = await run(root, "mission list", []);
  expect(listed.document).toMatchObject({ data: { unreadable: [{ error_code: "STATUS_LOG_CORRUPT" }], total: 1 } });
});

test("mission list shows missions of every place, and those that cannot be read", async () => {
  const { root } = readRepo();
  writeFiles(root, { "kitty-specs/broken/meta.json": "{" });
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "broken");
  const { document } = await run(root, "mission list", []);
  expect(document).toMatchObject({ schemaVersion: 1, kind: "mission_list" });
  const data = document["data"] as { missions: { mission_slug: string; by_lane: unknown }[]; unreadable: unknown };
  expect(data.missions.map(({ mission_slug: slug }) => slug)).toEqual([OLD, FOLDER]);
  expect(data.missions[1]?.by_lane).toEqual({ planned: 2, in_progress: 1 });
  expect(data.unreadable).toEqual([{ mission: "broken", error_code: "META_CORRUPT" }]);
  const human = await runBinary(["mission", "list", "--state", "completed"], { cwd: root });
  expect(human.stdout).toContain("broken: cannot be read (META_CORRUPT)");
  expect(human.stdout).toContain("2 in other states");
  const now = { SPEC_KITTY_NOW: "2026-01-02T03:05:00Z" };
  const all = (await runBinary(["mission", "list"], { cwd: root, env: now })).stdout;
  expect(all).not.toContain("recoverable");
  expect(all).toMatch(new RegExp(`${FOLDER} .*active`));
});

import { describe, expect, test } from "bun:test";
import { runBinary } from "../support/binary.ts";
import { git } from "../support/git-repo.ts";
import { FOLDER } from "../support/mission.ts";
import { missionRepo } from "../support/mission-repo.ts";

const made = () => missionRepo({ wps: [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }] });

/** Each command as a person and as a program reads it, and a mission that does not exist. */
const CASES: readonly {
  readonly command: string;
  readonly words?: readonly string[];
  readonly human: string;
  readonly json: Readonly<Record<string, unknown>>;
}[] = [
  {
    command: "agent status lifecycle",
    human: `${FOLDER}: abandoned (no activity)`,
    json: { mission_slug: FOLDER, state: "abandoned", surface_state: "quiet", total_wp_count: 2 },
  },
  {
    command: "agent status materialize",
    human: `${FOLDER}: status.json matches its log`,
    json: { mission_slug: FOLDER, written: false, commit_sha: null, summary: { planned: 2, done: 0 } },
  },
  {
    command: "agent status validate",
    human: `kitty-specs/${FOLDER}/status.events.jsonl: passed (0 errors, 0 warnings)`,
    json: { mission_slug: FOLDER, passed: true, error_count: 0, findings: [] },
  },
  {
    command: "agent tasks list-dependents",
    words: ["WP01"],
    human: "WP01\nDepends on: none\nDependents: WP02",
    json: { wp_id: "WP01", depends_on: [], dependents: ["WP02"] },
  },
  {
    command: "agent tasks list-tasks",
    human: "WP    Lane     Title\n────  ───────  ──────────\nWP01  planned  Build WP01\nWP02  planned  Build WP02",
    json: { count: 2, tasks: [{ work_package_id: "WP01", lane: "planned" }, { work_package_id: "WP02" }] },
  },
  {
    command: "agent tasks validate-workflow",
    words: ["WP02"],
    human: "WP02 in planned: valid",
    json: { valid: true, errors: [], task_id: "WP02", lane: "planned" },
  },
];

describe("commands that read one mission", () => {
  test.each(CASES)("$command answers and refuses", async ({ command, words = [], human, json }) => {
    const { root, branch } = made();
    const argv = [...command.split(" "), ...words];
    // A year after the mission's last row, whenever the test is run.
    const run = (...more: readonly string[]) =>
      runBinary([...argv, ...more], { cwd: root, env: { SPEC_KITTY_NOW: "2027-01-02T03:04:05Z" } });
    const tip = git(root, "rev-parse", branch);
    const read = await run("--mission", FOLDER);
    expect([read.code, read.stderr]).toEqual([0, ""]);
    expect(read.stdout).toStartWith(`${human}\n`);
    const asked = await run("--json");
    expect([asked.code, asked.stderr, JSON.parse(asked.stdout)]).toMatchObject([0, "", json]);
    const refused = await run("--mission", "nope", "--json");
    expect([refused.code, refused.stderr, JSON.parse(refused.stdout)]).toMatchObject([
      1,
      "",
      { error_code: "MISSION_NOT_FOUND", hint: expect.stringContaining("spec-kitty ") },
    ]);
    expect(git(root, "rev-parse", branch)).toBe(tip);
  });
});

test("`mission list` answers and refuses", async () => {
  const { root } = made();
  const read = await runBinary(["mission", "list"], { cwd: root });
  expect(read.stdout.split("\n")[2]).toMatch(new RegExp(`^${FOLDER} {2}Shop {3}\\w+ +0/2 +0% {2}main$`));
  const asked = await runBinary(["mission", "list", "--json"], { cwd: root });
  expect(JSON.parse(asked.stdout)).toMatchObject({ kind: "mission_list", data: { total: 1, hidden: 0 } });
  const refused = await runBinary(["mission", "list", "--state", "opne", "--json"], { cwd: root });
  expect([refused.code, refused.stderr, JSON.parse(refused.stdout).error.code]).toEqual([2, "", "INVALID_VALUE"]);
});

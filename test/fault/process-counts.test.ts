/**
 * How many processes each command starts, exactly as budgeted: whatever the number of packages and files, on the compiled
 * binary. Every process of ours is a git, and a wrapper first on the PATH counts them.
 */
import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { approvedMission } from "../support/approved-mission.ts";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { gitRepo, writeFiles } from "../support/git-repo.ts";
import { AUTHORED, CODE, FOLDER, IDENTITY, repoWithMission, wpText } from "../support/mission.ts";
import { commitIn, lanePath, type MadePackage, missionRepo } from "../support/mission-repo.ts";

/** Runs a command that has to succeed; gives the subcommands of git that it started. */
async function calls(root: string, words: string, ...more: readonly string[]): Promise<readonly string[]> {
  const counter = countGit();
  const ran = await runBinary([...words.split(" "), ...more, "--json"], {
    cwd: root,
    env: { ...IDENTITY, PATH: counter.path },
  });
  if (ran.code !== 0) throw new Error(`${words}: ${ran.stdout}${ran.stderr}`);
  return counter.calls().map((call) => call.split(" ")[0] ?? "");
}

/** A test that fails with the calls themselves, so that one sees which is new. */
const expectAtMost = (made: readonly string[], budget: number): void => {
  expect({ calls: made.slice(budget), all: made }).toEqual({ calls: [], all: made });
};

/** Installs hooks that let everything pass. */
function withHooks(root: string): void {
  mkdirSync(join(root, ".git/hooks"), { recursive: true });
  for (const name of ["pre-commit", "commit-msg"]) {
    writeFileSync(join(root, ".git/hooks", name), "#!/bin/sh\nexit 0\n");
    chmodSync(join(root, ".git/hooks", name), 0o755);
  }
}

/** A mission of that many packages as its authors leave it; each owns one file. */
function authored(packages: number): string {
  const ids = Array.from({ length: packages }, (_, i) => String(i + 1).padStart(2, "0"));
  const each = (text: (id: string) => string): string => ids.map(text).join("");
  const prompt = (id: string): string =>
    wpText(1)
      .replaceAll("WP01", `WP${id}`)
      .replaceAll("FR-001", `FR-0${id}`)
      .replaceAll("T001", `T0${id}`)
      .replaceAll("src/1.ts", `src/${id}.ts`);
  const { root, featureDir } = repoWithMission({}, Object.fromEntries(ids.map((id) => [`src/${id}.ts`, `${id}\n`])));
  writeFiles(featureDir, {
    "spec.md": `# Spec\n\n## Functional Requirements\n\n${each((id) => `| FR-0${id} | thing ${id} |\n`)}`,
    "plan.md": "# Plan\n",
    "tasks.md": `# Tasks\n\n${each((id) => `## WP${id} - part ${id}\n\n- [ ] T0${id} do it\n\n`)}`,
    ...Object.fromEntries(ids.map((id) => [`tasks/WP${id}-part.md`, prompt(id)])),
  });
  return root;
}

const PACKAGES: readonly MadePackage[] = [
  { id: "WP01", subtasks: ["T001"] },
  { id: "WP02", subtasks: ["T002"] },
];
const ONE_LANE = { wps: PACKAGES, lanes: { "lane-a": ["WP01", "WP02"] } } as const;

const claim = (root: string, id: string) => calls(root, `agent action implement ${id} --agent claude`);
const move = (root: string, id: string, to: string, ...more: readonly string[]) =>
  calls(root, `agent tasks move-task ${id} --to ${to} --agent ${to === "for_review" ? "claude" : "codex"}`, ...more);

describe("git processes of a command:", () => {
  test("create starts at most eight", async () => {
    expectAtMost(await calls(gitRepo(), "agent mission create shop"), 8);
  });

  test.each([2, 30])("finalize of %d packages starts at most five", async (packages) => {
    expectAtMost(await calls(authored(packages), "agent mission finalize-tasks"), 5);
  });

  test("the life of a package keeps to five, six where it is handed in, and two more for a tip that is merged", async () => {
    const repo = missionRepo(ONE_LANE);
    expectAtMost(await claim(repo.root, "WP01"), 10);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    expectAtMost(await claim(repo.root, "WP02"), 5);
    expectAtMost(await calls(repo.root, "agent tasks mark-status T001 --status done"), 5);
    expectAtMost(await move(repo.root, "WP01", "for_review"), 6);
    expectAtMost(await calls(repo.root, "agent action review WP01 --agent codex"), 5 + 2);
    expectAtMost(await move(repo.root, "WP01", "approved", "--note", "good"), 5);
  });

  test("a rejection starts at most five", async () => {
    const repo = missionRepo(ONE_LANE);
    await claim(repo.root, "WP01");
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    await calls(repo.root, "agent tasks mark-status T001 --status done");
    await move(repo.root, "WP01", "for_review");
    await calls(repo.root, "agent action review WP01 --agent codex");
    const feedback = join(repo.root, "..", `${repo.root.split("/").pop()}-feedback.md`);
    writeFileSync(feedback, "Refuse a total of nothing.\n");
    expectAtMost(await move(repo.root, "WP01", "planned", "--review-feedback-file", feedback), 5);
  });

  test("a claim starts two more for each tip that it merges, and the merge of such lanes none", async () => {
    const wps = [...PACKAGES, { id: "WP03", dependencies: ["WP01", "WP02"], subtasks: ["T003"] }];
    const repo = missionRepo({ wps });
    for (const [id, lane, budget] of [
      ["WP01", "lane-a", 10],
      ["WP02", "lane-b", 10],
      ["WP03", "lane-c", 10 + 2 * 2],
    ] as const) {
      expectAtMost(await claim(repo.root, id), budget);
      commitIn(lanePath(repo, lane), { [`src/${id}/a.ts`]: "1\n" });
      await calls(repo.root, `agent tasks mark-status T0${id.slice(2)} --status done`);
      await move(repo.root, id, "for_review");
      await calls(repo.root, `agent action review ${id} --agent codex`);
      await move(repo.root, id, "approved", "--note", "good");
    }
    expectAtMost(await calls(repo.root, "merge --dry-run"), 12);
    expectAtMost(await calls(repo.root, "merge --yes"), 24);
  });

  test("a merge of three lanes starts at most 24, its forecast twelve", async () => {
    const { root } = approvedMission();
    expectAtMost(await calls(root, "merge --dry-run"), 12);
    expectAtMost(await calls(root, "merge --yes"), 24);
  });

  test.each(["agent tasks status", "agent tasks list-tasks", "mission list", "next"])(
    "%s reads with at most one",
    async (words) => {
      const mission = words === "mission list" ? [] : ["--mission", FOLDER];
      expectAtMost(await calls(approvedMission().root, words, ...mission), 1);
    },
  );

  test("a user's hooks add two of ours", async () => {
    const plain = repoWithMission(AUTHORED, CODE).root;
    const hooked = repoWithMission(AUTHORED, CODE).root;
    withHooks(hooked);
    const mark = "agent tasks mark-status T001 --status done";
    const without = await calls(plain, mark);
    expectAtMost(await calls(hooked, mark), without.length + 2);
  });
});

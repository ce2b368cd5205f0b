import { describe, expect, test } from "bun:test";
import { existsSync, unlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { openRepo, type Repo } from "../../../src/shell/git/repo.ts";
import { clearStaleLocks } from "../../../src/shell/transaction/stale-locks.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

const MISSION = "kitty/mission-shop-01J9ABCD";
const LOCKS = {
  branch: `refs/heads/${MISSION}.lock`,
  lane: `refs/heads/${MISSION}-lane-a.lock`,
  packed: "packed-refs.lock",
  laneIndex: "worktrees/a/index.lock",
  laneHead: "worktrees/a/HEAD.lock",
} as const;
/** Locks that may be a user's: another branch's worktree, the main checkout, tags, configuration. */
const OTHERS = ["worktrees/other/index.lock", "index.lock", "refs/tags/x.lock", "config.lock"];

function scene(): Repo {
  const root = gitRepo();
  git(root, "branch", MISSION);
  git(root, "worktree", "add", "-q", "-b", `${MISSION}-lane-a`, ".worktrees/a");
  git(root, "worktree", "add", "-q", "-b", "feature", ".worktrees/other");
  writeFiles(join(root, ".git"), Object.fromEntries([...Object.values(LOCKS), ...OTHERS].map((path) => [path, ""])));
  const repo = openRepo({ cwd: root, env: process.env });
  if (!repo.ok) throw new Error("no repository");
  return repo.value;
}

const present = (repo: Repo, paths: readonly string[]) =>
  paths.filter((path) => existsSync(join(repo.commonDir, path)));

describe("clearStaleLocks()", () => {
  test("removes what a killed command of this mission can have left, and nothing that may be a user's", async () => {
    const repo = scene();
    await clearStaleLocks(repo, MISSION, { sinceMs: Date.now() });
    expect(present(repo, Object.values(LOCKS))).toEqual([]);
    expect(present(repo, OTHERS)).toEqual(OTHERS);
  });

  test("leaves locks that are older than the holder that died", async () => {
    const repo = scene();
    const old = Date.now() / 1000 - 60;
    for (const path of Object.values(LOCKS)) utimesSync(join(repo.commonDir, path), old, old);
    await clearStaleLocks(repo, MISSION, { sinceMs: Date.now() });
    expect(present(repo, Object.values(LOCKS))).toEqual(Object.values(LOCKS));
    await clearStaleLocks(repo, MISSION, { sinceMs: old * 1000 });
    expect(present(repo, Object.values(LOCKS))).toEqual([]);
  });

  test("is done as soon as the locks are gone by themselves", async () => {
    const repo = scene();
    const started = performance.now();
    const cleared = clearStaleLocks(repo, MISSION, { sinceMs: Date.now() });
    for (const path of Object.values(LOCKS)) unlinkSync(join(repo.commonDir, path));
    await cleared;
    expect(performance.now() - started).toBeLessThan(900);
  });

  test("takes a branch outside any mission for itself alone", async () => {
    const repo = scene();
    await clearStaleLocks(repo, "feature", { sinceMs: Date.now() });
    expect(present(repo, [LOCKS.laneIndex, "worktrees/other/index.lock", LOCKS.branch])).toEqual([LOCKS.laneIndex]);
  });
});

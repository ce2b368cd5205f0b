import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MergeInput, mergeMission } from "../../src/usecases/merge-mission.ts";
import { approvedMission, laneBranchOf, laneFolder } from "../support/approved-mission.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";
import { COORDINATION, FOLDER } from "../support/mission.ts";

const INPUT: MergeInput = {
  mission: FOLDER,
  target: undefined,
  strategy: undefined,
  deleteBranches: true,
  removeWorktrees: true,
  push: false,
  skipReviewCheck: false,
  mode: "apply",
};

const merge = (root: string, changes: Partial<MergeInput> = {}) =>
  mergeMission(testCtx(root), { ...INPUT, ...changes });

describe("mergeMission()", () => {
  test("brings three lanes, the bookkeeping and the number to a protected main in one commit", async () => {
    const { root, worktree } = approvedMission();
    const before = git(root, "rev-parse", "main");
    const log = git(root, "show", `${COORDINATION}:kitty-specs/${FOLDER}/status.events.jsonl`);
    writeFileSync(join(root, "README.md"), "mine, uncommitted\n");
    writeFileSync(join(root, "notes.txt"), "untracked\n");
    const done = await merge(root);
    expect(done).toMatchObject({
      ok: true,
      value: {
        alreadyMerged: false,
        strategy: "squash",
        missionNumber: 1,
        verified: true,
        mergedWps: ["WP01", "WP02", "WP03"],
        kept: [],
      },
    });
    expect(git(root, "rev-list", "--parents", "-1", "main").split(" ").slice(1)).toEqual([before]);
    expect(git(root, "ls-tree", "-r", "--name-only", "main", "src").split("\n")).toEqual([
      "src/a.txt",
      "src/b.txt",
      "src/c.txt",
    ]);
    expect(git(root, "status", "--porcelain")).toBe(" M README.md\n?? notes.txt");
    expect(readFileSync(join(root, "src/a.txt"), "utf8")).toBe("a\n");
    const after = git(root, "show", `main:kitty-specs/${FOLDER}/status.events.jsonl`);
    expect(after.startsWith(log)).toBe(true);
    const rows = after
      .slice(log.length)
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(rows.map((row) => row.to_lane ?? row.event_type)).toEqual([
      "done",
      "done",
      "done",
      "lane_integrated",
      "lane_integrated",
      "lane_integrated",
      "MissionClosed",
    ]);
    expect(rows[0]).toMatchObject({
      wp_id: "WP01",
      actor: "merge",
      from_lane: "approved",
      policy_metadata: { merge_phase: "lane_integrated", target_branch: "main" },
      evidence: { review: { reviewer: "reviewer-1", verdict: "approved", reference: "lane-approved:WP01" } },
    });
    const meta = JSON.parse(git(root, "show", `main:kitty-specs/${FOLDER}/meta.json`));
    expect(meta).toMatchObject({
      mission_number: 1,
      flattened: true,
      topology: "lanes",
      baseline_merge_commit: before,
      merged_into: "main",
      merged_strategy: "squash",
    });
    expect("coordination_branch" in meta).toBe(false);
    expect(JSON.parse(git(root, "show", `main:kitty-specs/${FOLDER}/status.json`)).summary).toMatchObject({
      done: 3,
      approved: 0,
    });
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(existsSync(worktree)).toBe(false);
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
    git(root, "fsck", "--strict");
  });

  test("says already merged the second time and changes nothing", async () => {
    const { root } = approvedMission();
    await merge(root);
    const tip = git(root, "rev-parse", "main");
    expect(await merge(root)).toMatchObject({
      ok: true,
      value: {
        alreadyMerged: true,
        commit: undefined,
        missionNumber: 1,
        mergedWps: ["WP01", "WP02", "WP03"],
        verified: true,
      },
    });
    expect(git(root, "rev-parse", "main")).toBe(tip);
  });

  test("merges with real parents on request", async () => {
    const { root } = approvedMission();
    const lanes = ["lane-a", "lane-b", "lane-c"].map((id) => git(root, "rev-parse", laneBranchOf(id)));
    const before = git(root, "rev-parse", "main");
    expect(await merge(root, { strategy: "merge" })).toMatchObject({ ok: true });
    const [, first, second] = git(root, "rev-list", "--parents", "-1", "main").split(" ");
    expect(first).toBe(before);
    expect(
      git(root, "rev-list", "--parents", "-1", second ?? "")
        .split(" ")
        .slice(2),
    ).toEqual(lanes);
    expect(git(root, "rev-list", "--first-parent", "--count", `${before}..main`)).toBe("1");
  });

  test("keeps branches and worktrees on request, and a later run takes them away", async () => {
    const { root } = approvedMission();
    const kept = await merge(root, { deleteBranches: false, removeWorktrees: false });
    expect(kept).toMatchObject({ ok: true, value: { teardown: { removedWorktrees: [], deletedBranches: [] } } });
    expect(git(root, "branch", "--format=%(refname:short)").split("\n")).toHaveLength(5);
    expect(existsSync(laneFolder(root, "lane-a"))).toBe(true);
    expect(await merge(root)).toMatchObject({ ok: true, value: { alreadyMerged: true } });
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
  });
});

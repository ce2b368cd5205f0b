import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { forecastMission, type MergeInput } from "../../src/usecases/merge-mission.ts";
import {
  approvedMission,
  commitIn,
  LANES,
  laneBranchOf,
  laneFolder,
  MERGE_INPUT,
  merge,
} from "../support/approved-mission.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint } from "../support/mission.ts";

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

/** Runs the commands of a conflict, writing `resolved` between the merge and the `add`. */
function follow(root: string, commands: readonly string[], resolved: () => void): void {
  for (const command of commands) {
    if (command.includes(" add -- ")) resolved();
    const ran = Bun.spawnSync(["sh", "-c", command], { cwd: root, env: { ...process.env } });
    const expected = command.includes(" merge ") ? 1 : 0;
    expect([command, ran.exitCode]).toEqual([command, expected]);
  }
}

const conflictOf = (result: Awaited<ReturnType<typeof merge>>) => {
  if (result.ok || result.error.code !== "MERGE_CONFLICT") throw new Error(`no conflict: ${JSON.stringify(result)}`);
  return result.error;
};

describe("a conflict", () => {
  test("between two lanes names files, sides and commands, moves nothing, and is gone once they are followed", async () => {
    const lanes = [
      { id: "lane-a", wp: "WP01", files: { "src/shared.txt": "from a\n" } },
      { id: "lane-b", wp: "WP02", files: { "src/shared.txt": "from b\n", "src/b.txt": "b\n" } },
    ];
    const { root } = approvedMission({ lanes });
    const before = fingerprint(root);
    const conflict = conflictOf(await merge(root));
    expect(fingerprint(root)).toBe(before);
    expect(conflict.files).toMatchObject([{ path: "src/shared.txt", kind: "CONFLICT (contents)" }]);
    expect(conflict.files[0]?.excerpt.split("\n")).toEqual(
      expect.arrayContaining([`<<<<<<< ${conflict.into}`, "from b", `>>>>>>> ${laneBranchOf("lane-b")}`]),
    );
    expect(conflict.sides).toEqual([
      { branch: laneBranchOf("lane-b"), wpIds: ["WP02"] },
      { branch: laneBranchOf("lane-a"), wpIds: ["WP01"] },
    ]);
    follow(root, conflict.commands, () => writeFileSync(join(laneFolder(root, "lane-b"), "src/shared.txt"), "both\n"));
    expect(await merge(root)).toMatchObject({ ok: true, value: { verified: true } });
    expect(git(root, "show", "main:src/shared.txt")).toBe("both");
  });

  test("with the target is resolved in the lane that changed the file, never by taking a side", async () => {
    const { root } = approvedMission({
      lanes: [{ id: "lane-a", wp: "WP01", files: { "README.md": "lane\n" } }, ...LANES.slice(1)],
    });
    commitIn(root, { "README.md": "hotfix\n", "kitty-specs/other/spec.md": "another mission\n" }, "Hotfix");
    const before = fingerprint(root);
    const conflict = conflictOf(await merge(root));
    expect(fingerprint(root)).toBe(before);
    expect(conflict.sides).toEqual([
      { branch: laneBranchOf("lane-a"), wpIds: ["WP01"] },
      { branch: "main", wpIds: [] },
    ]);
    follow(root, conflict.commands, () =>
      writeFileSync(join(laneFolder(root, "lane-a"), "README.md"), "hotfix, lane\n"),
    );
    expect(await merge(root)).toMatchObject({ ok: true });
    expect(git(root, "show", "main:README.md")).toBe("hotfix, lane");
    expect(git(root, "show", "main:kitty-specs/other/spec.md")).toBe("another mission");
  });

  test("is not made of a lane that has merged another one after the mission moved on", async () => {
    const { root, worktree } = approvedMission({
      lanes: [
        { id: "lane-a", wp: "WP01", files: { "src/shared.txt": "one\n" } },
        { id: "lane-b", wp: "WP02", files: { "src/b.txt": "b\n" }, dependsOn: ["lane-a"] },
      ],
    });
    commitIn(worktree, { [`kitty-specs/${FOLDER}/plan.md`]: "plan\n" });
    const lane = laneFolder(root, "lane-b");
    git(lane, "merge", "-q", "--no-edit", COORDINATION);
    git(lane, "merge", "-q", "--no-edit", laneBranchOf("lane-a"));
    commitIn(lane, { "src/shared.txt": "one\ntwo\n" });
    expect(await merge(root)).toMatchObject({ ok: true });
    expect(git(root, "show", "main:src/shared.txt")).toBe("one\ntwo");
  });
});

describe("a merge is refused with nothing changed", () => {
  const refused = async (root: string, changes: Partial<MergeInput> = {}) => {
    const before = fingerprint(root);
    const result = await merge(root, changes);
    expect(fingerprint(root)).toBe(before);
    return result.ok ? undefined : result.error;
  };

  test.each([["in_progress"], ["for_review"], ["planned"]] as const)("while a package is %s", async (lane) => {
    const { root } = approvedMission({ standing: { WP02: lane } });
    expect(await refused(root)).toMatchObject({
      code: "MERGE_BLOCKED",
      blockers: [{ code: "WORK_PACKAGES_NOT_APPROVED", details: `WP02 is ${lane}` }],
    });
  });

  test("for a strategy that cannot be kept", async () => {
    const { root } = approvedMission();
    expect(await refused(root, { strategy: "rebase" })).toMatchObject({
      code: "MERGE_STRATEGY_UNSUPPORTED",
      supported: ["squash", "merge"],
    });
  });

  test("for mission files that were not committed", async () => {
    const { root, featureDir } = approvedMission();
    writeFileSync(join(featureDir, "spec.md"), "# Spec, changed\n");
    expect(await refused(root)).toMatchObject({ code: "UNCOMMITTED_MISSION_FILES", files: ["spec.md"] });
  });

  test("for a lane with changes, in the middle of a merge, or with mission files of its own", async () => {
    const dirty = approvedMission();
    writeFileSync(join(laneFolder(dirty.root, "lane-b"), "new.txt"), "n");
    expect(await refused(dirty.root)).toMatchObject({ code: "LANE_WORKTREE_DIRTY", files: ["new.txt"] });
    const specs = approvedMission();
    commitIn(laneFolder(specs.root, "lane-b"), { [`kitty-specs/${FOLDER}/spec.md`]: "on the lane\n" });
    expect(await refused(specs.root)).toMatchObject({
      code: "LANE_CHANGED_MISSION_FILES",
      laneId: "lane-b",
      files: [`kitty-specs/${FOLDER}/spec.md`],
    });
    const busy = approvedMission();
    writeFileSync(join(busy.root, ".git/worktrees", `${FOLDER}-lane-c`, "MERGE_HEAD"), "0".repeat(40));
    expect(await refused(busy.root)).toMatchObject({ code: "LANE_OPERATION_IN_PROGRESS", operation: "merge" });
  });

  test("for a lane whose branch is gone and a target that is not there", async () => {
    const { root } = approvedMission();
    git(root, "worktree", "remove", "--force", laneFolder(root, "lane-a"));
    git(root, "branch", "-D", laneBranchOf("lane-a"));
    expect(await refused(root)).toMatchObject({ code: "LANE_BRANCH_MISSING", wpIds: ["WP01"] });
    expect(await refused(root, { target: "nowhere" })).toMatchObject({ code: "DESTINATION_REF_NOT_FOUND" });
  });

  test("for edits, staged changes and untracked files where it would write", async () => {
    const lanes = [{ id: "lane-a", wp: "WP01", files: { "README.md": "lane\n", "src/new.txt": "n\n" } }];
    const { root } = approvedMission({ lanes });
    writeFileSync(join(root, "README.md"), "edited\n");
    mkdirSync(join(root, "src"));
    writeFileSync(join(root, "src/new.txt"), "mine\n");
    expect(await refused(root)).toMatchObject({ code: "MERGE_WOULD_OVERWRITE", files: ["README.md", "src/new.txt"] });
    git(root, "checkout", "-q", "README.md");
    writeFileSync(join(root, "src/new.txt"), "n\n");
    git(root, "rm", "-q", "--cached", "README.md");
    expect(await refused(root)).toMatchObject({ code: "MERGE_WOULD_OVERWRITE", files: ["README.md"] });
    git(root, "add", "README.md");
    expect(await merge(root)).toMatchObject({ ok: true, value: { kept: [] } });
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("by a hook, in the one shape of such refusals", async () => {
    const { root } = approvedMission();
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    writeFileSync(join(root, ".git/hooks/pre-merge-commit"), "#!/bin/sh\necho not today\nexit 1\n");
    chmodSync(join(root, ".git/hooks/pre-merge-commit"), 0o755);
    expect(await refused(root)).toMatchObject({
      code: "BOOKKEEPING_COMMIT_FAILED",
      hook: "pre-merge-commit",
      output: "not today",
    });
  });

  test("when there is nothing to resume or to abort", async () => {
    const { root } = approvedMission();
    expect(await refused(root, { mode: "resume" })).toMatchObject({ code: "MERGE_NOTHING_TO_RESUME" });
    expect(await refused(root, { mode: "abort" })).toMatchObject({ code: "MERGE_NOTHING_TO_ABORT", merged: false });
    await merge(root);
    expect(await refused(root, { mode: "abort" })).toMatchObject({ code: "MERGE_NOTHING_TO_ABORT", merged: true });
  });
});

describe("what a merge leaves alone", () => {
  test("a canceled package's lane, and lanes that got new commits while it ran", async () => {
    const { root } = approvedMission({ standing: { WP03: "canceled" } });
    const done = await merge(root);
    expect(done).toMatchObject({ ok: true, value: { mergedWps: ["WP01", "WP02"], lanes: ["lane-a", "lane-b"] } });
    expect(git(root, "ls-tree", "-r", "--name-only", "main", "src").split("\n")).toEqual(["src/a.txt", "src/b.txt"]);
    expect(existsSync(laneFolder(root, "lane-c"))).toBe(true);
    expect(git(root, "branch", "--list", laneBranchOf("lane-c"))).not.toBe("");
  });

  test("what people do on the target between two merges", async () => {
    const { root } = approvedMission();
    await merge(root, { deleteBranches: false, removeWorktrees: false });
    commitIn(root, { "src/a.txt": "later\n" });
    writeFileSync(join(root, "src/a.txt"), "a\n");
    expect(await merge(root)).toMatchObject({ ok: true, value: { alreadyMerged: true } });
    expect(readFileSync(join(root, "src/a.txt"), "utf8")).toBe("a\n");
    expect(git(root, "status", "--porcelain")).toBe(" M src/a.txt");
  });
});

describe("a merge that stopped halfway", () => {
  test("with only the target moved is finished: the mission's branch and worktrees go", async () => {
    const { root } = approvedMission();
    const old = git(root, "rev-parse", COORDINATION);
    await merge(root, { deleteBranches: false, removeWorktrees: false });
    git(root, "update-ref", `refs/heads/${COORDINATION}`, old);
    const tip = git(root, "rev-parse", "main");
    expect(await merge(root, { mode: "resume" })).toMatchObject({ ok: true, value: { alreadyMerged: true } });
    expect(git(root, "rev-parse", "main")).toBe(tip);
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
  });

  test("leaves commits alone that a lane or the mission's branch got since", async () => {
    const { root, worktree } = approvedMission();
    await merge(root, { deleteBranches: false, removeWorktrees: false });
    commitIn(laneFolder(root, "lane-a"), { "src/more.txt": "more\n" });
    commitIn(worktree, { "kitty-specs/later.md": "later\n" });
    const again = await merge(root);
    expect(again).toMatchObject({ ok: true, value: { alreadyMerged: true } });
    expect(again.ok && again.value.teardown.keptBranches.map(({ branch }) => branch)).toEqual([
      laneBranchOf("lane-a"),
      COORDINATION,
    ]);
    expect(existsSync(join(laneFolder(root, "lane-a"), "src/more.txt"))).toBe(true);
  });
});

describe("pushing", () => {
  test("happens last and on request only; a failure names the command, a later run only pushes", async () => {
    const { root } = approvedMission();
    expect(await merge(root, { push: true })).toMatchObject({
      ok: true,
      value: { push: { state: "pending", command: "git push origin main" } },
    });
    const remote = gitRepo();
    git(remote, "switch", "-q", "-c", "elsewhere");
    git(remote, "branch", "-D", "main");
    git(root, "remote", "add", "origin", remote);
    expect(await merge(root, { push: true })).toMatchObject({
      ok: true,
      value: { alreadyMerged: true, push: { state: "pushed" } },
    });
    expect(git(remote, "rev-parse", "main")).toBe(git(root, "rev-parse", "main"));
  });
});

describe("forecastMission()", () => {
  test("says what would happen to a mission, to a merged one and to a missing target", async () => {
    const { root } = approvedMission({ standing: { WP01: "planned" } });
    expect(await forecastMission(testCtx(root), MERGE_INPUT)).toMatchObject({
      ok: true,
      value: { blockers: [{ code: "WORK_PACKAGES_NOT_APPROVED" }], missionNumber: 1 },
    });
    expect(await forecastMission(testCtx(root), { ...MERGE_INPUT, target: "nowhere" })).toMatchObject({
      error: { code: "MERGE_TARGET_NOT_FOUND", target: "nowhere" },
    });
    const ready = approvedMission();
    await merge(ready.root);
    expect(await forecastMission(testCtx(ready.root), MERGE_INPUT)).toMatchObject({
      ok: true,
      value: { alreadyMerged: true },
    });
  });
});

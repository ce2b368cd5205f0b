import { describe, expect, test } from "bun:test";
import { type MergeFlagInput, toMergeInput } from "../../../src/cli/merge-flags.ts";
import { mergeExit, mergeHuman, mergeJson } from "../../../src/cli/render/merged.ts";
import { PLAIN } from "../../../src/cli/style.ts";
import type { ForecastReport, MergedReport } from "../../../src/core/merge/report.ts";

const facts = {
  subject: { folder: "shop", missionId: "01J", featureDir: "/r/f" },
  flags: { deleteBranches: true, removeWorktrees: false, push: true },
  target: "main",
  strategy: "squash",
  missionBranch: "kitty/mission-shop",
  lanes: ["lane-a"],
  missionNumber: 4,
};
const merged = (changes: Partial<MergedReport> = {}): MergedReport => ({
  ...facts,
  kind: "merged",
  commit: "0123456789abcdef",
  alreadyMerged: false,
  mergedWps: ["WP01"],
  verified: true,
  warnings: ["the mission was not accepted"],
  kept: [{ worktree: "/r", path: "a.txt" }],
  discarded: ["b.txt"],
  teardown: {
    removedWorktrees: ["/w"],
    deletedBranches: ["b"],
    keptWorktrees: [{ path: "/k", reason: "it is locked", files: ["f"] }],
    keptBranches: [{ branch: "kb", reason: "a worktree has it checked out" }],
  },
  push: { state: "pending", remote: "origin", command: "git push origin main", detail: "no network" },
  commits: [{ branch: "main", message: "Merge", outcome: "ok", sha: "0123" }],
  ...changes,
});
const forecast = (changes: Partial<ForecastReport> = {}): ForecastReport => ({
  ...facts,
  kind: "forecast",
  alreadyMerged: false,
  checks: [{ name: "evidence", verdict: "pass", details: "fine", blocking: false }],
  blockers: [],
  steps: [{ from: "a", into: "b", clean: true, conflicts: [] }],
  moves: [{ ref: "main", from: "1", to: "new commit" }],
  resolution: [],
  ...changes,
});

describe("a merge", () => {
  test("names everything that was done, kept and left to do", () => {
    expect(mergeHuman(merged(), PLAIN).split("\n")).toEqual([
      "✓ Merged mission shop into main as number 4, in one commit 0123456789",
      "  WP01 are done; main holds the work of 1 lanes (verified)",
      "  Removed 1 worktrees and 1 branches",
      "  Kept /k: it is locked (f)",
      "  Kept branch kb: a worktree has it checked out",
      "  Left your version of a.txt in /r",
      "  Did not take over what a hook did to b.txt",
      "  Note: the mission was not accepted",
      "  Push pending: no network",
      "  The merge itself is done. Push it with: git push origin main",
      "",
      "[merge] Commits recorded:",
      "  - main  Merge  [ok]",
    ]);
    expect(mergeExit(merged())).toBe(3);
    expect(mergeHuman(merged({ push: { state: "pushed", remote: "origin" } }), PLAIN)).toContain(
      "Pushed main to origin",
    );
    expect(mergeExit(merged({ push: { state: "not-requested" } }))).toBe(0);
    expect(mergeJson(merged())).toMatchObject({
      push_pending: true,
      merged_wps: ["WP01"],
      mission_number: 4,
      remove_worktree: false,
    });
  });
});

describe("a forecast", () => {
  test("ends with the next step or with what stops it", () => {
    expect(mergeHuman(forecast(), PLAIN)).toContain("Next: spec-kitty merge --mission shop");
    const stopped = forecast({
      blockers: [{ code: "MERGE_CONFLICT", details: "a into b", files: ["f"] }],
      steps: [{ from: "a", into: "b", clean: false, conflicts: [{ path: "f", type: "CONFLICT (contents)" }] }],
      resolution: ["git merge a"],
    });
    const text = mergeHuman(stopped, PLAIN);
    expect(text).toContain("✗ a → b: f");
    expect(text).toContain("  git merge a");
    expect(text).toEndWith("The merge would be refused");
    expect([mergeExit(forecast()), mergeExit(stopped)]).toEqual([0, 1]);
    expect(mergeJson(stopped)).toMatchObject({
      blocked: true,
      diagnostic_code: "MERGE_CONFLICT",
      forecast: { clean: false },
    });
    expect(mergeHuman(forecast({ alreadyMerged: true }), PLAIN)).toContain("is merged into main already");
    expect(mergeJson(forecast({ alreadyMerged: true }))).toMatchObject({
      would_assign_mission_number: null,
      blocked: false,
    });
  });
});

describe("toMergeInput()", () => {
  const flags: MergeFlagInput = {
    mission: undefined,
    strategy: undefined,
    target: undefined,
    dryRun: false,
    push: false,
    deleteBranch: false,
    keepBranch: false,
    removeWorktree: false,
    keepWorktree: false,
    resume: false,
    abort: false,
    skipReviewArtifactCheck: false,
    note: undefined,
    yes: false,
    allowSparseCheckout: false,
    keepWorkspace: false,
    context: undefined,
    autoRetry: undefined,
  };
  test("takes worktrees and branches down unless told to keep them, and wants a note for a review left out", () => {
    expect(toMergeInput(flags, "merge")).toMatchObject({
      value: { deleteBranches: true, removeWorktrees: true, mode: "apply" },
    });
    expect(toMergeInput({ ...flags, keepBranch: true, keepWorktree: true, resume: true }, "merge")).toMatchObject({
      value: { deleteBranches: false, removeWorktrees: false, mode: "resume" },
    });
    expect(toMergeInput({ ...flags, skipReviewArtifactCheck: true, note: " " }, "merge")).toMatchObject({
      error: { code: "MISSING_ARGUMENT", names: ["--note"] },
    });
    expect(toMergeInput({ ...flags, skipReviewArtifactCheck: true, note: "ok", abort: true }, "merge")).toMatchObject({
      value: { note: "ok", mode: "abort" },
    });
  });
});

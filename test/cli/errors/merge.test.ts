/** What people read when a merge, or the end of a mission, is refused: each next step is a command for the mission at hand. */
import { describe, expect, test } from "bun:test";
import { describeError } from "../../../src/cli/describe.ts";
import type { MergeError } from "../../../src/cli/errors/merge.ts";

const CASES: readonly (readonly [MergeError, string, string])[] = [
  [
    { code: "MERGE_TARGET_NOT_FOUND", target: "rel", mission: "shop" },
    'there is no branch "rel"',
    "spec-kitty merge --mission shop --target",
  ],
  [
    { code: "MERGE_NOT_VERIFIED", mission: "shop", target: "main", files: ["src/a"] },
    "main does not hold what its lanes hold in: src/a",
    "git log -2 --stat main",
  ],
  [{ code: "MERGE_NOTHING_TO_RESUME", mission: "shop" }, "none has begun", "spec-kitty merge --mission shop"],
  [
    { code: "MERGE_NOTHING_TO_ABORT", mission: "shop", merged: true, target: "main" },
    "it is on main already",
    "git log -1 main",
  ],
  [
    { code: "MERGE_NOTHING_TO_ABORT", mission: "shop", merged: false, target: "main" },
    "nothing was moved",
    "--dry-run",
  ],
  [
    { code: "MERGE_STRATEGY_UNSUPPORTED", mission: "shop", strategy: "rebase", supported: ["squash", "merge"] },
    '"rebase"',
    "--strategy squash",
  ],
  [
    { code: "UNCOMMITTED_MISSION_FILES", mission: "shop", featureDir: "/r/f", files: ["a b.md"] },
    "were never committed: a b.md",
    "spec-kitty spec-commit '/r/f/a b.md' --message",
  ],
  [
    { code: "MERGE_WOULD_OVERWRITE", target: "main", worktree: "/r", files: ["x", "y"] },
    "/r has changes",
    "git -C /r stash push --include-untracked -- x y",
  ],
  [
    { code: "LANE_BRANCH_MISSING", laneId: "lane-a", branch: "b", wpIds: ["WP01"] },
    'lane-a has no branch "b" any more',
    "then: git branch b <commit>",
  ],
  [
    { code: "DISCARD_NOTHING_OF_ITS_OWN", mission: "shop", branch: "release", dir: "kitty-specs/shop" },
    "its folder on release",
    "git switch release && git rm -r kitty-specs/shop",
  ],
  [{ code: "DISCARD_UNSAFE", mission: "shop", detail: "/r is locked" }, "/r is locked", "git worktree list"],
  [{ code: "DISCARD_NOT_CONFIRMED", mission: "shop", branches: ["b"] }, "deletes 1 branch with", "--discard --yes"],
  [
    { code: "MISSION_NOT_FINISHED", mission: "shop", unfinished: [{ wpId: "WP01", lane: "planned" }] },
    "WP01 is planned",
    "--discard",
  ],
  [
    {
      code: "MERGE_CONFLICT",
      from: "lane",
      into: "main",
      files: [{ path: "f", kind: "CONFLICT (contents)", excerpt: "<<<<<<< a" }],
      sides: [
        { branch: "lane", wpIds: ["WP01"] },
        { branch: "main", wpIds: [] },
      ],
      commands: ["git -C w merge --no-edit main"],
    },
    "lane (WP01) and main both changed f\n<<<<<<< a",
    "\n  git -C w merge --no-edit main",
  ],
  [
    {
      code: "MERGE_BLOCKED",
      mission: "shop",
      blockers: Array.from({ length: 7 }, (_, i) => ({
        code: "X",
        check: "evidence" as const,
        details: `WP0${i} is planned`,
      })),
    },
    "WP04 is planned and 2 more",
    "spec-kitty merge --mission shop --dry-run",
  ],
];

describe("texts of merges", () => {
  test.each(CASES)("%j", (error, message, hint) => {
    const described = describeError(error);
    expect(described.message).toContain(message);
    expect(described.hint).toContain(hint);
    expect(described.exit).toBe(1);
  });
});

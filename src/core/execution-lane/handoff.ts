/**
 * May a code lane be handed in for review? Its worktree is clean, no git operation is unfinished, it has work of its own, and
 * it left `kitty-specs/` alone since the last commit that this program made on it. Pure; the facts come from git.
 */
import { err, ok, type Result } from "../lib/result.ts";

export type HandoffFacts = {
  readonly wpId: string;
  readonly laneId: string;
  readonly branch: string;
  /** `undefined` if the branch does not exist. */
  readonly branchExists: boolean;
  readonly worktree: string | undefined;
  readonly operation: string | undefined;
  /** Changed, staged and untracked files, relative to the worktree. */
  readonly changed: readonly string[];
  /** Commits beyond the fork that this program did not make. */
  readonly ownCommits: number;
  /** Files below `kitty-specs/` that the lane changed. */
  readonly missionFiles: readonly string[];
  /** The last commit that is ours: where `kitty-specs/` can be restored from. */
  readonly restoreFrom: string | undefined;
};

export type HandoffRefusal =
  | { readonly code: "LANE_WORKTREE_MISSING"; readonly wpId: string; readonly laneId: string; readonly branch: string }
  | { readonly code: "LANE_OPERATION_IN_PROGRESS"; readonly path: string; readonly operation: string }
  | { readonly code: "LANE_WORKTREE_DIRTY"; readonly path: string; readonly files: readonly string[] }
  | { readonly code: "LANE_HAS_NO_COMMITS"; readonly wpId: string; readonly laneId: string; readonly path: string }
  | {
      readonly code: "LANE_CHANGED_MISSION_FILES";
      readonly laneId: string;
      readonly path: string;
      readonly files: readonly string[];
      readonly restoreFrom: string | undefined;
    };

const OURS = [".spec-kitty/", ".worktrees/", "kitty-ops/"];

/** Leaves out what this program writes in passing. */
export const withoutChurn = (files: readonly string[]): readonly string[] =>
  files.filter((file) => !OURS.some((prefix) => file.startsWith(prefix)));

/** Decides in the order worktree, operation, clean, commits, mission files. */
export function decideHandoff(facts: HandoffFacts): Result<null, HandoffRefusal> {
  const { wpId, laneId, branch, worktree: path } = facts;
  if (!facts.branchExists || path === undefined) return err({ code: "LANE_WORKTREE_MISSING", wpId, laneId, branch });
  if (facts.operation !== undefined)
    return err({ code: "LANE_OPERATION_IN_PROGRESS", path, operation: facts.operation });
  const files = withoutChurn(facts.changed);
  if (files.length > 0) return err({ code: "LANE_WORKTREE_DIRTY", path, files });
  if (facts.ownCommits === 0) return err({ code: "LANE_HAS_NO_COMMITS", wpId, laneId, path });
  const { missionFiles, restoreFrom } = facts;
  return missionFiles.length > 0
    ? err({ code: "LANE_CHANGED_MISSION_FILES", laneId, path, files: missionFiles, restoreFrom })
    : ok(null);
}

/** The flags of a merge, the same for people and for agents. */
import { err, ok, type Result } from "../core/lib/result.ts";
import type { UsageError } from "./flags.ts";
import type { InputOf } from "./leaf.ts";

export const MERGE_ARGS = {
  mission: { type: "option", value: "HANDLE", summary: "Mission, by folder, slug, number or id", complete: "mission" },
  strategy: {
    type: "option",
    value: "STRATEGY",
    summary: "squash or merge; squash if neither flag nor configuration says",
  },
  target: {
    type: "option",
    value: "BRANCH",
    summary: "Branch to merge into; the mission's own if left out",
    complete: "branch",
  },
  dryRun: { type: "flag", summary: "Show what would happen; move nothing" },
  push: { type: "flag", summary: "Push the target afterwards; the only use of the network" },
  deleteBranch: { type: "flag", summary: "Delete the mission's branches (the default)" },
  keepBranch: { type: "flag", summary: "Keep the mission's branches" },
  removeWorktree: { type: "flag", summary: "Remove the mission's worktrees (the default)" },
  keepWorktree: { type: "flag", summary: "Keep the mission's worktrees" },
  resume: { type: "flag", summary: "Finish a merge that was interrupted" },
  abort: { type: "flag", summary: "Take an interrupted merge back" },
  skipReviewArtifactCheck: { type: "flag", summary: "Merge although a newest review says rejected; needs --note" },
  note: { type: "option", value: "TEXT", summary: "Why the review is left out" },
  yes: { type: "flag", short: "y", summary: "Merge without asking" },
  allowSparseCheckout: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
  keepWorkspace: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
  context: { type: "option", value: "TEXT", summary: "Accepted for older scripts; not needed", hidden: true },
  autoRetry: { type: "flag", summary: "Accepted for older scripts; not needed", negatable: true, hidden: true },
} as const;

export type MergeFlagInput = InputOf<typeof MERGE_ARGS>;

/** What the use case is asked for. Errors: MISSING_ARGUMENT for `--note`. */
export function toMergeInput(flags: MergeFlagInput, command: string) {
  const note = flags.note?.trim() ?? "";
  if (flags.skipReviewArtifactCheck && note === "") {
    return err({ code: "MISSING_ARGUMENT", names: ["--note"], command }) satisfies Result<never, UsageError>;
  }
  return ok({
    mission: flags.mission,
    target: flags.target,
    strategy: flags.strategy,
    deleteBranches: !flags.keepBranch,
    removeWorktrees: !flags.keepWorktree,
    push: flags.push,
    skipReviewCheck: flags.skipReviewArtifactCheck,
    note: note === "" ? undefined : note,
    mode: flags.abort ? ("abort" as const) : flags.resume ? ("resume" as const) : ("apply" as const),
  });
}

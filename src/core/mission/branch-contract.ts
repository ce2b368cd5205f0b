/**
 * What agents are told about branches, so that none of them has to ask git: where work starts, where it will be merged.
 * The same facts stand under several names because prompts of other tools read any of them.
 */
import type { JsonObject } from "../lib/json.ts";

export type BranchFacts = {
  /** Branch of the worktree that the command was started in; `undefined` when HEAD is detached. */
  readonly currentBranch: string | undefined;
  readonly targetBranch: string;
  /** The branch that records the mission: its coordination branch, else the target. */
  readonly recordedOn: string;
  /** ISO 8601, UTC. */
  readonly nowIso: string;
  readonly version: string;
};

/** The same before there is a mission. */
export type BranchesBeforeMission = Omit<BranchFacts, "recordedOn"> & { readonly recordedOn: undefined };

/** Says in one sentence where work is recorded and where it ends up. */
function summarize({ targetBranch, recordedOn }: BranchFacts | BranchesBeforeMission): string {
  if (recordedOn === targetBranch)
    return `Planning is recorded on ${targetBranch}, where completed work is merged as well`;
  const where =
    recordedOn === undefined ? "A mission is recorded on a branch of its own" : `Planning is recorded on ${recordedOn}`;
  return `${where}; completed work is merged into ${targetBranch}, which nothing changes before`;
}

/** Builds the block that create, branch-context, check-prerequisites and setup-plan share. */
export function branchContract(facts: BranchFacts | BranchesBeforeMission): JsonObject {
  const { targetBranch, nowIso, version } = facts;
  const current = facts.currentBranch ?? null;
  const matches = current === targetBranch;
  const summary = summarize(facts);
  const names = {
    current_branch: current,
    target_branch: targetBranch,
    base_branch: targetBranch,
    planning_base_branch: targetBranch,
    merge_target_branch: targetBranch,
    branch_matches_target: matches,
    branch_strategy_summary: summary,
  };
  return {
    ...names,
    runtime_vars: { now_utc_iso: nowIso, ...names },
    branch_context: { ...names, expected_checkout_branch: targetBranch, matches_target: matches },
    CURRENT_BRANCH: current,
    TARGET_BRANCH: targetBranch,
    BASE_BRANCH: targetBranch,
    PLANNING_BASE_BRANCH: targetBranch,
    MERGE_TARGET_BRANCH: targetBranch,
    EXPECTED_TARGET_BRANCH: targetBranch,
    EXPECTED_BASE_BRANCH: targetBranch,
    NOW_UTC_ISO: nowIso,
    spec_kitty_version: version,
  };
}

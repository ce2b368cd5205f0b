/** `spec-kitty agent mission branch-context`: the branches, so that no agent has to ask git. */
import { leaf } from "../../../cli/leaf.ts";
import type { Json } from "../../../core/lib/json.ts";
import { branchContract } from "../../../core/mission/branch-contract.ts";
import { type BranchContext, readBranchContext } from "../../../usecases/read-branch-context.ts";

const reasonOf = ({ branches, isProtected }: BranchContext): string =>
  isProtected
    ? `${branches.targetBranch} is protected; a mission is recorded on a coordination branch, so it can be the target all the same`
    : `${branches.targetBranch} can be worked on directly; a mission is recorded on a coordination branch by default`;

const isPrimary = ({ branches, primary }: BranchContext): boolean => branches.currentBranch === primary;

const json = (value: BranchContext): Json => ({
  result: "success",
  repo_root: value.repoRoot,
  target_branch_source: value.source,
  next_step: `spec-kitty agent mission create <slug> --target-branch ${value.branches.targetBranch} --json`,
  primary_branch: value.primary ?? null,
  current_is_primary: isPrimary(value),
  target_is_protected: value.isProtected,
  recommended_strategy: isPrimary(value) ? "feature-branch" : "stay",
  branch_recommendation_reason: reasonOf(value),
  ...branchContract(value.branches),
});

export const branchContext = leaf({
  path: "agent mission branch-context",
  summary: "Tell which branch work starts from and is merged into",
  examples: [
    { line: "spec-kitty agent mission branch-context --json", does: "before a mission is created" },
    { line: "spec-kitty agent mission branch-context --target-branch release --json", does: "for another target" },
  ],
  args: {
    targetBranch: {
      type: "option",
      value: "BRANCH",
      summary: "Branch to merge into; the current one if left out",
      complete: "branch",
    },
  },
  envelope: "contract",
  run: (ctx, { targetBranch }) => readBranchContext(ctx, targetBranch),
  human: (value) =>
    [
      `Current branch  ${value.branches.currentBranch ?? "(detached)"}`,
      `Merges into     ${value.branches.targetBranch}`,
      reasonOf(value),
    ].join("\n"),
  json,
});

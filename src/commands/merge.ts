/** `spec-kitty merge`: a mission's lanes onto its target, in one commit; asks a person first. */
import { leaf } from "../cli/leaf.ts";
import { MERGE_ARGS, toMergeInput } from "../cli/merge-flags.ts";
import { type MergeAnswer, mergeExit, mergeHuman, mergeJson } from "../cli/render/merged.ts";
import { PLAIN } from "../cli/style.ts";
import { forecastMission, mergeMission } from "../usecases/merge-mission.ts";

export const merge = leaf({
  path: "merge",
  summary: "Merge a mission into its target branch",
  description:
    "Checks and computes everything before the first ref moves: a conflict stops it with the files, both sides and the commands that resolve it. Code, status and the mission's number reach the target in one commit. Then the mission's worktrees and branches are taken down, unless something in them is not merged. Safe to run again at any time.",
  examples: [
    { line: "spec-kitty merge --dry-run", does: "see what would happen" },
    { line: "spec-kitty merge --mission shop-cart", does: "merge it" },
    { line: "spec-kitty merge --mission shop-cart --strategy merge --keep-branch", does: "keep the lanes' history" },
  ],
  args: MERGE_ARGS,
  envelope: "contract",
  ask: async (ctx, given, ask) => {
    if (given.dryRun || given.abort || given.resume) return {};
    const flags = { strategy: given.strategy, target: given.target, mission: given.mission };
    const shared = {
      deleteBranches: !given.keepBranch,
      removeWorktrees: !given.keepWorktree,
      push: given.push === true,
    };
    const forecast = await forecastMission(ctx, {
      ...flags,
      ...shared,
      skipReviewCheck: given.skipReviewArtifactCheck === true,
      note: given.note,
      mode: "apply",
    });
    // What stops it is said by the merge itself, as a refusal.
    if (!forecast.ok || forecast.value.blockers.length > 0 || forecast.value.alreadyMerged) return {};
    await ask.show("Merge", mergeHuman(forecast.value, PLAIN));
    const yes = await ask.confirm({ message: `Merge into ${forecast.value.target}?`, initial: true });
    return yes.kind === "answer" && yes.value ? {} : undefined;
  },
  run: async (ctx, flags) => {
    const input = toMergeInput(flags, "merge");
    if (!input.ok) return input;
    return flags.dryRun ? forecastMission(ctx, input.value) : mergeMission(ctx, input.value);
  },
  human: (value: MergeAnswer, style) => mergeHuman(value, style),
  json: mergeJson,
  exit: mergeExit,
});

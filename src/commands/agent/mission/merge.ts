/** `spec-kitty agent mission merge`: the same merge for agents; asks nothing. */
import { leaf } from "../../../cli/leaf.ts";
import { MERGE_ARGS, toMergeInput } from "../../../cli/merge-flags.ts";
import { type MergeAnswer, mergeExit, mergeHuman, mergeJson } from "../../../cli/render/merged.ts";
import { forecastMission, mergeMission } from "../../../usecases/merge-mission.ts";

export const merge = leaf({
  path: "agent mission merge",
  summary: "Merge a mission into its target branch",
  description:
    "The same as spec-kitty merge, without questions. Run it with --dry-run --json first to see conflicts and blockers.",
  examples: [
    { line: "spec-kitty agent mission merge --mission shop-cart --dry-run --json", does: "see conflicts and blockers" },
    { line: "spec-kitty agent mission merge --mission shop-cart --json", does: "merge it" },
    { line: "spec-kitty agent mission merge --mission shop-cart --push --json", does: "merge and push the target" },
  ],
  args: MERGE_ARGS,
  envelope: "contract",
  run: async (ctx, flags) => {
    const input = toMergeInput(flags, "agent mission merge");
    if (!input.ok) return input;
    return flags.dryRun ? forecastMission(ctx, input.value) : mergeMission(ctx, input.value);
  },
  human: (value: MergeAnswer, style) => mergeHuman(value, style),
  json: mergeJson,
  exit: mergeExit,
});

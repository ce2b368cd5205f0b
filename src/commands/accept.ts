/** `spec-kitty accept`: checks a mission as a whole and records that it was accepted. */
import { ACCEPT_ARGS, toAcceptInput } from "../cli/accept-flags.ts";
import { leaf } from "../cli/leaf.ts";
import { acceptedHuman, acceptedJson } from "../cli/render/accepted.ts";
import { ok } from "../core/lib/result.ts";
import { acceptMission } from "../usecases/accept-mission.ts";

export const accept = leaf({
  path: "accept",
  summary: "Check a mission as a whole and record its acceptance",
  description:
    "Every check reads the mission's own branch and what was written in its folder; code is never looked for in your checkout. If all pass, one commit on that branch records it, with the files that were not committed yet. A failed check changes nothing.",
  examples: [
    { line: "spec-kitty accept --mission shop-cart", does: "check and record" },
    { line: "spec-kitty accept --mission shop-cart --no-commit --json", does: "check only" },
    { line: "spec-kitty accept --mission shop-cart --diagnose --json", does: "see what is left to do" },
  ],
  args: ACCEPT_ARGS,
  envelope: "contract",
  run: async (ctx, flags) => {
    const answer = await acceptMission(ctx, toAcceptInput(flags));
    if (!answer.ok) return answer;
    const forgiving = flags.diagnose || flags.allowFail;
    return ok({
      answer: answer.value,
      diagnose: flags.diagnose,
      exit: answer.value.acceptance.ok || forgiving ? 0 : 1,
    });
  },
  human: ({ answer }, style) => acceptedHuman(answer, style),
  json: ({ answer, diagnose }) => acceptedJson(answer, diagnose),
  exit: ({ exit }) => exit,
});

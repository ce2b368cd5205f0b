/** `spec-kitty agent action review`: claim the review of a work package, get its diff and prompt. */
import { CLAIM_ARGS } from "../../../cli/claim-flags.ts";
import { leaf } from "../../../cli/leaf.ts";
import { claimHuman, claimJson } from "../../../cli/render/claim.ts";
import { claimWorkPackage } from "../../../usecases/claim-work-package.ts";

export const review = leaf({
  path: "agent action review",
  summary: "Claim the review of a work package and get its prompt",
  description:
    "Brings the execution lane up to the mission's branch, records the claim, and writes a prompt with the diff, a checklist and the commands for either verdict.",
  examples: [
    { line: "spec-kitty agent action review WP01 --agent claude", does: "review a package" },
    { line: "spec-kitty agent action review --agent claude", does: "review the first that waits" },
    { line: "spec-kitty agent action review WP01 --agent claude --json", does: "the same for a program" },
  ],
  args: CLAIM_ARGS,
  envelope: "contract",
  run: (ctx, { wpId, mission, agent, model, profile }) =>
    claimWorkPackage(ctx, { action: "review", wpId, mission, agent, model, profile }),
  human: claimHuman,
  json: claimJson,
});

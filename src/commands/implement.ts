/** `spec-kitty implement WP01`: the old name, kept for scripts. */
import { IMPLEMENT_ARGS } from "../cli/claim-flags.ts";
import { leaf } from "../cli/leaf.ts";
import { claimHuman, claimJson } from "../cli/render/claim.ts";
import { claimWorkPackage } from "../usecases/claim-work-package.ts";

export const implement = leaf({
  path: "implement",
  summary: "Internal infrastructure: use next or agent action implement",
  description:
    "Kept for older scripts; it does what `spec-kitty agent action implement` does. People and agents call `spec-kitty next --agent <agent> --mission <slug>` or `spec-kitty agent action implement`.",
  examples: [
    { line: "spec-kitty next --agent claude --mission shop-cart", does: "what to call instead: the next step" },
    { line: "spec-kitty agent action implement WP01 --agent claude", does: "what to call instead: one package" },
    { line: "spec-kitty implement WP01 --agent claude", does: "the old name" },
  ],
  args: IMPLEMENT_ARGS,
  envelope: "contract",
  run: (ctx, { wpId, mission, agent, model, profile }) =>
    claimWorkPackage(ctx, { action: "implement", wpId, mission, agent, model, profile }),
  human: claimHuman,
  json: claimJson,
});

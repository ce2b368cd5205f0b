/** `spec-kitty agent action implement`: claim a work package, get its workspace and prompt. */
import { IMPLEMENT_ARGS } from "../../../cli/claim-flags.ts";
import { leaf } from "../../../cli/leaf.ts";
import { claimHuman, claimJson } from "../../../cli/render/claim.ts";
import { claimWorkPackage } from "../../../usecases/claim-work-package.ts";

export const implement = leaf({
  path: "agent action implement",
  summary: "Claim a work package and get its workspace and prompt",
  description:
    "Checks the dependencies, makes or updates the execution lane's worktree, records the claim in one commit on the mission's branch, and writes the prompt to a file. Run again by the same agent, it makes sure that all of it is there.",
  examples: [
    { line: "spec-kitty agent action implement WP01 --agent claude", does: "start a package" },
    { line: "spec-kitty agent action implement --agent codex:gpt-5 --mission shop-cart", does: "start the next one" },
    { line: "spec-kitty agent action implement WP01 --agent claude --json", does: "the same for a program" },
  ],
  args: IMPLEMENT_ARGS,
  envelope: "contract",
  run: (ctx, { wpId, mission, agent, model, profile }) =>
    claimWorkPackage(ctx, { action: "implement", wpId, mission, agent, model, profile }),
  human: claimHuman,
  json: claimJson,
});

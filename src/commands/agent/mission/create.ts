/** `spec-kitty agent mission create`: a mission from flags alone; asks nothing. */
import { leaf } from "../../../cli/leaf.ts";
import { CREATE_ARGS, toCreateInput } from "../../../cli/mission-flags.ts";
import { createdHuman, createdJson } from "../../../cli/render/mission-created.ts";
import { createMission } from "../../../usecases/create-mission.ts";

export const create = leaf({
  path: "agent mission create",
  summary: "Create a mission and the branch that records it",
  description:
    "One commit on a new coordination branch that starts at the target's tip; your checkout and the target stay as they are. Run again with the same slug and target, it finds the mission instead of making another.",
  examples: [
    { line: "spec-kitty agent mission create shop-cart --json", does: "create a mission for the current branch" },
    {
      line: 'spec-kitty agent mission create shop-cart --friendly-name "Shopping cart" --purpose-tldr "Buy several things at once"',
      does: "with words for people",
    },
    { line: "spec-kitty agent mission create shop-cart --dry-run --json", does: "show what would be made" },
  ],
  args: {
    slug: { type: "positional", summary: "Kebab-case name, e.g. shop-cart" },
    ...CREATE_ARGS,
  },
  envelope: "contract",
  run: (ctx, input) => createMission(ctx, toCreateInput(input.slug, input)),
  human: createdHuman,
  json: createdJson,
});

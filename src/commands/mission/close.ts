/** `spec-kitty mission close`: ends a mission, by merging what is finished or by giving it up. */
import { leaf } from "../../cli/leaf.ts";
import { type ClosedAnswer, closedHuman, closedJson } from "../../cli/render/closed.ts";
import { closeMission } from "../../usecases/close-mission.ts";

export const close = leaf({
  path: "mission close",
  summary: "End a mission: merge a finished one, or give one up",
  description:
    "Without --discard it merges and takes the mission down once every work package is done or canceled. With --discard it deletes the mission's branches and worktrees without touching the target; files that were never committed are moved to a trash folder, and the answer says how to bring branches back.",
  examples: [
    { line: "spec-kitty mission close --mission shop-cart", does: "finish a mission whose packages are all done" },
    { line: "spec-kitty mission close --mission shop-cart --discard", does: "give it up, after a yes" },
    { line: "spec-kitty mission close --mission shop-cart --discard --yes --json", does: "the same from a program" },
  ],
  args: {
    mission: {
      type: "option",
      value: "HANDLE",
      summary: "Mission, by folder, slug, number or id",
      short: "f",
      complete: "mission",
    },
    discard: { type: "flag", summary: "Give the mission up" },
    yes: { type: "flag", short: "y", summary: "Discard without asking" },
    force: { type: "flag", summary: "The same as --yes", hidden: true },
  },
  envelope: "own",
  kind: "mission_closed",
  ask: async (_ctx, given, ask) => {
    if (!given.discard || given.force) return {};
    const yes = await ask.confirm({ message: "Delete the mission's branches and worktrees?", initial: false });
    return yes.kind === "answer" && yes.value ? { yes: true } : undefined;
  },
  run: (ctx, { mission, discard, yes, force }) => closeMission(ctx, { mission, discard, confirmed: yes || force }),
  human: (value: ClosedAnswer, style) => closedHuman(value, style),
  json: closedJson,
  exit: (value) => (value.kind === "merged" && value.push.state === "pending" ? 3 : 0),
});

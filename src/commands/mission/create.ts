/** `spec-kitty mission create`: a mission from an idea; asks a person for what no flag has answered. */
import { askForMission, guidedCommandLine } from "../../cli/guided.ts";
import { leaf } from "../../cli/leaf.ts";
import { CREATE_ARGS, toCreateInput } from "../../cli/mission-flags.ts";
import { createdHuman, createdJson } from "../../cli/render/mission-created.ts";
import { err, ok } from "../../core/lib/result.ts";
import { type GuidedAnswers, slugFromIdea } from "../../core/mission/guided-create.ts";
import type { Topology } from "../../core/mission/meta.ts";
import { createMission } from "../../usecases/create-mission.ts";
import { readCreateChoices } from "../../usecases/read-create-choices.ts";

/** What flags have answered, in the words of the flow. */
function answered(
  given: {
    readonly [K in keyof GuidedAnswers]?: GuidedAnswers[K] | string | undefined;
  },
): Partial<GuidedAnswers> {
  const { firstCommit, topology, ...texts } = given;
  const present = Object.entries({ ...texts, topology }).filter(([, value]) => value !== undefined);
  return { ...Object.fromEntries(present), ...(firstCommit === true ? { firstCommit } : {}) };
}

export const create = leaf({
  path: "mission create",
  summary: "Create a mission from an idea, step by step",
  description:
    "At a terminal it asks for what no flag has answered and shows what it will make before it makes it; Esc goes back a step, Ctrl-C ends it with nothing changed. With --yes it asks nothing.",
  examples: [
    { line: "spec-kitty mission create", does: "be asked" },
    { line: 'spec-kitty mission create "Add a shopping cart" --yes', does: "take the defaults" },
    { line: "spec-kitty mission create cart --target-branch release --topology coord --json", does: "from a program" },
  ],
  args: {
    idea: { type: "positional", summary: "One sentence, or a name", optional: true },
    slug: { type: "option", value: "SLUG", summary: "Short name; made of the idea if left out" },
    firstCommit: { type: "flag", summary: "Make an empty first commit if the repository has none" },
    ...CREATE_ARGS,
  },
  envelope: "own",
  kind: "mission_created",
  ask: async (ctx, given, ask) => {
    const facts = await readCreateChoices(ctx);
    if (!facts.ok) return given;
    const { idea, slug, firstCommit, missionType, topology, purposeTldr, purposeContext } = given;
    const targetBranch = given.targetBranch ?? given.startBranch;
    const known = answered({
      idea: idea ?? slug,
      slug,
      firstCommit,
      missionType,
      targetBranch,
      topology,
      purposeTldr,
      purposeContext,
    });
    const answers = await askForMission(ask, facts.value, known);
    if (answers === undefined) return undefined;
    const { confirmed, ...rest } = answers;
    const line = guidedCommandLine(rest, given);
    if (confirmed === false) return line;
    if (confirmed === true) ctx.notice(`Again without questions: ${line}`);
    return { ...rest, ...(given.prBound === true ? { branchStrategy: "already-confirmed" } : {}) };
  },
  run: async (ctx, input) => {
    const { idea, slug, firstCommit } = input;
    const name = idea ?? slug ?? "";
    if (name === "") return err({ code: "MISSING_ARGUMENT", names: ["IDEA"], command: "mission create" });
    const created = await createMission(ctx, {
      ...toCreateInput(slug ?? slugFromIdea(name), { ...input, friendlyName: input.friendlyName ?? idea }),
      firstCommit,
    });
    if (!created.ok) return created;
    const { missionType, targetBranch, purposeTldr, purposeContext } = input;
    const topology = input.topology as Topology | undefined;
    const line = guidedCommandLine(
      answered({ idea, slug, firstCommit, missionType, targetBranch, topology, purposeTldr, purposeContext }),
      input,
    );
    return ok({ created: created.value, line });
  },
  human: ({ created }, style) => createdHuman(created, style),
  json: ({ created, line }) => ({ ...createdJson(created), command_line: line }),
});

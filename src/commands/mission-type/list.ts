/** `spec-kitty mission-type list`: the kinds of mission and their steps. */
import { leaf } from "../../cli/leaf.ts";
import { listMissionTypes } from "../../usecases/list-mission-types.ts";

export const list = leaf({
  path: "mission-type list",
  summary: "List the kinds of mission and their steps",
  examples: [
    { line: "spec-kitty mission-type list", does: "show what each kind is for" },
    { line: "spec-kitty mission-type list --json", does: "with steps and documents, for a program" },
  ],
  args: {},
  envelope: "own",
  kind: "mission_types",
  run: (ctx) => listMissionTypes(ctx),
  human: (types, style) =>
    types
      .flatMap(({ key, summary, steps, active }) => [
        `${style.bold(key)}${active ? "" : style.dim(" (not active in this project)")}`,
        `  ${summary}`,
        `  ${style.dim(steps.map((step) => step.id).join(" → "))}`,
      ])
      .join("\n"),
  json: (types) => ({
    mission_types: types.map(({ key, title, summary, steps, active }) => ({
      key,
      title,
      summary,
      active,
      steps: steps.map(({ id, title: stepTitle, action, produces }) => ({ id, title: stepTitle, action, produces })),
    })),
  }),
});

/** `spec-kitty init`: files for the project and its agents; no git effect whatever. */
import { leaf } from "../cli/leaf.ts";
import type { Style } from "../cli/style.ts";
import { AGENTS } from "../core/agent/catalog.ts";
import { type InitializedProject, initProject } from "../usecases/init-project.ts";
import { planProject } from "../usecases/plan-project.ts";

const nextSteps = ({ agents, inRepository }: InitializedProject): readonly string[] => {
  const key = agents[0]?.key ?? "claude";
  return [
    ...(inRepository ? [] : ["git init && git commit --allow-empty -m init"]),
    ...agents.slice(0, 1).map((agent) => `In ${agent.label}: ${agent.callPrefix}specify <what you want to build>`),
    `spec-kitty next --agent ${key} --mission <slug>`,
    `spec-kitty agent action implement --agent ${key} --mission <slug>`,
    `spec-kitty agent action review --agent ${key} --mission <slug>`,
  ];
};

const section = (title: string, lines: readonly string[], style: Style): readonly string[] =>
  lines.length === 0 ? [] : ["", style.bold(title), ...lines.map((line) => `  ${line}`)];

export const init = leaf({
  path: "init",
  summary: "Set up a project and the commands of its coding agents",
  description:
    "Writes .kittify/ and one command file for each step and agent. Changes nothing in git. A file of yours is changed only after a yes or with --edit-existing; otherwise the lines to paste are printed. Safe to run again: with more agents, it adds theirs.",
  examples: [
    { line: "spec-kitty init --ai claude", does: "set up this repository for Claude Code" },
    { line: "spec-kitty init --ai claude,codex --edit-existing", does: "for two agents, extending .gitignore" },
    { line: "spec-kitty init my-project --ai claude", does: "make a new folder and set it up" },
  ],
  args: {
    name: { type: "positional", summary: "Folder to make; this repository if left out", optional: true },
    ai: { type: "option", value: "AGENTS", summary: "Agents, separated by commas", complete: "agent" },
    editExisting: { type: "flag", summary: "Change files of yours where needed, such as .gitignore" },
  },
  envelope: "own",
  kind: "init",
  ask: async (ctx, given, ask) => {
    const base = { name: given.name, editExisting: given.editExisting ?? false };
    const first = planProject(ctx, { ...base, ai: given.ai });
    const answer =
      first.ok || first.error.code !== "INIT_AGENTS_REQUIRED"
        ? undefined
        : await ask.multiselect({
            message: "Which coding agents work in this project?",
            choices: AGENTS.map((agent) => ({ value: agent.key, label: agent.label })),
            required: true,
          });
    if (answer !== undefined && answer.kind !== "answer") return undefined;
    const ai = answer?.value.join(",") ?? given.ai;
    const chosen = answer === undefined ? {} : { ai: answer.value.join(",") };
    const planned = planProject(ctx, { ...base, ai });
    const yours = planned.ok ? planned.value.steps.filter((step) => step.kind === "paste") : [];
    if (yours.length === 0) return chosen;
    await ask.show("Lines for files of yours", yours.map((step) => `${step.path}\n${step.block}`).join("\n"));
    const yes = await ask.confirm({ message: "Add these lines for you?", initial: true });
    return yes.kind === "answer" ? { ...chosen, editExisting: yes.value } : undefined;
  },
  run: (ctx, { name, ai, editExisting }) => initProject(ctx, { name, ai, editExisting }),
  human: (value, style) => {
    const changed = [...value.created, ...value.updated, ...value.edited];
    const agents = value.agents.map((agent) => agent.label).join(", ");
    return [
      changed.length === 0
        ? `Already initialized: ${value.root} is up to date for ${agents}`
        : `${style.green("✓")} ${value.root} is set up for ${agents}`,
      ...section("Created", value.created, style),
      ...section("Updated", [...value.updated, ...value.edited], style),
      ...section("Kept, since you have changed them", value.kept, style),
      ...value.paste.flatMap(({ path, block }) => section(`Add to ${path}`, block.trimEnd().split("\n"), style)),
      ...(value.inRepository ? [] : ["", "This folder is no git repository yet; missions need one."]),
      ...section(
        "Notes",
        value.agents.flatMap((agent) => agent.note ?? []),
        style,
      ),
      ...section("Next", nextSteps(value), style),
    ].join("\n");
  },
  json: (value) => ({
    root: value.root,
    agents: value.agents.map((agent) => agent.key),
    already_initialized: value.wasInitialized,
    created: value.created,
    updated: value.updated,
    edited: value.edited,
    unchanged: value.unchanged,
    kept: value.kept,
    paste: value.paste.map(({ path, block }) => ({ path, block })),
    in_repository: value.inRepository,
    next_steps: nextSteps(value),
  }),
});

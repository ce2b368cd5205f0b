/** `spec-kitty completion install`: shows what it would write, and writes it after a yes. */
import { COMPLETION_SCRIPTS } from "../../cli/completion/scripts.ts";
import { leaf } from "../../cli/leaf.ts";
import { SHELLS, type ShellName } from "../../core/completion/plan.ts";
import { installCompletion, planCompletion } from "../../usecases/install-completion.ts";

const script = (shell: ShellName): string => COMPLETION_SCRIPTS[shell];
const shellOf = (name: string | undefined): ShellName | undefined => SHELLS.find((shell) => shell === name);

export const install = leaf({
  path: "completion install",
  summary: "Set up tab completion for your shell",
  description:
    "Adds one marked block to the shell's start-up file (fish: one file of its own). A repeat changes nothing.",
  examples: [
    { line: "spec-kitty completion install", does: "set it up for the shell in use, after a yes" },
    { line: "spec-kitty completion install --shell zsh", does: "set it up for zsh" },
    { line: "spec-kitty completion install --yes", does: "without a question" },
  ],
  args: {
    shell: { type: "option", value: "SHELL", summary: "Instead of the shell in use", choices: SHELLS },
    yes: { type: "flag", short: "y", summary: "Write without asking" },
  },
  envelope: "own",
  kind: "completion_install",
  ask: async (ctx, given, ask) => {
    const plan = planCompletion(ctx, { shell: shellOf(given.shell), script });
    if (!plan.ok || plan.value.already) return given;
    await ask.show(`To ${plan.value.target.path}`, plan.value.text.trimEnd());
    const answer = await ask.confirm({ message: "Write this?", initial: true });
    return answer.kind === "answer" && answer.value ? { ...given, yes: true } : undefined;
  },
  run: async (ctx, { shell, yes }) => installCompletion(ctx, { shell: shellOf(shell), script, confirmed: yes }),
  human: ({ outcome, target, shell, text }) =>
    outcome === "already"
      ? `Completion for ${shell} is already set up in ${target.path}`
      : [
          `Wrote to ${target.path}:`,
          ...(target.mode === "block" ? [text.trimEnd()] : []),
          `Open a new ${shell} to use it`,
        ].join("\n"),
  json: ({ outcome, target, shell, text }) => ({
    shell,
    path: target.path,
    mode: target.mode,
    already: outcome === "already",
    text,
  }),
});

/** `spec-kitty completion SHELL`: prints the script that a shell runs on TAB. */
import { COMPLETION_SCRIPTS } from "../cli/completion/scripts.ts";
import { leaf } from "../cli/leaf.ts";
import { SHELLS } from "../core/completion/plan.ts";
import { err, ok } from "../core/lib/result.ts";

export const completion = leaf({
  path: "completion",
  summary: "Print a shell's tab completion script",
  description: "To set it up once and for all, use spec-kitty completion install.",
  examples: [
    { line: "spec-kitty completion install", does: "set it up for the shell in use" },
    { line: 'eval "$(spec-kitty completion bash)"', does: "try it in this bash" },
    { line: "spec-kitty completion fish | source", does: "try it in this fish" },
  ],
  args: { shell: { type: "positional", summary: "The shell to complete in", choices: SHELLS } },
  envelope: "own",
  kind: "completion_script",
  run: async (_ctx, input) => {
    const shell = SHELLS.find((known) => known === input.shell);
    if (shell === undefined) return err({ code: "SHELL_UNKNOWN", given: input.shell });
    return ok({ shell, script: COMPLETION_SCRIPTS[shell] });
  },
  human: ({ script }) => script.trimEnd(),
  json: (value) => value,
});

/** Texts for installing tab completion. */
import type { CompletionError } from "../../usecases/install-completion.ts";
import type { ErrorTexts } from "./text.ts";

export const COMPLETION_ERRORS = {
  SHELL_UNKNOWN: {
    exit: 2,
    message: (e) => `Cannot tell which shell to complete in: SHELL is "${e.given}"`,
    hint: () => "Name it: spec-kitty completion install --shell bash (or zsh, fish, powershell)",
    explain: "The shell is taken from the SHELL variable. Completion exists for bash, zsh, fish and PowerShell.",
  },
  HOME_UNKNOWN: {
    exit: 1,
    message: () => "Cannot find the home folder: HOME is not set",
    hint: () => "Print the script and save it yourself: spec-kitty completion bash",
    explain: "A shell reads its start-up file from the home folder, so it has to be known.",
  },
  COMPLETION_FILE_NOT_OURS: {
    exit: 1,
    message: (e) => `Left "${e.path}" alone: it is a link or a folder, managed by something else`,
    hint: (e) => `Add this to the file it stands for, then open a new shell:\n${e.block}`,
    explain:
      "A start-up file that is a link usually belongs to a dotfiles repository; replacing the link would break it.",
    details: (e) => ({ path: e.path, block: e.block }),
  },
  CONFIRMATION_REQUIRED: {
    exit: 1,
    message: (e) => `Nothing was changed: "${e.path}" would get these lines\n${e.block.trimEnd()}`,
    hint: (e) => `Agree with: ${e.retry}`,
    explain: "A file of yours is changed only after a yes. At a terminal you are asked; elsewhere --yes says it.",
    details: (e) => ({ path: e.path, block: e.block, retry: e.retry }),
  },
} satisfies ErrorTexts<CompletionError>;

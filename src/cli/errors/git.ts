/** Texts for failures of git itself. */
import type { GitError } from "../../shell/git/errors.ts";
import type { ErrorTexts } from "./text.ts";

export type { GitError };

export const GIT_ERRORS = {
  GIT_FAILED: {
    exit: 1,
    message: (e) => `Git refused "git ${e.args.join(" ")}" with exit code ${e.exit}: ${e.stderr}`,
    hint: () => "Run the command again with --debug to see each git call",
    explain:
      "A git command that should have succeeded did not. Nothing was recorded: a change counts only once its ref has moved.",
  },
  GIT_NOT_FOUND: {
    exit: 1,
    message: () => "Cannot start git: no such program on the PATH",
    hint: () => "Install git 2.38 or newer, then check it with: git --version",
    explain: "Every mission lives in a git repository, so git must be installed.",
  },
  NOT_A_REPOSITORY: {
    exit: 1,
    message: (e) => `No git repository at ${e.cwd} or above it`,
    hint: () => "Create one with: git init && git commit --allow-empty -m init",
    explain:
      "Commands that concern missions run inside a git repository: its root, any folder in it, or one of its worktrees.",
  },
} satisfies ErrorTexts<GitError>;

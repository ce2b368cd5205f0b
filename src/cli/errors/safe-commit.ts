/** Texts for named files that were not committed. */
import type { PathProblem, SafeCommitRefusal } from "../../core/mission/decide-safe-commit.ts";
import type { DestinationRequired } from "../../usecases/safe-commit.ts";
import type { ErrorTexts } from "./text.ts";

export type SafeCommitError = SafeCommitRefusal | DestinationRequired;

const FAILED = { result: "error", success: false, committed: false } as const;

const facts = (e: SafeCommitRefusal): Readonly<Record<string, unknown>> => ({
  ...FAILED,
  destination_ref: e.destinationRef,
  observed_head: e.observedHead ?? null,
  worktree_root: e.worktreeRoot ?? null,
});

const PROBLEMS: Readonly<Record<PathProblem, string>> = {
  "tool-owned": "commands write it themselves",
  symlink: "it is, or lies behind, a symlink",
  "git-directory": "it is part of git's own directory",
  "worktrees-folder": "it is in .worktrees/, but in no worktree that git lists",
  name: "its name has a line break",
};

export const SAFE_COMMIT_ERRORS = {
  SAFE_COMMIT_DESTINATION_REQUIRED: {
    exit: 1,
    message: () => "Which branch to commit to was not said",
    hint: (e) => `Name it: --to-branch ${e.current ?? "<branch>"} (see: spec-kitty safe-commit --help)`,
    explain:
      "A commit never goes to whatever happens to be checked out. SPEC_KITTY_INFER_DESTINATION_REF=1 takes the current branch, with a notice, for scripts that are being moved over.",
    details: () => FAILED,
  },
  SAFE_COMMIT_DESTINATION_REF_SHAPE: {
    exit: 1,
    message: (e) => `"${e.destinationRef}" is not a short branch name`,
    hint: () => "Name the branch without refs/heads/, as listed by: git branch --format='%(refname:short)'",
    explain: "A destination is always a short local branch name, so that it cannot be taken for a path or an option.",
    details: facts,
  },
  SAFE_COMMIT_DESTINATION_NOT_FOUND: {
    exit: 1,
    message: (e) => `There is no local branch "${e.destinationRef}" to commit to`,
    hint: () => "See the branches with: git branch --list",
    explain: "Commits land on existing local branches only; none is created or fetched behind your back.",
    details: facts,
  },
  SAFE_COMMIT_PROTECTED_BRANCH: {
    exit: 1,
    message: (e) => `Refused the commit "${e.rejectedMessage}": the branch "${e.destinationRef}" is protected`,
    hint: () => "Commit to a branch of your own, made with: git switch -c <branch>",
    explain:
      "Protected branches are main, master and the remote's default branch, or those in .kittify/config.yaml. Only merge publishes to one.",
    details: (e) => ({ ...facts(e), commit_message: e.rejectedMessage }),
  },
  SAFE_COMMIT_EMPTY_CHANGESET: {
    exit: 1,
    message: () => "No file was named",
    hint: () => "Name the files: spec-kitty safe-commit --help",
    explain: "Exactly the named files are committed; without a name there is nothing to do.",
    details: facts,
  },
  SAFE_COMMIT_MESSAGE_BLANK: {
    exit: 1,
    message: () => "Cannot commit with a blank message",
    hint: () => 'Say what changes: -m "Add the cart" (see: spec-kitty safe-commit --help)',
    explain: "A commit says what it changes; a blank message says nothing to whoever reads the history.",
    details: facts,
  },
  SAFE_COMMIT_NOT_A_WORKTREE: {
    exit: 1,
    message: (e) => `${e.path} is in no worktree of this repository`,
    hint: () => "See the worktrees with: git worktree list",
    explain: "Only files of this repository's main checkout and its worktrees can be committed.",
    details: (e) => ({ ...facts(e), offending_path: e.path }),
  },
  SAFE_COMMIT_HEAD_MISMATCH: {
    exit: 1,
    message: (e) =>
      `${e.path} is in a worktree that shows ${e.observedHead ?? "a detached commit"}, not ${e.destinationRef}`,
    hint: (e) =>
      `Name the file in the worktree of ${e.destinationRef} (see: git worktree list), or commit to ${e.observedHead ?? "a branch"}`,
    explain:
      "The worktree that holds the files must have the destination checked out; otherwise the commit would carry another branch's version of them. Where the command is started plays no part.",
    details: (e) => ({ ...facts(e), offending_path: e.path }),
  },
  SAFE_COMMIT_PATH_POLICY: {
    exit: 1,
    message: (e) => `Cannot commit ${e.path}: ${PROBLEMS[e.reason]}`,
    hint: () => "Leave it out, and see what else changed with: git status --short",
    explain:
      "The log, status and lanes of a mission are written by commands alone, because each version follows from the one before. Symlinks, git's own files and stray folders below .worktrees/ are never taken.",
    details: (e) => ({ ...facts(e), offending_path: e.path, reason: e.reason }),
  },
  SAFE_COMMIT_FILE_NOT_FOUND: {
    exit: 1,
    message: (e) => `There is no file ${e.path}, and none on ${e.destinationRef} that could be deleted`,
    hint: () => "See what changed with: git status --short",
    explain:
      "A name that exists is committed; one that exists only on the branch is committed as deleted. This one is neither.",
    details: (e) => ({ ...facts(e), offending_path: e.path }),
  },
} satisfies ErrorTexts<SafeCommitError>;

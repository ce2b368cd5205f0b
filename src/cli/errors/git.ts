/** Texts for failures of git itself. */
import type { GitError as GitFailure } from "../../shell/git/errors.ts";
import type { WorktreeError } from "../../shell/git/worktree-create.ts";
import type { ErrorTexts } from "./text.ts";

export type GitError = GitFailure | WorktreeError;

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
  UNTRUSTED_REPOSITORY: {
    exit: 1,
    message: (e) => `Git does not trust the repository at ${e.path}: it belongs to another user`,
    hint: (e) => `If you trust it, run: git config --global --add safe.directory ${e.path}`,
    explain:
      "Git refuses to work in a repository whose files belong to somebody else, because its configuration could run programs.",
  },
  GIT_IDENTITY_UNKNOWN: {
    exit: 1,
    message: () => "Cannot commit: git knows no name and e-mail address for you",
    hint: () =>
      'Set them with: git config --global user.name "Your Name" && git config --global user.email you@example.com',
    explain:
      "Each recorded change is a git commit, and a commit names its author. None is invented from the machine's name.",
  },
  GIT_VERSION_TOO_OLD: {
    exit: 1,
    message: (e) => `Git ${e.found} cannot ${e.purpose}: ${e.needed} or newer is needed`,
    hint: () => "Update git, then check it with: git --version",
    explain: "Most commands work with git 2.25; those that compute a merge without a checkout need 2.38.",
  },
  WORKTREE_PATH_OCCUPIED: {
    exit: 1,
    message: (e) => `Cannot make a worktree at ${e.path}: the folder holds files and is no worktree of this repository`,
    hint: (e) => `Look at what is there, then move it away with: mv ${e.path} ${e.path}.old`,
    explain:
      "A folder that git does not list as a worktree may hold somebody's only copy of something, so it is never overwritten.",
    details: (e) => ({ worktree_path: e.path }),
  },
  COORDINATION_WORKTREE_BRANCH_MISMATCH: {
    exit: 1,
    message: (e) => `The worktree at ${e.path} has ${e.actualRef} checked out instead of ${e.expectedRef}`,
    hint: (e) => `Bring it back with: git -C ${e.path} switch ${e.expectedRef}`,
    explain: "A worktree is never switched to another branch behind the back of whoever switched it last.",
    details: (e) => ({ worktree_path: e.path, expected_ref: e.expectedRef, actual_ref: e.actualRef }),
  },
} satisfies ErrorTexts<GitError>;

/** Texts for changes that were not recorded: destination, lock, hooks, contention, and the project's configuration. */

import type { WorktreeError } from "../../shell/git/worktree-create.ts";
import type { TransactionError } from "../../shell/transaction/errors.ts";
import type { YamlError } from "../../shell/yaml/read.ts";
import type { ErrorTexts } from "./text.ts";

export type RecordingError = Exclude<TransactionError, WorktreeError | YamlError>;

type Rejected = { readonly destinationRef: string; readonly rejectedMessage: string };

const rejection =
  (reason: string) =>
  (e: Rejected): Readonly<Record<string, unknown>> => ({
    destination_ref: e.destinationRef,
    rejected_message: e.rejectedMessage,
    rejected_reason: reason,
  });

export const RECORDING_ERRORS = {
  DESTINATION_REF_INVALID_SHAPE: {
    exit: 1,
    message: (e) => `Refused the commit "${e.rejectedMessage}": "${e.destinationRef}" is not a short branch name`,
    hint: () => "Name the branch without refs/heads/, as listed by: git branch --format='%(refname:short)'",
    explain:
      "A destination is always a short local branch name such as main or feat/login, so that it cannot be taken for a path or an option.",
    details: rejection("invalid shape"),
  },
  DESTINATION_REF_NOT_LOCAL: {
    exit: 1,
    message: (e) =>
      `Refused the commit "${e.rejectedMessage}": the branch "${e.destinationRef}" exists only at a remote`,
    hint: (e) => `Make it local with: git branch ${e.destinationRef} origin/${e.destinationRef}`,
    explain: "Commits land on local branches only; nothing is fetched or created behind your back.",
    details: rejection("remote only"),
  },
  DESTINATION_REF_NOT_FOUND: {
    exit: 1,
    message: (e) => `Refused the commit "${e.rejectedMessage}": there is no branch "${e.destinationRef}"`,
    hint: () => "See the branches with: git branch --list",
    explain:
      "The branch that owns this change does not exist. If it was deleted, its last commit is in the reflog: git reflog --all.",
    details: rejection("not found"),
  },
  PROTECTED_BRANCH_REFUSED: {
    exit: 1,
    message: (e) => `Refused the commit "${e.rejectedMessage}": the branch "${e.destinationRef}" is protected`,
    hint: () =>
      "Work on a mission with a coordination branch (spec-kitty mission create), or change protection.protected_branches in .kittify/config.yaml",
    explain:
      "Protected branches are main, master and the remote's default branch, or exactly those listed in .kittify/config.yaml under protection.protected_branches. Only merge may publish to one.",
    details: rejection("protected branch"),
  },
  BOOKKEEPING_COMMIT_FAILED: {
    exit: 1,
    message: (e) =>
      `Recorded nothing: the ${e.hook} hook refused the commit "${e.rejectedMessage}" on ${e.destinationRef}: ${e.output}`,
    hint: (e) => `Mend what the ${e.hook} hook complains about, then run the same command again`,
    explain:
      "The repository's own hooks are asked before a branch moves. When one refuses, the log, the branch and every worktree are exactly as they were.",
    details: (e) => ({ ...rejection(`${e.hook} hook`)(e), hook: e.hook, output: e.output }),
  },
  BOOKKEEPING_REF_CONTENDED: {
    exit: 75,
    message: (e) =>
      `Recorded nothing: somebody else moved the branch "${e.destinationRef}" ${e.attempts} times while this command tried`,
    hint: (e) => `Run the same command again; see who moves it with: git reflog ${e.destinationRef}`,
    explain:
      "A branch is moved by compare-and-swap. Losing the race means reading again and deciding again, a bounded number of times.",
  },
  BOOKKEEPING_LOCK_TIMEOUT: {
    exit: 75,
    message: (e) =>
      `Waited ${Math.round(e.waitedMs / 1000)} s for the lock "${e.lock}"${e.holder === undefined ? "" : `, held by ${e.holder}`}`,
    hint: () => "Run the same command again when the other one has ended",
    explain:
      "Writers of one mission take turns. The lock belongs to a living process; the kernel releases it when that process ends.",
  },
  CONFIG_INVALID: {
    exit: 1,
    message: (e) => `Cannot use ${e.path}: ${e.key} has to be ${e.wanted}`,
    hint: (e) => `Correct ${e.key} in ${e.path}, then run the same command again`,
    explain:
      "A setting that cannot be understood is refused rather than replaced by a default, because a default could protect less than you asked for.",
  },
} satisfies ErrorTexts<RecordingError>;

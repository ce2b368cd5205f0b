/**
 * May exactly these files be committed to exactly this branch? The worktree that holds the files must show the branch; where the
 * command was started plays no part. Files that commands write as a whole are never committed by hand. Pure.
 */
import { isToolOwned, parseMissionPath } from "../layout/paths.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { checkDestination } from "./destination.ts";

export type SafeCommitRefusal = {
  readonly destinationRef: string;
  /** Branch that the files' worktree shows; `undefined` if detached or unknown. */
  readonly observedHead: string | undefined;
  /** Absolute; `undefined` if no worktree of this repository holds them. */
  readonly worktreeRoot: string | undefined;
} & (
  | { readonly code: "SAFE_COMMIT_DESTINATION_REF_SHAPE" }
  | { readonly code: "SAFE_COMMIT_DESTINATION_NOT_FOUND" }
  | { readonly code: "SAFE_COMMIT_PROTECTED_BRANCH"; readonly rejectedMessage: string }
  | { readonly code: "SAFE_COMMIT_EMPTY_CHANGESET" }
  | { readonly code: "SAFE_COMMIT_MESSAGE_BLANK" }
  | { readonly code: "SAFE_COMMIT_NOT_A_WORKTREE"; readonly path: string }
  | { readonly code: "SAFE_COMMIT_HEAD_MISMATCH"; readonly path: string }
  | { readonly code: "SAFE_COMMIT_PATH_POLICY"; readonly path: string; readonly reason: PathProblem }
  | { readonly code: "SAFE_COMMIT_FILE_NOT_FOUND"; readonly path: string }
);

export type PathProblem = "tool-owned" | "symlink" | "git-directory" | "worktrees-folder" | "name";

/** One file or folder as it was named. */
export type NamedPath = {
  /** As typed. */
  readonly given: string;
  /** Relative to its worktree; `undefined` if no worktree of this repository holds it. */
  readonly path: string | undefined;
  readonly kind: "file" | "directory" | "symlink" | "other" | "absent";
  /** A folder on the way to it is a symlink. */
  readonly throughSymlink: boolean;
  readonly worktreeRoot: string | undefined;
  readonly head: string | undefined;
  readonly inTip: boolean;
};

export type SafeCommitFacts = {
  readonly destinationRef: string;
  readonly message: string;
  readonly exists: boolean;
  readonly isProtected: boolean;
  readonly named: readonly NamedPath[];
};

/** True for a file that only commands write, wherever the mission is. */
export function isCommandsOwn(path: string): boolean {
  const parsed = parseMissionPath(path);
  return parsed !== undefined && isToolOwned(parsed.file);
}

function problemOf(named: NamedPath, path: string): PathProblem | undefined {
  const segments = path.split("/");
  if (segments.includes(".git")) return "git-directory";
  if (segments[0] === ".worktrees") return "worktrees-folder";
  if (named.throughSymlink || named.kind === "symlink" || named.kind === "other") return "symlink";
  if (/[\n\0]/.test(path)) return "name";
  return isCommandsOwn(path) ? "tool-owned" : undefined;
}

function checkNamed(facts: SafeCommitFacts, named: NamedPath): SafeCommitRefusal | undefined {
  const { destinationRef } = facts;
  const where = { destinationRef, observedHead: named.head, worktreeRoot: named.worktreeRoot };
  if (named.path === undefined) return { code: "SAFE_COMMIT_NOT_A_WORKTREE", ...where, path: named.given };
  if (named.head !== destinationRef) return { code: "SAFE_COMMIT_HEAD_MISMATCH", ...where, path: named.given };
  const reason = problemOf(named, named.path);
  if (reason !== undefined) return { code: "SAFE_COMMIT_PATH_POLICY", ...where, path: named.given, reason };
  if (named.kind === "absent" && !named.inTip)
    return { code: "SAFE_COMMIT_FILE_NOT_FOUND", ...where, path: named.given };
  return undefined;
}

/** Decides in the order shape, emptiness, worktree and HEAD, destination, paths; the first problem wins. */
export function decideSafeCommit(facts: SafeCommitFacts): Result<null, SafeCommitRefusal> {
  const { destinationRef, exists, isProtected, named } = facts;
  const first = named[0];
  const where = { destinationRef, observedHead: first?.head, worktreeRoot: first?.worktreeRoot };
  const destination = { branch: destinationRef, exists, isProtected, existsOnRemote: false };
  const verdict = checkDestination({ ...destination, capability: "bookkeeping" });
  if (!verdict.ok && verdict.error === "DESTINATION_REF_INVALID_SHAPE")
    return err({ code: "SAFE_COMMIT_DESTINATION_REF_SHAPE", ...where });
  if (first === undefined) return err({ code: "SAFE_COMMIT_EMPTY_CHANGESET", ...where });
  if (facts.message.trim() === "") return err({ code: "SAFE_COMMIT_MESSAGE_BLANK", ...where });
  if (!exists) return err({ code: "SAFE_COMMIT_DESTINATION_NOT_FOUND", ...where });
  for (const one of named) {
    const refusal = checkNamed(facts, one);
    if (refusal !== undefined) return err(refusal);
  }
  return isProtected
    ? err({ code: "SAFE_COMMIT_PROTECTED_BRANCH", ...where, rejectedMessage: facts.message })
    : ok(null);
}

/**
 * May a commit land on this branch? Pure and without a lock: the answer depends on the branch and on what was read of it.
 * The destination is always explicit; nothing here infers one from HEAD or the current directory.
 */
import { err, ok, type Result } from "../lib/result.ts";

export type DestinationProblem =
  | "DESTINATION_REF_INVALID_SHAPE"
  | "DESTINATION_REF_NOT_LOCAL"
  | "DESTINATION_REF_NOT_FOUND"
  | "PROTECTED_BRANCH_REFUSED";

export type DestinationFacts = {
  readonly branch: string;
  readonly exists: boolean;
  readonly existsOnRemote: boolean;
  readonly isProtected: boolean;
  /** `merge` is the one capability that may publish to a protected branch. */
  readonly capability: "bookkeeping" | "merge";
};

const INVALID = /^$|^\s|\s$|^[-/]|^refs\/|[\0-\x20~^:?*[\\\x7f]|\.\.|\/\/|\.lock$|\/$|@\{/;

/** Tells whether a text can be the short name of a branch. */
export const isBranchShape = (branch: string): boolean => !INVALID.test(branch);

/** Decides in the order shape, local, existing, protected; the first problem wins. */
export function checkDestination(facts: DestinationFacts): Result<null, DestinationProblem> {
  if (!isBranchShape(facts.branch)) return err("DESTINATION_REF_INVALID_SHAPE");
  if (!facts.exists) return err(facts.existsOnRemote ? "DESTINATION_REF_NOT_LOCAL" : "DESTINATION_REF_NOT_FOUND");
  if (facts.isProtected && facts.capability !== "merge") return err("PROTECTED_BRANCH_REFUSED");
  return ok(null);
}

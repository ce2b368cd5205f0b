/** Deletes branches at the tips that their deletion was decided for; what moved since stays. For follow-ups, under the lock. */
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { moveRefs } from "../git/commit.ts";
import type { GitError } from "../git/errors.ts";
import { branchRef } from "../git/refs.ts";
import type { Session } from "./session.ts";

export type BranchToDelete = { readonly branch: BranchName; readonly tip: Oid };

/** Deletes all in one update, and notes each in the ledger. Answers false, with nothing deleted, if one of them had moved. */
export function deleteBranches(
  session: Session,
  branches: readonly BranchToDelete[],
  reason: string,
): Result<boolean, GitError> {
  const moves = branches.map(({ branch, tip }) => ({ ref: branchRef(branch), before: tip, after: undefined }));
  const moved = moveRefs(session.repo, moves, reason);
  if (!moved.ok) return moved.error.code === "REF_MOVED_ELSEWHERE" ? ok(false) : err(moved.error);
  for (const { branch } of branches) session.record({ branch, message: reason, outcome: "ok", sha: undefined });
  return ok(true);
}

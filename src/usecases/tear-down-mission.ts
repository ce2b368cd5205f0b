/**
 * Takes away what a merged mission needed while it was worked on: first worktrees, then branches. Idempotent, and derived from
 * refs and the log alone, so that a later run finishes what a killed one left. Only what is clean and merged goes; the rest is named.
 */
import { laneBranch, PLANNING_LANE } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { KeptWorktree, Teardown } from "../core/merge/report.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readBranch } from "../shell/git/refs.ts";
import { changedFiles, operationInProgress } from "../shell/git/working-tree.ts";
import { removeWorktree } from "../shell/git/worktree-create.ts";
import { listWorktrees, type Worktree } from "../shell/git/worktrees.ts";
import { deleteBranches } from "../shell/transaction/delete-branches.ts";
import type { Session } from "../shell/transaction/session.ts";
import { isCurrent } from "./inspect-lanes.ts";

/** A branch of the mission and the tip at which all of it is on the target; at any other tip it is kept. */
export type Leftover = { readonly branch: BranchName; readonly mergedTip: Oid | undefined };

export type TeardownRequest = {
  readonly leftovers: readonly Leftover[];
  readonly removeWorktrees: boolean;
  readonly deleteBranches: boolean;
  /** For the reflog. */
  readonly reason: string;
};

/** Names all branches of a mission's lanes with the tips that were merged. */
export const laneLeftovers = (
  missionBranch: BranchName,
  lanes: readonly { readonly laneId: string }[],
  mergedTips: ReadonlyMap<string, Oid>,
): readonly Leftover[] =>
  lanes
    .filter(({ laneId }) => laneId !== PLANNING_LANE)
    .map(({ laneId }) => laneBranch(missionBranch, laneId))
    .map((branch) => ({ branch, mergedTip: mergedTips.get(branch) }));

function reasonToKeep(session: Session, worktree: Worktree): Result<Omit<KeptWorktree, "path"> | undefined, GitError> {
  if (worktree.locked !== undefined) return ok({ reason: "it is locked", files: [] });
  if (isCurrent(session, worktree)) return ok({ reason: "this command was started in it", files: [] });
  if (!worktree.present) return ok(undefined);
  const operation = operationInProgress(worktree);
  if (operation !== undefined) return ok({ reason: `a ${operation} is in progress`, files: [] });
  const files = changedFiles(session.repo, worktree.path);
  if (!files.ok) return files;
  return ok(
    files.value.length === 0 ? undefined : { reason: "it holds files that are not committed", files: files.value },
  );
}

type WorktreeOutcome = Pick<Teardown, "removedWorktrees" | "keptWorktrees"> & {
  readonly occupied: ReadonlySet<string>;
};

type Verdict = Omit<KeptWorktree, "path"> | undefined;

function verdictOn(
  session: Session,
  worktree: Worktree,
  request: TeardownRequest,
  at: { readonly tip: Oid | undefined; readonly mergedTip: Oid | undefined },
): Result<Verdict, GitError> {
  if (worktree.isMain) return ok({ reason: "it is the main checkout", files: [] });
  if (!request.removeWorktrees) return ok({ reason: "you asked to keep it", files: [] });
  if (at.tip !== at.mergedTip) return ok({ reason: "its branch holds commits that are not merged", files: [] });
  return reasonToKeep(session, worktree);
}

function removeWorktrees(session: Session, request: TeardownRequest): Result<WorktreeOutcome, GitError> {
  const removed: string[] = [];
  const kept: KeptWorktree[] = [];
  const occupied = new Set<string>();
  const merged = new Map(request.leftovers.map(({ branch, mergedTip }) => [branch as string, mergedTip]));
  for (const worktree of listWorktrees(session.repo)) {
    const { head, path } = worktree;
    if (head.kind !== "branch" || !merged.has(head.branch)) continue;
    const tips = { tip: readBranch(session.repo, head.branch), mergedTip: merged.get(head.branch) };
    const verdict = verdictOn(session, worktree, request, tips);
    if (!verdict.ok) return verdict;
    if (verdict.value === undefined) {
      removeWorktree(session.repo, path);
      removed.push(path);
    } else {
      occupied.add(head.branch);
      kept.push({ path, ...verdict.value });
    }
  }
  return ok({ removedWorktrees: removed, keptWorktrees: kept, occupied });
}

function branchReason(
  tip: Oid,
  leftover: Leftover,
  occupied: ReadonlySet<string>,
  request: TeardownRequest,
): string | undefined {
  if (!request.deleteBranches) return "you asked to keep it";
  if (leftover.mergedTip !== tip) return "it holds commits that are not merged";
  return occupied.has(leftover.branch) ? "a worktree has it checked out" : undefined;
}

/** Removes worktrees, then deletes branches at the tips that were merged. At most one process for each worktree and one more. */
export function tearDownMission(session: Session, request: TeardownRequest): Result<Teardown, GitError> {
  const worktrees = removeWorktrees(session, request);
  if (!worktrees.ok) return worktrees;
  const { occupied, ...outcome } = worktrees.value;
  const keptBranches: { branch: string; reason: string }[] = [];
  const deletes: { branch: BranchName; tip: Oid }[] = [];
  for (const leftover of request.leftovers) {
    const tip = readBranch(session.repo, leftover.branch);
    if (tip === undefined) continue;
    const reason = branchReason(tip, leftover, occupied, request);
    if (reason === undefined) deletes.push({ branch: leftover.branch, tip });
    else keptBranches.push({ branch: leftover.branch, reason });
  }
  const deleted = deleteBranches(session, deletes, request.reason);
  if (!deleted.ok) return deleted;
  const names = deletes.map(({ branch }) => branch);
  const lost = deleted.value ? [] : names.map((branch) => ({ branch, reason: "somebody moved it just now" }));
  return ok({ ...outcome, deletedBranches: deleted.value ? names : [], keptBranches: [...keptBranches, ...lost] });
}

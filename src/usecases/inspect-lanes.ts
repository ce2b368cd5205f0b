/**
 * What the execution lanes of a mission are now: tips, worktrees, and what in them stops a merge. Reads only; one git process
 * for each worktree that is there.
 */
import { isAbsolute, join, relative } from "node:path";
import { isSyncMessage, type ListedLane } from "../core/execution-lane/workspace.ts";
import { laneBranch, laneWorktree } from "../core/layout/branches.ts";
import { MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readBranchHistory } from "../shell/git/history.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { diffTrees } from "../shell/git/tree.ts";
import { changedFiles, operationInProgress } from "../shell/git/working-tree.ts";
import { listWorktrees, type Worktree, worktreesOf } from "../shell/git/worktrees.ts";
import type { Session } from "../shell/transaction/session.ts";

/** What stops a lane from being merged. */
export type LaneProblem =
  | {
      readonly code: "LANE_BRANCH_MISSING";
      readonly laneId: string;
      readonly branch: string;
      readonly wpIds: readonly string[];
    }
  | { readonly code: "LANE_WORKTREE_DIRTY"; readonly path: string; readonly files: readonly string[] }
  | { readonly code: "LANE_OPERATION_IN_PROGRESS"; readonly path: string; readonly operation: string }
  /** A commit on the lane changed files below kitty-specs/, which no merge ever takes from a lane. */
  | {
      readonly code: "LANE_CHANGED_MISSION_FILES";
      readonly laneId: string;
      readonly path: string;
      readonly branch: string;
      readonly commits: readonly string[];
      readonly files: readonly string[];
    };

export type LaneState = {
  readonly laneId: string;
  readonly wpIds: readonly string[];
  readonly branch: BranchName;
  readonly tip: Oid;
  /** Where it is or would be checked out, absolute. */
  readonly path: string;
  readonly worktree: Worktree | undefined;
  /** Files outside kitty-specs/ that differ between where the lane began and its tip. */
  readonly changed: readonly string[];
};

export type LaneInspection = { readonly lanes: readonly LaneState[]; readonly problems: readonly LaneProblem[] };

/** Tells whether a folder is `root` or lies below it. */
export const isInside = (root: string, folder: string): boolean => {
  const between = relative(root, folder);
  return between === "" || !(between.startsWith("..") || isAbsolute(between));
};

async function missionChanges(
  session: Session,
  lane: { readonly laneId: string; readonly branch: BranchName; readonly path: string },
  own: Awaited<ReturnType<typeof readBranchHistory>>["own"],
): Promise<readonly LaneProblem[]> {
  const { repo, objects } = session;
  const plain = own.filter((commit) => commit.parents.length === 1 && !isSyncMessage(commit.message));
  const trees = await objects.readAll(
    plain.flatMap(({ oid, parents }) => [`${parents[0]}:${MISSIONS_DIR}`, `${oid}:${MISSIONS_DIR}`]),
  );
  const commits: string[] = [];
  const files = new Set<string>();
  for (const [i, commit] of plain.entries()) {
    const before = asOid(trees[2 * i]?.oid);
    const after = asOid(trees[2 * i + 1]?.oid);
    if (before === after) continue;
    commits.push(commit.oid);
    for (const { path } of await diffTrees(repo, objects, { before, after }, `${MISSIONS_DIR}/`)) files.add(path);
  }
  const { laneId, branch, path } = lane;
  return commits.length === 0
    ? []
    : [{ code: "LANE_CHANGED_MISSION_FILES", laneId, branch, path, commits, files: [...files].toSorted() }];
}

function worktreeProblems(session: Session, worktree: Worktree | undefined): Result<readonly LaneProblem[], GitError> {
  if (worktree === undefined) return ok([]);
  const { path } = worktree;
  const operation = operationInProgress(worktree);
  if (operation !== undefined) return ok([{ code: "LANE_OPERATION_IN_PROGRESS", path, operation }]);
  const files = changedFiles(session.repo, path);
  if (!files.ok) return files;
  return ok(files.value.length === 0 ? [] : [{ code: "LANE_WORKTREE_DIRTY", path, files: files.value }]);
}

async function inspectOne(
  session: Session,
  lane: ListedLane,
  at: { readonly missionBranch: BranchName; readonly missionTip: Oid },
): Promise<Result<{ readonly state: LaneState | undefined; readonly problems: readonly LaneProblem[] }, GitError>> {
  const { repo, objects } = session;
  const { laneId, wpIds } = lane;
  const branch = laneBranch(at.missionBranch, laneId);
  const tip = readBranch(repo, branch);
  if (tip === undefined)
    return ok({ state: undefined, problems: [{ code: "LANE_BRANCH_MISSING", laneId, branch, wpIds }] });
  const worktree = worktreesOf(repo, branch)[0];
  const path = worktree?.path ?? join(repo.root, laneWorktree(branch));
  const found = worktreeProblems(session, worktree);
  if (!found.ok) return found;
  const { own, fork } = await readBranchHistory(repo, objects, { branch: tip, other: at.missionTip });
  const after = asOid((await objects.read(`${tip}^{tree}`))?.oid);
  const differences = await diffTrees(repo, objects, { before: fork?.tree, after });
  const changed = differences.map((d) => d.path).filter((file) => !file.startsWith(`${MISSIONS_DIR}/`));
  return ok({
    state: { laneId, wpIds, branch, tip, path, worktree, changed },
    problems: [...found.value, ...(await missionChanges(session, { laneId, branch, path }, own))],
  });
}

/** Looks at the given lanes, in their order. */
export async function inspectLanes(
  session: Session,
  lanes: readonly ListedLane[],
  at: { readonly missionBranch: BranchName; readonly missionTip: Oid },
): Promise<Result<LaneInspection, GitError>> {
  const states: LaneState[] = [];
  const problems: LaneProblem[] = [];
  for (const lane of lanes) {
    const found = await inspectOne(session, lane, at);
    if (!found.ok) return found;
    if (found.value.state !== undefined) states.push(found.value.state);
    problems.push(...found.value.problems);
  }
  return ok({ lanes: states, problems });
}

/** The linked worktrees that somebody has open here: the one that the command was started in. */
export const isCurrent = (session: Session, worktree: Pick<Worktree, "path">): boolean =>
  isInside(worktree.path, session.ctx.cwd) &&
  listWorktrees(session.repo).some((w) => !w.isMain && w.path === worktree.path);

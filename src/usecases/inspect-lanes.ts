/**
 * What the execution lanes of a mission are now: tips, worktrees, and what in them stops a merge. Reads only; one git process
 * for each worktree that is there.
 */
import { isAbsolute, join, relative } from "node:path";
import { type HandoffRefusal, withoutChurn } from "../core/execution-lane/handoff.ts";
import { isSyncMessage, type ListedLane, type WorkspacePlan } from "../core/execution-lane/workspace.ts";
import { laneBranch, laneWorktree } from "../core/layout/branches.ts";
import { MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { Snapshot } from "../core/status/reduce.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type Commit, readBranchHistory } from "../shell/git/history.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { diffTrees } from "../shell/git/tree.ts";
import { changedFiles, operationInProgress } from "../shell/git/working-tree.ts";
import { listWorktrees, type Worktree, worktreesOf } from "../shell/git/worktrees.ts";
import type { Session } from "../shell/transaction/session.ts";

/** Work that was handed in, and the branch that held it is gone. */
export type LaneBranchMissing = {
  readonly code: "LANE_BRANCH_MISSING";
  readonly laneId: string;
  readonly branch: string;
  readonly wpIds: readonly string[];
};

const HANDED_IN: readonly (string | undefined)[] = ["for_review", "in_review", "approved"];

/**
 * The first of these lanes that holds work which was handed in, and whose branch is gone. Nothing else has that work: a branch
 * made anew in its place would pass for it.
 */
export function findLostLane(
  session: Session,
  lanes: readonly Pick<WorkspacePlan, "laneId" | "branch" | "wpIds">[],
  { workPackages }: Pick<Snapshot, "workPackages">,
): LaneBranchMissing | undefined {
  for (const { laneId, branch, wpIds } of lanes) {
    const handedIn = wpIds.filter((id) => HANDED_IN.includes(workPackages.get(id)?.lane));
    if (handedIn.length > 0 && readBranch(session.repo, branch) === undefined)
      return { code: "LANE_BRANCH_MISSING", laneId, branch, wpIds: handedIn };
  }
  return undefined;
}

/** What stops a lane from being merged. */
export type LaneProblem =
  | LaneBranchMissing
  | Extract<
      HandoffRefusal,
      { readonly code: "LANE_WORKTREE_DIRTY" | "LANE_OPERATION_IN_PROGRESS" | "LANE_CHANGED_MISSION_FILES" }
    >;

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

/**
 * Finds changes below kitty-specs/ that were committed on the lane itself. What a merge brought in, or what was put back,
 * is none.
 */
async function missionChanges(
  session: Session,
  lane: { readonly laneId: string; readonly path: string },
  own: readonly Commit[],
): Promise<readonly LaneProblem[]> {
  const { repo, objects } = session;
  const parents = own.flatMap((commit) => commit.parents);
  const names = [...own.map(({ oid }) => oid), ...parents];
  const found = await objects.readAll(names.map((oid) => `${oid}:${MISSIONS_DIR}`));
  const trees = new Map(names.map((oid, i) => [oid, asOid(found[i]?.oid)]));
  const ours = own.filter(({ message }) => isSyncMessage(message)).map(({ oid }) => oid);
  const start = own.at(-1)?.parents[0];
  const merged = own.flatMap((commit) => commit.parents.slice(1));
  const legitimate = new Set(
    [...ours, ...merged, ...(start === undefined ? [] : [start])].map((oid) => trees.get(oid)),
  );
  const tip = own[0];
  if (tip === undefined || legitimate.has(trees.get(tip.oid))) return [];
  const files = new Set<string>();
  let restoreFrom: string | undefined;
  for (const { oid, parents: from, message } of own) {
    const sides = { before: trees.get(from[0] ?? oid), after: trees.get(oid) };
    if (from.length !== 1 || isSyncMessage(message) || sides.before === sides.after) continue;
    for (const { path } of await diffTrees(repo, objects, sides, `${MISSIONS_DIR}/`)) files.add(path);
    restoreFrom = from[0];
  }
  return files.size === 0
    ? []
    : [{ code: "LANE_CHANGED_MISSION_FILES", ...lane, files: [...files].toSorted(), restoreFrom }];
}

function worktreeProblems(session: Session, worktree: Worktree | undefined): Result<readonly LaneProblem[], GitError> {
  if (worktree === undefined) return ok([]);
  const { path } = worktree;
  const operation = operationInProgress(worktree);
  if (operation !== undefined) return ok([{ code: "LANE_OPERATION_IN_PROGRESS", path, operation }]);
  const files = changedFiles(session.repo, path);
  if (!files.ok) return files;
  const unsaved = withoutChurn(files.value);
  return ok(unsaved.length === 0 ? [] : [{ code: "LANE_WORKTREE_DIRTY", path, files: unsaved }]);
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
    problems: [...found.value, ...(await missionChanges(session, { laneId, path }, own))],
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

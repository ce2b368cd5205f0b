/**
 * Computes the workspace of a work package in the object database, before anything moves: the lane's branch forks from the
 * mission's branch and contains the tips it has to build on. What comes out is published in the update that records the
 * claim; the worktree is made after it, and made again by every later claim that finds it gone.
 */
import { join } from "node:path";
import { withoutChurn } from "../core/execution-lane/handoff.ts";
import {
  isSyncMessage,
  type LaneWorkspace,
  lanePatterns,
  type PlanningWorkspace,
  syncMessage,
} from "../core/execution-lane/workspace.ts";
import { MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { writeCommit } from "../shell/git/commit.ts";
import { commitIdentity } from "../shell/git/config.ts";
import type { GitError } from "../shell/git/errors.ts";
import { isAncestor, readBranchHistory, readCommit } from "../shell/git/history.ts";
import { mergeTrees } from "../shell/git/merge.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { editTree, readTree } from "../shell/git/tree.ts";
import { changedFiles, operationInProgress } from "../shell/git/working-tree.ts";
import { ensureWorktree, inspectWorktree, type WorktreeError } from "../shell/git/worktree-create.ts";
import { type Worktree, worktreesOf } from "../shell/git/worktrees.ts";
import { recoverProjections, stampWorktree } from "../shell/transaction/project.ts";
import type { Session } from "../shell/transaction/session.ts";
import type { BranchMove, FollowUp } from "../shell/transaction/transact.ts";

/** A tip that a lane has to contain. */
export type SyncSource = {
  /** What it is, for messages: a lane's id or a branch. */
  readonly name: string;
  readonly branch: BranchName;
  /** Where it is checked out; `undefined` if it has no worktree of its own. */
  readonly path: string | undefined;
  readonly tip: Oid;
  /** Packages whose work it is, for a conflict. */
  readonly wpIds: readonly string[];
};

export type PrepareLaneError =
  | GitError
  | WorktreeError
  | {
      readonly code: "DEPENDENCY_LANE_MERGE_CONFLICT";
      readonly laneId: string;
      readonly source: string;
      readonly files: readonly string[];
      readonly wpIds: readonly string[];
      readonly sourceWpIds: readonly string[];
      /** Where a person can settle it by merging `merge`; `undefined` if neither side is checked out. */
      readonly settleIn: string | undefined;
      readonly merge: string;
    }
  /** There is work to bring in, and the worktree holds changes that are not committed. */
  | { readonly code: "LANE_WORKTREE_DIRTY"; readonly path: string; readonly files: readonly string[] }
  | { readonly code: "LANE_OPERATION_IN_PROGRESS"; readonly path: string; readonly operation: string };

export type PreparedWorkspace = {
  /** Absolute. */
  readonly path: string;
  readonly branch: BranchName;
  readonly kind: "lane" | "planning";
  readonly laneId: string;
  /** The commit that the branch stands at once this is published; `undefined` for planning. */
  readonly tip: Oid | undefined;
  readonly created: boolean;
  /** Names of what was brought in. */
  readonly merged: readonly string[];
  readonly refs: readonly BranchMove[];
  readonly followUp: FollowUp;
};

export type LaneRequest = {
  readonly folder: string;
  /** The mission's branch and its tip: a new lane starts there. */
  readonly startBranch: BranchName;
  readonly start: Oid;
  readonly sources: readonly SyncSource[];
  /** Takes `kitty-specs/` over from this commit, which is one of the sources. */
  readonly graftFrom?: Oid;
  /** For messages, e.g. `WP02`. */
  readonly purpose: string;
};

/** The workspace of packages that only plan: the main checkout, which nothing here touches. */
export const planningWorkspace = (session: Session, plan: PlanningWorkspace): PreparedWorkspace => ({
  path: session.repo.root,
  branch: plan.branch,
  kind: "planning",
  laneId: plan.laneId,
  tip: undefined,
  created: false,
  merged: [],
  refs: [],
  followUp: () => ok(null),
});

async function missing(session: Session, tip: Oid, sources: readonly SyncSource[]): Promise<readonly SyncSource[]> {
  const found: SyncSource[] = [];
  for (const source of sources) {
    const contained = await isAncestor(session.repo, session.objects, { ancestor: source.tip, descendant: tip });
    if (!contained) found.push(source);
  }
  return found;
}

async function withGraft(session: Session, tree: Oid, from: Oid): Promise<Oid> {
  const subtree = asOid((await session.objects.read(`${from}:${MISSIONS_DIR}`))?.oid);
  const entry = subtree === undefined ? null : { mode: "40000", oid: subtree };
  const changes = [{ path: MISSIONS_DIR, entry }];
  return (await editTree(session.repo, session.objects, { base: tree, changes })) ?? tree;
}

async function treeOf(session: Session, commit: Oid): Promise<Oid> {
  const tree = asOid((await session.objects.read(`${commit}^{tree}`))?.oid);
  if (tree === undefined) throw new Error(`Bug: the commit ${commit} has no tree`);
  return tree;
}

/** Tells whether the other side changed nothing but mission files since the two parted: then there is no code to merge. */
async function hasOnlyMissionChanges(session: Session, ours: Oid, theirs: Oid): Promise<boolean> {
  const { repo, objects } = session;
  const { fork } = await readBranchHistory(repo, objects, { branch: ours, other: theirs });
  if (fork === undefined) return false;
  const before = await readTree(repo, objects, fork.tree);
  const after = await readTree(repo, objects, await treeOf(session, theirs));
  const names = [...new Set([...before.keys(), ...after.keys()])].filter((name) => name !== MISSIONS_DIR);
  return names.every(
    (name) => before.get(name)?.oid === after.get(name)?.oid && before.get(name)?.mode === after.get(name)?.mode,
  );
}

async function mergeOne(
  session: Session,
  lane: LaneWorkspace,
  work: {
    readonly ours: Oid;
    readonly source: SyncSource;
    readonly request: LaneRequest;
    readonly settle: { readonly settleIn: string | undefined; readonly merge: string };
  },
): Promise<Result<Oid, PrepareLaneError>> {
  const { repo, objects, ctx } = session;
  const { ours, source, request } = work;
  const merged = (await hasOnlyMissionChanges(session, ours, source.tip))
    ? ok({ kind: "clean" as const, tree: await treeOf(session, ours) })
    : await mergeTrees(repo, objects, { ours, theirs: source.tip, shared: MISSIONS_DIR });
  if (!merged.ok) return merged;
  if (merged.value.kind === "contained") return ok(ours);
  if (merged.value.kind === "conflict") {
    return err({
      code: "DEPENDENCY_LANE_MERGE_CONFLICT",
      laneId: lane.laneId,
      source: source.name,
      files: merged.value.conflicts.map(({ path }) => path),
      wpIds: lane.wpIds,
      sourceWpIds: source.wpIds,
      ...work.settle,
    });
  }
  const config = session.gitConfig();
  if (!config.ok) return config;
  const identity = commitIdentity(ctx.env, config.value);
  if (!identity.ok) return identity;
  const grafts = request.graftFrom === source.tip;
  const tree = grafts ? await withGraft(session, merged.value.tree, source.tip) : merged.value.tree;
  return ok(
    writeCommit(repo, {
      tree,
      parents: [ours, source.tip],
      identity: identity.value,
      atMs: ctx.now(),
      message: syncMessage(lane.laneId, [source.name], request.purpose),
    }),
  );
}

/** Refuses to move a branch under changes that are not committed. One process. */
function checkClean(session: Session, worktree: Worktree): Result<null, PrepareLaneError> {
  const operation = operationInProgress(worktree);
  if (operation !== undefined) return err({ code: "LANE_OPERATION_IN_PROGRESS", path: worktree.path, operation });
  const files = changedFiles(session.repo, worktree.path);
  if (!files.ok) return files;
  const unsaved = withoutChurn(files.value);
  return unsaved.length === 0 ? ok(null) : err({ code: "LANE_WORKTREE_DIRTY", path: worktree.path, files: unsaved });
}

async function mergeAll(
  session: Session,
  lane: LaneWorkspace,
  work: { readonly place: Place; readonly sources: readonly SyncSource[]; readonly request: LaneRequest },
): Promise<Result<Oid, PrepareLaneError>> {
  const { place, request } = work;
  let tip = place.before ?? request.start;
  let earlier: string = request.startBranch;
  for (const source of work.sources) {
    // A lane that does not exist yet has no place to merge in: its sources are made to fit each other.
    const settle =
      place.before === undefined
        ? { settleIn: source.path, merge: earlier }
        : { settleIn: place.checkedOut?.path, merge: source.branch };
    const merged = await mergeOne(session, lane, { ours: tip, source, request, settle });
    if (!merged.ok) return merged;
    tip = merged.value;
    earlier = source.branch;
  }
  return ok(tip);
}

/**
 * Shows a commit of ours that a killed command published and did not project. Only such a commit: what a person commits in a
 * lane's worktree is shown there already, and what they changed since is theirs.
 */
async function finishSync(session: Session, branch: BranchName, tip: Oid): Promise<void> {
  const commit = await readCommit(session.objects, tip);
  if (commit !== undefined && isSyncMessage(commit.message)) await recoverProjections(session, { branch, tip });
}

type Place = {
  /** Absolute. */
  readonly path: string;
  readonly checkedOut: Worktree | undefined;
  /** Tip of the lane's branch; `undefined` if there is none yet. */
  readonly before: Oid | undefined;
};

/** Where the lane is or will be checked out; refuses a place that somebody else has taken. */
async function placeOf(session: Session, lane: LaneWorkspace): Promise<Result<Place, PrepareLaneError>> {
  const { repo } = session;
  const before = readBranch(repo, lane.branch);
  const listed = worktreesOf(repo, lane.branch)[0];
  const path = listed?.path ?? join(repo.root, lane.path);
  // What a killed command left half made counts as absent, and is made again.
  const found = listed?.isMain === true ? ok(listed) : inspectWorktree(repo, { path, branch: lane.branch });
  if (!found.ok) return found;
  if (before !== undefined) await finishSync(session, lane.branch, before);
  return ok({ path, checkedOut: found.value, before });
}

/**
 * Prepares a code lane. Two processes for each tip that is merged; nothing is changed but unreferenced objects.
 * Errors: DEPENDENCY_LANE_MERGE_CONFLICT, LANE_WORKTREE_DIRTY, LANE_OPERATION_IN_PROGRESS, those of worktrees and git.
 */
export async function prepareLane(
  session: Session,
  lane: LaneWorkspace,
  request: LaneRequest,
): Promise<Result<PreparedWorkspace, PrepareLaneError>> {
  const { repo } = session;
  const placed = await placeOf(session, lane);
  if (!placed.ok) return placed;
  const { path, checkedOut, before } = placed.value;
  const sources = await missing(session, before ?? request.start, request.sources);
  if (sources.length > 0 && checkedOut !== undefined) {
    const clean = checkClean(session, checkedOut);
    if (!clean.ok) return clean;
    if (before !== undefined) stampWorktree(repo, checkedOut, { branch: lane.branch, commit: before });
  }
  const merged = await mergeAll(session, lane, { place: placed.value, sources, request });
  if (!merged.ok) return merged;
  const names = sources.map(({ name }) => name);
  const message =
    before === undefined
      ? `Start ${lane.laneId}`
      : `Merge ${names.join(", ")} into ${lane.laneId} for ${request.purpose}`;
  const move = { branch: lane.branch, before, after: merged.value, message };
  return ok({
    path,
    branch: lane.branch,
    kind: "lane",
    laneId: lane.laneId,
    tip: merged.value,
    created: checkedOut === undefined,
    merged: names,
    refs: merged.value === before ? [] : [move],
    followUp: () => {
      if (checkedOut !== undefined) return ok(null);
      const made = ensureWorktree(repo, { path, branch: lane.branch, patterns: lanePatterns(request.folder) });
      return made.ok ? ok(null) : made;
    },
  });
}

/**
 * Computes a whole merge in the object database: each execution lane onto the mission's branch, then that onto the target.
 * `kitty-specs/` takes no part. Nothing moves; two git processes a step. A conflict stops it, with what is needed to resolve it.
 */
import { relative } from "node:path";
import { PLANNING_LANE } from "../core/layout/branches.ts";
import { MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import {
  type ConflictedFile,
  type ConflictLabels,
  type ConflictSide,
  excerptOf,
  type ResolutionPlace,
  resolutionCommands,
} from "../core/merge/conflict.ts";
import type { ForecastStep } from "../core/merge/report.ts";
import { writeCommit } from "../shell/git/commit.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type MergeOutcome, mergeTrees } from "../shell/git/merge.ts";
import { asOid } from "../shell/git/refs.ts";
import { authoringRoot } from "../shell/mission/coordination-worktree.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { Session } from "../shell/transaction/session.ts";
import type { LaneState } from "./inspect-lanes.ts";

export type MergeConflict = {
  readonly code: "MERGE_CONFLICT";
  readonly from: string;
  readonly into: string;
  readonly files: readonly ConflictedFile[];
  /** Whose work meets: first the side whose worktree the resolution is made in. */
  readonly sides: readonly ConflictSide[];
  readonly commands: readonly string[];
};

export type Forecast = {
  readonly steps: readonly ForecastStep[];
  readonly conflict: MergeConflict | undefined;
  /** The mission's branch with all lanes in it. */
  readonly integrated: Oid | undefined;
  /** The target with all code in it, its copy of `kitty-specs/` unchanged. */
  readonly tree: Oid | undefined;
};

export type ForecastRequest = {
  readonly mission: Mission;
  readonly missionTip: Oid;
  readonly target: BranchName;
  readonly targetTip: Oid;
  readonly lanes: readonly LaneState[];
};

const IDENTITY = {
  author: "spec-kitty <merge@spec-kitty.invalid>",
  committer: "spec-kitty <merge@spec-kitty.invalid>",
};

type Conflicted = Extract<MergeOutcome, { kind: "conflict" }>;

async function readConflicts(
  session: Session,
  { conflicts, tree }: Conflicted,
  labels: ConflictLabels,
): Promise<readonly ConflictedFile[]> {
  const objects = await session.objects.readAll(conflicts.map(({ path }) => `${tree ?? ""}:${path}`));
  return conflicts.map(({ path, kind }, i) => {
    const object = objects[i];
    const excerpt = object?.type === "blob" ? excerptOf(new TextDecoder().decode(object.data), labels) : "";
    return { path, kind, excerpt };
  });
}

const touches = (lane: LaneState, files: readonly ConflictedFile[]): boolean =>
  files.some(({ path }) => lane.changed.includes(path));

function placeOf(session: Session, request: ForecastRequest, lane: LaneState | undefined): ResolutionPlace {
  const { root } = session.repo;
  const shown = (path: string): string => relative(root, path) || ".";
  if (lane !== undefined) {
    return { branch: lane.branch, path: shown(lane.path), present: lane.worktree !== undefined, sparse: false };
  }
  const { mission } = request;
  return { branch: mission.branch, path: shown(authoringRoot(mission)), present: true, sparse: mission.coordinated };
}

/** A lane that does not fit onto the lanes before it: it takes in the first lane that changed the same files. */
function laneConflict(
  session: Session,
  request: ForecastRequest,
  at: { readonly lane: LaneState; readonly files: readonly ConflictedFile[] },
): MergeConflict {
  const { lane, files } = at;
  const before = request.lanes.slice(0, request.lanes.indexOf(lane));
  const other = before.find((earlier) => touches(earlier, files));
  const side: ConflictSide = other ?? { branch: request.mission.branch, wpIds: [PLANNING_LANE] };
  return {
    code: "MERGE_CONFLICT",
    from: lane.branch,
    into: request.mission.branch,
    files,
    sides: [lane, side].map(({ branch, wpIds }) => ({ branch, wpIds })),
    commands: resolutionCommands(
      placeOf(session, request, lane),
      side.branch,
      files.map(({ path }) => path),
    ),
  };
}

/** The target has moved on: the last lane that changed the same files takes it in. */
function targetConflict(session: Session, request: ForecastRequest, files: readonly ConflictedFile[]): MergeConflict {
  const owners = request.lanes.filter((lane) => touches(lane, files));
  const place = owners.at(-1) ?? request.lanes.at(-1);
  const mine = owners.length > 0 ? owners : [{ branch: request.mission.branch, wpIds: [PLANNING_LANE] }];
  return {
    code: "MERGE_CONFLICT",
    from: request.mission.branch,
    into: request.target,
    files,
    sides: [...mine.map(({ branch, wpIds }) => ({ branch, wpIds })), { branch: request.target, wpIds: [] }],
    commands: resolutionCommands(
      placeOf(session, request, place),
      request.target,
      files.map(({ path }) => path),
    ),
  };
}

const toStep = (from: string, into: string, outcome: MergeOutcome): ForecastStep => ({
  from,
  into,
  clean: outcome.kind !== "conflict",
  conflicts: outcome.kind === "conflict" ? outcome.conflicts.map(({ path, kind }) => ({ path, type: kind })) : [],
});

async function integrateLanes(
  session: Session,
  request: ForecastRequest,
): Promise<Result<Omit<Forecast, "tree">, GitError>> {
  const { repo, objects } = session;
  const steps: ForecastStep[] = [];
  let tip = request.missionTip;
  for (const lane of request.lanes) {
    const merged = await mergeTrees(repo, objects, { ours: tip, theirs: lane.tip, shared: MISSIONS_DIR });
    if (!merged.ok) return merged;
    steps.push(toStep(lane.branch, request.mission.branch, merged.value));
    if (merged.value.kind === "conflict") {
      const files = await readConflicts(session, merged.value, { ours: request.mission.branch, theirs: lane.branch });
      return ok({ steps, conflict: laneConflict(session, request, { lane, files }), integrated: undefined });
    }
    if (merged.value.kind === "contained") continue;
    const { tree } = merged.value;
    tip = writeCommit(repo, {
      tree,
      parents: [tip, lane.tip],
      identity: IDENTITY,
      atMs: 0,
      message: "a lane, integrated",
    });
  }
  return ok({ steps, conflict: undefined, integrated: tip });
}

const treeOf = async (session: Session, commit: Oid): Promise<Oid | undefined> =>
  asOid((await session.objects.read(`${commit}^{tree}`))?.oid);

/** Forecasts the merge. Errors: those of git. */
export async function forecastMerge(session: Session, request: ForecastRequest): Promise<Result<Forecast, GitError>> {
  const chain = await integrateLanes(session, request);
  if (!chain.ok) return chain;
  const { integrated, steps } = chain.value;
  if (integrated === undefined) return ok({ ...chain.value, tree: undefined });
  const { mission, target, targetTip } = request;
  // A lane that took the target in carries its history without its missions: all of kitty-specs/ has to be the target's own.
  if (mission.branch === target) return ok({ ...chain.value, tree: await treeOf(session, integrated) });
  const merged = await mergeTrees(session.repo, session.objects, {
    ours: targetTip,
    theirs: integrated,
    shared: MISSIONS_DIR,
  });
  if (!merged.ok) return merged;
  const all = [...steps, toStep(mission.branch, target, merged.value)];
  if (merged.value.kind === "conflict") {
    const files = await readConflicts(session, merged.value, { ours: target, theirs: mission.branch });
    return ok({ steps: all, conflict: targetConflict(session, request, files), integrated, tree: undefined });
  }
  const tree = merged.value.kind === "clean" ? merged.value.tree : await treeOf(session, targetTip);
  return ok({ steps: all, conflict: undefined, integrated, tree });
}

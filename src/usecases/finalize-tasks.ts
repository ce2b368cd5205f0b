/**
 * Turns authored work packages into a plan that can be worked on: completed front matter, lanes.json, milestones and the seeds of
 * the board, together with everything that was authored, in one commit on the branch that records the mission.
 *
 * A commit cannot name itself, so lanes.json leaves `planning_commit_sha` null: new lanes fork from the tip of the mission's
 * branch, which contains this commit. Once work began, whatever commit the file names stays.
 */
import { type LanesFile, makeLanesFile, renderLanesFile } from "../core/execution-lane/lanes-file.ts";
import type { FinalizePlan } from "../core/finalize/decide-finalize.ts";
import { FINALIZE_ACTOR, finalizeEvents } from "../core/finalize/milestones.ts";
import type { FinalizeTarget } from "../core/finalize/target.ts";
import { missionBranch, type NameRefusal } from "../core/layout/branches.ts";
import { MISSION_FILES, missionPath } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { instantOf } from "../core/lib/instant.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { editMeta, renderMeta } from "../core/mission/meta.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import type { Ctx } from "../shell/ctx.ts";
import { readBranch } from "../shell/git/refs.ts";
import type { WorktreeError } from "../shell/git/worktree-create.ts";
import { ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { type LogCorrupt, readMissionState } from "../shell/mission/mission-state.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import type { KeptFile } from "../shell/transaction/project.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import type { FileChange } from "../shell/transaction/transact.ts";
import type { YamlEditError } from "../shell/yaml/splice.ts";
import { type PlanFinalizeError, type PlannedFinalize, planFinalize } from "./plan-finalize.ts";
import { editPackage } from "./read-authored-packages.ts";

export type FinalizeInput = {
  readonly mission: string | undefined;
  /** Replaces the target that meta.json names. */
  readonly targetBranch: string | undefined;
  readonly mode: "apply" | "validate";
};

export type FinalizedTasks = {
  /** `unchanged`: everything was recorded before. */
  readonly outcome: "recorded" | "unchanged" | "validated";
  readonly folder: string;
  readonly missionId: string | undefined;
  /** Absolute. */
  readonly featureDir: string;
  readonly plan: FinalizePlan;
  readonly target: FinalizeTarget;
  readonly recordedOn: string;
  /** Repository paths of the files in the commit. */
  readonly files: readonly string[];
  readonly commit: Oid | undefined;
  readonly commits: readonly MovedRef[];
  readonly kept: readonly KeptFile[];
  readonly version: string;
};

export type FinalizeTasksError =
  | PlanFinalizeError
  | YamlEditError
  | NameRefusal
  | ReadMissionError
  | MissionError
  | WorktreeError;

type Decided = Pick<FinalizedTasks, "plan" | "target" | "files">;
type Prepared = { readonly session: Session; readonly mission: Mission; readonly planned: PlannedFinalize };

/** The lanes file as it is to be committed; `undefined` if the committed one says it all. */
function lanesToWrite({ session, mission, planned }: Prepared): Result<LanesFile | undefined, NameRefusal> {
  const { plan, target, lanesFile, meta } = planned;
  const kept = plan.keptLanes;
  if (kept !== undefined) return ok(kept.targetBranch === target.branch ? undefined : withTarget(kept, target.branch));
  const slug = meta.missionSlug ?? mission.folder;
  const named = missionBranch({ slug, missionId: meta.missionId });
  if (!named.ok) return named;
  return ok({
    ...makeLanesFile(plan.lanes, {
      missionSlug: slug,
      missionId: meta.missionId,
      missionBranch: named.value,
      targetBranch: target.branch,
      computedAt: instantOf(session.ctx.now()),
      planningCommitSha: lanesFile?.planningCommitSha ?? null,
    }),
    extras: lanesFile?.extras ?? {},
  });
}

const withTarget = (file: LanesFile, targetBranch: string): LanesFile => ({ ...file, targetBranch });

/** What finalize itself changes; later than the authored bytes, so it wins where both name a path. */
async function ownFiles(prepared: Prepared): Promise<Result<readonly FileChange[], FinalizeTasksError>> {
  const { mission, planned } = prepared;
  const { plan, target } = planned;
  const files: FileChange[] = [];
  for (const { wp, edits } of plan.packages) {
    const authored = planned.packages.find(({ fileName }) => fileName === wp.fileName);
    if (authored === undefined || edits.length === 0) continue;
    const text = await editPackage(authored, edits);
    if (!text.ok) return text;
    files.push({ path: authored.path, bytes: text.value });
  }
  if (plan.tasksText !== undefined) files.push({ path: MISSION_FILES.tasks, bytes: plan.tasksText });
  const lanes = lanesToWrite(prepared);
  if (!lanes.ok) return lanes;
  if (lanes.value !== undefined) files.push({ path: MISSION_FILES.lanes, bytes: renderLanesFile(lanes.value) });
  if (target.persist) {
    const path = missionPath(mission.folder, MISSION_FILES.meta);
    const meta = editMeta(planned.meta, { set: { target_branch: target.branch } }, path);
    if (!meta.ok) return meta;
    files.push({ path: MISSION_FILES.meta, bytes: renderMeta(meta.value) });
  }
  return ok(files);
}

async function draftOf(
  prepared: Prepared,
  state: MissionState,
): Promise<Result<MissionDraft<Decided>, FinalizeTasksError>> {
  const { session, mission, planned } = prepared;
  const { plan, target, authored } = planned;
  const followUp = () => ensureCoordinationWorktree(session, mission);
  const own = await ownFiles(prepared);
  if (!own.ok) return own;
  const files = [...new Map([...authored.changes, ...own.value].map((change) => [change.path, change])).values()];
  const events = finalizeEvents(plan, state.log.rows, {
    folder: mission.folder,
    missionId: planned.meta.missionId,
    missionNumber: planned.meta.missionNumber,
  });
  if (files.length + events.length === 0)
    return ok({ kind: "unchanged", answer: { plan, target, files: [] }, followUp });
  const recorded = events.length === 0 ? [] : [MISSION_FILES.log, MISSION_FILES.status];
  const paths = [...files.map(({ path }) => path), ...recorded].map((path) => missionPath(mission.folder, path));
  return ok({
    kind: "commit",
    message: `Finalize tasks of ${mission.folder}`,
    events,
    files,
    captured: authored.captured,
    followUp,
    answer: () => ({ plan, target, files: paths.toSorted() }),
  });
}

type Published = Pick<FinalizedTasks, "outcome" | "commit" | "kept"> & Decided;

const answerOf = (session: Session, mission: Mission, published: Published): FinalizedTasks => ({
  folder: mission.folder,
  missionId: mission.meta.missionId,
  featureDir: mission.featureDir,
  recordedOn: mission.branch,
  commits: session.ledger,
  version: session.ctx.version,
  ...published,
});

/** Decides on the published state, without a lock: what is only looked at may be overtaken. */
async function validate(
  session: Session,
  mission: Mission,
  input: FinalizeInput,
): Promise<Result<FinalizedTasks, FinalizeTasksError | LogCorrupt>> {
  const tip = mission.tip ?? readBranch(session.repo, mission.branch);
  if (tip === undefined) {
    const destinationRef = mission.branch;
    return err({ code: "DESTINATION_REF_NOT_FOUND", destinationRef, rejectedMessage: FINALIZE_ACTOR });
  }
  const state = await readMissionState(session, mission);
  if (!state.ok) return state;
  const planned = await planFinalize(
    { session, mission },
    { tip, state: state.value, targetBranch: input.targetBranch },
  );
  if (!planned.ok) return planned;
  const own = await ownFiles({ session, mission, planned: planned.value });
  if (!own.ok) return own;
  const { plan, target } = planned.value;
  return ok(answerOf(session, mission, { outcome: "validated", plan, target, files: [], commit: undefined, kept: [] }));
}

async function apply(
  session: Session,
  mission: Mission,
  input: FinalizeInput,
): Promise<Result<FinalizedTasks, FinalizeTasksError>> {
  const request = { purpose: FINALIZE_ACTOR };
  const published = await transactMission<Decided, FinalizeTasksError>(session, mission, request, async (state) => {
    const at = { tip: state.base.tip, state, targetBranch: input.targetBranch };
    const planned = await planFinalize({ session, mission }, at);
    return planned.ok ? draftOf({ session, mission, planned: planned.value }, state) : planned;
  });
  if (!published.ok) return published;
  const { answer, commit, kept } = published.value;
  const outcome = commit === undefined ? "unchanged" : "recorded";
  return ok(answerOf(session, mission, { ...answer, outcome, commit, kept }));
}

/** Finalizes a mission's tasks, or only says what that would do. Errors: those of the decision, of reading and of recording. */
export const finalizeTasks = (ctx: Ctx, input: FinalizeInput): Promise<Result<FinalizedTasks, FinalizeTasksError>> =>
  withSession(ctx, async (session) => {
    const read = await readMission(session, input.mission);
    if (!read.ok) return read;
    return input.mode === "validate" ? validate(session, read.value, input) : apply(session, read.value, input);
  });

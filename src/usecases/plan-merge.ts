/**
 * Everything a merge would do, computed from refs and files and nothing moved: checks, what stands in the way, the forecast of
 * every step. A dry run prints it; the merge itself computes it again under the lock and publishes it.
 */
import { missionBranch, type NameRefusal } from "../core/layout/branches.ts";
import { MISSION_FILES, MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { isJsonObject, parseJson } from "../core/lib/json.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { type MergeStrategy, nextMissionNumber } from "../core/merge/bookkeeping.ts";
import { lanesToMerge } from "../core/merge/order.ts";
import { type Blocker, decideReadiness, type Readiness } from "../core/merge/readiness.ts";
import type { AuthoredRefusal } from "../core/mission/authored.ts";
import { type MetaError, type MissionMeta, parseMeta } from "../core/mission/meta.ts";
import type { GitError } from "../shell/git/errors.ts";
import { asOid, primaryBranch, readBranch } from "../shell/git/refs.ts";
import { readTree } from "../shell/git/tree.ts";
import { type LogCorrupt, type MissionSnapshot, readStateAt } from "../shell/mission/mission-state.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import { type MissionPlan, type ReadPackagesError, readPlan } from "../shell/mission/read-work-packages.ts";
import type { TransactionError } from "../shell/transaction/errors.ts";
import { findObstacles } from "../shell/transaction/project.ts";
import type { Session } from "../shell/transaction/session.ts";
import { type Forecast, forecastMerge, type MergeConflict } from "./forecast-merge.ts";
import { inspectLanes, type LaneProblem, type LaneState } from "./inspect-lanes.ts";
import { readAuthoredFiles } from "./read-authored-files.ts";
import { readReadinessFacts, readTexts } from "./read-readiness.ts";

export type MergeRefusal =
  | {
      readonly code: "MERGE_STRATEGY_UNSUPPORTED";
      readonly strategy: string;
      readonly supported: readonly string[];
      readonly mission: string;
    }
  | { readonly code: "MERGE_TARGET_NOT_FOUND"; readonly target: string; readonly mission: string }
  | { readonly code: "MERGE_BLOCKED"; readonly mission: string; readonly blockers: readonly Blocker[] }
  /** Files in the mission's folder that were never committed. */
  | {
      readonly code: "UNCOMMITTED_MISSION_FILES";
      readonly mission: string;
      readonly featureDir: string;
      readonly files: readonly string[];
    }
  /** Files of somebody's stand where the merge would write. */
  | {
      readonly code: "MERGE_WOULD_OVERWRITE";
      readonly target: string;
      readonly worktree: string;
      readonly files: readonly string[];
    }
  | LaneProblem
  | MergeConflict;

export type PlanMergeError =
  | MergeRefusal
  | GitError
  | LogCorrupt
  | MetaError
  | NameRefusal
  | ReadPackagesError
  | AuthoredRefusal
  | TransactionError;

export type MergeRequest = {
  readonly mission: Mission;
  /** The target's tip, where it is known already. */
  readonly targetTip?: Oid;
  readonly target: BranchName;
  readonly strategy: MergeStrategy;
  readonly skipReviewCheck: boolean;
};

export type MergePlan = MergeRequest & {
  readonly kind: "merge";
  readonly targetTip: Oid;
  readonly missionTip: Oid;
  readonly missionBranch: BranchName;
  readonly plan: MissionPlan;
  readonly state: MissionSnapshot;
  readonly meta: MissionMeta;
  readonly lanes: readonly LaneState[];
  readonly missionNumber: number;
  readonly readiness: Readiness;
  /** What stands in the way beside the checks, in the order of reporting. */
  readonly problems: readonly MergeRefusal[];
  readonly forecast: Forecast | undefined;
};

/** The mission is on the target already; the log there says all that the mission's branch says. */
export type MergedAlready = {
  readonly kind: "merged";
  readonly target: BranchName;
  readonly targetTip: Oid;
  readonly missionBranch: BranchName;
  readonly meta: MissionMeta;
  readonly plan: MissionPlan;
  readonly state: MissionSnapshot;
};

const STRATEGIES = ["squash", "merge"] as const;

/** Chooses the strategy: the flag, else the configuration, else squash. Errors: MERGE_STRATEGY_UNSUPPORTED. */
export function chooseStrategy(
  given: string | undefined,
  configured: MergeStrategy | undefined,
  mission: string,
): Result<MergeStrategy, MergeRefusal> {
  const wanted = given ?? configured ?? "squash";
  const known = STRATEGIES.find((strategy) => strategy === wanted);
  return known === undefined
    ? err({ code: "MERGE_STRATEGY_UNSUPPORTED", strategy: wanted, supported: STRATEGIES, mission })
    : ok(known);
}

/** Where a mission goes: the flag, else its own metadata, else the primary branch. */
export const targetOf = (session: Session, mission: Mission, given: string | undefined): BranchName =>
  (given ?? mission.meta.targetBranch ?? primaryBranch(session.repo) ?? "main") as BranchName;

/** The numbers that missions on a branch have. */
async function takenNumbers(session: Session, tip: Oid): Promise<readonly number[]> {
  const folders = await readTree(session.repo, session.objects, `${tip}:${MISSIONS_DIR}`);
  const metas = await session.objects.readAll(
    [...folders.keys()].map((name) => `${tip}:${MISSIONS_DIR}/${name}/${MISSION_FILES.meta}`),
  );
  return metas.flatMap((object) => {
    const parsed = object === undefined ? undefined : parseJson(new TextDecoder().decode(object.data));
    const number =
      parsed?.ok === true && isJsonObject(parsed.value)
        ? Number(parsed.value["mission_number"] ?? Number.NaN)
        : Number.NaN;
    return Number.isSafeInteger(number) && number > 0 ? [number] : [];
  });
}

/** The name that lanes are named after. */
export function laneRoot(mission: Mission, plan: MissionPlan): Result<BranchName, NameRefusal> {
  const stored = plan.lanes?.missionBranch;
  if (stored !== undefined && stored !== "") return ok(stored as BranchName);
  if (mission.meta.coordinationBranch !== undefined) return ok(mission.meta.coordinationBranch as BranchName);
  return missionBranch({ slug: mission.meta.missionSlug ?? mission.folder, missionId: mission.meta.missionId });
}

const startsWith = (whole: Uint8Array, prefix: Uint8Array): boolean =>
  Buffer.compare(Buffer.from(whole).subarray(0, prefix.length), Buffer.from(prefix)) === 0;

/** Reads the mission as the target has it, if it was merged there and nothing was recorded since. */
export async function readMerged(
  session: Session,
  request: Pick<MergeRequest, "mission" | "target">,
  at: { readonly targetTip: Oid; readonly missionTip: Oid },
): Promise<Result<MergedAlready | undefined, PlanMergeError>> {
  const { mission, target } = request;
  const [text] = await readTexts(session, { mission, commit: at.targetTip }, [MISSION_FILES.meta]);
  if (text === undefined) return ok(undefined);
  const meta = parseMeta(text, `${mission.dir}/${MISSION_FILES.meta}`);
  if (!meta.ok) return meta;
  if (meta.value.mergedAt === undefined || meta.value.missionId !== mission.meta.missionId) return ok(undefined);
  const merged = await readStateAt(session, mission, at.targetTip);
  if (!merged.ok) return merged;
  const current = await readStateAt(session, mission, at.missionTip);
  if (!current.ok) return current;
  if (!startsWith(merged.value.logBytes, current.value.logBytes)) return ok(undefined);
  const plan = await readPlan(session, mission, at.targetTip);
  if (!plan.ok) return plan;
  const root = laneRoot(mission, plan.value);
  if (!root.ok) return root;
  return ok({
    kind: "merged",
    target,
    targetTip: at.targetTip,
    missionBranch: root.value,
    meta: meta.value,
    plan: plan.value,
    state: merged.value,
  });
}

async function uncommitted(
  session: Session,
  mission: Mission,
  tip: Oid,
): Promise<Result<readonly MergeRefusal[], AuthoredRefusal | MetaError>> {
  const authored = await readAuthoredFiles(session, mission, tip);
  if (!authored.ok) return authored;
  const files = authored.value.changes.map(({ path }) => path);
  return ok(
    files.length === 0
      ? []
      : [{ code: "UNCOMMITTED_MISSION_FILES", mission: mission.folder, featureDir: mission.featureDir, files }],
  );
}

const noLanes = (plan: MissionPlan): readonly Blocker[] =>
  plan.lanes === undefined
    ? [
        {
          code: "LANES_FILE_MISSING",
          check: "evidence",
          details: "the mission has no lanes.json; finalize its tasks first",
        },
      ]
    : [];

type Tips = { readonly targetTip: Oid; readonly missionTip: Oid };

async function readTips(session: Session, request: MergeRequest): Promise<Result<Tips, MergeRefusal>> {
  const { mission, target } = request;
  const targetTip = request.targetTip ?? readBranch(session.repo, target);
  const missionTip = readBranch(session.repo, mission.branch);
  return targetTip === undefined || missionTip === undefined
    ? err({
        code: "MERGE_TARGET_NOT_FOUND",
        target: targetTip === undefined ? target : mission.branch,
        mission: mission.folder,
      })
    : ok({ targetTip, missionTip });
}

/** Reads the checks' answer from the current state. */
async function readReadiness(
  session: Session,
  request: MergeRequest,
  at: { readonly missionTip: Oid; readonly plan: MissionPlan; readonly state: MissionSnapshot },
): Promise<Result<Readiness, PlanMergeError>> {
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const facts = await readReadinessFacts(
    session,
    { mission: request.mission, commit: at.missionTip },
    {
      plan: at.plan,
      snapshot: at.state.snapshot,
      required: { analysis: config.value.requireAnalysis, acceptance: config.value.requireAcceptance },
      skipReviewCheck: request.skipReviewCheck,
    },
  );
  const readiness = decideReadiness(facts);
  return ok({ ...readiness, blockers: [...readiness.blockers, ...noLanes(at.plan)] });
}

/** Plans a merge at the tips as they are now. Errors are only what makes a plan impossible; what blocks it is in the plan. */
export async function planMerge(
  session: Session,
  request: MergeRequest,
): Promise<Result<MergePlan | MergedAlready, PlanMergeError>> {
  const { mission, target } = request;
  const tips = await readTips(session, request);
  if (!tips.ok) return tips;
  const { missionTip } = tips.value;
  const merged = await readMerged(session, request, tips.value);
  if (!merged.ok || merged.value !== undefined) return merged as Result<MergedAlready, PlanMergeError>;
  const state = await readStateAt(session, mission, missionTip);
  if (!state.ok) return state;
  const plan = await readPlan(session, mission, missionTip);
  if (!plan.ok) return plan;
  const root = laneRoot(mission, plan.value);
  if (!root.ok) return root;
  const readiness = await readReadiness(session, request, { missionTip, plan: plan.value, state: state.value });
  if (!readiness.ok) return readiness;
  const canceled = new Set(
    [...state.value.snapshot.workPackages].filter(([, { lane }]) => lane === "canceled").map(([id]) => id),
  );
  const inspected = await inspectLanes(session, lanesToMerge(plan.value.lanes?.lanes ?? [], canceled), {
    missionBranch: root.value,
    missionTip,
  });
  if (!inspected.ok) return inspected;
  const authored = await uncommitted(session, mission, missionTip);
  if (!authored.ok) return authored;
  const forecast = await forecastMerge(session, { mission, target, ...tips.value, lanes: inspected.value.lanes });
  if (!forecast.ok) return forecast;
  const { conflict } = forecast.value;
  const obstacles = await findOverwrites(session, {
    target,
    targetTip: tips.value.targetTip,
    tree: forecast.value.tree,
  });
  const missing =
    readiness.value.blockers.length > 0
      ? inspected.value.problems.filter(({ code }) => code !== "LANE_BRANCH_MISSING")
      : inspected.value.problems;
  return ok({
    ...request,
    kind: "merge",
    ...tips.value,
    missionBranch: root.value,
    plan: plan.value,
    state: state.value,
    meta: mission.meta,
    lanes: inspected.value.lanes,
    missionNumber: nextMissionNumber(mission.meta.missionNumber, await takenNumbers(session, tips.value.targetTip)),
    readiness: readiness.value,
    problems: [...authored.value, ...missing, ...(conflict === undefined ? [] : [conflict]), ...obstacles],
    forecast: forecast.value,
  });
}

/** Lists, per worktree of the target, the files of somebody's that the merge would change. `tree` is what the target becomes. */
export async function findOverwrites(
  session: Session,
  at: { readonly target: BranchName; readonly targetTip: Oid; readonly tree: Oid | undefined },
): Promise<readonly MergeRefusal[]> {
  const before = asOid((await session.objects.read(`${at.targetTip}^{tree}`))?.oid);
  if (before === undefined || at.tree === undefined) return [];
  const found = await findObstacles(session, { branch: at.target, before, after: at.tree });
  return [...Map.groupBy(found, ({ worktree }) => worktree)].map(([worktree, files]) => ({
    code: "MERGE_WOULD_OVERWRITE",
    target: at.target,
    worktree,
    files: files.map(({ path }) => path),
  }));
}

/** The first thing that stops a plan from being carried out; `undefined` if nothing does. */
export function refusalOf(plan: MergePlan): MergeRefusal | undefined {
  const { blockers } = plan.readiness;
  return blockers.length > 0 ? { code: "MERGE_BLOCKED", mission: plan.mission.folder, blockers } : plan.problems[0];
}

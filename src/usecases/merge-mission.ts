/**
 * Merges a mission: its lanes onto its branch, that onto the target, everything in one commit; then takes down what was needed
 * for the work. A second run finds the merge on the target and finishes what a killed first one left.
 */

import { missionBranch } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { integratedTips, isMergeMessage, type MergeRecord } from "../core/merge/bookkeeping.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readCommit } from "../shell/git/history.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { diffTrees } from "../shell/git/tree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { adoptTip, type KeptFile, recoverProjections } from "../shell/transaction/project.ts";
import { type CommitRecord, type Session, withSession } from "../shell/transaction/session.ts";
import { type Base, type Draft, transact } from "../shell/transaction/transact.ts";
import {
  chooseStrategy,
  findOverwrites,
  type MergedAlready,
  type MergePlan,
  type MergeRefusal,
  type PlanMergeError,
  planMerge,
  refusalOf,
  targetOf,
} from "./plan-merge.ts";
import { type PushOutcome, pushBranch } from "./push-branch.ts";
import { type RecordedMerge, recordMerge } from "./record-merge.ts";
import { type Leftover, laneLeftovers, type Teardown, tearDownMission } from "./tear-down-mission.ts";

export type MergeInput = {
  readonly mission: string | undefined;
  readonly target: string | undefined;
  readonly strategy: string | undefined;
  readonly deleteBranches: boolean;
  readonly removeWorktrees: boolean;
  readonly push: boolean;
  readonly skipReviewCheck: boolean;
  readonly mode: "apply" | "resume" | "abort";
};

export type MergeMissionError =
  | PlanMergeError
  | ReadMissionError
  | { readonly code: "MERGE_NOTHING_TO_RESUME"; readonly mission: string }
  | {
      readonly code: "MERGE_NOTHING_TO_ABORT";
      readonly mission: string;
      readonly merged: boolean;
      readonly target: string;
    }
  /** The target moved on at once, and does not hold what the lanes hold. Nothing was taken down. */
  | {
      readonly code: "MERGE_NOT_VERIFIED";
      readonly mission: string;
      readonly target: string;
      readonly files: readonly string[];
    };

export type MergedMission = {
  readonly mission: Mission;
  readonly target: BranchName;
  readonly strategy: string;
  /** The commit on the target; `undefined` if it had been merged before. */
  readonly commit: Oid | undefined;
  readonly alreadyMerged: boolean;
  readonly missionNumber: number | undefined;
  readonly missionBranch: string;
  readonly lanes: readonly string[];
  readonly mergedWps: readonly string[];
  readonly verified: boolean;
  readonly warnings: readonly string[];
  readonly kept: readonly KeptFile[];
  readonly discarded: readonly string[];
  readonly teardown: Teardown;
  readonly push: PushOutcome;
  readonly commits: readonly CommitRecord[];
  readonly request: MergeInput;
};

type Outcome = Pick<
  MergedMission,
  "strategy" | "alreadyMerged" | "missionNumber" | "missionBranch" | "lanes" | "mergedWps" | "warnings"
>;
type Followed = { teardown: Teardown; unverified: readonly string[] };

const NOTHING: Teardown = { removedWorktrees: [], deletedBranches: [], keptWorktrees: [], keptBranches: [] };

/** Which files of the lanes differ between what was computed and what the target holds now. */
async function findUnmerged(session: Session, plan: MergePlan, tree: Oid): Promise<readonly string[]> {
  const tip = readBranch(session.repo, plan.target);
  const now = asOid((await session.objects.read(`${tip ?? ""}^{tree}`))?.oid);
  const wanted = new Set(plan.lanes.flatMap(({ changed }) => changed));
  const differences = await diffTrees(session.repo, session.objects, { before: tree, after: now });
  return differences.map(({ path }) => path).filter((path) => wanted.has(path));
}

/** The coordination branch at which all is merged: as it was merged, or as the merge itself left it. */
async function missionLeftover(
  session: Session,
  at: { readonly folder: string; readonly branch: BranchName; readonly merged: string | undefined },
): Promise<Leftover> {
  const { branch, merged, folder } = at;
  const tip = readBranch(session.repo, branch);
  const commit = tip === undefined ? undefined : await readCommit(session.objects, tip);
  const ours = commit !== undefined && isMergeMessage(commit.message, folder) && commit.parents[0] === merged;
  return { branch, mergedTip: merged !== undefined && (ours || tip === merged) ? tip : undefined };
}

const teardownOf = (input: MergeInput, folder: string, leftovers: readonly Leftover[]) => ({
  leftovers,
  removeWorktrees: input.removeWorktrees,
  deleteBranches: input.deleteBranches,
  reason: `spec-kitty: ${folder} is merged`,
});

/** Takes down what an earlier merge left. */
async function finishMerged(
  session: Session,
  mission: Mission,
  merged: MergedAlready,
  input: MergeInput,
): Promise<Result<Teardown, GitError>> {
  const tips = integratedTips(merged.state.log.rows);
  const lanes = new Map(
    [...tips.lanes].flatMap(([branch, tip]) => (asOid(tip) === undefined ? [] : [[branch, tip as Oid] as const])),
  );
  const named = missionBranch({ slug: mission.meta.missionSlug ?? mission.folder, missionId: mission.meta.missionId });
  const own = mission.coordinated ? mission.branch : named.ok ? named.value : merged.missionBranch;
  const tip = readBranch(session.repo, own);
  if (tip !== undefined && own !== merged.target) await recoverProjections(session, { branch: own, tip });
  const leftover =
    own === merged.target
      ? []
      : [await missionLeftover(session, { folder: mission.folder, branch: own, merged: tips.mission })];
  return tearDownMission(
    session,
    teardownOf(input, mission.folder, [
      ...laneLeftovers(merged.missionBranch, merged.plan.lanes?.lanes ?? [], lanes),
      ...leftover,
    ]),
  );
}

function finishPlan(
  session: Session,
  plan: MergePlan,
  recorded: RecordedMerge,
  input: MergeInput,
): Result<Teardown, GitError> {
  const tips = new Map(plan.lanes.map(({ branch, tip }) => [branch as string, tip]));
  const own =
    recorded.integration === undefined ? [] : [{ branch: plan.mission.branch, mergedTip: recorded.integration }];
  const lanes = laneLeftovers(plan.missionBranch, plan.plan.lanes?.lanes ?? [], tips);
  return tearDownMission(session, teardownOf(input, plan.mission.folder, [...lanes, ...own]));
}

const outcomeOf = (plan: MergePlan, record: MergeRecord): Outcome => ({
  strategy: plan.strategy,
  alreadyMerged: false,
  missionNumber: record.missionNumber,
  missionBranch: plan.missionBranch,
  lanes: plan.lanes.map(({ laneId }) => laneId),
  mergedWps: record.packages.map(({ wpId }) => wpId),
  warnings: plan.readiness.checks.filter(({ verdict }) => verdict === "warn").map(({ details }) => details),
});

const mergedBefore = (merged: MergedAlready): Outcome => ({
  strategy: String(merged.meta.raw["merged_strategy"] ?? ""),
  alreadyMerged: true,
  missionNumber: merged.meta.missionNumber,
  missionBranch: merged.missionBranch,
  lanes: (merged.plan.lanes?.lanes ?? []).map(({ laneId }) => laneId),
  mergedWps: [...merged.state.snapshot.workPackages].filter(([, { lane }]) => lane === "done").map(([id]) => id),
  warnings: [],
});

type Scene = {
  readonly mission: Mission;
  readonly input: MergeInput;
  readonly target: BranchName;
  readonly followed: Followed;
};
type MergeDraft = Result<Draft<Outcome>, MergeMissionError>;

function draftMerged(session: Session, scene: Scene, merged: MergedAlready): MergeDraft {
  const { mission, input, target, followed } = scene;
  if (input.mode === "abort")
    return err({ code: "MERGE_NOTHING_TO_ABORT", mission: mission.folder, merged: true, target });
  return ok({
    kind: "unchanged",
    answer: mergedBefore(merged),
    followUp: async () => {
      const done = await finishMerged(session, mission, merged, input);
      if (!done.ok) return done;
      followed.teardown = done.value;
      return ok(null);
    },
  });
}

async function draftMerge(session: Session, scene: Scene, plan: MergePlan): Promise<MergeDraft> {
  const { mission, input, target, followed } = scene;
  if (input.mode === "abort")
    return err({ code: "MERGE_NOTHING_TO_ABORT", mission: mission.folder, merged: false, target });
  if (input.mode === "resume") return err({ code: "MERGE_NOTHING_TO_RESUME", mission: mission.folder });
  const refusal = refusalOf(plan);
  if (refusal !== undefined) return err(refusal);
  const recorded = await recordMerge(session, plan, { push: input.push });
  if (!recorded.ok) return recorded;
  const { message, files, parents, refs, tree, record } = recorded.value;
  const [overwrite] = await findOverwrites(session, { target, targetTip: plan.targetTip, tree });
  if (overwrite !== undefined) return err(overwrite);
  return ok({
    kind: "commit",
    message,
    files,
    parents,
    refs,
    answer: outcomeOf(plan, record),
    followUp: async () => {
      followed.unverified = await findUnmerged(session, plan, tree);
      if (followed.unverified.length > 0) return ok(null);
      const done = finishPlan(session, plan, recorded.value, input);
      if (!done.ok) return done;
      followed.teardown = done.value;
      return ok(null);
    },
  });
}

/** People commit to the target themselves; what its checkouts show is then not ours to finish. */
async function adoptTarget(session: Session, target: BranchName): Promise<void> {
  const tip = readBranch(session.repo, target);
  if (tip === undefined) return;
  await adoptTip(session, { branch: target, tip }, async () => {
    const commit = await readCommit(session.objects, tip);
    return commit !== undefined && isMergeMessage(commit.message);
  });
}

async function mergeIn(session: Session, input: MergeInput): Promise<Result<MergedMission, MergeMissionError>> {
  const read = await readMission(session, input.mission);
  if (!read.ok) return read;
  const mission = read.value;
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const strategy = chooseStrategy(input.strategy, config.value.mergeStrategy, mission.folder);
  if (!strategy.ok) return strategy;
  const target = targetOf(session, mission, input.target);
  const followed: Followed = { teardown: NOTHING, unverified: [] };
  const scene: Scene = { mission, input, target, followed };
  const request = { mission, target, strategy: strategy.value, skipReviewCheck: input.skipReviewCheck };
  await adoptTarget(session, target);
  const decide = async (base: Base): Promise<MergeDraft> => {
    const plan = await planMerge(session, { ...request, targetTip: base.tip });
    if (!plan.ok) return plan;
    return plan.value.kind === "merged"
      ? draftMerged(session, scene, plan.value)
      : draftMerge(session, scene, plan.value);
  };
  const destination = {
    branch: target,
    lock: mission.lock,
    purpose: `merge ${mission.folder}`,
    capability: "merge" as const,
  };
  const published = await transact<Outcome, MergeMissionError>(session, destination, decide);
  if (!published.ok) return published;
  if (followed.unverified.length > 0)
    return err({ code: "MERGE_NOT_VERIFIED", mission: mission.folder, target, files: followed.unverified });
  const { answer, commit, kept, discarded } = published.value;
  const push = input.push ? pushBranch(session, target) : ({ state: "not-requested" } as const);
  const { teardown } = followed;
  return ok({
    ...answer,
    mission,
    target,
    commit,
    verified: true,
    kept,
    discarded,
    teardown,
    push,
    commits: session.ledger,
    request: input,
  });
}

/** Merges a mission and takes down its branches and worktrees. */
export const mergeMission = (ctx: Ctx, input: MergeInput): Promise<Result<MergedMission, MergeMissionError>> =>
  withSession<MergedMission, MergeMissionError>(ctx, (session) => mergeIn(session, input));

export type ForecastedMerge = {
  readonly mission: Mission;
  readonly request: MergeInput;
  readonly strategy: string;
  readonly plan: MergePlan | MergedAlready;
  /** What stops it, in the order of reporting. */
  readonly refusals: readonly MergeRefusal[];
};

/** Computes what a merge would do, by the same code, and moves nothing. */
export function forecastMission(ctx: Ctx, input: MergeInput): Promise<Result<ForecastedMerge, MergeMissionError>> {
  return withSession<ForecastedMerge, MergeMissionError>(ctx, async (session) => {
    const read = await readMission(session, input.mission);
    if (!read.ok) return read;
    const mission = read.value;
    const config = await session.projectConfig();
    if (!config.ok) return config;
    const strategy = chooseStrategy(input.strategy, config.value.mergeStrategy, mission.folder);
    if (!strategy.ok) return strategy;
    const target = targetOf(session, mission, input.target);
    const plan = await planMerge(session, {
      mission,
      target,
      strategy: strategy.value,
      skipReviewCheck: input.skipReviewCheck,
    });
    if (!plan.ok) return plan;
    const first = plan.value.kind === "merge" ? refusalOf(plan.value) : undefined;
    const blocked = first?.code === "MERGE_BLOCKED" ? [first] : [];
    const refusals = plan.value.kind === "merge" ? [...blocked, ...plan.value.problems] : [];
    return ok({ mission, request: input, strategy: strategy.value, plan: plan.value, refusals });
  });
}

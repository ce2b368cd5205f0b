/**
 * Merges a mission: its lanes onto its branch, that onto the target, everything in one commit; then takes down what was needed
 * for the work. A second run finds the merge on the target and finishes what a killed first one left.
 */

import { missionBranch } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { integratedTips, isMergeMessage, type MergeRecord, type MergeStrategy } from "../core/merge/bookkeeping.ts";
import { blockersOf, type ForecastReport, type MergedReport, type Teardown } from "../core/merge/report.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readCommit } from "../shell/git/history.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { diffTrees } from "../shell/git/tree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { adoptTip, recoverProjections } from "../shell/transaction/project.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { type Base, type Draft, transact } from "../shell/transaction/transact.ts";
import {
  chooseStrategy,
  findOverwrites,
  type MergedAlready,
  type MergePlan,
  type PlanMergeError,
  planMerge,
  refusalOf,
  targetOf,
} from "./plan-merge.ts";
import { pushBranch } from "./push-branch.ts";
import { type RecordedMerge, recordMerge } from "./record-merge.ts";
import { type Leftover, laneLeftovers, tearDownMission } from "./tear-down-mission.ts";

export type MergeInput = {
  readonly mission: string | undefined;
  readonly target: string | undefined;
  readonly strategy: string | undefined;
  readonly deleteBranches: boolean;
  readonly removeWorktrees: boolean;
  readonly push: boolean;
  readonly skipReviewCheck: boolean;
  /** Why the check of reviews is left out; kept in the log. */
  readonly note: string | undefined;
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

type Outcome = Pick<
  MergedReport,
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
  const recorded = await recordMerge(session, plan, { push: input.push, note: input.note });
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

type Opened = { readonly scene: Scene; readonly strategy: MergeStrategy };

async function openMerge(session: Session, input: MergeInput): Promise<Result<Opened, MergeMissionError>> {
  const read = await readMission(session, input.mission);
  if (!read.ok) return read;
  const mission = read.value;
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const strategy = chooseStrategy(input.strategy, config.value.mergeStrategy, mission.folder);
  if (!strategy.ok) return strategy;
  const target = targetOf(session, mission, input.target);
  const followed: Followed = { teardown: NOTHING, unverified: [] };
  return ok({ scene: { mission, input, target, followed }, strategy: strategy.value });
}

const subjectOf = ({ folder, meta, featureDir }: Mission) => ({ folder, missionId: meta.missionId, featureDir });

/** Merges within a session that is open already. */
export async function mergeInSession(
  session: Session,
  input: MergeInput,
): Promise<Result<MergedReport, MergeMissionError>> {
  const opened = await openMerge(session, input);
  if (!opened.ok) return opened;
  const { scene, strategy } = opened.value;
  const { mission, target, followed } = scene;
  await adoptTarget(session, target);
  const decide = async (base: Base): Promise<MergeDraft> => {
    const request = { mission, target, strategy, skipReviewCheck: input.skipReviewCheck, targetTip: base.tip };
    const plan = await planMerge(session, request);
    if (!plan.ok) return plan;
    return plan.value.kind === "merged"
      ? draftMerged(session, scene, plan.value)
      : draftMerge(session, scene, plan.value);
  };
  const purpose = `merge ${mission.folder}`;
  const destination = { branch: target, lock: mission.lock, purpose, capability: "merge" as const };
  const published = await transact<Outcome, MergeMissionError>(session, destination, decide);
  if (!published.ok) return published;
  if (followed.unverified.length > 0) {
    return err({ code: "MERGE_NOT_VERIFIED", mission: mission.folder, target, files: followed.unverified });
  }
  const { answer, commit, kept, discarded } = published.value;
  const push = input.push ? pushBranch(session, target) : ({ state: "not-requested" } as const);
  const done = { commit, verified: true, kept, discarded, teardown: followed.teardown, push, commits: session.ledger };
  return ok({ kind: "merged", ...answer, ...done, subject: subjectOf(mission), flags: input, target });
}

/** Merges a mission and takes down its branches and worktrees. */
export const mergeMission = (ctx: Ctx, input: MergeInput): Promise<Result<MergedReport, MergeMissionError>> =>
  withSession<MergedReport, MergeMissionError>(ctx, (session) => mergeInSession(session, input));

function forecastOf(scene: Scene, strategy: string, plan: MergePlan | MergedAlready): ForecastReport {
  const { mission, input, target } = scene;
  const common = {
    kind: "forecast" as const,
    subject: subjectOf(mission),
    flags: input,
    target,
    missionBranch: plan.missionBranch,
  };
  if (plan.kind === "merged") {
    const none = { checks: [], blockers: [], steps: [], moves: [], resolution: [] };
    return { ...common, ...mergedBefore(plan), ...none };
  }
  const conflict = plan.problems.find(({ code }) => code === "MERGE_CONFLICT");
  const own = mission.coordinated ? [{ branch: mission.branch, tip: plan.missionTip }] : [];
  const gone = input.deleteBranches ? [...plan.lanes, ...own] : [];
  return {
    ...common,
    strategy,
    alreadyMerged: false,
    lanes: plan.lanes.map(({ laneId }) => laneId),
    missionNumber: plan.missionNumber,
    checks: plan.readiness.checks,
    blockers: blockersOf(plan.readiness, plan.problems),
    steps: plan.forecast?.steps ?? [],
    moves: [
      { ref: target, from: plan.targetTip, to: "new commit" },
      ...gone.map(({ branch, tip }) => ({ ref: branch, from: tip, to: "deleted" as const })),
    ],
    resolution: conflict !== undefined && "commands" in conflict ? conflict.commands : [],
  };
}

/** Computes what a merge would do, by the same code, and moves nothing. */
export function forecastMission(ctx: Ctx, input: MergeInput): Promise<Result<ForecastReport, MergeMissionError>> {
  return withSession<ForecastReport, MergeMissionError>(ctx, async (session) => {
    const opened = await openMerge(session, input);
    if (!opened.ok) return opened;
    const { scene, strategy } = opened.value;
    const { mission, target } = scene;
    const plan = await planMerge(session, { mission, target, strategy, skipReviewCheck: input.skipReviewCheck });
    return plan.ok ? ok(forecastOf(scene, strategy, plan.value)) : plan;
  });
}

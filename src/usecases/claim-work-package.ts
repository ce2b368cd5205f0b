/**
 * Starts the implementation or the review of a work package: lane, claim and event are one change, published together.
 * The worktree and the prompt follow from what was published, and are made again by every repeat.
 */
import { join } from "node:path";
import { type AgentIdentity, type AgentInvalid, parseAgent } from "../core/agent/identity.ts";
import {
  actorOf,
  type Claim,
  type ClaimFacts,
  type ClaimRefusal,
  chooseImplementation,
  chooseReview,
  decideImplementation,
  decideReview,
} from "../core/execution-lane/claim.ts";
import type { WorkspacePlan } from "../core/execution-lane/workspace.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Attempted } from "../core/status/attempt.ts";
import type { EventDraft } from "../core/status/draft.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readBranch } from "../shell/git/refs.ts";
import { worktreesOf } from "../shell/git/worktrees.ts";
import { ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import type { PlannedPackage } from "../shell/mission/read-work-packages.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import type { KeptFile } from "../shell/transaction/project.ts";
import { type CommitRecord, type Session, withSession } from "../shell/transaction/session.ts";
import type { FollowUp } from "../shell/transaction/transact.ts";
import { withAttempt } from "./attempt.ts";
import { findLostLane, type LaneBranchMissing } from "./inspect-lanes.ts";
import {
  findPackage,
  lanesBelow,
  type PlanContext,
  type PlanContextError,
  readPlanContext,
  workspaceOf,
} from "./plan-context.ts";
import {
  type PreparedWorkspace,
  type PrepareLaneError,
  planningWorkspace,
  prepareLane,
  type SyncSource,
} from "./prepare-lane.ts";
import { writeClaimPrompt } from "./write-claim-prompt.ts";

export type ClaimInput = {
  readonly action: "implement" | "review";
  readonly wpId: string | undefined;
  readonly mission: string | undefined;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly profile: string | undefined;
};

export type ClaimError =
  | Attempted<
      | ClaimRefusal
      | PlanContextError
      | PrepareLaneError
      | LaneBranchMissing
      | MissionError
      | { readonly code: "AGENT_REQUIRED"; readonly action: string }
    >
  | AgentInvalid
  | ReadMissionError
  | GitError;

/** What was claimed, as it stands after the change. */
export type ClaimedPackage = {
  readonly mission: Mission;
  readonly wp: PlannedPackage;
  readonly context: PlanContext;
  readonly state: MissionState;
  readonly identity: AgentIdentity & { readonly role: string };
  readonly workspace: PreparedWorkspace;
  readonly plan: WorkspacePlan;
  readonly fromLane: string;
  readonly lane: string;
  readonly already: boolean;
  readonly eventIds: readonly string[];
  /** What was so already and is not any more. */
  readonly warnings: readonly string[];
};

export type ClaimAnswer = ClaimedPackage & {
  readonly action: ClaimInput["action"];
  readonly promptFile: string;
  readonly closing: readonly string[];
  readonly feedbackFile: string | undefined;
  /** Packages that wait for this one. */
  readonly dependents: readonly string[];
  readonly commits: readonly CommitRecord[];
  readonly kept: readonly KeptFile[];
};

type Errors =
  | ClaimRefusal
  | PlanContextError
  | PrepareLaneError
  | LaneBranchMissing
  | { readonly code: "AGENT_REQUIRED"; readonly action: string };

function readIdentity(input: ClaimInput): Result<AgentIdentity | undefined, AgentInvalid> {
  if (input.agent === undefined) return ok(undefined);
  const parsed = parseAgent(input.agent);
  if (!parsed.ok) return parsed;
  const { value } = parsed;
  return ok({ ...value, model: value.model ?? input.model ?? null, profile: value.profile ?? input.profile ?? null });
}

type LaneWork = {
  readonly input: ClaimInput;
  readonly mission: Mission;
  readonly context: PlanContext;
  readonly state: MissionState;
  readonly wpId: string;
};

/** The lanes that this claim builds on or judges. Who only began to implement starts again and is told so. */
const lanesOfClaim = (work: LaneWork, plan: WorkspacePlan): readonly WorkspacePlan[] =>
  work.input.action === "review" ? [plan] : [plan, ...lanesBelow(work.context, work.wpId)];

/** The tips that the lane has to contain: approved dependencies for an implementation, the mission's branch for a review. */
function sourcesOf(session: Session, work: LaneWork): readonly SyncSource[] {
  const { input, mission, context, state, wpId } = work;
  if (input.action === "review")
    return [{ name: mission.branch, branch: mission.branch, path: undefined, tip: state.base.tip, wpIds: [] }];
  return lanesBelow(context, wpId).flatMap((lane) => {
    const tip = readBranch(session.repo, lane.branch);
    return tip === undefined
      ? []
      : [
          {
            name: lane.laneId,
            branch: lane.branch,
            path: worktreesOf(session.repo, lane.branch)[0]?.path,
            tip,
            wpIds: lane.wpIds,
          },
        ];
  });
}

async function prepare(
  session: Session,
  work: LaneWork & { readonly repeat: boolean; readonly plan: WorkspacePlan },
): Promise<Result<PreparedWorkspace, PrepareLaneError | LaneBranchMissing>> {
  const { plan, state, input } = work;
  if (plan.kind === "planning") return ok(planningWorkspace(session, plan));
  const lost = findLostLane(session, lanesOfClaim(work, plan), state.snapshot);
  if (lost !== undefined) return err(lost);
  const isThere = readBranch(session.repo, plan.branch) !== undefined;
  return prepareLane(session, plan, {
    folder: work.mission.folder,
    startBranch: work.mission.branch,
    start: state.base.tip,
    sources: work.repeat && isThere ? [] : sourcesOf(session, work),
    purpose: `${input.action === "review" ? "the review of" : "work on"} ${work.wpId}`,
    ...(input.action === "review" ? { graftFrom: state.base.tip } : {}),
  });
}

/** Says that a package which was in progress starts from nothing, because its branch is gone. */
function restarts(
  session: Session,
  work: { readonly wpId: string; readonly plan: WorkspacePlan; readonly repeat: boolean },
): readonly string[] {
  const { plan, wpId } = work;
  if (!work.repeat || plan.kind !== "lane" || readBranch(session.repo, plan.branch) !== undefined) return [];
  return [
    `${wpId} was in progress and its branch ${plan.branch} was gone: a new one without its work was made. Commits that were on it can be found with: git fsck --no-reflogs`,
  ];
}

/** Older annotations win over a claim's own words, so the claim repeats its agent where the fold says otherwise. */
function bindingOf(facts: ClaimFacts): readonly EventDraft[] {
  const agent = facts.statuses.get(facts.wpId)?.agent;
  const { tool } = facts.claimant.agent;
  if (agent === undefined || agent === tool) return [];
  return [{ family: "annotation", wpId: facts.wpId, actor: tool, delta: { agent: tool } }];
}

type Chosen = { readonly wp: PlannedPackage; readonly claim: Claim; readonly facts: ClaimFacts };

function choose(
  input: ClaimInput,
  work: {
    readonly mission: Mission;
    readonly context: PlanContext;
    readonly state: MissionState;
    readonly agent: AgentIdentity;
  },
): Result<Chosen, ClaimRefusal> {
  const { mission, context, state } = work;
  const slug = mission.meta.missionSlug ?? mission.folder;
  const base = {
    mission: { folder: mission.folder, slug, id: mission.meta.missionId },
    statuses: state.snapshot.workPackages,
    dependencies: context.dependencies,
    claimant: { agent: work.agent, shellPid: undefined },
  };
  const isReview = input.action === "review";
  const named =
    input.wpId === undefined ? (isReview ? chooseReview(base) : chooseImplementation(base)) : ok(input.wpId);
  if (!named.ok) return named;
  const wp = findPackage(context, named.value);
  if (wp === undefined)
    return err({ code: "WP_NOT_FOUND", wpId: named.value, known: [...context.dependencies.keys()] });
  const workspace = workspaceOf(context, mission, wp.id);
  const isPlanning = workspace.ok && workspace.value.kind === "planning";
  const executionMode = isPlanning ? ("direct_repo" as const) : ("worktree" as const);
  const facts: ClaimFacts = { ...base, wpId: wp.id, executionMode };
  const claim = isReview ? decideReview(facts) : decideImplementation(facts);
  return claim.ok ? ok({ wp, claim: claim.value, facts }) : claim;
}

async function decideClaim(
  session: Session,
  work: {
    readonly input: ClaimInput;
    readonly mission: Mission;
    readonly agent: AgentIdentity | undefined;
    readonly state: MissionState;
  },
): Promise<Result<MissionDraft<ClaimedPackage>, Errors>> {
  const { input, mission, agent, state } = work;
  if (agent === undefined) return err({ code: "AGENT_REQUIRED", action: input.action });
  const context = await readPlanContext(session, mission, state.base.tip);
  if (!context.ok) return context;
  const chosen = choose(input, { mission, context: context.value, state, agent });
  if (!chosen.ok) return chosen;
  const { wp, claim, facts } = chosen.value;
  const plan = workspaceOf(context.value, mission, wp.id);
  if (!plan.ok) return plan;
  const repeat = claim.events.length === 0;
  const warnings = restarts(session, { wpId: wp.id, plan: plan.value, repeat });
  const workspace = await prepare(session, {
    input,
    mission,
    context: context.value,
    state,
    wpId: wp.id,
    repeat,
    plan: plan.value,
  });
  if (!workspace.ok) return workspace;
  const role = input.action === "review" ? "reviewer" : "implementer";
  const answer = (ids: readonly string[]): ClaimedPackage => ({
    mission,
    wp,
    context: context.value,
    state,
    identity: { ...agent, role: actorOf(agent, role).role ?? role },
    workspace: workspace.value,
    plan: plan.value,
    fromLane: claim.from,
    lane: claim.events.at(-1)?.to ?? claim.from,
    already: repeat,
    eventIds: ids,
    warnings,
  });
  const { refs } = workspace.value;
  // The prompt sends the agent to the mission's files, so they have to be there.
  const followUp = (): ReturnType<FollowUp> => {
    const authored = ensureCoordinationWorktree(session, mission);
    return authored.ok ? workspace.value.followUp() : authored;
  };
  if (repeat && refs.length === 0) return ok({ kind: "unchanged", answer: answer([]), followUp });
  const noun = input.action === "review" ? "review" : "implementation";
  const binding = repeat || input.action === "review" ? [] : bindingOf(facts);
  return ok({
    kind: "commit",
    message: `Start ${wp.id} ${noun} [${agent.tool}]`,
    events: [...claim.events, ...binding],
    refs,
    followUp,
    wpId: wp.id,
    answer: (rows) => answer(rows.map(({ event_id: id }) => id)),
  });
}

/** Claims a package and prepares its workspace and prompt. A repeat by the holder answers `already`. */
export function claimWorkPackage(ctx: Ctx, input: ClaimInput): Promise<Result<ClaimAnswer, ClaimError>> {
  return withSession<ClaimAnswer, ClaimError>(ctx, async (session) => {
    const agent = readIdentity(input);
    if (!agent.ok) return agent;
    const mission = await readMission(session, input.mission);
    if (!mission.ok) return mission;
    const purpose = `${input.action} ${input.wpId ?? ""}`.trim();
    const published = await transactMission<ClaimedPackage, Errors>(session, mission.value, { purpose }, (state) =>
      decideClaim(session, { input, mission: mission.value, agent: agent.value, state }),
    );
    if (!published.ok) {
      const to = input.action === "review" ? "in_review" : "in_progress";
      return withAttempt(published, { session, mission: mission.value, wpId: input.wpId, to, message: purpose });
    }
    const claimed = published.value.answer;
    const written = await writeClaimPrompt(ctx, session, { claimed, action: input.action });
    return ok({
      ...claimed,
      action: input.action,
      ...written,
      dependents: [...claimed.context.dependencies].flatMap(([id, on]) => (on.includes(claimed.wp.id) ? [id] : [])),
      commits: session.ledger,
      kept: published.value.kept,
    });
  });
}

/** The folder of the mission's files, for answers. */
export const taskFileOf = ({ mission, wp }: Pick<ClaimedPackage, "mission" | "wp">): string =>
  join(mission.featureDir, "tasks", wp.fileName);

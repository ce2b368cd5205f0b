/**
 * Moves a work package on the board, with everything that belongs to the move in one commit: each hop, the annotation, the
 * review cycle of a rejection, the captured files of a planning package. A repeat of what is so already records nothing.
 */
import { join, resolve } from "node:path";
import { type AgentInvalid, parseAgent } from "../core/agent/identity.ts";
import { decideHandoff, type HandoffRefusal } from "../core/execution-lane/handoff.ts";
import type { WorkspacePlan } from "../core/execution-lane/workspace.ts";
import { MISSION_FILES } from "../core/layout/paths.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { openIssues } from "../core/review/issues.ts";
import {
  checkMove,
  decideMove,
  handsIn,
  type MoveFacts,
  type MovePlan,
  type MoveRefusal,
  type MoveRequest,
} from "../core/review/move.ts";
import { cyclePlace, newestCycle, type ReviewCycleUnreadable, renderCycle } from "../core/review/review-cycle.ts";
import type { Attempted } from "../core/status/attempt.ts";
import { type Lane, parseLane } from "../core/status/lane.ts";
import type { WpStatus } from "../core/status/reduce.ts";
import { decideTransition } from "../core/status/transition.ts";
import type { Ctx } from "../shell/ctx.ts";
import { readText } from "../shell/fs/files.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readTree } from "../shell/git/tree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import type { PlannedPackage } from "../shell/mission/read-work-packages.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import { type CommitRecord, type Session, withSession } from "../shell/transaction/session.ts";
import { withAttempt } from "./attempt.ts";
import { type CapturedWork, capturePlanning } from "./capture-planning.ts";
import { inspectLane, isLaneMerged } from "./inspect-lane.ts";
import { findLostLane, type LaneBranchMissing } from "./inspect-lanes.ts";
import { findPackage, type PlanContextError, readPlanContext, workspaceOf } from "./plan-context.ts";

export type MoveInput = Omit<MoveRequest, "to" | "agent" | "feedback"> & {
  readonly mission: string | undefined;
  readonly to: string;
  readonly agent: string | undefined;
  readonly model: string | undefined;
  readonly profile: string | undefined;
  /** As typed; relative to the current directory. */
  readonly feedbackFile: string | undefined;
};

type Refusal =
  | MoveRefusal
  | HandoffRefusal
  | LaneBranchMissing
  | ReviewCycleUnreadable
  | PlanContextError
  | GitError
  | { readonly code: "WP_NOT_FOUND"; readonly wpId: string; readonly known: readonly string[] }
  | { readonly code: "WP_NOT_FINALIZED"; readonly wpId: string; readonly mission: string };

export type MoveError = Attempted<Refusal | MissionError> | AgentInvalid | ReadMissionError | GitError;

export type MovedTask = {
  readonly mission: Mission;
  readonly wpId: string;
  /** Absolute path of the package's file. */
  readonly path: string;
  readonly from: Lane;
  readonly to: Lane;
  readonly already: boolean;
  readonly eventIds: readonly string[];
  readonly plan: MovePlan | undefined;
  readonly feedbackFile: string | undefined;
  readonly neverDone: readonly string[];
  readonly captured: readonly string[];
  readonly commits: readonly CommitRecord[];
};

type Scene = {
  readonly session: Session;
  readonly mission: Mission;
  readonly state: MissionState;
  readonly request: MoveRequest;
  readonly wp: PlannedPackage;
  readonly status: WpStatus & { readonly lane: Lane };
  readonly workspace: WorkspacePlan | undefined;
  readonly targetBranch: string;
};

async function readRequest(ctx: Ctx, input: MoveInput): Promise<Result<MoveRequest, AgentInvalid | MoveRefusal>> {
  const { to: typed, agent: named, feedbackFile: file, mission: _mission, model, profile, ...rest } = input;
  const agent = named === undefined ? ok(undefined) : parseAgent(named);
  if (!agent.ok) return agent;
  const to = parseLane(typed);
  // A word that is no lane is refused in the words of the transition.
  const judged = decideTransition("planned", typed, { force: true, actor: "x", reason: "x" });
  if (to === undefined) {
    if (judged.ok) throw new Error(`Bug: ${typed} is a lane and cannot be read as one`);
    return judged;
  }
  const feedback = file === undefined ? undefined : { name: file, text: readText(resolve(ctx.cwd, file)) };
  const { value } = agent;
  const identity = value && {
    ...value,
    model: value.model ?? model ?? null,
    profile: value.profile ?? profile ?? null,
  };
  return ok({ ...rest, to, agent: identity, feedback });
}

async function gatherFacts(scene: Scene): Promise<Result<MoveFacts, Refusal>> {
  const { session, mission, state, request, wp, status, workspace } = scene;
  const slug = mission.meta.missionSlug ?? mission.folder;
  const tree = await readTree(session.repo, session.objects, `${state.base.tip}:${mission.dir}/tasks/${wp.stem}`);
  const newest = newestCycle([...tree.keys()]);
  if (!newest.ok) return newest;
  const config = session.gitConfig();
  if (!config.ok) return config;
  const ends = request.to === "approved" || request.to === "done";
  const matrix = ends ? await state.readFile(MISSION_FILES.issueMatrix) : undefined;
  const needsMerge = request.to === "done" && workspace?.kind === "lane";
  const target = (mission.meta.targetBranch ?? scene.targetBranch) as Mission["branch"];
  const now = new Date(session.ctx.now()).toISOString();
  return ok({
    request,
    status,
    mission: { folder: mission.folder, slug, id: mission.meta.missionId },
    executionMode: workspace?.kind === "planning" ? "direct_repo" : "worktree",
    roster: wp.subtasks,
    gitUser: config.value.get("user.name") ?? "",
    today: now.slice(0, 10).replaceAll("-", ""),
    noteTime: `${now.slice(0, 19)}Z`,
    cycle: cyclePlace({ missionSlug: slug, stem: wp.stem, cycle: newest.value + 1 }),
    merged: needsMerge
      ? { contained: await isLaneMerged(session, workspace, target), branch: workspace.branch, target }
      : undefined,
    openIssues: matrix === undefined ? [] : openIssues(new TextDecoder().decode(matrix), request.to),
  });
}

async function checkHandoff(scene: Scene): Promise<Result<CapturedWork | undefined, Refusal>> {
  const { session, mission, state, request, wp, status, workspace } = scene;
  if (!handsIn(status.lane, request.to, request.force) || workspace === undefined) return ok(undefined);
  if (workspace.kind === "planning") {
    return capturePlanning(session, mission, { ownedFiles: wp.ownedFiles ?? [], base: state.base.tree });
  }
  const facts = await inspectLane(session, workspace, { wpId: wp.id, destination: state.base.tip });
  if (!facts.ok) return facts;
  const decided = decideHandoff(facts.value);
  return decided.ok ? ok(undefined) : decided;
}

/** Refuses a verdict on work that is on no branch any more, by force too: nothing would be left to merge. */
function checkJudged({ session, state, request, workspace }: Scene): Result<null, Refusal> {
  if ((request.to !== "approved" && request.to !== "in_review") || workspace?.kind !== "lane") return ok(null);
  const lost = findLostLane(session, [{ ...workspace, wpIds: [request.wpId] }], state.snapshot);
  return lost === undefined ? ok(null) : err(lost);
}

type Moved = Omit<MovedTask, "commits">;

const unmoved = ({ mission, wp, status }: Scene): Moved => ({
  mission,
  wpId: wp.id,
  path: join(mission.featureDir, "tasks", wp.fileName),
  from: status.lane,
  to: status.lane,
  already: true,
  eventIds: [],
  plan: undefined,
  feedbackFile: undefined,
  neverDone: [],
  captured: [],
});

function reviewCycleText(scene: Scene, facts: MoveFacts, plan: MovePlan): string {
  return renderCycle({
    missionSlug: facts.mission.slug,
    wpId: scene.wp.id,
    stem: scene.wp.stem,
    cycle: Number(/(\d+)\.md$/.exec(facts.cycle.file)?.[1] ?? 1),
    reviewer: plan.reviewer,
    reviewedAt: facts.noteTime,
    feedback: scene.request.feedback?.text ?? "",
  });
}

function draftMove(
  scene: Scene,
  work: { readonly facts: MoveFacts; readonly plan: MovePlan; readonly captured: CapturedWork | undefined },
): MissionDraft<Moved> {
  const { facts, plan, captured } = work;
  const { wp, status, request, mission } = scene;
  const review = plan.rejection ? [{ path: facts.cycle.file, bytes: reviewCycleText(scene, facts, plan) }] : [];
  const authored = [...(captured?.missionFiles ?? [])].map(([path, bytes]) => ({ path, bytes }));
  const by = request.agent === undefined ? "" : ` [${request.agent.tool}]`;
  return {
    kind: "commit",
    message: `Move ${wp.id} to ${request.to}${by}`,
    events: plan.events,
    files: [...review, ...authored],
    ...(captured?.tree === undefined ? {} : { tree: captured.tree }),
    captured: captured?.missionFiles ?? new Map(),
    wpId: wp.id,
    answer: (rows) => ({
      ...unmoved(scene),
      from: status.lane,
      to: request.to,
      already: false,
      eventIds: rows.flatMap((row) => ("to_lane" in row ? [row.event_id] : [])),
      plan,
      feedbackFile: plan.rejection ? join(mission.featureDir, facts.cycle.file) : undefined,
      neverDone: plan.reset.filter((id) => !plan.previouslyDone.includes(id)),
      captured: captured?.paths ?? [],
    }),
  };
}

async function decide(scene: Scene): Promise<Result<MissionDraft<Moved>, Refusal>> {
  const { request, status } = scene;
  if (status.lane === request.to && !(request.force && request.note !== undefined)) {
    return ok({ kind: "unchanged", answer: unmoved(scene) });
  }
  const facts = await gatherFacts(scene);
  if (!facts.ok) return facts;
  const checked = checkMove(facts.value);
  if (!checked.ok) return checked;
  const judged = checkJudged(scene);
  if (!judged.ok) return judged;
  const captured = await checkHandoff(scene);
  if (!captured.ok) return captured;
  const plan = decideMove(facts.value);
  return plan.ok ? ok(draftMove(scene, { facts: facts.value, plan: plan.value, captured: captured.value })) : plan;
}

async function openScene(
  session: Session,
  mission: Mission,
  work: { readonly state: MissionState; readonly request: MoveRequest },
): Promise<Result<Scene, Refusal>> {
  const { state, request } = work;
  const context = await readPlanContext(session, mission, state.base.tip);
  if (!context.ok) return context;
  const wp = findPackage(context.value, request.wpId);
  if (wp === undefined) {
    return err({ code: "WP_NOT_FOUND", wpId: request.wpId, known: [...context.value.dependencies.keys()] });
  }
  const status = state.snapshot.workPackages.get(wp.id);
  if (status === undefined || status.lane === "uninitialized") {
    return err({ code: "WP_NOT_FINALIZED", wpId: wp.id, mission: mission.folder });
  }
  const workspace = workspaceOf(context.value, mission, wp.id);
  return ok({
    session,
    mission,
    state,
    request: { ...request, wpId: wp.id },
    wp,
    status: { ...status, lane: status.lane },
    workspace: workspace.ok ? workspace.value : undefined,
    targetBranch: context.value.names.targetBranch,
  });
}

/** Moves one package. Errors: those of moves, hand-offs, the plan, the transaction. */
export function moveTask(ctx: Ctx, input: MoveInput): Promise<Result<MovedTask, MoveError>> {
  return withSession<MovedTask, MoveError>(ctx, async (session) => {
    const mission = await readMission(session, input.mission);
    if (!mission.ok) return mission;
    const asked = {
      session,
      mission: mission.value,
      wpId: input.wpId,
      to: input.to,
      message: `Move ${input.wpId} to ${input.to}`,
    };
    const request = await readRequest(ctx, input);
    if (!request.ok) return withAttempt(request, asked);
    const purpose = `move-task ${input.wpId}`;
    const published = await transactMission<Moved, Refusal>(session, mission.value, { purpose }, async (state) => {
      const scene = await openScene(session, mission.value, { state, request: request.value });
      return scene.ok ? decide(scene.value) : scene;
    });
    if (!published.ok) return withAttempt(published, asked);
    return ok({ ...published.value.answer, commits: session.ledger });
  });
}

/**
 * Where a mission stands and what comes next, from what is recorded and what is there. One derivation, used by queries and by
 * advancing calls alike: asking and acting can never disagree. A step is left when its guard holds, not when somebody says so;
 * only steps that leave nothing behind are taken at their word (the run's `completed`).
 */
import { isSameHolder } from "../agent/identity.ts";
import { type Board, type BoardEntry, blockersOf, inLane, readyEntries } from "../board/board.ts";
import type { MissionStep, MissionType, StepAction } from "../mission/types.ts";

export type NextFacts = {
  readonly type: MissionType;
  readonly board: Board;
  /** Packages are recorded and have lanes. */
  readonly finalized: boolean;
  readonly accepted: boolean;
  readonly merged: boolean;
  /** Names in the mission's folder, and `tasks/<name>`: at its tip or where it is authored. */
  readonly files: ReadonlySet<string>;
  readonly specSubstantive: boolean;
  readonly planSubstantive: boolean;
  /** What spec.md leaves open, in its own words. */
  readonly questions: readonly string[];
  /** Steps that were reported done. */
  readonly completed: readonly string[];
  /** Answers by question. */
  readonly answers: Readonly<Record<string, string>>;
  /** Who asks; `undefined` in a query without an agent. */
  readonly agent: string | undefined;
};

/** Why a step cannot be left; texts are in `cli/render/next.ts`. */
export type GuardFailure =
  | { readonly code: "FILE_MISSING"; readonly file: string }
  | { readonly code: "SPEC_NOT_SUBSTANTIVE" }
  | { readonly code: "PLAN_NOT_SUBSTANTIVE" }
  | { readonly code: "NO_WORK_PACKAGES" }
  | { readonly code: "NOT_FINALIZED" }
  | { readonly code: "PACKAGES_OPEN"; readonly wpIds: readonly string[] }
  | { readonly code: "PACKAGES_NOT_APPROVED"; readonly wpIds: readonly string[] }
  | { readonly code: "NOT_ACCEPTED" };

/** Why nothing can be handed out. */
export type WaitReason =
  | { readonly code: "WAITS_FOR_REVIEW"; readonly wpIds: readonly string[] }
  | { readonly code: "WAITS_FOR_HOLDER"; readonly wpIds: readonly string[]; readonly holders: readonly string[] }
  | { readonly code: "WAITS_FOR_DEPENDENCIES"; readonly wpIds: readonly string[]; readonly blockers: readonly string[] }
  | { readonly code: "PACKAGES_BLOCKED"; readonly wpIds: readonly string[] };

export type NextState =
  | {
      readonly kind: "step";
      readonly step: MissionStep;
      /** What to do: that of the step, but a review where a review is what moves the mission on. */
      readonly action: StepAction;
      readonly wpId: string | undefined;
      readonly failures: readonly GuardFailure[];
    }
  | { readonly kind: "wait"; readonly step: MissionStep; readonly reason: WaitReason }
  | { readonly kind: "question"; readonly step: MissionStep; readonly question: string }
  | { readonly kind: "done"; readonly merged: boolean };

/** Derives the state. */
export function deriveState(facts: NextFacts): NextState {
  if (facts.merged || facts.accepted) return { kind: "done", merged: facts.merged };
  const open = facts.type.steps.map((step) => ({ step, failures: guardFailures(step, facts) }));
  const first = open.find(({ step, failures }) => failures.length > 0 || !isReported(step, facts));
  if (first === undefined) return { kind: "done", merged: false };
  const { step, failures } = first;
  const isSoftware = facts.type.key === "software-dev";
  const question = facts.questions.find((text) => facts.answers[text] === undefined);
  if (isSoftware && step.id === "plan" && question !== undefined) return { kind: "question", step, question };
  if (isSoftware && step.id === "implement") return pickImplement(facts, step, failures);
  if (isSoftware && step.id === "review") return pickReview(facts, step, failures);
  return { kind: "step", step, action: step.action, wpId: undefined, failures };
}

/** Steps without a guard are over once reported, or once something later is there. */
function isReported(step: MissionStep, facts: NextFacts): boolean {
  if (hasGuard(step, facts.type)) return true;
  if (facts.completed.includes(step.id)) return true;
  return step.id === "discovery" && (facts.specSubstantive || facts.finalized);
}

const hasGuard = (step: MissionStep, type: MissionType): boolean =>
  step.produces.some((file) => !file.includes("/**")) ||
  step.id === "accept" ||
  (type.key === "software-dev" && (step.id === "implement" || step.id === "review"));

/** Lists what keeps a step from being left. */
export function guardFailures(step: MissionStep, facts: NextFacts): readonly GuardFailure[] {
  if (step.id === "accept") return [{ code: "NOT_ACCEPTED" }];
  if (facts.type.key === "software-dev") return softwareFailures(step.id, facts);
  return missingFiles(step, facts);
}

const missingFiles = (step: MissionStep, { files }: NextFacts): readonly GuardFailure[] =>
  step.produces
    .filter((file) => !file.includes("*") && !files.has(file))
    .map((file) => ({ code: "FILE_MISSING" as const, file }));

function softwareFailures(stepId: string, facts: NextFacts): readonly GuardFailure[] {
  if (stepId === "implement") {
    const wpIds = inLane(facts.board, "planned", "claimed", "in_progress", "blocked").map(({ id }) => id);
    return wpIds.length === 0 ? [] : [{ code: "PACKAGES_OPEN", wpIds }];
  }
  if (stepId === "review") {
    const wpIds = inLane(facts.board, "for_review", "in_review").map(({ id }) => id);
    return wpIds.length === 0 ? [] : [{ code: "PACKAGES_NOT_APPROVED", wpIds }];
  }
  return facts.finalized ? [] : planningFailures(stepId, facts);
}

/** Guards of the steps before finalize-tasks; once packages are recorded, nobody goes back to them. */
function planningFailures(stepId: string, facts: NextFacts): readonly GuardFailure[] {
  const { files } = facts;
  if (stepId === "specify") {
    if (!files.has("spec.md")) return [{ code: "FILE_MISSING", file: "spec.md" }];
    return facts.specSubstantive ? [] : [{ code: "SPEC_NOT_SUBSTANTIVE" }];
  }
  if (stepId === "plan") {
    if (!files.has("plan.md")) return [{ code: "FILE_MISSING", file: "plan.md" }];
    return facts.planSubstantive ? [] : [{ code: "PLAN_NOT_SUBSTANTIVE" }];
  }
  return stepId === "tasks" ? taskFailures(facts) : [];
}

function taskFailures({ files, board }: NextFacts): readonly GuardFailure[] {
  const failures: GuardFailure[] = [];
  if (!files.has("tasks.md")) failures.push({ code: "FILE_MISSING", file: "tasks.md" });
  if (board.entries.length === 0) failures.push({ code: "NO_WORK_PACKAGES" });
  return [...failures, { code: "NOT_FINALIZED" }];
}

const holderOf = ({ status }: BoardEntry): string =>
  typeof status?.agent === "string" ? status.agent : (status?.actor ?? "");

/** Own work first, then what is ready, then a review that frees others; never what somebody else holds. */
function pickImplement(facts: NextFacts, step: MissionStep, failures: readonly GuardFailure[]): NextState {
  const { board, agent } = facts;
  const held = inLane(board, "claimed", "in_progress");
  const isOwn = (entry: BoardEntry): boolean => agent === undefined || isSameHolder(holderOf(entry), agent);
  const give = (entry: BoardEntry, action: StepAction): NextState => ({
    kind: "step",
    step,
    action,
    wpId: entry.id,
    failures,
  });
  const own = held.find(isOwn);
  if (own !== undefined) return give(own, "implement");
  const reviewing = ownReview(facts);
  if (reviewing !== undefined) return give(reviewing, "review");
  const [ready] = readyEntries(board);
  if (ready !== undefined) return give(ready, "implement");
  const [review] = inLane(board, "for_review");
  if (review !== undefined) return give(review, "review");
  return { kind: "wait", step, reason: waitReason(board, held) };
}

function waitReason(board: Board, held: readonly BoardEntry[]): WaitReason {
  const ids = (entries: readonly BoardEntry[]): readonly string[] => entries.map(({ id }) => id);
  if (held.length > 0) return { code: "WAITS_FOR_HOLDER", wpIds: ids(held), holders: held.map(holderOf) };
  const reviewed = inLane(board, "in_review");
  if (reviewed.length > 0) return { code: "WAITS_FOR_REVIEW", wpIds: ids(reviewed) };
  const blocked = inLane(board, "blocked");
  if (blocked.length > 0) return { code: "PACKAGES_BLOCKED", wpIds: ids(blocked) };
  const planned = inLane(board, "planned");
  const blockers = [...new Set(planned.flatMap((entry) => blockersOf(board, entry)))];
  return { code: "WAITS_FOR_DEPENDENCIES", wpIds: ids(planned), blockers };
}

/** A review that the asking agent has begun: nobody else can end it. */
const ownReview = ({ board, agent }: NextFacts): BoardEntry | undefined =>
  agent === undefined
    ? undefined
    : inLane(board, "in_review").find(({ status }) => status?.actor === agent.split(":", 1)[0]);

function pickReview(facts: NextFacts, step: MissionStep, failures: readonly GuardFailure[]): NextState {
  const { board } = facts;
  const next = ownReview(facts) ?? inLane(board, "for_review")[0];
  if (next !== undefined) return { kind: "step", step, action: "review", wpId: next.id, failures };
  return {
    kind: "wait",
    step,
    reason: { code: "WAITS_FOR_REVIEW", wpIds: inLane(board, "in_review").map(({ id }) => id) },
  };
}

/**
 * What `next` answers and what it remembers. A query reports the derived state; an advancing call takes the reported result
 * into account and hands out the state that is derived then. A failure is remembered and never final: the next success continues.
 */

import { err, ok, type Result } from "../lib/result.ts";
import { slugify } from "../mission/identity.ts";
import type { StepAction } from "../mission/types.ts";
import { deriveState, type GuardFailure, type NextFacts, type NextState, type WaitReason } from "./derive-state.ts";
import type { RunRecord } from "./run-record.ts";

export const STEP_RESULTS = ["success", "failed", "blocked"] as const;
export type StepResult = (typeof STEP_RESULTS)[number];

export type Advance = {
  readonly result: StepResult;
  readonly answer: string | undefined;
  readonly decisionId: string | undefined;
};

export type Reason =
  | WaitReason
  | { readonly code: "REPORTED"; readonly result: StepResult; readonly stepId: string }
  | { readonly code: "GUARD"; readonly stepId: string }
  | { readonly code: "ACCEPTED" }
  | { readonly code: "MERGED" };

export type PendingDecision = { readonly id: string; readonly key: string; readonly question: string };

export type NextDecision = {
  readonly kind: "step" | "decision_required" | "blocked" | "terminal" | "query";
  /** Step id, or `done`. */
  readonly state: string;
  readonly stepId: string | undefined;
  readonly action: StepAction | undefined;
  readonly wpId: string | undefined;
  readonly reason: Reason | undefined;
  readonly failures: readonly GuardFailure[];
  readonly decision: PendingDecision | undefined;
  /** Only of a query: the step that an advancing call would hand out. */
  readonly preview: string | undefined;
  readonly answered: { readonly id: string; readonly answer: string } | undefined;
};

export type NextRefusal =
  /** `pending` is what could be answered. */
  { readonly code: "DECISION_NOT_PENDING"; readonly given: string; readonly pending: readonly string[] };

const decisionOf = (question: string): PendingDecision => {
  const key = `clarification-${slugify(question).slice(0, 48) || "open"}`;
  return { id: `input:${key}`, key, question };
};

const NOTHING = {
  stepId: undefined,
  action: undefined,
  wpId: undefined,
  reason: undefined,
  failures: [],
  decision: undefined,
  preview: undefined,
  answered: undefined,
} as const;

/** Reports the state and changes nothing. */
export function queryNext(facts: NextFacts): NextDecision {
  const state = deriveState(facts);
  if (state.kind === "done") return { ...NOTHING, kind: "query", state: "done", reason: doneReason(state.merged) };
  const base = { ...NOTHING, kind: "query" as const, state: state.step.id, preview: state.step.id };
  if (state.kind === "wait") return { ...base, reason: state.reason, wpId: state.reason.wpIds[0] };
  if (state.kind === "question") return { ...base, decision: decisionOf(state.question) };
  return { ...base, action: state.action, wpId: state.wpId, failures: state.failures };
}

const doneReason = (merged: boolean): Reason => ({ code: merged ? "MERGED" : "ACCEPTED" });

export type Advanced = { readonly decision: NextDecision; readonly run: RunRecord };

/** Takes a result and an answer into account. Errors: DECISION_NOT_PENDING. */
export function advanceNext(facts: NextFacts, run: RunRecord, advance: Advance): Result<Advanced, NextRefusal> {
  const answered = takeAnswer(facts, run, advance);
  if (!answered.ok) return answered;
  const before = { ...answered.value.run, lastResult: advance.result };
  const issued = run.issuedStep;
  if (advance.result !== "success" && advance.answer === undefined) {
    return ok({ decision: reported(facts, advance.result, issued), run: before });
  }
  const isDone = issued !== undefined && !before.completed.includes(issued) && advance.answer === undefined;
  const after = isDone ? { ...before, completed: [...before.completed, issued] } : before;
  const state = deriveState({ ...facts, completed: after.completed, answers: after.answers });
  const decision = { ...toDecision(state, run, facts), answered: answered.value.answered };
  return ok({ decision, run: { ...after, issuedStep: decision.stepId, issuedWp: decision.wpId } });
}

function takeAnswer(
  facts: NextFacts,
  run: RunRecord,
  { answer, decisionId }: Advance,
): Result<{ readonly run: RunRecord; readonly answered: NextDecision["answered"] }, NextRefusal> {
  if (answer === undefined) return ok({ run, answered: undefined });
  const pending = facts.questions.filter((question) => run.answers[question] === undefined).map(decisionOf);
  const [only, ...others] = pending;
  const chosen =
    decisionId === undefined
      ? others.length === 0
        ? only
        : undefined
      : pending.find(({ id, key }) => id === decisionId || key === decisionId);
  if (chosen === undefined) {
    return err({ code: "DECISION_NOT_PENDING", given: decisionId ?? "", pending: pending.map(({ id }) => id) });
  }
  const answers = { ...run.answers, [chosen.question]: answer };
  return ok({ run: { ...run, answers }, answered: { id: chosen.id, answer } });
}

function reported(facts: NextFacts, result: StepResult, issued: string | undefined): NextDecision {
  const state = deriveState(facts);
  const stepId = state.kind === "done" ? "done" : state.step.id;
  const reason: Reason = { code: "REPORTED", result, stepId: issued ?? stepId };
  return { ...NOTHING, kind: "blocked", state: stepId, stepId: issued, reason };
}

function toDecision(state: NextState, run: RunRecord, facts: NextFacts): NextDecision {
  if (state.kind === "done") return { ...NOTHING, kind: "terminal", state: "done", reason: doneReason(state.merged) };
  const base = { ...NOTHING, state: state.step.id, stepId: state.step.id };
  if (state.kind === "wait") return { ...base, kind: "blocked", reason: state.reason };
  if (state.kind === "question") return { ...base, kind: "decision_required", decision: decisionOf(state.question) };
  const isRepeated = run.issuedStep === state.step.id && run.issuedWp === state.wpId;
  const failures = isRepeated ? state.failures : [];
  if (failures.length > 0 && facts.type.key !== "software-dev" && state.step.id !== "accept") {
    return { ...base, kind: "blocked", failures, reason: { code: "GUARD", stepId: state.step.id } };
  }
  return { ...base, kind: "step", action: state.action, wpId: state.wpId, failures };
}

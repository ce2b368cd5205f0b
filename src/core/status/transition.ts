/**
 * When a move between lanes is legal: one matrix, one guard for each edge, and force.
 * Pure: everything a guard wants to know is in the context. Nothing else in the program decides legality.
 */
import { err, ok, type Result } from "../lib/result.ts";
import { suggest } from "../lib/suggest.ts";
import type { ReviewApproval } from "./event.ts";
import { LANES, type Lane, parseLane, type SourceLane } from "./lane.ts";

/** Facts about a wanted move; whatever is not known stays absent. */
export type TransitionContext = {
  readonly actor?: string;
  /** Where the work happens, e.g. `worktree:/path`. */
  readonly workspaceContext?: string;
  readonly subtasksComplete?: boolean;
  readonly implementationEvidence?: boolean;
  readonly reason?: string;
  readonly reviewRef?: string;
  readonly evidence?: { readonly review?: Partial<ReviewApproval> };
  readonly reviewResult?: Partial<ReviewApproval>;
  /** Skips matrix and guards; needs an actor and a reason. */
  readonly force?: boolean;
};

type Edge = { readonly from: Departure; readonly to: Lane };
/** Where a package may stand before a move; `uninitialized` = only annotated so far. */
export type Departure = SourceLane | "uninitialized";
export type ReviewPart = "reviewer" | "verdict" | "reference";

export type TransitionRefusal =
  | { readonly code: "LANE_UNKNOWN"; readonly lane: string; readonly suggestions: readonly string[] }
  /** `genesis` and `uninitialized` are no places to go, force or not. */
  | { readonly code: "LANE_RESERVED"; readonly lane: string }
  | ({ readonly code: "TRANSITION_ILLEGAL"; readonly allowed: readonly Lane[] } & Edge)
  | { readonly code: "FORCE_INCOMPLETE"; readonly missing: readonly ("actor" | "reason")[] }
  | ({ readonly code: "ACTOR_REQUIRED" } & Edge)
  | ({ readonly code: "WORKSPACE_REQUIRED" } & Edge)
  | ({ readonly code: "SUBTASKS_INCOMPLETE" } & Edge)
  | ({ readonly code: "IMPLEMENTATION_EVIDENCE_REQUIRED" } & Edge)
  /** `part` is the first of the approval's parts that is blank, or `verdict` when it is not `approved`. */
  | ({ readonly code: "APPROVAL_EVIDENCE_REQUIRED"; readonly part: ReviewPart } & Edge)
  | ({ readonly code: "REASON_REQUIRED" } & Edge)
  | ({ readonly code: "REVIEW_REF_REQUIRED" } & Edge)
  | ({ readonly code: "REVIEW_RESULT_REQUIRED" } & Edge)
  | ({ readonly code: "REVIEW_RESULT_INCOMPLETE"; readonly part: ReviewPart } & Edge)
  | ({ readonly code: "REVIEW_NOT_APPROVED"; readonly verdict: string } & Edge)
  | ({
      readonly code: "REVIEW_RESULT_CONFLICT";
      readonly field: "review_ref" | ReviewPart;
      readonly given: string;
      readonly result: string;
    } & Edge)
  /** An approved package may not be sent back to `planned` by the approval itself. */
  | ({ readonly code: "REVIEW_APPROVED_REWIND" } & Edge);

export type LegalMove = Edge & { readonly forced: boolean };

type Guard =
  | "none"
  | "actor"
  | "workspace"
  | "implementation"
  | "approval"
  | "reason"
  | "review_ref"
  | "verdict"
  | "approving_verdict";

const STOP = { blocked: "none", canceled: "none" } as const;

const MATRIX: { readonly [F in Departure]: { readonly [T in Lane]?: Guard } } = {
  genesis: { planned: "none", canceled: "none" },
  uninitialized: {},
  planned: { claimed: "actor", ...STOP },
  claimed: { in_progress: "workspace", ...STOP },
  in_progress: { for_review: "implementation", approved: "approval", planned: "reason", ...STOP },
  for_review: { in_review: "actor", ...STOP },
  in_review: {
    approved: "approving_verdict",
    done: "approving_verdict",
    in_progress: "verdict",
    planned: "verdict",
    blocked: "verdict",
    canceled: "verdict",
  },
  approved: { done: "approval", in_progress: "review_ref", planned: "review_ref", ...STOP },
  blocked: { in_progress: "none", canceled: "none" },
  done: {},
  canceled: {},
};

/** Lists where an unforced move may go, in board order. */
export const nextLanes = (from: Departure): readonly Lane[] => LANES.filter((to) => MATRIX[from][to] !== undefined);

/**
 * Decides whether a package may move. Lanes may be aliases (`doing`), any case.
 * Errors: every code of `TransitionRefusal`; guards report the first thing that is missing.
 */
export function decideTransition(
  from: string,
  to: string,
  context: TransitionContext,
): Result<LegalMove, TransitionRefusal> {
  const edge = parseEdge(from, to);
  if (!edge.ok) return edge;
  if (context.force) {
    const missing = (["actor", "reason"] as const).filter((part) => isBlank(context[part]));
    return missing.length > 0 ? err({ code: "FORCE_INCOMPLETE", missing }) : ok({ ...edge.value, forced: true });
  }
  const guard = MATRIX[edge.value.from][edge.value.to];
  if (guard === undefined) {
    return err({ code: "TRANSITION_ILLEGAL", ...edge.value, allowed: nextLanes(edge.value.from) });
  }
  const refusal = checkGuard(guard, edge.value, context);
  return refusal === undefined ? ok({ ...edge.value, forced: false }) : err(refusal);
}

function parseEdge(fromText: string, toText: string): Result<Edge, TransitionRefusal> {
  const from = parseDeparture(fromText);
  if (from === undefined) return err(unknownLane(fromText));
  const to = parseDeparture(toText);
  if (to === undefined) return err(unknownLane(toText));
  return to === "genesis" || to === "uninitialized" ? err({ code: "LANE_RESERVED", lane: to }) : ok({ from, to });
}

function parseDeparture(text: string): Departure | undefined {
  const word = text.trim().toLowerCase();
  return word === "genesis" || word === "uninitialized" ? word : parseLane(text);
}

const unknownLane = (lane: string): TransitionRefusal => ({
  code: "LANE_UNKNOWN",
  lane,
  suggestions: suggest(lane.trim(), LANES),
});

function checkGuard(guard: Guard, edge: Edge, context: TransitionContext): TransitionRefusal | undefined {
  switch (guard) {
    case "none":
      return undefined;
    case "actor":
      return isBlank(context.actor) ? { code: "ACTOR_REQUIRED", ...edge } : undefined;
    case "workspace":
      return isBlank(context.workspaceContext) ? { code: "WORKSPACE_REQUIRED", ...edge } : undefined;
    case "implementation":
      if (context.subtasksComplete !== true) return { code: "SUBTASKS_INCOMPLETE", ...edge };
      return context.implementationEvidence === true
        ? undefined
        : { code: "IMPLEMENTATION_EVIDENCE_REQUIRED", ...edge };
    case "approval":
      return checkApproval(context.evidence?.review, edge);
    case "reason":
      return isBlank(context.reason) ? { code: "REASON_REQUIRED", ...edge } : undefined;
    case "review_ref":
      return isBlank(context.reviewRef) ? { code: "REVIEW_REF_REQUIRED", ...edge } : undefined;
    case "verdict":
    case "approving_verdict":
      return checkVerdict(guard, edge, context);
  }
}

function checkApproval(review: Partial<ReviewApproval> | undefined, edge: Edge): TransitionRefusal | undefined {
  const part = firstBlank(review) ?? (review?.verdict === "approved" ? undefined : "verdict");
  return part === undefined ? undefined : { code: "APPROVAL_EVIDENCE_REQUIRED", part, ...edge };
}

function checkVerdict(
  guard: "verdict" | "approving_verdict",
  edge: Edge,
  context: TransitionContext,
): TransitionRefusal | undefined {
  const result = context.reviewResult;
  if (result === undefined) return { code: "REVIEW_RESULT_REQUIRED", ...edge };
  const part = firstBlank(result);
  if (part !== undefined) return { code: "REVIEW_RESULT_INCOMPLETE", part, ...edge };
  if (guard === "approving_verdict") {
    const refusal = context.evidence ? checkApproval(context.evidence.review, edge) : checkApproved(result, edge);
    if (refusal !== undefined) return refusal;
  }
  const conflict = checkConsistency(result, edge, context);
  if (conflict !== undefined) return conflict;
  return edge.to === "planned" && result.verdict === "approved"
    ? { code: "REVIEW_APPROVED_REWIND", ...edge }
    : undefined;
}

const checkApproved = (result: Partial<ReviewApproval>, edge: Edge): TransitionRefusal | undefined =>
  result.verdict === "approved" ? undefined : { code: "REVIEW_NOT_APPROVED", verdict: result.verdict ?? "", ...edge };

function checkConsistency(
  result: Partial<ReviewApproval>,
  edge: Edge,
  { reviewRef, evidence }: TransitionContext,
): TransitionRefusal | undefined {
  const conflict = (field: "review_ref" | ReviewPart, given: string, expected = ""): TransitionRefusal | undefined =>
    given === expected ? undefined : { code: "REVIEW_RESULT_CONFLICT", field, given, result: expected, ...edge };
  const byRef = isBlank(reviewRef) ? undefined : conflict("review_ref", reviewRef ?? "", result.reference);
  if (byRef !== undefined || evidence?.review === undefined) return byRef;
  const { review } = evidence;
  return REVIEW_PARTS.map((part) => conflict(part, review[part] ?? "", result[part])).find((it) => it !== undefined);
}

const REVIEW_PARTS = ["reviewer", "verdict", "reference"] as const;

const firstBlank = (review: Partial<ReviewApproval> | undefined): ReviewPart | undefined =>
  REVIEW_PARTS.find((part) => isBlank(review?.[part]));

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === "";

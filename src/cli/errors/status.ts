/** Texts for refused moves and damaged logs. */
import type { LogProblem } from "../../core/status/parse-log.ts";
import type { TransitionRefusal } from "../../core/status/transition.ts";
import type { ErrorTexts } from "./text.ts";

export type StatusError = TransitionRefusal | LogProblem;

type Edge = { readonly from: string; readonly to: string };
const move = ({ from, to }: Edge): string => `Cannot move from ${from} to ${to}`;
const MOVE_HELP = "spec-kitty agent tasks move-task --help";
const VALIDATE = "spec-kitty agent status validate";

const MOVES = {
  LANE_UNKNOWN: {
    exit: 1,
    message: (e) => `No lane is called "${e.lane}"`,
    hint: (e) =>
      e.suggestions.length > 0
        ? `Use ${e.suggestions.join(" or ")}; all lanes: spec-kitty explain LANE_UNKNOWN`
        : "See all lanes with: spec-kitty explain LANE_UNKNOWN",
    explain:
      "The lanes are planned, claimed, in_progress, for_review, in_review, approved, done, blocked and canceled; doing is another word for in_progress.",
  },
  LANE_RESERVED: {
    exit: 1,
    message: (e) => `Cannot move to ${e.lane}: it is not a place on the board`,
    hint: () => "Move back to planned instead; the options are in: spec-kitty agent tasks move-task --help",
    explain:
      "genesis and uninitialized say that a package has not been moved yet. No move, forced or not, can bring that state back.",
  },
  TRANSITION_ILLEGAL: {
    exit: 1,
    message: (e) =>
      `${move(e)}: from ${e.from} a package goes to ${e.allowed.length === 0 ? "no other lane" : e.allowed.join(", ")}`,
    hint: () =>
      "See where each package stands with: spec-kitty agent tasks status; --force needs an actor and a reason",
    explain:
      "A package moves along fixed edges, so that review and evidence cannot be skipped by accident. Force skips the edges and is recorded with actor and reason.",
  },
  FORCE_INCOMPLETE: {
    exit: 1,
    message: (e) => `Cannot force the move without an actor and a reason: no ${e.missing.join(" and no ")} is given`,
    hint: () => `Add --agent NAME and --note TEXT; see: ${MOVE_HELP}`,
    explain: "A forced move skips every check, so the log has to say who did it and why.",
  },
} as const satisfies Partial<ErrorTexts<StatusError>>;

const GUARDS = {
  ACTOR_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: no actor is given`,
    hint: () => `Say who acts with --agent NAME; see: ${MOVE_HELP}`,
    explain: "Claims and reviews belong to somebody: the log names the actor so that others know whom to ask.",
  },
  WORKSPACE_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: it is not known in which workspace the work happens`,
    hint: () => "Start the work with: spec-kitty agent action implement --help",
    explain: "Work starts in a workspace: an execution lane's worktree or the main checkout. The claim records which.",
  },
  SUBTASKS_INCOMPLETE: {
    exit: 1,
    message: (e) => `${move(e)}: not all subtasks are done`,
    hint: () =>
      "See what is open with: spec-kitty agent tasks status; then mark it with: spec-kitty agent tasks mark-status",
    explain: "A package goes to review when each subtask in its file is marked done. Force skips this check.",
  },
  IMPLEMENTATION_EVIDENCE_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: nothing shows that the package was worked on`,
    hint: () => "Start the work with: spec-kitty agent action implement --help",
    explain: "A package goes to review after work on it was recorded.",
  },
  APPROVAL_EVIDENCE_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: the approval needs reviewer, reference and the verdict "approved"; ${e.part} is wrong`,
    hint: () => `Give --reviewer and --approval-ref; see: ${MOVE_HELP}`,
    explain: "A package is approved or done only with evidence of an approving review.",
  },
  REASON_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: no reason is given`,
    hint: () => `Say why with --note TEXT; see: ${MOVE_HELP}`,
    explain: "Work that goes back to planned is explained for whoever takes it up again.",
  },
  REVIEW_REF_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: no review is named that sends it back`,
    hint: () => `Give the feedback with --review-feedback-file FILE; see: ${MOVE_HELP}`,
    explain: "An approved package goes back only because of a review, which the log has to name.",
  },
} as const satisfies Partial<ErrorTexts<StatusError>>;

const REVIEWS = {
  REVIEW_RESULT_REQUIRED: {
    exit: 1,
    message: (e) => `${move(e)}: the review has no result yet`,
    hint: () => `Approve it, or send it back with --review-feedback-file FILE; see: ${MOVE_HELP}`,
    explain: "A package leaves in_review with a result: reviewer, verdict and reference.",
  },
  REVIEW_RESULT_INCOMPLETE: {
    exit: 1,
    message: (e) => `${move(e)}: the review result names no ${e.part}`,
    hint: () => `Give --reviewer and --approval-ref; see: ${MOVE_HELP}`,
    explain: "A review result has a reviewer, a verdict and a reference, none of them blank.",
  },
  REVIEW_NOT_APPROVED: {
    exit: 1,
    message: (e) => `${move(e)}: the verdict is "${e.verdict}", not "approved"`,
    hint: () => `Send it back with: spec-kitty agent tasks move-task --help (--to planned --review-feedback-file FILE)`,
    explain: "Only an approving verdict leads to approved or done.",
  },
  REVIEW_RESULT_CONFLICT: {
    exit: 1,
    message: (e) => `${move(e)}: ${e.field} is "${e.given}" in one place and "${e.result}" in the review result`,
    hint: () => `Give the same reviewer, verdict and reference everywhere; see: ${MOVE_HELP}`,
    explain: "Evidence, review reference and review result describe one review, so they have to agree.",
  },
  REVIEW_APPROVED_REWIND: {
    exit: 1,
    message: (e) => `${move(e)}: the review approved the package`,
    hint: () => `Move it to approved, or give the verdict changes_requested; see: ${MOVE_HELP}`,
    explain:
      "A package that goes back to planned has been rejected; an approving verdict on that move would contradict it.",
  },
} as const satisfies Partial<ErrorTexts<StatusError>>;

const LOGS = {
  LOG_LINE_MALFORMED: {
    exit: 1,
    message: (e) => `Cannot read line ${e.line} of the mission's log: ${e.detail}`,
    hint: () => `List everything that is wrong with: ${VALIDATE}`,
    explain:
      "Each line of status.events.jsonl is one JSON object. A line that cannot be read is reported and never guessed or dropped; nothing is written until it is repaired.",
  },
  LOG_ROW_INVALID: {
    exit: 1,
    message: (e) =>
      `Cannot count line ${e.line} of the mission's log: ${e.path === "" ? "the row" : e.path} is ${e.found}, not ${e.expected}`,
    hint: () => `List everything that is wrong with: ${VALIDATE}`,
    explain:
      "The row is a move or an annotation, but a field that decides the status is missing or has a value this version does not know.",
  },
} as const satisfies Partial<ErrorTexts<StatusError>>;

export const STATUS_ERRORS = { ...MOVES, ...GUARDS, ...REVIEWS, ...LOGS } satisfies ErrorTexts<StatusError>;

/**
 * Moves of a package that a person or agent asks for: which hops it takes, what each row says, and what stands against it.
 * Forward moves go through every lane in between, all in one commit; backward moves and forced ones are one forced hop.
 * Pure: what has to be known of files, worktrees and time is in the facts. The first refusal in contract order wins.
 */
import { type AgentIdentity, isSameHolder } from "../agent/identity.ts";
import { holderOf, REVIEW_CLAIM_REF } from "../execution-lane/claim.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { EventDraft, TransitionDraft } from "../status/draft.ts";
import type { AgentActor, Delta, ExecutionMode, ReviewApproval } from "../status/event.ts";
import type { Lane } from "../status/lane.ts";
import type { WpStatus } from "../status/reduce.ts";
import { decideTransition, type TransitionRefusal } from "../status/transition.ts";

export type MoveRefusal =
  | TransitionRefusal
  | { readonly code: "SELF_REVIEW_OPTIONS_INCOMPLETE"; readonly missing: readonly string[] }
  | { readonly code: "AGENT_MISMATCH"; readonly wpId: string; readonly holder: string; readonly agent: string }
  | {
      readonly code: "REVIEW_FEEDBACK_REQUIRED";
      readonly wpId: string;
      readonly from: string;
      readonly given: string | undefined;
    }
  /** `declared` is false if the package's file has no `subtasks` key at all. */
  | {
      readonly code: "SUBTASKS_NOT_DONE";
      readonly wpId: string;
      readonly open: readonly string[];
      readonly declared: boolean;
      readonly mission: string;
    }
  | { readonly code: "WP_NOT_MERGED"; readonly wpId: string; readonly branch: string; readonly target: string }
  | { readonly code: "ISSUE_MATRIX_INCOMPLETE"; readonly rows: readonly string[] };

export type SelfReview = {
  readonly intendedReviewer: string | undefined;
  readonly failureReason: string | undefined;
};

export type MoveRequest = {
  readonly wpId: string;
  readonly to: Lane;
  readonly agent: AgentIdentity | undefined;
  readonly note: string | undefined;
  readonly force: boolean;
  /** Who judged; `undefined`: the agent, else git's user. */
  readonly reviewer: string | undefined;
  readonly approvalRef: string | undefined;
  /** Name and text of the feedback file; blank text counts as none. */
  readonly feedback: { readonly name: string; readonly text: string | undefined } | undefined;
  readonly doneOverrideReason: string | undefined;
  readonly selfReview: SelfReview | undefined;
  readonly assignee: string | undefined;
  readonly shellPid: number | undefined;
  readonly trackerRefs: readonly string[];
};

export type MoveFacts = {
  readonly request: MoveRequest;
  readonly status: WpStatus & { readonly lane: Lane };
  readonly mission: { readonly folder: string; readonly slug: string; readonly id: string | undefined };
  readonly executionMode: ExecutionMode;
  /** Ids of the package's subtasks; `undefined` if its file says nothing about them. */
  readonly roster: readonly string[] | undefined;
  readonly gitUser: string;
  /** `YYYYMMDD` of today, UTC. */
  readonly today: string;
  /** Prefix of a note in the history, e.g. `2026-01-02T03:04:05Z`. */
  readonly noteTime: string;
  /** Where a rejection's feedback will be kept. */
  readonly cycle: { readonly file: string; readonly ref: string };
  /** `undefined` if the move does not end in done, or the package has no code. */
  readonly merged: { readonly contained: boolean; readonly branch: string; readonly target: string } | undefined;
  /** Issues of the matrix that are not settled enough for the target lane. */
  readonly openIssues: readonly string[];
};

export type MovePlan = {
  readonly events: readonly EventDraft[];
  readonly hops: readonly Lane[];
  readonly forced: boolean;
  /** True if the feedback is kept as a review cycle. */
  readonly rejection: boolean;
  readonly reset: readonly string[];
  readonly previouslyDone: readonly string[];
  readonly reviewer: string;
};

const FORWARD: readonly Lane[] = ["planned", "claimed", "in_progress", "for_review", "in_review", "approved", "done"];

/** Lists the lanes that a move goes through, the last being its end; a single one unless it goes forward. */
export function hopsOf(from: Lane, to: Lane): readonly Lane[] {
  const end = FORWARD.indexOf(to);
  if (from === "blocked" && end > 2) return FORWARD.slice(2, end + 1);
  const start = FORWARD.indexOf(from);
  return start >= 0 && end > start ? FORWARD.slice(start + 1, end + 1) : [to];
}

/** Tells whether a move goes back along the way that work takes. */
export const isBackward = (from: Lane, to: Lane): boolean =>
  FORWARD.includes(to) && FORWARD.indexOf(to) < FORWARD.indexOf(from) && from !== "done";

/** Tells whether a move hands a package in for review, so that its work has to be complete. */
export const handsIn = (from: Lane, to: Lane, force: boolean): boolean =>
  !force && hopsOf(from, to).includes("for_review");

const isBlank = (text: string | undefined): boolean => text === undefined || text.trim() === "";

function checkSelfReview({ selfReview, force }: MoveRequest): MoveRefusal | undefined {
  if (selfReview === undefined) return undefined;
  const missing = [
    ...(force ? [] : ["--force"]),
    ...(isBlank(selfReview.intendedReviewer) ? ["--intended-reviewer"] : []),
    ...(isBlank(selfReview.failureReason) ? ["--reviewer-failure-reason"] : []),
  ];
  return missing.length === 0 ? undefined : { code: "SELF_REVIEW_OPTIONS_INCOMPLETE", missing };
}

function checkOwner({ request, status }: MoveFacts): MoveRefusal | undefined {
  const { agent, force, wpId } = request;
  if (agent === undefined || force) return undefined;
  const holder =
    status.lane === "in_review"
      ? (status.actor ?? "")
      : status.lane === "claimed" || status.lane === "in_progress"
        ? holderOf(status)
        : "";
  return isSameHolder(holder, agent.tool) ? undefined : { code: "AGENT_MISMATCH", wpId, holder, agent: agent.tool };
}

function checkFeedback({ request, status }: MoveFacts): MoveRefusal | undefined {
  const { feedback, wpId, to } = request;
  const needed = to === "planned" || feedback !== undefined;
  return needed && isBlank(feedback?.text)
    ? { code: "REVIEW_FEEDBACK_REQUIRED", wpId, from: status.lane, given: feedback?.name }
    : undefined;
}

function checkSubtasks({ request, status, roster, mission }: MoveFacts): MoveRefusal | undefined {
  const { to, force, wpId } = request;
  if (force || (to !== "for_review" && to !== "approved" && to !== "done") || isBackward(status.lane, to))
    return undefined;
  const open = (roster ?? []).filter((id) => status.subtasks?.[id] !== "done");
  return roster !== undefined && open.length === 0
    ? undefined
    : { code: "SUBTASKS_NOT_DONE", wpId, open, declared: roster !== undefined, mission: mission.folder };
}

/** Refuses what stands against a move before its worktree is looked at. */
export function checkMove(facts: MoveFacts): Result<null, MoveRefusal> {
  const refusal = checkSelfReview(facts.request) ?? checkOwner(facts) ?? checkFeedback(facts) ?? checkSubtasks(facts);
  return refusal === undefined ? ok(null) : err(refusal);
}

function checkEnd({ request, merged, openIssues }: MoveFacts): MoveRefusal | undefined {
  if (merged?.contained === false && isBlank(request.doneOverrideReason)) {
    return { code: "WP_NOT_MERGED", wpId: request.wpId, branch: merged.branch, target: merged.target };
  }
  return openIssues.length > 0 && !request.force ? { code: "ISSUE_MATRIX_INCOMPLETE", rows: openIssues } : undefined;
}

const actorOfMove = ({ agent }: MoveRequest, to: Lane): string | AgentActor => {
  if (agent === undefined) return "user";
  const role = to === "in_review" || to === "approved" || to === "planned" ? "reviewer" : "implementer";
  const structured = agent.model !== null || agent.profile !== null || agent.role !== null;
  return structured
    ? { role: agent.role ?? role, profile: agent.profile, tool: agent.tool, model: agent.model }
    : agent.tool;
};

const reviewerOf = ({ request, gitUser }: MoveFacts): string =>
  [request.reviewer, request.agent?.tool, gitUser].find((name) => !isBlank(name)) ?? "unknown";

function approvalOf(facts: MoveFacts): ReviewApproval {
  const { approvalRef, note, doneOverrideReason, wpId } = facts.request;
  const reference = [approvalRef, note, doneOverrideReason].find((text) => !isBlank(text));
  return {
    reviewer: reviewerOf(facts),
    verdict: "approved",
    reference: reference ?? `auto-approval:${wpId}:${facts.today}`,
  };
}

const draftOf = (facts: MoveFacts, from: Lane, to: Lane): TransitionDraft => ({
  family: "transition",
  missionSlug: facts.mission.slug,
  ...(facts.mission.id === undefined ? {} : { missionId: facts.mission.id }),
  wpId: facts.request.wpId,
  from,
  to,
  actor: actorOfMove(facts.request, to),
  executionMode: facts.executionMode,
});

/** What a hop that is not forced says beside its lanes. */
function hopDraft(facts: MoveFacts, from: Lane, to: Lane): TransitionDraft {
  const { request } = facts;
  const draft = draftOf(facts, from, to);
  const note = isBlank(request.note) || to !== request.to ? {} : { reason: request.note ?? "" };
  const approval = approvalOf(facts);
  if (to === "claimed" && request.agent !== undefined) {
    const pid = request.shellPid === undefined ? {} : { shell_pid: request.shellPid };
    return { ...draft, ...note, policyMetadata: { agent: request.agent.tool, ...pid } };
  }
  if (to === "in_review") return { ...draft, ...note, reviewRef: REVIEW_CLAIM_REF };
  if (to === "approved" && from === "in_review") {
    return { ...draft, ...note, evidence: { review: approval }, reviewResult: approval };
  }
  if (to === "approved" || to === "done") return { ...draft, ...note, evidence: { review: approval } };
  if (from === "in_review") {
    return { ...draft, ...note, reviewResult: { ...approval, verdict: "changes_requested" } };
  }
  return { ...draft, ...note };
}

function hopRefusal(facts: MoveFacts, draft: TransitionDraft): TransitionRefusal | undefined {
  const legal = decideTransition(draft.from, draft.to, {
    actor: typeof draft.actor === "string" ? draft.actor : (draft.actor.tool ?? ""),
    workspaceContext: `${facts.executionMode}:${facts.mission.folder}`,
    subtasksComplete: true,
    implementationEvidence: true,
    ...(draft.reason === undefined ? {} : { reason: draft.reason }),
    ...(draft.evidence === undefined ? {} : { evidence: draft.evidence }),
    ...(draft.reviewResult === undefined ? {} : { reviewResult: draft.reviewResult }),
  });
  return legal.ok ? undefined : legal.error;
}

function planForward(facts: MoveFacts): Result<readonly TransitionDraft[], TransitionRefusal> {
  const drafts: TransitionDraft[] = [];
  let at: Lane = facts.status.lane;
  for (const hop of hopsOf(at, facts.request.to)) {
    const draft = hopDraft(facts, at, hop);
    const refusal = hopRefusal(facts, draft);
    if (refusal !== undefined) return err(refusal);
    drafts.push(draft);
    at = hop;
  }
  return ok(drafts);
}

/** Why a forced row was written: what the caller says, or where the package went back to and because of what. */
function forceReason({ request, status, cycle }: MoveFacts, rejects: boolean): string {
  const note = request.note?.trim() ?? "";
  if (!isBackward(status.lane, request.to)) return note;
  const pointer = rejects ? cycle.ref : "force-override";
  return `backward rewind: ${status.lane} -> ${request.to}: ${pointer}${note === "" ? "" : `: ${note}`}`;
}

/** Where a forced row points: the review that sends the package back, or nothing that is a file. */
function forceReview(facts: MoveFacts, rejects: boolean): Partial<TransitionDraft> {
  const { request, status, cycle } = facts;
  if (rejects) {
    const reviewer = reviewerOf(facts);
    const reference = cycle.ref;
    return {
      reviewRef: reference,
      reviewResult: { reviewer, verdict: "changes_requested", reference, feedback_path: cycle.file },
    };
  }
  if (isBackward(status.lane, request.to)) return { reviewRef: "force-override" };
  const approves = request.to === "approved" || request.to === "done";
  return approves ? { evidence: { review: approvalOf(facts) } } : {};
}

function planForced(facts: MoveFacts, rejects: boolean): Result<readonly TransitionDraft[], TransitionRefusal> {
  const { request, status } = facts;
  const reason = forceReason(facts, rejects);
  const asked = request.force;
  const legal = decideTransition(status.lane, request.to, {
    force: true,
    actor: request.agent?.tool ?? (asked ? "" : "user"),
    reason: asked ? (request.note ?? "") : reason,
  });
  if (!legal.ok) return legal;
  return ok([{ ...draftOf(facts, status.lane, request.to), force: true, reason, ...forceReview(facts, rejects) }]);
}

const historyNote = (facts: MoveFacts): string | undefined => {
  const { note, agent } = facts.request;
  return isBlank(note) ? undefined : `- [${facts.noteTime}] ${agent?.tool ?? "user"}: ${note?.trim() ?? ""}`;
};

function annotate(facts: MoveFacts, reset: readonly string[], rejects: boolean): readonly EventDraft[] {
  const { request } = facts;
  const note = historyNote(facts);
  const delta: Delta = {
    ...(rejects ? { release_runtime_claim: true } : {}),
    ...(reset.length > 0 ? { subtasks: Object.fromEntries(reset.map((id) => [id, "planned"])) } : {}),
    ...(isBlank(request.assignee) ? {} : { assignee: request.assignee ?? "" }),
    ...(request.shellPid === undefined || rejects ? {} : { shell_pid: request.shellPid }),
    ...(request.trackerRefs.length > 0 ? { tracker_refs: request.trackerRefs } : {}),
    ...(note === undefined ? {} : { note }),
  };
  if (Object.keys(delta).length === 0) return [];
  return [{ family: "annotation", wpId: request.wpId, actor: request.agent?.tool ?? "user", delta }];
}

function selfApproval(facts: MoveFacts): readonly EventDraft[] {
  const { selfReview, wpId, agent } = facts.request;
  if (selfReview === undefined) return [];
  return [
    {
      family: "lifecycle",
      type: "ReviewerSelfApproval",
      aggregateId: wpId,
      aggregateType: "WorkPackage",
      payload: {
        mission_slug: facts.mission.slug,
        wp_id: wpId,
        implementing_actor: agent?.tool ?? "user",
        intended_reviewer: selfReview.intendedReviewer ?? "",
        failure_reason: selfReview.failureReason ?? "",
        fallback_approved: true,
      },
      timeKeys: ["timestamp"],
    },
  ];
}

/** Plans a move that `checkMove` let pass. Errors: WP_NOT_MERGED, ISSUE_MATRIX_INCOMPLETE, those of transitions. */
export function decideMove(facts: MoveFacts): Result<MovePlan, MoveRefusal> {
  const refusal = checkEnd(facts);
  if (refusal !== undefined) return err(refusal);
  const { request, status, roster } = facts;
  const rejection = request.feedback !== undefined && (isBackward(status.lane, request.to) || request.to === "planned");
  const forced = request.force || isBackward(status.lane, request.to);
  const moves = forced ? planForced(facts, rejection) : planForward(facts);
  if (!moves.ok) return moves;
  const resets = request.to === "planned";
  const previouslyDone = (roster ?? []).filter((id) => status.subtasks?.[id] === "done");
  const reset = resets ? (roster ?? []) : [];
  return ok({
    events: [...moves.value, ...annotate(facts, reset, resets), ...selfApproval(facts)],
    hops: moves.value.map(({ to }) => to),
    forced,
    rejection,
    reset,
    previouslyDone,
    reviewer: reviewerOf(facts),
  });
}

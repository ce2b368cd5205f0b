/**
 * The rows of a mission's log exactly as they are stored; snake_case keys are the log's own names.
 * A row read from a log may carry more keys than its type lists: they are kept, and nothing here drops them.
 */
import type { Json, JsonObject } from "../lib/json.ts";
import type { Lane, SourceLane } from "./lane.ts";

/** Who acted: a plain label, or the four parts of a coding agent. Other scalars occur in old logs. */
export type Actor = string | number | boolean | null | AgentActor;
export type AgentActor = {
  readonly role: string | null;
  readonly profile: string | null;
  readonly tool: string | null;
  readonly model: string | null;
};

export type ReviewApproval = { readonly reviewer: string; readonly verdict: string; readonly reference: string };
export type ReviewResult = ReviewApproval & { readonly feedback_path?: string | null };

export type RepoEvidence = {
  readonly repo: string;
  readonly branch: string;
  readonly commit: string;
  readonly files_touched?: readonly string[];
};
export type VerificationEvidence = { readonly command: string; readonly result: string; readonly summary: string };
export type Evidence = {
  readonly review: ReviewApproval;
  readonly repos?: readonly RepoEvidence[];
  readonly verification?: readonly VerificationEvidence[];
};

export type ExecutionMode = "worktree" | "direct_repo";

/** One move of one work package. `review_result` and `mission_id` are left out when there is nothing to say. */
export type TransitionRow = {
  readonly event_id: string;
  readonly mission_slug?: string;
  /** Old name of `mission_slug`. */
  readonly feature_slug?: string;
  readonly mission_id?: string | null;
  readonly wp_id: string;
  readonly from_lane: SourceLane;
  readonly to_lane: Lane;
  /** ISO 8601, several dialects; rows are ordered by comparing it as a string. */
  readonly at: string;
  readonly actor: Actor;
  readonly force: boolean;
  readonly execution_mode: ExecutionMode;
  readonly reason?: string | null;
  readonly review_ref?: string | null;
  readonly evidence?: JsonObject | null;
  readonly policy_metadata?: JsonObject | null;
  readonly review_result?: ReviewResult | null;
};

/** What an annotation changes; keys that are not listed are carried and ignored. */
export type Delta = {
  readonly shell_pid?: number | null;
  readonly shell_pid_created_at?: string | null;
  readonly agent?: string | null;
  readonly assignee?: string | null;
  readonly role?: string | null;
  readonly agent_profile?: string | null;
  readonly agent_profile_version?: string | null;
  readonly model?: string | null;
  readonly provider?: string | null;
  /** Subtask id → lane value (`done` or `planned` in practice). */
  readonly subtasks?: { readonly [id: string]: string };
  readonly note?: string | null;
  readonly tracker_refs?: readonly string[];
  /** Replaces the whole list and wins over `tracker_refs`. */
  readonly tracker_refs_replace?: readonly string[];
  readonly review?: JsonObject | null;
  /** Clears the claim before anything else of this delta is applied. */
  readonly release_runtime_claim?: boolean;
  readonly [other: string]: Json | undefined;
};

/** A fact about one work package that does not move it. */
export type AnnotationRow = {
  readonly event_id: string;
  readonly kind: "annotation";
  readonly wp_id: string;
  readonly at: string;
  readonly actor: Json;
  readonly delta: Delta;
};

/** A milestone of the mission or of a package; carried for other programs, never folded. It has `timestamp`, not `at`. */
export type LifecycleRow = {
  readonly event_id: string;
  readonly event_type: string;
  readonly aggregate_id: string;
  readonly aggregate_type: "Mission" | "Project" | "WorkPackage";
  readonly schema_version: string;
  readonly timestamp: string;
  readonly payload: JsonObject;
  readonly project_uuid: string | null;
  readonly project_slug: string | null;
};

/** Families that are carried but not folded; `unknown` is a row of a kind this program has never heard of. */
export type CarriedFamily = "lifecycle" | "retrospective" | "unknown";

/** One whole line of a log. `line` counts from 1; `raw` is the line's text without its newline. */
export type LogRow = { readonly line: number; readonly raw: string } & (
  | { readonly family: "transition"; readonly row: TransitionRow }
  | { readonly family: "annotation"; readonly row: AnnotationRow }
  | { readonly family: CarriedFamily; readonly row: JsonObject }
);

const RETROSPECTIVE_TYPES: ReadonlySet<unknown> = new Set([
  "RetrospectiveCaptured",
  "RetrospectiveCaptureFailed",
  "RetrospectiveSkipped",
]);

/**
 * Tells which family a row belongs to, by its keys alone. A row that names a work package and both lanes is a move
 * whatever else it carries; a row that has part of that is a broken move, to be reported and not carried in silence.
 */
export function familyOf(row: JsonObject): LogRow["family"] {
  const { wp_id: wp, from_lane: from, to_lane: to, kind } = row as { readonly [key: string]: Json | undefined };
  if (wp !== undefined && from !== undefined && to !== undefined) return "transition";
  if (kind === "annotation") return "annotation";
  if (kind !== undefined && kind !== null) return "unknown";
  const { event_name: name, type } = row as { readonly [key: string]: Json | undefined };
  if (typeof name === "string" && name.startsWith("retrospective.")) return "retrospective";
  if (RETROSPECTIVE_TYPES.has(type)) return "retrospective";
  if ("event_type" in row) return "lifecycle";
  return to !== undefined || from !== undefined ? "transition" : "unknown";
}

/** Names an actor in one word: the label itself, else the agent's tool, else its role, else "". */
export function actorLabel(actor: Actor): string {
  if (typeof actor !== "object" || actor === null) return actor === null ? "" : String(actor);
  return actor.tool || actor.role || "";
}

/** Where a row stands in time: `at`, else a lifecycle row's `timestamp`, else "". */
export function timeOf({ at, timestamp }: { readonly at?: unknown; readonly timestamp?: unknown }): string {
  const time = at ?? timestamp;
  return typeof time === "string" ? time : "";
}

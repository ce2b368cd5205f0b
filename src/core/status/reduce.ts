/**
 * The fold from a mission's log to its status: the one reducer, used by every reader.
 * Total, pure, and independent of the order and repetition of rows: rows sort by (`at`, `event_id`) as strings, and a
 * repeated `event_id` counts once. All annotations fold after all transitions, whatever their time: an older annotation
 * wins over a newer claim. That is the reference's rule, kept because both tools must compute one status.
 */
import { isSafeSegment } from "../layout/names.ts";
import type { Json, JsonObject } from "../lib/json.ts";
import {
  type AnnotationRow,
  actorLabel,
  type CarriedFamily,
  type Delta,
  type LogRow,
  type ReviewResult,
  type TransitionRow,
} from "./event.ts";
import { LANES, type Lane } from "./lane.ts";

/**
 * What the log says about one work package. A slot that is absent was never set; `null` was set and then released.
 * `reviewResult`: absent = never reviewed, null = left review without a verdict.
 */
export type WpStatus = {
  /** `uninitialized`: only annotated, never moved; not shown and not counted. */
  readonly lane: Lane | "uninitialized";
  readonly actor: string | null;
  readonly lastTransitionAt: string | null;
  readonly lastEventId: string | null;
  readonly forceCount: number;
  readonly reviewResult?: ReviewResult | null;
} & RuntimeSlots;

/** State that annotations (and a claim's metadata) set. */
export type RuntimeSlots = {
  readonly shellPid?: Json;
  readonly shellPidCreatedAt?: Json;
  readonly agent?: Json;
  readonly assignee?: string;
  readonly role?: string;
  readonly agentProfile?: string;
  readonly agentProfileVersion?: string;
  readonly model?: string;
  readonly provider?: string;
  readonly subtasks?: { readonly [id: string]: string };
  readonly notes?: readonly string[];
  readonly trackerRefs?: readonly string[];
  readonly review?: JsonObject | null;
};

export type Snapshot = {
  /** From the first transition; "" if there is none or it is no safe folder name. */
  readonly missionSlug: string;
  /** Transitions after removal of repeated ids. */
  readonly eventCount: number;
  /** Last transition in sort order; `null` and "" when there is none. */
  readonly lastEventId: string | null;
  readonly materializedAt: string;
  readonly summary: Readonly<Record<Lane, number>>;
  readonly workPackages: ReadonlyMap<string, WpStatus>;
  /** Rows that were carried and not folded. */
  readonly carried: Readonly<Record<CarriedFamily, number>>;
};

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** `notes` grows in place: a package may have thousands. */
type Draft = Omit<Mutable<WpStatus>, "notes"> & { notes?: string[] };
type Fold = {
  readonly drafts: Map<string, Draft>;
  /** Packages whose present state was set by a rollback. */
  readonly rolledBack: Set<string>;
};

/** Folds the rows of one log, in any order. */
export function reduce(rows: readonly LogRow[]): Snapshot {
  const carried = { lifecycle: 0, retrospective: 0, unknown: 0 };
  const moves: TransitionRow[] = [];
  const notes: AnnotationRow[] = [];
  for (const entry of rows) {
    if (entry.family === "transition") moves.push(entry.row);
    else if (entry.family === "annotation") notes.push(entry.row);
    else carried[entry.family] += 1;
  }
  const transitions = inOrder(moves);
  const drafts = new Map<string, Draft>();
  const fold = { drafts, rolledBack: new Set<string>() };
  for (const row of transitions) foldTransition(fold, row);
  for (const row of inOrder(notes)) foldAnnotation(drafts, row);

  const last = transitions.at(-1);
  return {
    missionSlug: safeSlug(transitions[0]),
    eventCount: transitions.length,
    lastEventId: last?.event_id ?? null,
    materializedAt: last?.at ?? "",
    summary: countLanes(drafts.values()),
    workPackages: drafts,
    carried,
  };
}

/** Counts the work packages in each lane, all nine lanes present. */
export function countLanes(packages: Iterable<{ readonly lane: Lane | "uninitialized" }>): Record<Lane, number> {
  const counts = Object.fromEntries(LANES.map((lane) => [lane, 0])) as Record<Lane, number>;
  for (const { lane } of packages) if (lane !== "uninitialized") counts[lane] += 1;
  return counts;
}

type Sortable = { readonly at: string; readonly event_id: string };

/** Drops repeated ids (the first stays) and sorts; ids and times are ASCII, so comparing UTF-16 units is exact. */
function inOrder<T extends Sortable>(rows: readonly T[]): readonly T[] {
  const seen = new Set<string>();
  const unique = rows.filter(({ event_id: id }) => seen.size < seen.add(id).size);
  const sorted = unique.every((row, i) => i === 0 || compareRows(unique[i - 1] ?? row, row) <= 0);
  return sorted ? unique : unique.sort(compareRows);
}

const compareRows = (a: Sortable, b: Sortable): number =>
  a.at < b.at ? -1 : a.at > b.at ? 1 : a.event_id < b.event_id ? -1 : a.event_id > b.event_id ? 1 : 0;

function foldTransition({ drafts, rolledBack }: Fold, row: TransitionRow): void {
  const before = drafts.get(row.wp_id);
  if (isRollback(row)) rolledBack.add(row.wp_id);
  else if (before?.lastTransitionAt === row.at && rolledBack.has(row.wp_id)) return;
  else rolledBack.delete(row.wp_id);
  const draft = before ?? blank();
  drafts.set(row.wp_id, draft);
  draft.lane = row.to_lane;
  draft.actor = actorLabel(row.actor);
  draft.lastTransitionAt = row.at;
  draft.lastEventId = row.event_id;
  if (row.force) draft.forceCount += 1;
  if (row.review_result) draft.reviewResult = row.review_result;
  else if (row.from_lane === "in_review") draft.reviewResult = null;
  if (row.from_lane === "planned" && row.to_lane === "claimed") foldClaim(draft, row.policy_metadata);
}

const blank = (): Draft => ({
  lane: "uninitialized",
  actor: null,
  lastTransitionAt: null,
  lastEventId: null,
  forceCount: 0,
});

const isRollback = (row: TransitionRow): boolean =>
  row.to_lane === "in_progress" &&
  (row.from_lane === "in_review" || (row.from_lane === "for_review" && (row.review_ref ?? null) !== null));

function foldClaim(draft: Draft, metadata: JsonObject | null | undefined): void {
  const pid = metadata?.["shell_pid"] ?? null;
  const startedAt = metadata?.["shell_pid_created_at"] ?? null;
  const agent = metadata?.["agent"];
  if (pid !== null) draft.shellPid = pid;
  if (startedAt !== null) draft.shellPidCreatedAt = startedAt;
  if (agent) draft.agent = agent;
}

function foldAnnotation(drafts: Map<string, Draft>, { wp_id: wpId, delta }: AnnotationRow): void {
  const draft = drafts.get(wpId) ?? blank();
  drafts.set(wpId, draft);
  if (delta.release_runtime_claim === true) {
    draft.agent = null;
    draft.shellPid = null;
    draft.shellPidCreatedAt = null;
  }
  if ((delta.shell_pid ?? null) !== null) draft.shellPid = delta.shell_pid ?? null;
  foldBinding(draft, delta);
  if (delta.subtasks !== undefined) draft.subtasks = { ...draft.subtasks, ...delta.subtasks };
  if (delta.note && draft.notes === undefined) draft.notes = [delta.note];
  else if (delta.note) draft.notes?.push(delta.note);
  foldTrackerRefs(draft, delta);
  if (delta.review) draft.review = reviewSlot(delta.review);
}

/** Replaces the slots that are plain words; a blank or null value says nothing. */
function foldBinding(draft: Draft, delta: Delta): void {
  if (delta.shell_pid_created_at) draft.shellPidCreatedAt = delta.shell_pid_created_at;
  if (delta.agent) draft.agent = delta.agent;
  if (delta.assignee) draft.assignee = delta.assignee;
  if (delta.role) draft.role = delta.role;
  if (delta.agent_profile) draft.agentProfile = delta.agent_profile;
  if (delta.agent_profile_version) draft.agentProfileVersion = delta.agent_profile_version;
  if (delta.model) draft.model = delta.model;
  if (delta.provider) draft.provider = delta.provider;
}

function foldTrackerRefs(draft: Draft, delta: Delta): void {
  if (delta.tracker_refs_replace !== undefined) draft.trackerRefs = [...new Set(delta.tracker_refs_replace)];
  else if (delta.tracker_refs !== undefined) {
    draft.trackerRefs = [...new Set([...(draft.trackerRefs ?? []), ...delta.tracker_refs])];
  }
}

const REVIEW_KEYS = ["at", "actor", "wp_id", "reason"] as const;

const reviewSlot = (review: JsonObject): JsonObject | null =>
  REVIEW_KEYS.every((key) => !review[key]) ? null : review;

function safeSlug(first: TransitionRow | undefined): string {
  const slug = first?.mission_slug ?? first?.feature_slug ?? "";
  return isSafeSegment(slug) ? slug : "";
}

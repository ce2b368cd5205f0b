/**
 * Rows that are about to be written. Deciders make drafts, which have neither id nor time; `stamp` gives both at publish,
 * so that no decision ever sees a clock, and the rows of one command follow each other and all rows before them.
 */
import type { Instant } from "../lib/brand.ts";
import { addMicros, instantOf, nextInstant, parseInstant } from "../lib/instant.ts";
import { isJsonObject, type Json, type JsonObject, renderJsonLine } from "../lib/json.ts";
import type {
  AgentActor,
  AnnotationRow,
  Delta,
  Evidence,
  ExecutionMode,
  LifecycleRow,
  ReviewResult,
  TransitionRow,
} from "./event.ts";
import type { Lane, SourceLane } from "./lane.ts";

/** A move to be recorded. */
export type TransitionDraft = {
  readonly family: "transition";
  readonly missionSlug: string;
  readonly missionId?: string;
  readonly wpId: string;
  readonly from: SourceLane;
  readonly to: Lane;
  readonly actor: string | AgentActor;
  readonly executionMode: ExecutionMode;
  readonly force?: boolean;
  readonly reason?: string;
  readonly reviewRef?: string;
  readonly evidence?: Evidence;
  readonly policyMetadata?: JsonObject;
  readonly reviewResult?: ReviewResult;
};

/** A fact to be recorded; the `at` of a `delta.review` that has none is stamped. */
export type AnnotationDraft = {
  readonly family: "annotation";
  readonly wpId: string;
  readonly actor: string | AgentActor;
  readonly delta: Delta;
};

/** A milestone to be recorded. */
export type LifecycleDraft = {
  readonly family: "lifecycle";
  readonly type: string;
  readonly aggregateId: string;
  readonly aggregateType: LifecycleRow["aggregate_type"];
  readonly payload: JsonObject;
  /** Keys of the payload that take the row's time, e.g. `at` or `created_at`. */
  readonly timeKeys?: readonly string[];
  readonly projectUuid?: string;
  readonly projectSlug?: string;
};

export type EventDraft = TransitionDraft | AnnotationDraft | LifecycleDraft;
export type StampedRow = TransitionRow | AnnotationRow | LifecycleRow;

export type Stamp = {
  /** The present. */
  readonly at: Instant;
  /** Greatest time on the log so far (`lastTimeOf`); "" for an empty log. */
  readonly after: string;
  /** A fresh ULID for the draft at `index`. */
  readonly mintId: (index: number) => string;
};

/** Version of the lifecycle envelope. */
export const LIFECYCLE_SCHEMA_VERSION = "5.0.0";

/** Gives each draft an id and a time: strictly increasing by a microsecond, never before the log's last row. */
export function stamp(drafts: readonly EventDraft[], { at, after, mintId }: Stamp): readonly StampedRow[] {
  const start = startAfter(at, after);
  return drafts.map((draft, index) => stampOne(draft, mintId(index), addMicros(start, index)));
}

/** Renders rows as log lines: canonical, each with its newline, without keys that name a machine or a person. */
export const renderRows = (rows: readonly StampedRow[]): string =>
  rows.map((row) => `${renderJsonLine(withoutPrivateKeys(row as unknown as JsonObject))}\n`).join("");

/** Returns the first instant ≥ `at` that is later than `after` in time and also when compared as a string. */
function startAfter(at: Instant, after: string): Instant {
  if (at > after) return at;
  const last = parseInstant(after);
  if (last === undefined) return at;
  const next = nextInstant(last) > at ? nextInstant(last) : at;
  if (next > after) return next;
  // A time in another dialect ("…05Z") sorts above all fractions of its second.
  return instantOf(Date.parse(`${last.slice(0, 19)}Z`) + 1000);
}

function stampOne(draft: EventDraft, id: string, at: Instant): StampedRow {
  switch (draft.family) {
    case "transition":
      return stampTransition(draft, id, at);
    case "annotation":
      return {
        event_id: id,
        kind: "annotation",
        wp_id: draft.wpId,
        at,
        actor: draft.actor,
        delta: draft.delta.review ? { ...draft.delta, review: { at, ...draft.delta.review } } : draft.delta,
      };
    case "lifecycle":
      return {
        event_id: id,
        event_type: draft.type,
        aggregate_id: draft.aggregateId,
        aggregate_type: draft.aggregateType,
        schema_version: LIFECYCLE_SCHEMA_VERSION,
        timestamp: at,
        payload: { ...draft.payload, ...Object.fromEntries((draft.timeKeys ?? []).map((key) => [key, at])) },
        project_uuid: draft.projectUuid ?? null,
        project_slug: draft.projectSlug ?? null,
      };
  }
}

const stampTransition = (draft: TransitionDraft, id: string, at: Instant): TransitionRow => ({
  event_id: id,
  mission_slug: draft.missionSlug,
  ...(draft.missionId === undefined ? {} : { mission_id: draft.missionId }),
  wp_id: draft.wpId,
  from_lane: draft.from,
  to_lane: draft.to,
  at,
  actor: draft.actor,
  force: draft.force ?? false,
  execution_mode: draft.executionMode,
  reason: draft.reason ?? null,
  review_ref: draft.reviewRef ?? null,
  evidence: draft.evidence === undefined ? null : evidenceJson(draft.evidence),
  policy_metadata: draft.policyMetadata ?? null,
  ...(draft.reviewResult === undefined ? {} : { review_result: draft.reviewResult }),
});

/** Leaves out empty lists. */
const evidenceJson = ({ review, repos = [], verification = [] }: Evidence): JsonObject => ({
  review,
  ...(repos.length === 0 ? {} : { repos }),
  ...(verification.length === 0 ? {} : { verification }),
});

const PRIVATE_KEYS: ReadonlySet<string> = new Set([
  "machine_name",
  "hostname",
  "workspace_path",
  "developer_name",
  "developer_email",
]);

function withoutPrivateKeys(value: Json): Json {
  if (Array.isArray(value)) return value.map(withoutPrivateKeys);
  if (!isJsonObject(value)) return value;
  const kept = Object.entries(value).filter(([key]) => !PRIVATE_KEYS.has(key));
  return Object.fromEntries(kept.map(([key, each]) => [key, withoutPrivateKeys(each)]));
}

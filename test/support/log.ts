/** Small builders for log rows, and an arbitrary for whole logs. */
import fc from "fast-check";
import { type Json, renderJsonLine } from "../../src/core/lib/json.ts";
import type { AnnotationRow, Delta, TransitionRow } from "../../src/core/status/event.ts";
import { LANES } from "../../src/core/status/lane.ts";

/** A claim of WP01 with the given differences. */
export const move = (changes: Partial<TransitionRow> = {}): TransitionRow => ({
  event_id: "01J9ABCDF0000000000000000B",
  mission_slug: "shop-01J9ABCD",
  wp_id: "WP01",
  from_lane: "planned",
  to_lane: "claimed",
  at: "2026-01-02T03:04:05.000006+00:00",
  actor: "codex",
  force: false,
  execution_mode: "worktree",
  reason: null,
  review_ref: null,
  evidence: null,
  policy_metadata: null,
  ...changes,
});

/** An annotation of WP01. */
export const note = (delta: Delta, changes: Partial<AnnotationRow> = {}): AnnotationRow => ({
  event_id: "01J9ABCDF0000000000000000C",
  kind: "annotation",
  wp_id: "WP01",
  at: "2026-01-02T03:04:06.000000+00:00",
  actor: "user",
  delta,
  ...changes,
});

/** Rows as the text of a log; each row gets its own id and a rising time unless it says otherwise. */
export const logText = (rows: readonly object[]): string =>
  rows.map((row) => `${renderJsonLine(row as Json)}\n`).join("");

/** Gives rows ids and times by position. */
export const numbered = <T extends object>(rows: readonly T[]): readonly T[] =>
  rows.map((row, index) => ({
    ...row,
    event_id: `01J9ABCDF00000000000000${String(index).padStart(3, "0")}`,
    at: `2026-01-02T03:04:05.${String(index).padStart(6, "0")}+00:00`,
  }));

const at = fc.constantFrom("2026-01-02T03:04:05+00:00", "2026-01-02T03:04:05.5+00:00", "2026-01-02T03:04:05Z", "2026");
const wpId = fc.constantFrom("WP01", "WP02", "WP03");

const anyMove = fc
  .record({
    wp_id: wpId,
    at,
    from_lane: fc.constantFrom(...LANES, "genesis" as const),
    to_lane: fc.constantFrom(...LANES),
    force: fc.boolean(),
    actor: fc.constantFrom("a", { role: "r", profile: null, tool: null, model: null }, 7, null),
    review_ref: fc.constantFrom(null, "ref"),
    review_result: fc.constantFrom(null, { reviewer: "r", verdict: "approved", reference: "ref" }),
    policy_metadata: fc.constantFrom(null, { agent: "codex", shell_pid: 4 }),
  })
  .map((changes) => move(changes));

const anyNote = fc
  .record({
    wp_id: wpId,
    at,
    delta: fc.record(
      {
        agent: fc.constantFrom("a", "b", ""),
        note: fc.constantFrom("n", "ñ😀"),
        subtasks: fc.dictionary(fc.constantFrom("T001", "T002"), fc.constantFrom("done", "planned")),
        tracker_refs: fc.array(fc.constantFrom("x", "y")),
        tracker_refs_replace: fc.array(fc.constantFrom("y", "z")),
        release_runtime_claim: fc.constant(true),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ delta, ...changes }) => note(delta, changes));

const anyOther = fc.constantFrom<object>(
  { event_type: "WPCreated", timestamp: "2026", payload: {} },
  { type: "RetrospectiveSkipped", at: "2026" },
  { kind: "from the future", at: "2026", size: 3 },
);

/** Rows of all families with distinct ids, many of them at the same time. */
export const anyRows: fc.Arbitrary<readonly object[]> = fc
  .array(fc.oneof(anyMove, anyNote, anyOther), { maxLength: 20 })
  .map((rows) => rows.map((row, index) => ({ ...row, event_id: `E${String(index).padStart(3, "0")}` })));

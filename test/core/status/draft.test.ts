import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { instantOf } from "../../../src/core/lib/instant.ts";
import type { EventDraft, TransitionDraft } from "../../../src/core/status/draft.ts";
import { renderRows, stamp } from "../../../src/core/status/draft.ts";
import { timeOf } from "../../../src/core/status/event.ts";
import { lastTimeOf, parseLog } from "../../../src/core/status/parse-log.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { anyRows, logText } from "../../support/log.ts";

const claim: TransitionDraft = {
  family: "transition",
  missionSlug: "shop-01J9ABCD",
  missionId: "01J9ABCDE0000000000000000A",
  wpId: "WP01",
  from: "planned",
  to: "claimed",
  actor: "codex",
  executionMode: "worktree",
};
const mintId = (index: number): string => `01J9ABCDF0000000000000000${index}`;
const at = instantOf(Date.parse("2026-01-02T03:04:05Z"), 6);

describe("stamp()", () => {
  test("writes the canonical line of a move", () => {
    const policyMetadata = { agent: "codex", shell_pid: 4242, shell_pid_created_at: "1767323045.5" };
    expect(renderRows(stamp([{ ...claim, policyMetadata }], { at, after: "", mintId }))).toBe(
      '{"actor": "codex", "at": "2026-01-02T03:04:05.000006+00:00", "event_id": "01J9ABCDF00000000000000000", "evidence": null, "execution_mode": "worktree", "force": false, "from_lane": "planned", "mission_id": "01J9ABCDE0000000000000000A", "mission_slug": "shop-01J9ABCD", "policy_metadata": {"agent": "codex", "shell_pid": 4242, "shell_pid_created_at": "1767323045.5"}, "reason": null, "review_ref": null, "to_lane": "claimed", "wp_id": "WP01"}\n',
    );
  });

  test("keeps a verdict and evidence, without empty lists", () => {
    const review = { reviewer: "r", verdict: "approved", reference: "ref" };
    const draft: TransitionDraft = {
      ...claim,
      from: "in_review",
      to: "approved",
      reason: "fine",
      reviewRef: "ref",
      force: true,
      evidence: { review, repos: [], verification: [{ command: "c", result: "pass", summary: "s" }] },
      reviewResult: review,
    };
    expect(stamp([draft], { at, after: "", mintId })[0]).toMatchObject({
      force: true,
      reason: "fine",
      review_ref: "ref",
      evidence: { review, verification: [{ command: "c", result: "pass", summary: "s" }] },
      review_result: review,
    });
    expect(JSON.stringify(stamp([draft], { at, after: "", mintId }))).not.toContain("repos");
  });

  test("gives a milestone its envelope and its payload the time", () => {
    const draft: EventDraft = {
      family: "lifecycle",
      type: "SpecifyStarted",
      aggregateId: "shop",
      aggregateType: "Mission",
      payload: { actor: "x", hostname: "secret" },
      timeKeys: ["at"],
    };
    const rows = stamp([claim, draft], { at, after: "", mintId });
    expect(JSON.parse(renderRows(rows).split("\n")[1] ?? "")).toEqual({
      event_id: mintId(1),
      event_type: "SpecifyStarted",
      aggregate_id: "shop",
      aggregate_type: "Mission",
      schema_version: "5.0.0",
      timestamp: "2026-01-02T03:04:05.000007+00:00",
      payload: { actor: "x", at: "2026-01-02T03:04:05.000007+00:00" },
      project_uuid: null,
      project_slug: null,
    });
  });

  test("gives a review override the time of its row", () => {
    const override = { actor: "me", wp_id: "WP01", reason: "why" };
    const draft: EventDraft = { family: "annotation", wpId: "WP01", actor: "me", delta: { review: override } };
    expect(stamp([draft], { at, after: "", mintId })[0]).toMatchObject({ at, delta: { review: { at, ...override } } });
    const plain: EventDraft = { ...draft, delta: { note: "n" } };
    expect(stamp([plain], { at, after: "", mintId })[0]).toMatchObject({ kind: "annotation", delta: { note: "n" } });
  });

  for (const [after, expected] of [
    ["2026-01-02T03:04:05.000006+00:00", "2026-01-02T03:04:05.000007+00:00"],
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:06.000000+00:00"],
    ["2026-01-02T03:04:05.5+00:00", "2026-01-02T03:04:05.500001+00:00"],
    ["2027-01-02T00:00:00.999999+00:00", "2027-01-02T00:00:01.000000+00:00"],
    ["no time", "2026-01-02T03:04:05.000006+00:00"],
  ] as const) {
    test(`follows a row at ${after}`, () => {
      expect(timeOf(stamp([claim], { at, after, mintId })[0] ?? {})).toBe(expected);
    });
  }

  test("puts the last draft in force, whatever stands on the log", () => {
    fc.assert(
      fc.property(anyRows, fc.integer({ min: 0, max: 2e12 }), (rows, now) => {
        const text = logText(rows.filter((row) => timeOf(row) !== "2026"));
        const drafts: readonly EventDraft[] = [claim, { ...claim, from: "claimed", to: "in_progress", wpId: "WP01" }];
        const stamped = stamp(drafts, { at: instantOf(now), after: lastTimeOf(parseLog(text).rows), mintId });
        const snapshot = reduce(parseLog(text + renderRows(stamped)).rows);
        expect(snapshot.workPackages.get("WP01")).toMatchObject({ lane: "in_progress", lastEventId: mintId(1) });
        expect(snapshot.lastEventId).toBe(mintId(1));
      }),
    );
  });
});

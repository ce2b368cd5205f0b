import { describe, expect, test } from "bun:test";
import { deriveLifecycle, type LifecycleFacts, type MissionState } from "../../../src/core/board/lifecycle.ts";
import { judgeStaleness } from "../../../src/core/board/staleness.ts";
import { EMPTY_SUMMARY, parseSummary, summarizeLog, summaryJson } from "../../../src/core/board/summary.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { logText, move, numbered } from "../../support/log.ts";

const NOW = Date.parse("2026-03-31T00:00:00Z");
const facts = (changes: Partial<LifecycleFacts>): LifecycleFacts => ({
  byLane: { in_progress: 1 },
  lastActivityAt: "2026-03-30T12:00:00Z",
  mergedAt: undefined,
  lastReopenedAt: undefined,
  nowMs: NOW,
  ...changes,
});

const CASES: readonly (readonly [Partial<LifecycleFacts>, MissionState])[] = [
  [{}, "active"],
  [{ lastActivityAt: "2026-03-17T00:00:00Z" }, "stale"],
  [{ lastActivityAt: "2026-03-18T00:00:00Z" }, "active"],
  [{ lastActivityAt: "2026-03-01T00:00:00+00:00" }, "abandoned"],
  [{ byLane: { planned: 3 } }, "recoverable"],
  [{ byLane: {}, lastActivityAt: "2026-01-01" }, "abandoned"],
  [{ byLane: {}, lastActivityAt: "" }, "recoverable"],
  [{ byLane: { done: 2, canceled: 1 } }, "recently_completed"],
  [{ byLane: { done: 2 }, lastActivityAt: "2026-03-20T00:00:00Z" }, "archived"],
  [{ mergedAt: "2026-03-30T00:00:00Z", lastActivityAt: "2026-01-01T00:00:00Z" }, "recently_completed"],
  [{ mergedAt: "2026-03-01T00:00:00Z" }, "archived"],
  [{ mergedAt: "2026-03-01T00:00:00Z", lastReopenedAt: "2026-03-02T00:00:00Z" }, "reopened"],
  [{ mergedAt: "2026-03-03T00:00:00Z", lastReopenedAt: "2026-03-02T00:00:00Z" }, "archived"],
  [{ lastReopenedAt: "2026-03-02T00:00:00Z" }, "reopened"],
];

test.each(CASES)("deriveLifecycle(%j) is %s", (changes, state) => {
  expect(deriveLifecycle(facts(changes)).state).toBe(state);
});

test("deriveLifecycle() counts what is in work and how long it is quiet", () => {
  const byLane = { claimed: 1, in_review: 1, planned: 2, blocked: 1 };
  expect(deriveLifecycle(facts({ byLane, lastActivityAt: "2026-03-27T23:00:00Z" }))).toMatchObject({
    activeCount: 3,
    total: 5,
    idleDays: 3,
    coarse: "open",
    reason: "work_in_progress",
  });
});

describe("judgeStaleness()", () => {
  const base = { nowMs: NOW, thresholdMinutes: 10, withoutBranch: false, lastTransitionMs: undefined };
  const ago = (minutes: number): number => NOW - minutes * 60_000;

  test("looks at the last commit and the last move, whichever is later", () => {
    expect(judgeStaleness({ ...base, lastCommitMs: ago(10) })).toMatchObject({
      status: "stale",
      minutesSinceCommit: 10,
    });
    expect(judgeStaleness({ ...base, lastCommitMs: ago(9) }).status).toBe("fresh");
    expect(judgeStaleness({ ...base, lastCommitMs: ago(9000), lastTransitionMs: ago(1) })).toMatchObject({
      status: "fresh",
      minutesSinceCommit: 9000,
    });
    expect(judgeStaleness({ ...base, lastCommitMs: ago(-5) }).minutesSinceCommit).toBe(0);
  });

  test("says nothing where there is no branch to look at", () => {
    expect(judgeStaleness({ ...base, lastCommitMs: undefined }).status).toBe("unknown");
    expect(judgeStaleness({ ...base, lastCommitMs: undefined, withoutBranch: true }).status).toBe("not_applicable");
  });
});

describe("summarizeLog()", () => {
  const rows = [
    ...numbered([move(), move({ wp_id: "WP02", from_lane: "genesis", to_lane: "planned" })]),
    { event_id: "E1", event_type: "MissionReopened", timestamp: "2027-01-01T00:00:00+00:00", payload: {} },
  ];

  test("keeps lanes, times and the reopening, and survives the cache", () => {
    const summary = summarizeLog(parseLog(logText(rows)));
    expect(summary).toEqual({
      byLane: { planned: 1, claimed: 1 },
      eventCount: 2,
      lastActivityAt: "2027-01-01T00:00:00+00:00",
      lastReopenedAt: "2027-01-01T00:00:00+00:00",
      badLine: undefined,
    });
    expect(parseSummary(summaryJson(summary))).toEqual(summary);
    expect(parseSummary(summaryJson(EMPTY_SUMMARY))).toEqual(EMPTY_SUMMARY);
  });

  test("names the first line that cannot be read", () => {
    expect(summarizeLog(parseLog(`${logText(rows)}{"torn`)).badLine).toBe(4);
    const summary = summarizeLog(parseLog("nonsense\n"));
    expect(parseSummary(summaryJson(summary))?.badLine).toBe(1);
  });

  test.each([
    undefined,
    null,
    3,
    {},
    { byLane: { nowhere: 1 }, eventCount: 1, lastActivityAt: "" },
    { byLane: {}, eventCount: 1 },
  ])("is not read from %j", (value) => {
    expect(parseSummary(value as never)).toBeUndefined();
  });
});

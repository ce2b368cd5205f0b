import { describe, expect, test } from "bun:test";
import { judgeStaleness } from "../../../src/core/board/staleness.ts";

const MINUTE = 60_000;
const nowMs = Date.UTC(2027, 0, 1, 12);
const ago = (minutes: number): number => nowMs - minutes * MINUTE;
const facts = {
  nowMs,
  lastCommitMs: ago(60) as number | undefined,
  lastTransitionMs: ago(60) as number | undefined,
  thresholdMinutes: 10,
  withoutBranch: false,
};

describe("judgeStaleness()", () => {
  test.each([
    [{}, "stale", "no_recent_activity"],
    [{ lastCommitMs: ago(9) }, "fresh", "recent_activity"],
    [{ lastTransitionMs: ago(9) }, "fresh", "recent_activity"],
    [{ lastTransitionMs: undefined }, "stale", "no_recent_activity"],
    [{ thresholdMinutes: 60 }, "stale", "no_recent_activity"],
    [{ thresholdMinutes: 61 }, "fresh", "recent_activity"],
    [{ lastCommitMs: undefined }, "unknown", "no_lane_branch"],
    [{ withoutBranch: true }, "not_applicable", "planning_lane"],
  ] as const)("%j is %s (%s)", (changes, status, reason) => {
    expect(judgeStaleness({ ...facts, ...changes })).toMatchObject({ status, reason });
  });

  test("counts whole minutes since the commit and names its time", () => {
    expect(judgeStaleness({ ...facts, lastCommitMs: ago(5) - 59_000 })).toMatchObject({
      minutesSinceCommit: 5,
      lastCommitTime: "2027-01-01T11:54:01.000Z",
    });
    const future = judgeStaleness({ ...facts, lastCommitMs: ago(-30) });
    expect([future.minutesSinceCommit, future.status]).toEqual([0, "fresh"]);
    const none = judgeStaleness({ ...facts, lastCommitMs: undefined });
    expect([none.minutesSinceCommit, none.lastCommitTime]).toEqual([undefined, undefined]);
  });
});

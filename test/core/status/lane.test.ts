import { describe, expect, test } from "bun:test";
import { isLane, isTerminal, LANE_FACTS, LANES, parseLane } from "../../../src/core/status/lane.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { computeProgress, lanesOf } from "../../../src/core/status/progress.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { logText, move, note } from "../../support/log.ts";

describe("parseLane()", () => {
  for (const [text, lane] of [
    [" Doing", "in_progress"],
    ["IN_REVIEW", "in_review"],
    ["genesis", undefined],
    ["toString", undefined],
    ["", undefined],
  ] as const) {
    test(`reads "${text}"`, () => expect(parseLane(text)).toBe(lane));
  }
});

describe("lanes", () => {
  test("are stored exactly, and two of them are final", () => {
    expect(isLane("doing")).toBe(false);
    expect(isLane("Done")).toBe(false);
    expect(LANES.filter(isTerminal)).toEqual(["done", "canceled"]);
    expect(LANES.filter((lane) => LANE_FACTS[lane].label === "In Progress")).toEqual([
      "claimed",
      "in_progress",
      "in_review",
    ]);
  });
});

describe("computeProgress()", () => {
  test("weighs each package by its lane", () => {
    expect(computeProgress(["done", "in_progress", "claimed"])).toEqual({
      total: 3,
      byLane: { claimed: 1, in_progress: 1, done: 1 },
      weightedPercentage: 45,
      doneCount: 1,
      donePercentage: 33.3,
    });
    expect(computeProgress(["planned", "blocked", "canceled"]).weightedPercentage).toBe(0);
    expect(computeProgress([])).toEqual({
      total: 0,
      byLane: {},
      weightedPercentage: 0,
      doneCount: 0,
      donePercentage: 0,
    });
  });

  test("leaves out packages that never moved", () => {
    const { rows } = parseLog(logText([move({ to_lane: "done" }), note({ note: "n" }, { wp_id: "WP02" })]));
    expect(lanesOf(reduce(rows))).toEqual(["done"]);
  });
});

import { describe, expect, test } from "bun:test";
import type { WpId } from "../../../src/core/lib/brand.ts";
import { decideMarks, type MarkFacts } from "../../../src/core/work-package/mark-subtasks.ts";
import { parseSubtaskRows } from "../../../src/core/work-package/subtasks.ts";

const FACTS: MarkFacts = {
  given: [],
  mark: "done",
  missionNames: ["shop-01J9ABCD", "shop"],
  rosters: new Map([
    ["WP01" as WpId, ["T001", "T002"]],
    ["WP02" as WpId, ["T002", "T003"]],
  ]),
  rows: parseSubtaskRows("## WP01\n- [ ] T001 x\n## WP02\n- [ ] T009 y\n"),
  recorded: new Map([
    ["WP01", { T001: "done" }],
    ["WP02", undefined],
  ]),
};
const decide = (given: readonly string[], change: Partial<MarkFacts> = {}) => {
  const decided = decideMarks({ ...FACTS, given, ...change });
  if (!decided.ok) return decided.error.code;
  return [
    decided.value.results.map((each) => `${each.wpId ?? "-"} ${each.id} ${each.outcome} ${each.format ?? "-"}`),
    Object.fromEntries(decided.value.deltas),
  ];
};

describe("decideMarks()", () => {
  test("marks what the rosters or the rows list, each once, and says what was so already", () => {
    expect(decide(["t003", "T001", "WP02:T003", "T009", "T404"])).toEqual([
      [
        "WP02 T003 updated roster",
        "WP01 T001 already_satisfied checkbox",
        "WP02 T009 updated checkbox",
        "- T404 not_found -",
      ],
      { WP02: { T003: "done", T009: "done" } },
    ]);
  });
  test("takes marks back; what was never done is pending already", () => {
    expect(decide(["T001", "T003"], { mark: "pending" })).toEqual([
      ["WP01 T001 updated checkbox", "WP02 T003 already_satisfied roster"],
      { WP01: { T001: "planned" } },
    ]);
  });
  test("knows the mission by each of its names", () => {
    expect(decide(["shop/T003"])).toEqual(decide(["shop-01J9ABCD:T003"]));
    expect(decide(["cart/T003"])).toBe("SUBTASK_MISSION_MISMATCH");
  });
  test.each([
    ["WP01", "SUBTASK_ID_IS_WORK_PACKAGE"],
    ["T002", "SUBTASK_AMBIGUOUS"],
    ["first", "SUBTASK_ID_INVALID"],
  ])("refuses everything because of %s", (given, code) => {
    expect(decide(["T003", given])).toBe(code as never);
  });
});

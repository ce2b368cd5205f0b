import { describe, expect, test } from "bun:test";
import {
  blockersOf,
  countAll,
  dependentsOf,
  findEntry,
  inLane,
  isMerged,
  isOver,
  isSatisfied,
  makeBoard,
  type PackageFile,
  readyEntries,
} from "../../../src/core/board/board.ts";
import { checkPackage } from "../../../src/core/board/check-package.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { parseWorkPackage } from "../../../src/core/work-package/work-package.ts";
import { logText, move, note, numbered } from "../../support/log.ts";

const file = (id: string, fields: Readonly<Record<string, string | readonly string[]>> = {}): PackageFile => {
  const authored = parseWorkPackage(`${id}-part.md`, { title: `Part ${id}`, ...fields });
  return { path: `tasks/${id}-part.md`, id, authored: authored.ok ? authored.value : undefined, damage: undefined };
};
const to = (
  wpId: string,
  lane: "planned" | "approved" | "done" | "canceled" | "in_progress" | "for_review",
  actor = "x",
) => move({ wp_id: wpId, from_lane: "planned", to_lane: lane, force: true, reason: "r", actor });
const boardOf = (files: readonly PackageFile[], rows: readonly object[] = []) =>
  makeBoard(files, reduce(parseLog(logText(numbered(rows))).rows));

describe("makeBoard()", () => {
  test("shows packages of either side, by id, and planned where nothing is recorded", () => {
    const board = boardOf([file("WP10"), file("WP02")], [to("WP01", "done"), note({ note: "n" }, { wp_id: "WP77" })]);
    expect(board.entries.map(({ id, lane, damage }) => [id, lane, damage])).toEqual([
      ["WP01", "done", "WP_FILE_MISSING"],
      ["WP02", "planned", undefined],
      ["WP10", "planned", undefined],
    ]);
    expect(board.progress).toMatchObject({ total: 3, doneCount: 1, weightedPercentage: 33.3 });
    expect(countAll(board)).toMatchObject({ planned: 2, done: 1, blocked: 0 });
  });

  test("marks two files of one id and a file that cannot be read", () => {
    const broken: PackageFile = { path: "tasks/WP03.md", id: "WP03", authored: undefined, damage: "YAML_SYNTAX" };
    const board = boardOf([file("WP01"), file("WP01"), broken]);
    expect(board.entries.map(({ damage }) => damage)).toEqual(["WP_DUPLICATE_FILES", "YAML_SYNTAX"]);
    expect(readyEntries(board)).toEqual([]);
  });
});

test("a package is ready when its dependencies are approved or done; a canceled one never satisfies", () => {
  const files = [file("WP01"), file("WP02"), file("WP03", { dependencies: ["WP01", "WP02"] })];
  const board = boardOf(files, [to("WP01", "approved"), to("WP02", "canceled")]);
  const third = findEntry(board, "WP03");
  if (third === undefined) throw new Error("no WP03");
  expect(blockersOf(board, third)).toEqual(["WP02"]);
  expect(readyEntries(board)).toEqual([]);
  expect(dependentsOf(board, "WP01")).toEqual(["WP03"]);
  expect(inLane(board, "approved", "canceled").map(({ id }) => id)).toEqual(["WP01", "WP02"]);
  expect([isSatisfied("done"), isSatisfied(undefined), isSatisfied("planned")]).toEqual([true, false, false]);
});

test("isOver() and isMerged() need an end, and a merge", () => {
  const files = [file("WP01")];
  const nothing = { mergedAt: undefined, baselineMergeCommit: undefined };
  expect([isOver(boardOf([])), isOver(boardOf(files)), isOver(boardOf(files, [to("WP01", "done")]))]).toEqual([
    false,
    false,
    true,
  ]);
  expect(isMerged(nothing, boardOf(files, [to("WP01", "done")]))).toBe(false);
  expect(isMerged(nothing, boardOf(files, [to("WP01", "done", "merge")]))).toBe(true);
  expect(isMerged({ ...nothing, mergedAt: "2026-01-01" }, boardOf(files))).toBe(true);
  expect(isMerged({ ...nothing, baselineMergeCommit: "abc" }, boardOf(files))).toBe(true);
});

describe("checkPackage()", () => {
  const codes = (files: readonly PackageFile[], rows: readonly object[], id: string, inLanes?: boolean) => {
    const board = boardOf(files, rows);
    const entry = findEntry(board, id);
    if (entry === undefined) throw new Error(`no ${id}`);
    return checkPackage(board, entry, inLanes).map(({ severity, code }) => `${severity} ${code}`);
  };

  test("finds nothing in a package that is in order", () => {
    expect(codes([file("WP01")], [to("WP01", "in_progress")], "WP01", true)).toEqual([]);
  });

  test("names what stops and what only a reviewer wants to know", () => {
    const files = [file("WP01"), file("WP02", { dependencies: ["WP01", "WP09"], subtasks: ["T001"], title: "" })];
    expect(codes(files, [to("WP02", "for_review")], "WP02", false)).toEqual([
      "error WP_DEPENDENCY_UNKNOWN",
      "error WP_LANE_MISSING",
      "error WP_DEPENDENCIES_OPEN",
      "warning WP_SUBTASKS_OPEN",
      "warning WP_TITLE_MISSING",
    ]);
    expect(codes(files, [], "WP01")).toEqual(["warning WP_NOT_FINALIZED"]);
    expect(codes([], [to("WP01", "done")], "WP01")).toEqual(["error WP_FILE_DAMAGED"]);
    const left = move({ from_lane: "in_review", to_lane: "approved", force: true, reason: "r" });
    expect(codes([file("WP01")], [left], "WP01")).toEqual(["warning WP_VERDICT_MISSING"]);
  });
});

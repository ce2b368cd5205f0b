import { describe, expect, test } from "bun:test";
import { makeLog, makeRepository } from "../../scripts/bench/fixtures.ts";
import { measure, median } from "../../scripts/bench/measure.ts";
import { renderTable } from "../../scripts/bench/report.ts";
import { parseLog } from "../../src/core/status/parse-log.ts";
import { reduce } from "../../src/core/status/reduce.ts";
import { git, temporaryFolder } from "../support/git-repo.ts";

describe("fixtures of the bench", () => {
  test("are logs that our reader accepts whole", () => {
    const log = parseLog(makeLog(70));
    expect({ problems: log.problems, torn: log.torn, rows: log.rows.length }).toEqual({
      problems: [],
      torn: undefined,
      rows: 70,
    });
    expect(reduce(log.rows).eventCount).toBe(70);
  });

  test("are repositories with as many missions as asked for", () => {
    const root = makeRepository(`${temporaryFolder()}/repo`, 3, 30);
    expect(git(root, "ls-tree", "--name-only", "HEAD", "kitty-specs/").split("\n")).toEqual([
      "kitty-specs/001-mission-0",
      "kitty-specs/002-mission-1",
      "kitty-specs/003-mission-2",
    ]);
    expect(git(root, "status", "--porcelain")).toBe("");
  });
});

describe("measure()", () => {
  test("runs each thing the same number of times, preparing each run", () => {
    const prepared: string[] = [];
    const one = (name: string) => ({
      name,
      command: ["true"],
      cwd: "/",
      env: { PATH: process.env["PATH"] ?? "" },
      before: () => prepared.push(name),
    });
    const timings = measure([one("a"), one("b")], 3);
    expect(timings.get("a")?.runs).toBe(3);
    expect(prepared).toEqual(["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"]);
  });

  test("takes the middle of what it measured", () => {
    expect(median([5, 1, 3])).toBe(3);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(median([])).toBeNaN();
  });
});

test("renderTable() shows a value that could not be measured as a dash, never as a pass", () => {
  const table = renderTable([
    { name: "a", value: 1.234, unit: "× empty", budget: 2, verdict: "ok" },
    { name: "long name", value: Number.NaN, unit: "processes", budget: 8, verdict: "missing", note: "why\nnot" },
  ]);
  expect(table).toBe("a          1.23  ≤ 2  × empty    ok\nlong name     –  ≤ 8  processes  missing  why");
});

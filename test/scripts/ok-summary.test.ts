import { describe, expect, test } from "bun:test";
import { parseCoverage, parseSummary, renderSummary, withAtLeastOneFailure } from "../../scripts/ok/summary.ts";

const CLOSING =
  " 12 pass\n 2 skip\n 1 todo\n 3 fail\n 1 error\n 40 expect() calls\nRan 18 tests across 2 files. [3.00ms]";

describe("parseSummary()", () => {
  test("reads the closing block of bun test", () => {
    expect(parseSummary(CLOSING)).toEqual({ passed: 12, failed: 4, skipped: 3 });
  });
  test("lets the closing block win over the same words printed by a test", () => {
    expect(parseSummary(` 999 pass\n 7 fail\n${CLOSING}`).passed).toBe(12);
    expect(parseSummary(` 4 skip\n 1 pass\n 0 fail\n`).skipped).toBe(0);
    expect(parseSummary("loaded 5 pass files\n 1 pass\n 0 fail\n")).toEqual({ passed: 1, failed: 0, skipped: 0 });
  });
  test("reports nothing for a run that crashed before its first test", () => {
    expect(parseSummary("error: preload not found")).toEqual({ passed: 0, failed: 0, skipped: 0 });
  });
});

describe("renderSummary()", () => {
  test("prints the two numbers, and skips only when there are some", () => {
    expect(renderSummary({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(renderSummary({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });
  test("never says 0 failed for a run that failed", () => {
    expect(renderSummary(withAtLeastOneFailure(parseSummary("")))).toBe("0 passed, 1 failed");
    expect(withAtLeastOneFailure(parseSummary(CLOSING)).failed).toBe(4);
  });
});

test("parseCoverage() reads the row of all files", () => {
  expect(
    parseCoverage(
      "File | % Funcs | % Lines |\nAll files              |   74.34 |   83.21 |\n src/a.ts | 1.00 | 2.00 |",
    ),
  ).toEqual({
    functions: 74.34,
    lines: 83.21,
  });
  expect(parseCoverage(CLOSING)).toBeUndefined();
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { computeLanes, type ExecutionLane, type LaneInput } from "../../../src/core/execution-lane/compute.ts";
import type { WpId } from "../../../src/core/lib/brand.ts";
import { findCycles } from "../../../src/core/lib/graph.ts";

const idOf = (n: number) => `WP${String(n).padStart(2, "0")}` as WpId;
const code = (n: number, ownedFiles: readonly string[], dependsOn: readonly number[] = []): LaneInput => ({
  wpId: idOf(n),
  dependencies: dependsOn.map(idOf),
  executionMode: "code_change",
  ownedFiles,
});
const planning = (n: number, dependsOn: readonly number[] = []): LaneInput => ({
  ...code(n, [`docs/${n}.md`], dependsOn),
  executionMode: "planning_artifact",
});
const lanesOf = (wps: readonly LaneInput[]) => {
  const plan = computeLanes(wps);
  return plan.ok
    ? plan.value.lanes.map((l) => `${l.parallelGroup} ${l.laneId}: ${l.wpIds.join()} <- ${l.dependsOnLanes.join()}`)
    : [plan.error.code];
};

describe("computeLanes()", () => {
  test("gives disjoint packages a lane each and orders them by dependency, not by merging", () => {
    expect(lanesOf([code(2, ["b/**"], [1]), code(1, ["a/**"]), code(3, ["c/**"])])).toEqual([
      "0 lane-a: WP01 <- ",
      "0 lane-c: WP03 <- ",
      "1 lane-b: WP02 <- lane-a",
    ]);
  });
  test("joins packages that can write a common path, in dependency order", () => {
    const plan = computeLanes([code(1, ["src/x.ts"], [3]), code(2, ["lib/**"]), code(3, ["src/*.ts"])]);
    expect(plan.ok && plan.value.lanes.map((lane) => [lane.laneId, lane.wpIds.join(), lane.writeScope.join()])).toEqual(
      [
        ["lane-a", "WP03,WP01", "src/*.ts,src/x.ts"],
        ["lane-b", "WP02", "lib/**"],
      ],
    );
    expect(plan.ok && plan.value.collapses).toEqual([
      {
        wpA: "WP01",
        wpB: "WP03",
        rule: "write_scope_overlap",
        evidence: "both can write src/x.ts and src/*.ts; one depends on the other",
      },
    ]);
    expect(plan.ok && plan.value.independentCollapsed).toBe(0);
  });
  test("puts planning artifacts into one lane that takes part in the order", () => {
    expect(lanesOf([code(1, ["a"]), planning(2, [1]), planning(4), code(3, ["c"], [4])])).toEqual([
      "0 lane-a: WP01 <- ",
      "1 lane-planning: WP02,WP04 <- lane-a",
      "2 lane-b: WP03 <- lane-planning",
    ]);
    expect(lanesOf([planning(1), planning(2)])).toEqual(["0 lane-planning: WP01,WP02 <- "]);
    expect(lanesOf([])).toEqual([]);
  });
  test("merges lanes that would wait for each other and says so", () => {
    const wps = [code(1, ["a/x", "s"]), code(2, ["b"], [1]), code(3, ["a/y", "s"], [2]), code(4, ["d"], [3])];
    expect(lanesOf(wps)).toEqual(["0 lane-a: WP01,WP02,WP03 <- ", "1 lane-b: WP04 <- lane-a"]);
    const plan = computeLanes(wps);
    expect(plan.ok && plan.value.collapses.map((event) => [event.rule, event.wpA, event.wpB])).toEqual([
      ["write_scope_overlap", "WP01", "WP03"],
      ["lane_cycle", "WP01", "WP02"],
    ]);
  });
  test("refuses a cycle through the planning lane, a cycle of packages, and a package that owns nothing", () => {
    expect(lanesOf([planning(1), code(2, ["a"], [1]), planning(3, [2])])).toEqual(["LANE_CYCLE_THROUGH_PLANNING"]);
    expect(computeLanes([code(1, ["a"], [2]), code(2, ["b"], [1])])).toEqual({
      ok: false,
      error: { code: "DEPENDENCY_CYCLE", cycles: [["WP01", "WP02", "WP01"]] },
    });
    expect(computeLanes([code(1, []), planning(2)])).toEqual({
      ok: false,
      error: { code: "LANE_OWNERSHIP_MISSING", wpIds: [idOf(1)] },
    });
  });
  test("goes on after lane-z", () => {
    const many = Array.from({ length: 30 }, (_, n) => code(n + 1, [`f${n}`]));
    expect(lanesOf(many).slice(25)).toEqual([
      "0 lane-z: WP26 <- ",
      "0 lane-aa: WP27 <- ",
      "0 lane-ab: WP28 <- ",
      "0 lane-ac: WP29 <- ",
      "0 lane-ad: WP30 <- ",
    ]);
  });
});

describe("any mission", () => {
  const file = fc.constantFrom("a/**", "a/x.ts", "b/*.ts", "b/y.ts", "c", "d/*/e", "d/q/*", "f");
  const wps = fc
    .array(
      fc.record({
        files: fc.array(file, { minLength: 1, maxLength: 2 }),
        deps: fc.array(fc.nat(8), { maxLength: 3 }),
        plan: fc.nat(5),
      }),
      { maxLength: 9 },
    )
    .map((rows) =>
      rows.map((row, n): LaneInput => {
        const earlier = [...new Set(row.deps.filter((dep) => dep < n))].map((dep) => dep + 1);
        return {
          ...code(n + 1, row.files, earlier),
          executionMode: row.plan === 0 ? "planning_artifact" : "code_change",
        };
      }),
    );
  test("is partitioned into an acyclic graph whose groups respect dependencies", () => {
    let computed = 0;
    fc.assert(
      fc.property(wps, (input) => {
        const plan = computeLanes(input);
        if (!plan.ok) {
          expect(plan.error.code).toBe("LANE_CYCLE_THROUGH_PLANNING");
          return;
        }
        computed += 1;
        const { lanes } = plan.value;
        expect(lanes.flatMap((lane) => lane.wpIds).toSorted()).toEqual(input.map((wp) => wp.wpId as string).toSorted());
        expect(findCycles(new Map(lanes.map((lane) => [lane.laneId, lane.dependsOnLanes])))).toEqual([]);
        for (const wp of input) for (const dependency of wp.dependencies) expectInOrder(lanes, wp.wpId, dependency);
        expect(computeLanes(input.toReversed())).toEqual(plan);
      }),
      { numRuns: 500, seed: 5 },
    );
    expect(computed).toBeGreaterThan(200);
  });
});

/** Asserts that a package comes after another it depends on: later in their lane, or in a later lane that waits. */
function expectInOrder(lanes: readonly ExecutionLane[], wpId: string, dependency: string): void {
  const mine = lanes.find((lane) => lane.wpIds.includes(wpId));
  const theirs = lanes.find((lane) => lane.wpIds.includes(dependency));
  if (!mine || !theirs) throw new Error(`no lane for ${wpId} or ${dependency}`);
  if (mine !== theirs) {
    expect(mine.dependsOnLanes).toContain(theirs.laneId);
    expect(mine.parallelGroup).toBeGreaterThan(theirs.parallelGroup);
  } else if (mine.laneId !== "lane-planning") {
    expect(mine.wpIds.indexOf(wpId)).toBeGreaterThan(mine.wpIds.indexOf(dependency));
  }
}

import { describe, expect, test } from "bun:test";
import {
  dependencyLanes,
  isSyncMessage,
  lanePatterns,
  planWorkspace,
  syncMessage,
} from "../../../src/core/execution-lane/workspace.ts";
import type { BranchName } from "../../../src/core/lib/brand.ts";
import { isHiddenBySparsePatterns } from "../../../src/shell/transaction/project.ts";

const names = { missionBranch: "kitty/mission-shop-01J9ABCD" as BranchName, targetBranch: "main" as BranchName };
const lane = (laneId: string, wpIds: readonly string[], parallelGroup = 0) => ({
  laneId,
  wpIds,
  dependsOnLanes: [],
  parallelGroup,
});
const LANES = [
  lane("lane-c", ["WP03"], 0),
  lane("lane-b", ["WP02"], 1),
  lane("lane-a", ["WP01", "WP05"], 1),
  lane("lane-planning", ["WP04"]),
];

describe("planWorkspace()", () => {
  test("names branch and worktree of a code lane", () => {
    expect(planWorkspace(LANES, "WP05", names)).toEqual({
      kind: "lane",
      laneId: "lane-a",
      wpIds: ["WP01", "WP05"],
      branch: "kitty/mission-shop-01J9ABCD-lane-a" as BranchName,
      path: ".worktrees/shop-01J9ABCD-lane-a",
    });
  });
  test("puts planning on the target, and what no lane lists nowhere", () => {
    expect(planWorkspace(LANES, "WP04", names)).toMatchObject({ kind: "planning", branch: "main" });
    expect(planWorkspace(LANES, "WP09", names)).toBeUndefined();
  });
});

test("dependencyLanes() lists other code lanes by group, then id", () => {
  const below = dependencyLanes(LANES, "WP05", { ...names, dependencies: ["WP01", "WP02", "WP03", "WP04"] });
  expect(below.map(({ laneId }) => laneId)).toEqual(["lane-c", "lane-b"]);
});

test("lanePatterns() hide exactly the two status files", () => {
  const patterns = lanePatterns("shop-01J9ABCD").join("\n");
  const hidden = ["status.events.jsonl", "status.json", "meta.json", "tasks/WP01.md"].filter((file) =>
    isHiddenBySparsePatterns(patterns, `kitty-specs/shop-01J9ABCD/${file}`),
  );
  expect([hidden, isHiddenBySparsePatterns(patterns, "src/a.ts")]).toEqual([
    ["status.events.jsonl", "status.json"],
    false,
  ]);
});

test("a sync message is told from what people write", () => {
  const message = syncMessage("lane-b", ["lane-a"], "work on WP02");
  expect(message).toStartWith("Merge lane-a into lane-b for work on WP02\n\n");
  expect([isSyncMessage(message), isSyncMessage("Merge lane-a\n\nSpec-Kitty-Lane is fine\n")]).toEqual([true, false]);
});

import { expect, test } from "bun:test";
import { decideHandoff, type HandoffFacts, withoutChurn } from "../../../src/core/execution-lane/handoff.ts";

const READY: HandoffFacts = {
  wpId: "WP01",
  laneId: "lane-a",
  branch: "kitty/mission-shop-01J9ABCD-lane-a",
  branchExists: true,
  worktree: "/repo/.worktrees/a",
  operation: undefined,
  changed: [".spec-kitty/review-lock.json"],
  ownCommits: 1,
  missionFiles: [],
  restoreFrom: "abc",
};

test("decideHandoff() names the first thing that is missing", () => {
  const later = {
    missionFiles: ["kitty-specs/x"],
    ownCommits: 0,
    changed: ["a.ts"],
    operation: "rebase",
    worktree: undefined,
  };
  const order = [
    ["worktree", "LANE_WORKTREE_MISSING"],
    ["operation", "LANE_OPERATION_IN_PROGRESS"],
    ["changed", "LANE_WORKTREE_DIRTY"],
    ["ownCommits", "LANE_HAS_NO_COMMITS"],
    ["missionFiles", "LANE_CHANGED_MISSION_FILES"],
  ] as const;
  let facts: HandoffFacts = { ...READY, ...later };
  for (const [key, code] of order) {
    const decided = decideHandoff(facts);
    expect(decided.ok ? undefined : decided.error.code).toBe(code);
    facts = { ...facts, [key]: READY[key] };
  }
  expect(decideHandoff(facts)).toEqual({ ok: true, value: null });
});

test("withoutChurn() keeps what people changed", () => {
  expect(withoutChurn(["kitty-ops/a", "src/kitty-ops/a", ".worktrees/b"])).toEqual(["src/kitty-ops/a"]);
});

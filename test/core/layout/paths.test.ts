import { describe, expect, test } from "bun:test";
import {
  decisionFile,
  isToolOwned,
  MISSION_FILES,
  missionDir,
  missionPath,
  parseMissionPath,
  partitionOf,
  referenceLock,
  reviewCycleFile,
  reviewCycleRef,
  workPackageFile,
} from "../../../src/core/layout/paths.ts";

describe("paths", () => {
  test("are joined in one place", () => {
    expect(missionDir("shop")).toBe("kitty-specs/shop");
    expect(missionPath("shop", MISSION_FILES.log)).toBe("kitty-specs/shop/status.events.jsonl");
    expect(workPackageFile("WP01-cart")).toBe("tasks/WP01-cart.md");
    expect(reviewCycleFile("WP01-cart", 2)).toBe("tasks/WP01-cart/review-cycle-2.md");
    expect(reviewCycleRef("shop", "WP01-cart", 2)).toBe("review-cycle://shop/WP01-cart/review-cycle-2.md");
    expect(decisionFile("01J")).toBe("decisions/DM-01J.md");
    expect(referenceLock("shop")).toBe("spec-kitty-locks/shop.status.lock");
  });

  test("of a mission are taken apart again", () => {
    expect(parseMissionPath("kitty-specs/shop/tasks/WP01.md")).toEqual({ folder: "shop", file: "tasks/WP01.md" });
    for (const path of ["kitty-specs/shop", "kitty-specs", "src/a.ts", "kitty-specs//x"]) {
      expect(parseMissionPath(path)).toBeUndefined();
    }
  });

  for (const [file, partition, toolOwned] of [
    ["meta.json", "target", false],
    ["spec.md", "target", false],
    ["lanes.json", "target", true],
    ["status.events.jsonl", "coordination", true],
    ["status.json", "coordination", true],
    ["acceptance-matrix.json", "coordination", true],
    ["issue-matrix.md", "coordination", false],
    ["decisions/index.json", "target", false],
    ["traces/a.md", "coordination", false],
    ["tasks/WP01-a/review-cycle-1.md", "coordination", true],
    ["tasks/WP01-a/review-cycle-x.md", "target", false],
    ["tasks/WP01-a.md", "target", false],
  ] as const) {
    test(`${file} lives on the ${partition} side, ${toolOwned ? "" : "not "}owned by the tool`, () => {
      expect(partitionOf(file)).toBe(partition);
      expect(isToolOwned(file)).toBe(toolOwned);
    });
  }
});

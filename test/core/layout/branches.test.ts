import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  compareLaneIds,
  coordinationWorktree,
  isLaneId,
  laneBranch,
  laneIdOf,
  laneWorktree,
  type MissionName,
  missionBranch,
  parseBranchName,
  pullRequestBranch,
} from "../../../src/core/layout/branches.ts";
import type { BranchName } from "../../../src/core/lib/brand.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

const missionId = "01J9ABCDE0000000000000000A";
const named = (name: MissionName): string => {
  const result = missionBranch(name);
  return result.ok ? result.value : result.error.code;
};

describe("missionBranch()", () => {
  for (const [slug, id, expected] of [
    ["shop-01J9ABCD", missionId, "kitty/mission-shop-01J9ABCD"],
    ["064-shop", missionId, "kitty/mission-shop-01J9ABCD"],
    ["shop", missionId, "kitty/mission-shop-01J9ABCD"],
    ["shop-01J9ABCD-01J9ABCD", missionId, "kitty/mission-shop-01J9ABCD"],
    ["shop-01J9ABCD", undefined, "kitty/mission-shop-01J9ABCD"],
    ["064-shop", undefined, "kitty/mission-064-shop"],
    ["shop", undefined, "BRANCH_IDENTITY_UNRESOLVED"],
    ["", missionId, "BRANCH_IDENTITY_UNRESOLVED"],
    ["-flag", missionId, "BRANCH_IDENTITY_UNRESOLVED"],
    ["a b", missionId, "BRANCH_IDENTITY_UNRESOLVED"],
    ["a..b", missionId, "BRANCH_IDENTITY_UNRESOLVED"],
    ["064-x.lock", undefined, "BRANCH_IDENTITY_UNRESOLVED"],
  ] as const) {
    test(`names ${slug} with ${id ?? "no id"}`, () => expect(named({ slug, missionId: id })).toBe(expected));
  }

  test.skipIf(!hasCorpus)("agrees with what real missions recorded", () => {
    const different = corpusMissions().filter((mission) => {
      const lanes = JSON.parse(readCorpus(mission, "lanes.json") ?? "{}");
      const meta = JSON.parse(readCorpus(mission, "meta.json") ?? "{}");
      if (!lanes.mission_branch?.match(/-[0-9A-Z]{8}$/)) return false;
      return named({ slug: meta.mission_slug, missionId: meta.mission_id }) !== lanes.mission_branch;
    });
    // Both were written with the mid8 twice.
    expect(different).toEqual([
      "mission-lifecycle-dispatch-drg-closeout-01KV0S99",
      "tool-surface-contract-residuals-01KV4S5B",
    ]);
  });
});

describe("worktrees", () => {
  test("are named after branches", () => {
    const branch = laneBranch("kitty/mission-shop-01J9ABCD" as BranchName, "lane-aa");
    expect(String(branch)).toBe("kitty/mission-shop-01J9ABCD-lane-aa");
    expect(laneWorktree(branch)).toBe(".worktrees/shop-01J9ABCD-lane-aa");
    expect(coordinationWorktree("shop-01J9ABCD", missionId)).toBe(".worktrees/shop-01J9ABCD-coord");
    expect(coordinationWorktree("064-shop", missionId)).toBe(".worktrees/064-shop-01J9ABCD-coord");
    expect(String(pullRequestBranch("shop", "release/1"))).toBe("kitty/pr/shop-to-release-1");
  });
});

describe("lane ids", () => {
  test("go on after z", () => {
    expect([0, 1, 25, 26, 27, 51, 52, 701, 702].map(laneIdOf)).toEqual([
      "lane-a",
      "lane-b",
      "lane-z",
      "lane-aa",
      "lane-ab",
      "lane-az",
      "lane-ba",
      "lane-zz",
      "lane-aaa",
    ]);
    expect(isLaneId("lane-planning")).toBe(true);
    expect(isLaneId("lane-aaaa")).toBe(false);
    expect(isLaneId("lane-A")).toBe(false);
  });

  test("sort as they are handed out", () => {
    const ids = Array.from({ length: 60 }, (_, index) => laneIdOf(index));
    expect([...ids, "lane-planning"].sort().sort(compareLaneIds)).toEqual([...ids, "lane-planning"]);
  });
});

describe("parseBranchName()", () => {
  const table: readonly (readonly [string, string])[] = [
    ["kitty/mission-shop-01J9ABCD-lane-b", "modern shop 01J9ABCD lane-b"],
    ["kitty/mission-shop-01J9ABCD-lane-ab", "modern shop 01J9ABCD lane-ab"],
    ["kitty/mission-bus-lane-map-01J9ABCD", "modern bus-lane-map 01J9ABCD -"],
    ["kitty/mission-064-shop-lane-a", "numbered 064-shop - lane-a"],
    ["kitty/mission-064-shop", "numbered 064-shop - -"],
    ["kitty/mission-shop-lane-a", "plain shop - lane-a"],
    ["kitty/mission-bus-lane-map", "plain bus-lane-map - -"],
    ["kitty/mission-shop-01j9abcd", "plain shop-01j9abcd - -"],
  ];
  for (const [name, expected] of table) {
    test(`reads ${name}`, () => {
      const parsed = parseBranchName(name);
      expect(`${parsed?.form} ${parsed?.slug} ${parsed?.mid8 ?? "-"} ${parsed?.laneId ?? "-"}`).toBe(expected);
    });
  }
  for (const name of [
    "main",
    "kitty/mission-",
    "kitty/pr/x-to-main",
    "refs/heads/kitty/mission-shop-01J9ABCD",
    "kitty/mission-shop-01J9ABCD-lane-planning",
    "kitty/mission-a/b",
    "kitty/mission-a b",
  ]) {
    test(`knows that ${name} is not ours`, () => expect(parseBranchName(name)).toBeUndefined());
  }

  test("reads back every name that is made", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z][a-z0-9]*(-[a-z0-9]+){0,3}$/), fc.nat(900), (slug, index) => {
        const mission = missionBranch({ slug, missionId });
        if (!mission.ok) throw new Error(slug);
        const laneId = laneIdOf(index);
        expect(parseBranchName(laneBranch(mission.value, laneId))).toEqual({
          form: "modern",
          mission: mission.value,
          slug: slug.replace(/^\d{3}-(?=.)/, ""),
          mid8: "01J9ABCD",
          laneId,
        });
      }),
    );
  });
});

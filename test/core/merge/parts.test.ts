import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Instant, Oid } from "../../../src/core/lib/brand.ts";
import {
  integratedTips,
  isMergeMessage,
  type MergeRecord,
  mergeDrafts,
  mergedMeta,
  mergeMessage,
  nextMissionNumber,
} from "../../../src/core/merge/bookkeeping.ts";
import { excerptOf, resolutionCommands } from "../../../src/core/merge/conflict.ts";
import { combineFolders, type FileEntry } from "../../../src/core/merge/mission-folder.ts";
import { lanesToMerge } from "../../../src/core/merge/order.ts";
import { blockersOf } from "../../../src/core/merge/report.ts";
import { parseMeta } from "../../../src/core/mission/meta.ts";
import { renderRows, stamp } from "../../../src/core/status/draft.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { metaText } from "../../support/mission.ts";

const lane = (laneId: string, wpIds: readonly string[], dependsOnLanes: readonly string[] = []) => ({
  laneId,
  wpIds,
  dependsOnLanes,
  parallelGroup: 0,
});
const record = (changes: Partial<MergeRecord> = {}): MergeRecord => ({
  folder: "shop",
  missionId: "01J9ABCDE0000000000000000A",
  missionNumber: 3,
  targetBranch: "main",
  strategy: "squash",
  packages: [
    {
      wpId: "WP01",
      status: { lane: "approved", actor: "ann", lastTransitionAt: null, lastEventId: null, forceCount: 0 },
      laneId: "lane-a",
      branch: "b-lane-a",
      commit: "c1",
    },
    {
      wpId: "WP02",
      status: { lane: "done", actor: "ann", lastTransitionAt: null, lastEventId: null, forceCount: 0 },
      laneId: "lane-planning",
      branch: undefined,
      commit: undefined,
    },
  ],
  missionCommit: "m1",
  note: undefined,
  ...changes,
});

describe("lanesToMerge()", () => {
  test("puts each lane after those it depends on and leaves out planning and canceled lanes", () => {
    const lanes = [
      lane("lane-a", ["WP01"], ["lane-c"]),
      lane("lane-b", ["WP02"]),
      lane("lane-c", ["WP03"]),
      lane("lane-planning", ["WP04"]),
    ];
    expect(lanesToMerge(lanes, new Set(["WP02"])).map(({ laneId }) => laneId)).toEqual(["lane-c", "lane-a"]);
  });

  test("keeps every lane even if lanes of an old file wait for each other", () => {
    const lanes = [
      lane("lane-b", ["WP02"], ["lane-a"]),
      lane("lane-a", ["WP01"], ["lane-b"]),
      lane("lane-aa", ["WP03"]),
    ];
    expect(lanesToMerge(lanes, new Set()).map(({ laneId }) => laneId)).toEqual(["lane-aa", "lane-a", "lane-b"]);
  });
});

describe("combineFolders()", () => {
  const files = fc
    .dictionary(fc.constantFrom("a", "b", "c"), fc.constantFrom("1", "2"))
    .map(
      (texts) =>
        new Map(
          Object.entries(texts).map(([path, oid]): [string, FileEntry] => [path, { mode: "100644", oid: oid as Oid }]),
        ),
    );

  test("takes what the mission changed, and everything else from the target", () => {
    fc.assert(
      fc.property(files, files, files, (base, target, mission) => {
        const combined = combineFolders({ base, target, mission });
        for (const path of ["a", "b", "c"]) {
          const changed = base.get(path)?.oid !== mission.get(path)?.oid;
          expect(combined.get(path)?.oid).toBe((changed ? mission : target).get(path)?.oid);
        }
      }),
    );
  });
});

describe("excerptOf()", () => {
  const SIDES = { ours: "main", theirs: "kitty/x-lane-a" };

  test("names the sides as branches, with the path that git gives a renamed file", () => {
    const [ours, base, theirs] = ["a", "b", "c"].map((letter) => letter.repeat(40));
    const text = [`<<<<<<< ${ours}`, "a", `||||||| ${base}`, "o", "=======", "b", `>>>>>>> ${theirs}:old.txt`].join(
      "\n",
    );
    expect(excerptOf(text, SIDES)).toBe(
      "<<<<<<< main\na\n||||||| before both\no\n=======\nb\n>>>>>>> kitty/x-lane-a:old.txt",
    );
  });

  test("cuts the first conflict with a line around it, and long ones short", () => {
    const text = ["one", "<<<<<<< ours", "a", "=======", "b", ">>>>>>> theirs", "two", "three"].join("\n");
    expect(excerptOf(text, SIDES).split("\n")).toEqual([
      "one",
      "<<<<<<< ours",
      "a",
      "=======",
      "b",
      ">>>>>>> theirs",
      "two",
    ]);
    const long = ["<<<<<<< ours", ...Array.from({ length: 99 }, (_, i) => `${i}`), ">>>>>>> theirs"].join("\n");
    expect(excerptOf(long, SIDES).split("\n")).toHaveLength(25);
    expect(excerptOf("no conflict", SIDES)).toBe("");
  });
});

describe("resolutionCommands()", () => {
  test("quotes what a shell would split, makes a worktree that is gone and shows hidden files", () => {
    const place = { branch: "b", path: ".worktrees/x y", present: false, sparse: true };
    expect(resolutionCommands(place, "main", ["it's.txt"])).toEqual([
      "git worktree add '.worktrees/x y' b",
      "git -C '.worktrees/x y' sparse-checkout disable",
      "git -C '.worktrees/x y' merge --no-edit main",
      "git -C '.worktrees/x y' add -- 'it'\\''s.txt'",
      "git -C '.worktrees/x y' commit --no-edit",
    ]);
  });
});

describe("the bookkeeping of a merge", () => {
  test("numbers densely after the greatest, and keeps a number", () => {
    expect([nextMissionNumber(undefined, []), nextMissionNumber(undefined, [2, 9]), nextMissionNumber(4, [9])]).toEqual(
      [1, 10, 4],
    );
  });

  test("moves only what is approved, integrates all, and can be read back", () => {
    const rows = stamp(mergeDrafts(record({ note: "agreed" })), {
      at: "2026-01-02T03:04:05.000006+00:00" as Instant,
      after: "",
      mintId: (i) => `id${i}`,
    });
    const log = parseLog(renderRows(rows)).rows;
    expect(
      log.map(({ family, row }) => (family === "transition" ? "done" : (row as { event_type?: string }).event_type)),
    ).toEqual(["done", "lane_integrated", "lane_integrated", "MissionClosed"]);
    expect(integratedTips(log)).toEqual({ lanes: new Map([["b-lane-a", "c1"]]), mission: "m1" });
    expect(rows.at(-1)).toMatchObject({
      payload: {
        merged_wps: ["WP01", "WP02"],
        review_check_skipped: "agreed",
        closed_at: "2026-01-02T03:04:05.000009+00:00",
      },
    });
  });

  test("marks its commits", () => {
    const message = mergeMessage(record(), new Map([["WP01", "Cart"]]));
    expect(message.split("\n")).toEqual([
      "Merge mission shop into main",
      "",
      "WP01 Cart",
      "WP02",
      "",
      "Spec-Kitty-Merge: shop",
    ]);
    expect([
      isMergeMessage(message),
      isMergeMessage(message, "shop"),
      isMergeMessage(message, "other"),
      isMergeMessage("Merge"),
    ]).toEqual([true, true, false, false]);
  });

  test("flattens a coordinated mission and leaves the topology of others", () => {
    const facts = { record: record(), at: "2026" as Instant, by: "ann", baseline: "old", push: false, hasLanes: false };
    const flat = (text: string) => {
      const meta = parseMeta(text, "meta.json");
      const merged = meta.ok ? mergedMeta(meta.value, facts, "meta.json") : meta;
      return merged.ok ? merged.value.raw : {};
    };
    expect(flat(metaText())).toMatchObject({
      topology: "single_branch",
      flattened: true,
      mission_number: 3,
      merge_history: [{ merged_by: "ann" }],
    });
    const plain = flat(metaText({ topology: "lanes", coordination_branch: null }));
    expect(plain).toMatchObject({ topology: "lanes", baseline_merge_commit: "old" });
    expect("flattened" in plain).toBe(false);
  });

  test("lists what blocks in one form", () => {
    const readiness = { checks: [], blockers: [{ code: "A", check: "evidence" as const, details: "WP01 is planned" }] };
    expect(
      blockersOf(readiness, [
        { code: "B", from: "x", into: "y", files: [{ path: "f", kind: "k", excerpt: "" }] },
        { code: "C", files: ["g"] },
      ]),
    ).toEqual([
      { code: "A", details: "WP01 is planned", files: [] },
      { code: "B", details: "x into y", files: ["f"] },
      { code: "C", details: "g", files: ["g"] },
    ]);
  });
});

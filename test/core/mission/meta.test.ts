import { describe, expect, test } from "bun:test";
import {
  editMeta,
  isCoordinated,
  type MissionMeta,
  parseMeta,
  renderMeta,
  topologyOf,
} from "../../../src/core/mission/meta.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

const FILE = "kitty-specs/shop/meta.json";
const meta = (text: string): MissionMeta => {
  const result = parseMeta(text, FILE);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};
const from = (value: object): MissionMeta => meta(JSON.stringify(value));
const refusal = (value: unknown) => parseMeta(JSON.stringify(value), FILE);

describe.skipIf(!hasCorpus)("real meta.json", () => {
  test("is read, and written again as it was where it is canonical", () => {
    const missions = corpusMissions();
    const different = missions.filter((mission) => {
      const text = readCorpus(mission, "meta.json") ?? "";
      const read = meta(text);
      expect(read.missionId).toMatch(/^[0-9A-Z]{26}$/);
      expect(read.targetBranch).not.toBeUndefined();
      expect(JSON.parse(renderMeta(read))).toEqual(JSON.parse(text));
      return renderMeta(read) !== text;
    });
    expect(missions.length).toBe(96);
    expect(different.length).toBeLessThanOrEqual(2);
  });
});

describe("parseMeta()", () => {
  test("views what is there, and assumes nothing else", () => {
    const view = from({
      mission_id: "01J9ABCDE0000000000000000A",
      slug: "shop-01J9ABCD",
      mission_slug: "shop-01J9ABCD",
      friendly_name: "Shop",
      mission_type: "software-dev",
      target_branch: "main",
      topology: "coord",
      coordination_branch: "kitty/mission-shop-01J9ABCD",
      flattened: false,
      mission_number: null,
      pr_bound: true,
      created_at: "2026-01-02T03:04:05+00:00",
    });
    expect(view).toMatchObject({
      missionId: "01J9ABCDE0000000000000000A",
      missionSlug: "shop-01J9ABCD",
      missionNumber: undefined,
      topology: "coord",
      coordinationBranch: "kitty/mission-shop-01J9ABCD",
      prBound: true,
      flattened: false,
    });
    expect(meta("\ufeff{}")).toMatchObject({ missionId: undefined, missionSlug: undefined, missionType: "" });
  });

  for (const [value, expected] of [
    [7, 7],
    ["042", 42],
    ["", undefined],
    [null, undefined],
  ] as const) {
    test(`reads mission_number ${JSON.stringify(value)} as ${expected}`, () => {
      expect(from({ mission_number: value }).missionNumber).toBe(expected);
    });
  }

  for (const [value, error] of [
    [[], { code: "META_CORRUPT" }],
    [{ mission_number: "pending" }, { code: "META_NUMBER_UNASSIGNED", value: "pending" }],
    [{ mission_number: true }, { code: "META_INVALID", path: "mission_number" }],
    [{ mission_id: "../../x" }, { code: "META_INVALID", path: "mission_id" }],
    [{ slug: "../x" }, { code: "META_INVALID", path: "slug" }],
    [{ topology: "ring" }, { code: "META_INVALID", path: "topology" }],
    [{ target_branch: 1 }, { code: "META_INVALID", path: "target_branch" }],
  ] as const) {
    test(`refuses ${JSON.stringify(value)}`, () => {
      expect(refusal(value)).toMatchObject({ ok: false, error: { ...error, file: FILE } });
    });
  }

  test("refuses text that is no JSON, and nesting without end", () => {
    expect(parseMeta("{", FILE)).toMatchObject({ error: { code: "META_CORRUPT", detail: expect.any(String) } });
    expect(parseMeta("[".repeat(999), FILE)).toMatchObject({
      error: { code: "META_CORRUPT", detail: "JSON_TOO_DEEP" },
    });
  });
});

describe("editMeta()", () => {
  const edited = (value: string, edit: Parameters<typeof editMeta>[1]) => {
    const result = editMeta(meta(value), edit, FILE);
    return result.ok ? renderMeta(result.value) : result.error;
  };

  test("keeps unknown keys and numbers as they stand", () => {
    expect(edited('{"z": 0.0, "slug": "s", "mission_slug": "s", "ü": "ü", "big": 12345678901234567890}', {})).toBe(
      '{\n  "big": 12345678901234567890,\n  "mission_slug": "s",\n  "slug": "s",\n  "z": 0.0,\n  "ü": "ü"\n}\n',
    );
  });

  test("sets and removes keys", () => {
    expect(edited('{"coordination_branch": "x"}', { set: { flattened: true }, unset: ["coordination_branch"] })).toBe(
      '{\n  "flattened": true\n}\n',
    );
    expect(edited("{}", { set: { topology: "ring" } })).toMatchObject({ code: "META_INVALID", path: "topology" });
  });

  test("puts present names in the place of legacy ones", () => {
    const legacy = '{"feature_slug": "064-shop", "feature_number": "064", "mission": "x", "mission_number": null}';
    expect(meta(legacy)).toMatchObject({ missionSlug: "064-shop", missionNumber: 64 });
    expect(edited(legacy, {})).toBe(
      '{\n  "mission_number": 64,\n  "mission_slug": "064-shop",\n  "slug": "064-shop"\n}\n',
    );
  });
});

describe("topologyOf()", () => {
  for (const [value, hasLanes, expected] of [
    [{ topology: "single_branch", coordination_branch: "x" }, true, "single_branch"],
    [{ coordination_branch: "x" }, false, "coord"],
    [{ coordination_branch: "x" }, true, "lanes_with_coord"],
    [{ coordination_branch: null }, true, "lanes"],
    [{}, false, "single_branch"],
  ] as const) {
    test(`is ${expected} for ${JSON.stringify(value)} ${hasLanes ? "with" : "without"} lanes.json`, () => {
      expect(topologyOf(from(value), hasLanes)).toBe(expected);
      expect(isCoordinated(expected)).toBe(expected.includes("coord"));
    });
  }
});

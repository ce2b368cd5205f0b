import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { editDistance, suggest } from "../../../src/core/lib/suggest.ts";

describe("editDistance()", () => {
  const table: readonly (readonly [string, string, number])[] = [
    ["", "", 0],
    ["", "abc", 3],
    ["abc", "", 3],
    ["claimed", "claimed", 0],
    ["clamied", "claimed", 1],
    ["plannd", "planned", 1],
    ["kitten", "sitting", 3],
    ["ca", "abc", 3],
  ];
  for (const [a, b, distance] of table) {
    test(`"${a}" to "${b}" is ${distance}`, () => expect(editDistance(a, b)).toBe(distance));
  }

  test("is symmetric and bounded by the longer word", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (a, b) => {
        expect(editDistance(a, b)).toBe(editDistance(b, a));
        expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
      }),
    );
  });
});

describe("suggest()", () => {
  test("offers the nearest first, then what continues the word", () => {
    expect(suggest("in-progress", ["planned", "in_progress", "in_review"])).toEqual(["in_progress"]);
    expect(suggest("stat", ["start", "status", "merge"])).toEqual(["start", "status"]);
    expect(suggest("MERGE", ["merge"])).toEqual(["merge"]);
    expect(suggest("zzz", ["merge", "status"])).toEqual([]);
    expect(suggest("aa", ["ab", "ac", "ad", "ae"], 2)).toEqual(["ab", "ac"]);
  });
});

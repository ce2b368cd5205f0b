import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { type MissionEntry, resolveHandle } from "../../../src/core/mission/resolve.ts";

const entry = (folder: string, missionId?: string, missionNumber?: number): MissionEntry => ({
  folder,
  missionId,
  missionNumber,
});

const MISSIONS: readonly MissionEntry[] = [
  entry("shop-01J9ABCD", "01J9ABCDE0000000000000000A", 12),
  entry("shop-cart-01J9ABCD", "01J9ABCDF0000000000000000B"),
  entry("064-auth", "01KAAAAAAA000000000000000C", 64),
  entry("080-one", "01KBBBBBBB000000000000000D"),
  entry("080-two", undefined),
  entry("billing-01KCCCCC", "01KCCCCCCC000000000000000E", 80),
  entry("bare", undefined),
  entry("2026-01KDDDDD", "01KDDDDDDD000000000000000F"),
];

const resolve = (handle: string, entries = MISSIONS): string => {
  const result = resolveHandle(entries, handle);
  if (result.ok) return result.value.folder;
  const { error } = result;
  return error.code === "MISSION_NOT_FOUND"
    ? `not found: ${error.suggestions.join()}`
    : `ambiguous: ${error.candidates.map(({ folder }) => folder).join()}`;
};

describe("resolveHandle()", () => {
  const table: readonly (readonly [string, string])[] = [
    ["shop-01J9ABCD", "shop-01J9ABCD"],
    ["SHOP-01j9abcd", "shop-01J9ABCD"],
    ["01J9ABCDE0000000000000000A", "shop-01J9ABCD"],
    ["01j9abcde0000000000000000a", "shop-01J9ABCD"],
    ["01J9ABCDX0000000000000000A", "not found: "],
    ["01J9ABCD", "ambiguous: shop-01J9ABCD,shop-cart-01J9ABCD"],
    ["01J9ABCDE", "shop-01J9ABCD"],
    ["01kc", "billing-01KCCCCC"],
    ["01k", "not found: "],
    ["shop", "shop-01J9ABCD"],
    ["shop-cart", "shop-cart-01J9ABCD"],
    ["auth", "064-auth"],
    ["64", "064-auth"],
    ["064", "064-auth"],
    ["0064", "064-auth"],
    ["12", "shop-01J9ABCD"],
    ["80", "ambiguous: 080-one,080-two,billing-01KCCCCC"],
    ["080", "ambiguous: 080-one,080-two,billing-01KCCCCC"],
    ["one", "080-one"],
    ["bare", "bare"],
    ["2026", "2026-01KDDDDD"],
    ["biling", "not found: billing-01KCCCCC"],
    ["cart", "not found: shop-cart-01J9ABCD"],
    ["", "not found: "],
    ["../shop", "not found: "],
    ["zzzzzz", "not found: "],
  ];
  for (const [handle, expected] of table) {
    test(`"${handle}": ${expected}`, () => expect(resolve(handle)).toBe(expected));
  }

  test("prefers a folder's whole name to everything else", () => {
    expect(resolve("shop", [...MISSIONS, entry("shop")])).toBe("shop");
  });

  test("names the candidates", () => {
    expect(resolveHandle(MISSIONS, "80")).toMatchObject({
      error: { handle: "80", candidates: [{ mid8: "01KBBBBB" }, { missionId: undefined, mid8: undefined }, {}] },
    });
  });

  test("finds every mission by its folder and by its id, in any order", () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([...MISSIONS], { minLength: 1 }), (entries) => {
        for (const { folder, missionId } of entries) {
          expect(resolve(folder, entries)).toBe(folder);
          if (missionId !== undefined) expect(resolve(missionId.toLowerCase(), entries)).toBe(folder);
        }
      }),
    );
  });
});

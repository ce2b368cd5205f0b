import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  humanSlug,
  isMissionId,
  isSafeSegment,
  leadingNumber,
  mid8Tail,
  missionFolder,
  withoutNumber,
} from "../../../src/core/layout/names.ts";

const ID = "01J9ABCDE0000000000000000A";

describe("isSafeSegment()", () => {
  for (const text of ["shop-01J9ABCD", "a.b", "a b", "_", "a\\".slice(0, 1), "x".repeat(255)]) {
    test(`accepts ${text.slice(0, 20)}`, () => expect(isSafeSegment(text)).toBe(true));
  }
  for (const text of ["", ".", "..", ".a", "a..b", "a/b", "a\\b", " a", "a ", "é", "a\nb", "a\0", "x".repeat(256)]) {
    test(`refuses ${JSON.stringify(text.slice(0, 20))}`, () => expect(isSafeSegment(text)).toBe(false));
  }
});

describe("names", () => {
  test("know ids by their alphabet and length", () => {
    expect(isMissionId(ID)).toBe(true);
    expect(isMissionId(ID.toLowerCase())).toBe(false);
    expect(isMissionId(`${ID.slice(1)}U`)).toBe(false);
    expect(isMissionId(ID.slice(1))).toBe(false);
  });

  test("strip the number and the mid8", () => {
    expect(withoutNumber("064-shop")).toBe("shop");
    expect(withoutNumber("064-")).toBe("064-");
    expect(withoutNumber("1064-shop")).toBe("1064-shop");
    expect(leadingNumber("064-shop")).toBe(64);
    expect(leadingNumber("shop-064")).toBeUndefined();
    expect(mid8Tail("shop-01J9ABCD")).toBe("01J9ABCD");
    expect(mid8Tail("shop-pipeline")).toBeUndefined();
    expect(humanSlug("064-shop-01J9ABCD-01J9ABCD", ID)).toBe("shop");
    expect(humanSlug("shop-01J9ZZZZ", ID)).toBe("shop-01J9ZZZZ");
    expect(humanSlug("shop-01J9ZZZZ", undefined)).toBe("shop");
  });

  test("of a folder do not change when made again", () => {
    expect(missionFolder("064-shop", ID)).toBe("shop-01J9ABCD");
    fc.assert(
      fc.property(fc.stringMatching(/^(\d{3}-)?[a-z][a-z0-9]*(-[a-z0-9]+){0,3}$/), (slug) => {
        const folder = missionFolder(slug, ID);
        expect(missionFolder(folder, ID)).toBe(folder.replace(/^\d{3}-(?=.)/, ""));
      }),
    );
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  friendlyFromSlug,
  mustRemint,
  parseFriendlyName,
  parseSlug,
  slugFromTicket,
  slugify,
} from "../../../src/core/mission/identity.ts";

describe("parseSlug()", () => {
  for (const [text, slug] of [
    ["shop", "shop"],
    ["shop-2-cart", "shop-2-cart"],
    ["064", "064"],
    ["064-shop", "shop"],
  ] as const) {
    test(`accepts ${text}`, () => expect(parseSlug(text)).toEqual({ ok: true, value: slug }));
  }
  for (const [text, suggestion] of [
    ["Shop Cart", "shop-cart"],
    ["shop--cart", "shop-cart"],
    ["-shop", "shop"],
    ["../x", "x"],
    ["Größe", "grosse"],
    ["Ærø Łódź Đà", "aero-lodz-da"],
    ["日本", ""],
    ["", ""],
    ["x".repeat(101), "x".repeat(100)],
  ] as const) {
    test(`refuses "${text.slice(0, 12)}"`, () => {
      expect(parseSlug(text)).toEqual({ ok: false, error: { code: "MISSION_SLUG_INVALID", slug: text, suggestion } });
    });
  }

  test("accepts whatever it suggests", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const slug = slugify(text);
        expect(slug === "" || parseSlug(slug).ok).toBe(true);
      }),
    );
  });
});

describe("names", () => {
  test("come from tickets and slugs", () => {
    expect(slugFromTicket({ key: "ABC_12", title: "x" })).toBe("abc-12");
    expect(slugFromTicket({ key: "#", title: "Fix: the cart!" })).toBe("fix-the-cart");
    expect(slugFromTicket({ key: "", title: "" })).toBe("untitled");
    expect(friendlyFromSlug("shop-cart")).toBe("shop cart");
    expect(parseFriendlyName("  Shop \n cart ")).toEqual({ ok: true, value: "Shop cart" });
    expect(parseFriendlyName(" \t")).toEqual({ ok: false, error: { code: "FRIENDLY_NAME_BLANK" } });
  });

  test("ask for another id when the mid8 is taken", () => {
    expect(mustRemint("01J9ABCDE0000000000000000A", new Set(["01J9ABCD"]))).toBe(true);
    expect(mustRemint("01J9ABCEE0000000000000000A", new Set(["01J9ABCD"]))).toBe(false);
  });
});

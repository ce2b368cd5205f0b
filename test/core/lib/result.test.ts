import { expect, test } from "bun:test";
import { assertNever, err, ok } from "../../../src/core/lib/result.ts";

test("a result is told apart by `ok`, and holds what it was made of", () => {
  expect([ok(1), err("E")]).toEqual([
    { ok: true, value: 1 },
    { ok: false, error: "E" },
  ]);
});

test("assertNever() names the variant that nobody handled", () => {
  expect(() => assertNever({ kind: "new" } as never)).toThrow('Bug: unhandled variant {"kind":"new"}');
});

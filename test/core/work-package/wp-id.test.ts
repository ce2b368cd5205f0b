import { expect, test } from "bun:test";
import { readTypedWpId } from "../../../src/core/work-package/wp-id.ts";

test.each([
  ["WP01", "WP01"],
  ["wp01", "WP01"],
  ["wp1", "WP01"],
  ["1", "WP01"],
  [" 01 ", "WP01"],
  ["WP01-slug", "WP01"],
  ["wp12_cart.md", "WP12"],
  ["100", "WP100"],
  ["WP1000", undefined],
  ["WP01x", undefined],
  ["1st", undefined],
  ["", undefined],
])("readTypedWpId(%p) is %p", (given, id) => {
  expect<string | undefined>(readTypedWpId(given)).toBe(id);
});

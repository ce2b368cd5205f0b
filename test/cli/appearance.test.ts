import { expect, test } from "bun:test";
import { createStyle, wantsColor, widthOf } from "../../src/cli/appearance.ts";

const yes = (): boolean => true;
const no = (): boolean => false;

test.each([
  [{}, true, true],
  [{}, false, false],
  [{ NO_COLOR: "1" }, true, false],
  [{ NO_COLOR: "yes", FORCE_COLOR: "1" }, true, false],
  [{ NO_COLOR: "" }, true, true],
  [{ FORCE_COLOR: "1" }, false, true],
  [{ FORCE_COLOR: "" }, false, true],
  [{ FORCE_COLOR: "0" }, true, false],
  [{ CLICOLOR_FORCE: "1", TERM: "dumb" }, false, true],
  [{ CLICOLOR: "0" }, true, false],
  [{ TERM: "dumb" }, true, false],
])("wantsColor(%j) on a terminal: %p is %p", (env, isTerminal, expected) => {
  expect(wantsColor(env, () => isTerminal)).toBe(expected);
});

test("widthOf() takes COLUMNS, then the terminal, and nothing when piped", () => {
  expect(widthOf({ COLUMNS: "60" }, no, () => 200)).toBe(60);
  expect(widthOf({ COLUMNS: "wide" }, yes, () => 200)).toBe(200);
  expect(widthOf({}, no, () => 200)).toBeUndefined();
  expect(widthOf({}, yes, () => undefined)).toBe(80);
  expect(widthOf({}, yes, () => 0)).toBe(80);
  expect(widthOf({}, yes, () => 12)).toBe(40);
});

test("createStyle() paints each colour and leaves empty text alone", () => {
  const { bold, dim, red, green, yellow, blue, cyan, width } = createStyle(true, 72);
  expect([bold, dim, red, green, yellow, blue, cyan].map((paint) => paint("x"))).toEqual([
    "\u001B[1mx\u001B[22m",
    "\u001B[2mx\u001B[22m",
    "\u001B[31mx\u001B[39m",
    "\u001B[32mx\u001B[39m",
    "\u001B[33mx\u001B[39m",
    "\u001B[34mx\u001B[39m",
    "\u001B[36mx\u001B[39m",
  ]);
  expect(red("")).toBe("");
  expect(width).toBe(72);
  expect(createStyle(false, 50).red("x")).toBe("x");
});

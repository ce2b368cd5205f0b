import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { replaceFrontMatter, splitFrontMatter } from "../../../src/core/work-package/front-matter.ts";

describe("splitFrontMatter()", () => {
  test.each([
    ["---\na: 1\n---\nbody\n", "a: 1\n", "body\n"],
    ["\uFEFF---\r\na: 1\r\n---\r\nbody", "a: 1\r\n", "body"],
    ["---\n---\n", "", ""],
    ["--- \na: 1\n  --- \nrest", "a: 1\n", "rest"],
    ["---\na: 1\n---", "a: 1\n", ""],
  ])("splits %j", (text, yaml, body) => {
    const split = splitFrontMatter(text, "x.md");
    expect(split.ok && [split.value.yaml, split.value.body]).toEqual([yaml, body]);
  });
  test("refuses a file without opening or closing fence", () => {
    expect(splitFrontMatter("# x\n", "x.md")).toEqual({
      ok: false,
      error: { code: "FRONT_MATTER_MISSING", path: "x.md" },
    });
    expect(splitFrontMatter("---\na: 1\n", "x.md")).toEqual({
      ok: false,
      error: { code: "FRONT_MATTER_UNTERMINATED", path: "x.md" },
    });
  });
  test("gives offsets that put an edit back without touching another byte", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (head, tail) => {
        const text = `---\n${head.replaceAll("-", "")}\n---\n${tail}`;
        const split = splitFrontMatter(text, "x");
        return (
          split.ok &&
          replaceFrontMatter(text, split.value, split.value.yaml) === text &&
          text.slice(split.value.bodyStart) === split.value.body
        );
      }),
    );
  });
});

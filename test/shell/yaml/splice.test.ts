import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parse } from "yaml";
import type { Json } from "../../../src/core/lib/json.ts";
import { splitFrontMatter } from "../../../src/core/work-package/front-matter.ts";
import { spliceYaml } from "../../../src/shell/yaml/splice.ts";
import { corpusMissions, hasCorpus, workPackageFiles } from "../../support/corpus.ts";

const splice = async (text: string, edits: Record<string, Json>) => {
  const result = await spliceYaml(
    text,
    Object.entries(edits).map(([key, value]) => ({ path: key.split("."), value })),
    "x",
  );
  return result.ok ? result.value : result.error.code;
};

describe("spliceYaml()", () => {
  test.each([
    ["a: 1 # keep\nb:   'x'\n", { a: 2 }, "a: 2 # keep\nb:   'x'\n"],
    ["deps: []\nz: 1\n", { deps: ["WP01", "WP02"] }, "deps: [WP01, WP02]\nz: 1\n"],
    ["deps:\n- WP01\n# c\n- WP02\nz: 1\n", { deps: ["WP03"] }, "deps:\n- WP03\nz: 1\n"],
    ["deps:\n  - WP01\nz: 1\n", { deps: ["WP03", "WP04"] }, "deps:\n  - WP03\n  - WP04\nz: 1\n"],
    ["deps:\n- WP01\nz: 1\n", { deps: [] }, "deps: []\nz: 1\n"],
    ["deps:\nz: 1\n", { deps: "x" }, "deps: x\nz: 1\n"],
    ["a: >-\n  long\n  text\nz: 1\n", { a: "short" }, "a: short\nz: 1\n"],
    ["a: 1", { b: ["x", "w"], c: "q: r" }, 'a: 1\nb:\n- x\n- w\nc: "q: r"\n'],
    ["", { a: 1 }, "a: 1\n"],
    ["m:\n  x: 1\nz: 1\n", { "m.w": "t" }, "m:\n  x: 1\n  w: t\nz: 1\n"],
    ["l:\n- id: a\n- id: b\n", { "l.1.id": "c" }, "l:\n- id: a\n- id: c\n"],
    ["\uFEFFa: 1\r\nb: 2\r\n", { a: "true" }, '\uFEFFa: "true"\r\nb: 2\r\n'],
    ["a: x\n", { a: "1.10" }, 'a: "1.10"\n'],
    ["{a: 1}\n", { a: 2 }, "{a: 2}\n"],
    ["{a: 1}\n", { b: 2 }, "YAML_EDIT_UNSUPPORTED"],
    ["- a\n", { b: 2 }, "YAML_EDIT_UNSUPPORTED"],
    ["a: 1\na: 2\n", { a: 3 }, "YAML_DUPLICATE_KEYS"],
  ] satisfies [string, Record<string, Json>, string][])("turns %j with %j into %j", async (text, edits, wanted) => {
    expect(await splice(text, edits)).toBe(wanted);
  });
  test("writes any text, number or list of texts so that it reads back, and keeps the other lines", async () => {
    const value = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 4 }));
    const old = fc.constantFrom(
      "k: []",
      "k:",
      "k: 'x' # c",
      "k:\n- a\n- b",
      "k:\n  - a",
      "k: |\n  a\n  b",
      'k: "a\n  b"',
    );
    await fc.assert(
      fc.asyncProperty(old, value, async (line, wanted) => {
        const text = `# head\na:   [1,  2]  # c\n${line}\nz: {q:   1}\n`;
        const edited = await splice(text, { k: wanted });
        expect(parse(edited)).toEqual({ a: [1, 2], k: wanted, z: { q: 1 } });
        expect(edited.startsWith("# head\na:   [1,  2]  # c\nk:")).toBe(true);
        expect(edited.endsWith("\nz: {q:   1}\n")).toBe(true);
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("keeps every other line of every tenth work package", async () => {
    const files = corpusMissions().flatMap((mission) => workPackageFiles(mission));
    for (const file of files.filter((_, index) => index % 10 === 0)) {
      const split = splitFrontMatter(file.text, file.name);
      if (!split.ok) continue;
      const edited = await splice(split.value.yaml, { dependencies: ["WP98", "WP99"], execution_mode: "code_change" });
      const kept = new Set(edited.split("\n"));
      const lost = split.value.yaml
        .split("\n")
        .filter((line) => !kept.has(line) && !/^\s*(- "?WP\d+"?|dependencies:.*|execution_mode:.*)$/.test(line));
      expect(lost).toEqual([]);
      expect(parse(edited).dependencies).toEqual(["WP98", "WP99"]);
    }
  });
});

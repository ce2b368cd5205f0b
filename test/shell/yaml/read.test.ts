import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseDocument, stringify } from "yaml";
import { splitFrontMatter } from "../../../src/core/work-package/front-matter.ts";
import { readYaml } from "../../../src/shell/yaml/read.ts";
import { mayRepeatKeys } from "../../../src/shell/yaml/repeated-keys.ts";
import { corpusMissions, hasCorpus, readCorpus, workPackageFiles } from "../../support/corpus.ts";

const codeOf = async (text: string) => {
  const read = await readYaml(text, "x.yaml");
  return read.ok ? "ok" : read.error.code;
};

describe("readYaml()", () => {
  test("reads plain values, a byte order mark, CRLF and the empty document", async () => {
    expect(await readYaml("\uFEFFa: 1\r\nb:\r\n- x\r\nc: 2026-01-02\r\n", "x")).toEqual({
      ok: true,
      value: { a: 1, b: ["x"], c: "2026-01-02" },
    });
    expect(await readYaml("", "x")).toEqual({ ok: true, value: null });
  });
  test("lists every repeated key with its place", async () => {
    expect(await readYaml("a: 1\nb:\n  c: 1\n  c: 2\nl:\n- q: 1\n  q: 2\n'a': 3\n", "x")).toEqual({
      ok: false,
      error: { code: "YAML_DUPLICATE_KEYS", path: "x", keys: ["a", "b.c", "l.0.q"] },
    });
  });
  test.each([
    ["[".repeat(100_000), "YAML_TOO_LARGE"],
    [`a: ${"[".repeat(70)}${"]".repeat(70)}`, "YAML_TOO_LARGE"],
    ["a: &a [*a]", "YAML_TOO_LARGE"],
    ["x".repeat(5_000_000), "YAML_TOO_LARGE"],
    ["a: 1\n---\nb: 2\n", "YAML_MULTIPLE_DOCUMENTS"],
    ["a: [1\nb: 2", "YAML_SYNTAX"],
    ["a: {b: 1, b: 2}", "YAML_DUPLICATE_KEYS"],
    ["- a: 1\n- a: 2\n", "ok"],
    ["a: |\n  k: 1\n  k: 2\nb: 1\n", "ok"],
    ["---\na: 1\n", "ok"],
  ])("answers %.20j with %s", async (text, code) => {
    expect(await codeOf(text)).toBe(code);
  });
  test("refuses aliases that multiply", async () => {
    const levels = Array.from({ length: 20 }, (_, n) => `k${n + 1}: &a${n + 1} [*a${n}, *a${n}, *a${n}]`);
    expect(await codeOf(`k0: &a0 [x, x]\n${levels.join("\n")}\n`)).toBe("YAML_TOO_LARGE");
  });
  test("turns numbers that JSON lacks into text", async () => {
    expect(await readYaml("a: [1, true]\nb: 1.5\n", "x")).toEqual({ ok: true, value: { a: [1, true], b: 1.5 } });
  });
});

describe("mayRepeatKeys()", () => {
  const key = fc.constantFrom("a", "b", "c d", "'q'", "x-y");
  const value = fc.letrec((tie) => ({
    node: fc.oneof(
      { maxDepth: 3 },
      fc.constantFrom("t", "k: v", "- x", "# no", "l1\nl2", 'say "k": x'),
      tie("map"),
      tie("list"),
    ),
    map: fc.dictionary(key, tie("node"), { minKeys: 1, maxKeys: 3 }),
    list: fc.array(tie("node"), { minLength: 1, maxLength: 3 }),
  })).map;
  test("never misses a key that the strict parser finds repeated", () => {
    const lineEdit = fc.record({ from: fc.nat(30), to: fc.nat(30) });
    fc.assert(
      fc.property(value, lineEdit, (tree, { from, to }) => {
        const lines = stringify(tree).split("\n").slice(0, -1);
        const text = `${lines.toSpliced(to % (lines.length + 1), 0, lines[from % lines.length] ?? "").join("\n")}\n`;
        const repeated = parseDocument(text).errors;
        const onlyRepeats = repeated.length > 0 && repeated.every((each) => each.code === "DUPLICATE_KEY");
        return !onlyRepeats || mayRepeatKeys(text);
      }),
      { numRuns: 2000, seed: 3 },
    );
  });
  test("does not suspect ordinary front matter", () => {
    expect(
      mayRepeatKeys("a: 1\nhistory:\n- at: x\n  actor: y\n- at: z\n  actor: y\nfiles:\n- src/**\n- 'q: r'\n"),
    ).toBe(false);
  });
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("reads as the yaml package reads it", async () => {
    let files = 0;
    for (const mission of corpusMissions()) {
      const manifest = readCorpus(mission, "wps.yaml");
      const texts = workPackageFiles(mission).map((file) => {
        const split = splitFrontMatter(file.text, file.name);
        return split.ok ? split.value.yaml : "not split";
      });
      for (const text of manifest === undefined ? texts : [...texts, manifest]) {
        files += 1;
        expect(await readYaml(text, mission)).toEqual({ ok: true, value: parseDocument(text).toJS() });
      }
    }
    expect(files).toBeGreaterThan(500);
  });
});

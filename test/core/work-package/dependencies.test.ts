import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseDependencies, sectionIds } from "../../../src/core/work-package/dependencies.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

const idOf = (n: number) => `WP${String(n).padStart(2, "0")}`;
const read = (body: string) => {
  const section = [...parseDependencies(`# Tasks\n\n## WP05 — x\n\n${body}\n`).values()][0];
  return {
    taken: (section?.dependencies ?? []).map((id) => id.slice(2)).join(),
    unclear: [...new Set((section?.unclear ?? []).flatMap((line) => line.ids))].join(),
  };
};

describe("parseDependencies()", () => {
  test.each([
    ["Depends on WP01, WP02", "01,02", ""],
    ["- depends on WP03.", "03", ""],
    ["Depends on WP01 and WP02", "01,02", ""],
    ["**Dependencies**: WP01, WP02", "01,02", ""],
    ["Dependencies: WP01 # n", "01", ""],
    ["Dependencies: WP01.", "01", ""],
    ["Dependencies: WP01 (x), WP02", "01,02", ""],
    ["Dependencies: WP01 (x) is needed", "01", ""],
    ["Dependencies: WP01 and WP02", "01,02", ""],
    ["Dependencies: WP01 & WP02", "01,02", ""],
    ["Dependencies: WP01, WP02, and WP03", "01,02,03", ""],
    ["Dependencies: Depends on WP01, WP02 all merged", "01,02", ""],
    ["Priority: High | Dependencies: WP01, WP03 | Subtasks: 7", "01,03", ""],
    ["### Dependencies\n- WP01 (n)\n\n- WP02", "01,02", ""],
    ["### Dependencies\n- Depends on WP01", "01", ""],
    ["## Dependencies\n- WP01", "01", ""],
    ["# Dependencies\n- WP01", "01", ""],
    ["### **Dependencies**\n- WP01", "01", ""],
    ["Depends on WP05", "05", ""],
    ["**Dependencies:** WP01", "01", ""],
    ["- **Dependencies:** WP01.", "01", ""],
    ["Dependencies: [WP01, WP02]", "01,02", ""],
    ["Dependencies: [WP01]", "01", ""],
    ["Dependencies: WP01; WP02", "01,02", ""],
    ["### Dependencies\n- WP01, WP02", "01,02", ""],
    ["### Dependencies\n- WP01 (a\n  b)\n- WP02", "01,02", ""],
    ["Depends on WP100", "100", ""],
    ["Dependencies: none", "", ""],
    ["Dependencies: None.", "", ""],
    ["Dependencies: []", "", ""],
    ["Dependencies: —", "", ""],
    ["**Dependencies**: none (WP02 is independent)", "", ""],
    ["### Dependencies\n- None (disjoint from WP02)", "", ""],
    ["```\nDepends on WP01\n```", "", ""],
    ["<!-- Depends on WP01 -->\n<!--\nDependencies: WP02\n-->", "", ""],
    ["This depends on WP01", "", "WP01"],
    ["Depends on: WP01", "", "WP01"],
    ["**Depends on** WP01", "", "WP01"],
    ["Depends on WP01-WP03", "01", "WP03"],
    ["Dependencies: WP01. WP02", "01", "WP02"],
    ["Dependencies: WP01 must be merged first", "", "WP01"],
    ["Priority: P1. **Dependencies**: WP01", "", "WP01"],
    ["### Dependencies\n- **WP01**", "", "WP01"],
    ["### Dependencies\n- `WP01`", "", "WP01"],
    ["##### Dependencies\n- WP01", "", "WP01"],
    ["### Dependencies:\n- WP01", "", "WP01"],
    ["### Dependencies\nprose\n- WP01", "", "WP01"],
    ["Dependencies: wp01", "", "wp01"],
    ["Requires: WP01", "", "WP01"],
    ["Blocked by WP01", "", "WP01"],
    ["Depends on WP1", "", "WP1"],
    ["WP01 is independent of WP02", "", ""],
    ["Prose that cites WP01 only", "", ""],
  ])("reads %j as %j, leaving %j unclear", (body, taken, unclear) => {
    expect(read(body)).toEqual({ taken, unclear });
  });
  test("gives sentences, then labelled values, then lists", () => {
    expect(read("### Dependencies\n- WP01\n\nDependencies: WP02\nDepends on WP03, WP02").taken).toBe("03,02,01");
  });
  test("bounds every section, not only the last", () => {
    const text = "## WP01\n## Notes\nDepends on WP03\n## WP02\n### Steps\nDepends on WP01\n## Notes\nDepends on WP04\n";
    const found = [...parseDependencies(text)].map(([id, section]) => `${id}:${section.dependencies.join()}`);
    expect(found).toEqual(["WP01:", "WP02:WP01"]);
  });
  test("lets the last of two sections count and reports what only the first declares", () => {
    const section = [...parseDependencies("## WP02\nDepends on WP01\n## WP02 again\nDepends on WP03\n").values()][0];
    expect(section?.dependencies.join()).toBe("WP03");
    expect(section?.unclear).toEqual([{ line: 3, text: "repeated section: WP02 again", ids: ["WP01"] as never }]);
  });
});

describe("splitTaskSections()", () => {
  test.each([
    ["## WP05", "WP05"],
    ["### WP05: x", "WP05"],
    ["##  WP05 x", "WP05"],
    ["## WP05-foo", "WP05"],
    ["## Work Package WP05: y", "WP05"],
    ["## Work Package 5 — T", "WP05"],
    ["## Work Package 5: t", "WP05"],
    ["## Work Package 12", "WP12"],
    ["## WP005", "WP005"],
    ["# WP05", ""],
    ["#### WP05", ""],
    ["##WP05", ""],
    ["## WP5", ""],
    ["## WP05b", ""],
    ["## Work Package 5a", ""],
    ["## Work package WP05", ""],
    ["## **WP05** x", ""],
    ["## [WP05] x", ""],
    ["## Phase 2: WP05", ""],
    ["```\n## WP05\n```", ""],
  ])("takes %j for %j", (heading, id) => expect(sectionIds(`${heading}\n`).join()).toBe(id));
});

describe("any tasks.md", () => {
  test("keeps every id that follows a dependency word, taken or unclear", () => {
    const joint = fc.constantFrom(", ", " and ", " & ", "; ", " ", "-", ". ", " (n), ", "/");
    const lead = fc.constantFrom(
      "Depends on ",
      "Dependencies: ",
      "**Dependencies:** ",
      "This depends on ",
      "- depends on: ",
      "x | Dependencies: ",
    );
    const ids = fc.uniqueArray(fc.integer({ min: 6, max: 120 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(lead, ids, fc.array(joint, { minLength: 5, maxLength: 5 }), (start, numbers, joints) => {
        const line = start + numbers.map((n, at) => idOf(n) + (at < numbers.length - 1 ? joints[at] : "")).join("");
        const section = [...parseDependencies(`## WP05\n${line}\n`).values()][0];
        const seen = [...(section?.dependencies ?? []), ...(section?.unclear.flatMap((each) => each.ids) ?? [])];
        expect(seen.toSorted()).toEqual(numbers.map(idOf).toSorted());
      }),
    );
  });
  test("is read without a crash, whatever it holds", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom("#", " ", "WP01", "\n", "`", "- ", "<!--", "-->", "(", "Depends on ") }),
        (text) => parseDependencies(text).size <= 1,
      ),
    );
  });
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("loses no id of a dependency line silently", () => {
    const texts = corpusMissions().flatMap((mission) => readCorpus(mission, "tasks.md") ?? []);
    const parsed = texts.map((text) => [...parseDependencies(text).values()]);
    const shape = /^[-* ]*(?:Depends on|Dependencies)\b[*: ]*(WP\d{2}(?:, WP\d{2})*)/gim;
    for (const [at, text] of texts.entries()) {
      const seen: readonly string[] = (parsed[at] ?? []).flatMap((section) => [
        ...section.dependencies,
        ...section.unclear.flatMap((line) => line.ids),
      ]);
      const stated = [...text.matchAll(shape)].flatMap((match) => match[1]?.split(", ") ?? []);
      expect(stated.filter((id) => !seen.includes(id))).toEqual([]);
    }
    const sections = parsed.flat().length;
    const edges = parsed.flat().flatMap((section) => section.dependencies).length;
    expect(sections).toBeGreaterThan(450);
    expect(edges).toBeGreaterThan(300);
  });
});

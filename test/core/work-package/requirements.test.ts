import { describe, expect, test } from "bun:test";
import type { WpId } from "../../../src/core/lib/brand.ts";
import {
  checkCoverage,
  declaredIdOf,
  parseSpecRequirements,
  parseTaskRequirementRefs,
  readRequirementRefs,
} from "../../../src/core/work-package/requirements.ts";
import { isPlanSubstantive, isSpecSubstantive } from "../../../src/core/work-package/spec-substance.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

const wp = (id: string) => id as WpId;

describe("declaredIdOf()", () => {
  test.each([
    ["| FR-001 | text |", "FR-001"],
    ["| **fr-2** | text |", "FR-2"],
    ["| ~~NFR-003~~ | text |", "NFR-003"],
    ["### FR-001: title", "FR-001"],
    ["- **FR-001**: x, see FR-002", "FR-001"],
    ["1. C-004 must", "C-004"],
    ["**FR-009** opens", "FR-009"],
    ["| title | FR-001 |", undefined],
    ["| FR-001, FR-002 | x |", undefined],
    ["As FR-001 says", undefined],
    ["| IC-01 | x |", undefined],
    ["- SC-001 x", undefined],
  ])("reads %j as %p", (line, id) => expect(declaredIdOf(line)).toBe(id));
});

describe("parseSpecRequirements()", () => {
  test("reports ids that a requirements section only mentions in prose", () => {
    const spec =
      "# S\n## Requirements\n| FR-010 | a |\n| FR-2 | b |\nThe system also does FR-003.\n### Sub requirements\nand FR-004, FR-2\n### Entities\nFR-006\n## Else\nFR-005\n";
    expect(parseSpecRequirements(spec)).toEqual({
      declared: ["FR-2", "FR-010"],
      bareProse: ["FR-003", "FR-004"],
      warnings: [],
    });
  });
  test("warns if ids are cited and none is declared", () => {
    expect(parseSpecRequirements("See FR-001.").warnings).toEqual([
      { code: "REQUIREMENTS_NOT_DECLARED", ids: ["FR-001"] },
    ]);
  });
});

test("parseTaskRequirementRefs() reads labelled lines of each section", () => {
  const found = parseTaskRequirementRefs(
    "## WP01\n**Requirement Refs**: FR-001, nfr-2\n### Phase\nRequirements: C-1\n#### WP02 x\n- Requirement: FR-3\n",
  );
  expect([...found].map(([id, refs]) => `${id}=${refs.join()}`)).toEqual(["WP01=FR-001,NFR-2,C-1", "WP02=FR-3"]);
});

test("readRequirementRefs() drops success criteria with a warning", () => {
  expect(readRequirementRefs(wp("WP01"), ["FR-001", "SC-002 and fr-3"])).toEqual({
    refs: ["FR-001", "FR-3"],
    warnings: [{ code: "SUCCESS_CRITERIA_IGNORED", wpId: wp("WP01"), ids: ["SC-002"] }],
  });
});

test("checkCoverage() lets a package with an unknown ref cover nothing", () => {
  const refs = new Map([
    [wp("WP01"), ["FR-1", "FR-9"]],
    [wp("WP02"), ["FR-2"]],
    [wp("WP03"), []],
  ]);
  const coverage = checkCoverage(["C-1", "FR-1", "FR-2"], refs);
  expect(coverage.missingRefs).toEqual([wp("WP03")]);
  expect([...coverage.unknownRefs]).toEqual([[wp("WP01"), ["FR-9"]]]);
  expect(coverage.unmapped).toEqual(["FR-1"]);
});

describe("isSpecSubstantive()", () => {
  test.each([
    ["| FR-001 | Title | The tool does a thing | High | Open |", true],
    ["### FR-001\nThe tool must work.", true],
    ["- **FR-001**: users sign in", true],
    ["| FR-001 | [Requirement title] | As a [role], I want [x] | Draft |", false],
    ["| FR-001 | TBD | ... | Draft |", false],
    ["| NFR-001 | Fast enough for everyone |", false],
    ["prose FR-001 real words here", false],
    ["", false],
  ])("judges %j %p", (text, real) => expect(isSpecSubstantive(text)).toBe(real));
});

describe("isPlanSubstantive()", () => {
  const context = (body: string) => `# Plan\n## Technical Context\n${body}\n## Next\n**Storage**: files\n`;
  test.each([
    [context("**Language/Version**: Python 3.11\n**Testing**: pytest"), true],
    [context("**Language/Version:** Rust 1.80\n**Primary Dependencies** (all adopted):\n- serde"), true],
    [
      context(
        "**Language/Version**: [e.g. Python 3.11 or NEEDS CLARIFICATION]\n**Testing**: pytest\n**Storage**: files",
      ),
      false,
    ],
    [context("**Language/Version**: Python 3.11\n**Testing**: TBD"), false],
    ["# Plan\n**Language/Version**: Go\n**Testing**: go test", false],
  ])("judges %j %p", (text, real) => expect(isPlanSubstantive(text)).toBe(real));
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("declares requirements in nearly every specification", () => {
    const texts = corpusMissions().flatMap((mission) => readCorpus(mission, "spec.md") ?? []);
    const silent = texts.filter((text) => parseSpecRequirements(text).declared.every((id) => !id.startsWith("FR-")));
    expect(texts.length).toBeGreaterThan(90);
    expect(silent.length).toBeLessThan(5);
    expect(texts.filter((text) => !isSpecSubstantive(text)).length).toBe(silent.length);
    expect(texts.flatMap((text) => parseSpecRequirements(text).bareProse).length).toBeLessThan(6);
  });
  test("has substantive plans wherever they name a technical context", () => {
    const plans = corpusMissions().flatMap((mission) => readCorpus(mission, "plan.md") ?? []);
    const withContext = plans.filter((text) => /technical context/i.test(text));
    expect(withContext.length).toBeGreaterThan(60);
    expect(withContext.filter((text) => !isPlanSubstantive(text)).length).toBeLessThan(withContext.length / 4);
  });
});

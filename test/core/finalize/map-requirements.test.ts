import { describe, expect, test } from "bun:test";
import { decideMapping, parseMappingRequest } from "../../../src/core/finalize/map-requirements.ts";
import type { Json } from "../../../src/core/lib/json.ts";
import { parseRoster } from "../../../src/core/work-package/work-package.ts";

const flags = { wp: undefined, refs: undefined, batch: undefined, hasTrackerRefs: false };

describe("parseMappingRequest()", () => {
  test("reads one package, or several as JSON", () => {
    const of = (given: Partial<Parameters<typeof parseMappingRequest>[0]>) => {
      const request = parseMappingRequest({ ...flags, ...given });
      return request.ok ? [...request.value].map(([wp, refs]) => `${wp}=${refs.join("+")}`).join(" ") : request.error;
    };
    expect(of({ wp: "wp01", refs: "fr-001, NFR-2 FR-001" })).toBe("WP01=FR-001+NFR-2");
    expect(of({ wp: "WP01", hasTrackerRefs: true })).toBe("WP01=");
    expect(of({ batch: '{"WP01":["FR-001"],"WP02":"FR-002, FR-003"}' })).toBe("WP01=FR-001 WP02=FR-002+FR-003");
    for (const bad of [
      {},
      { wp: "WP01" },
      { refs: "FR-001" },
      { batch: "{}", wp: "WP01" },
      { batch: "[" },
      { batch: "{}" },
      { batch: '{"WP01":[]}' },
    ])
      expect(of(bad)).toMatchObject({ code: "MAPPING_REQUEST_INVALID" });
  });
});

const SPEC = "| FR-001 | a |\n| FR-002 | b |\n| NFR-001 | c |\n";
const decide = (
  refs: readonly (Json | undefined)[],
  request: Readonly<Record<string, readonly string[]>>,
  change: Partial<Parameters<typeof decideMapping>[0]> = {},
) => {
  const roster = parseRoster(
    refs.map((value, index) => ({
      fileName: `WP0${index + 1}-x.md`,
      value: value === undefined ? {} : { requirement_refs: value },
    })),
  );
  if (!roster.ok) throw new Error("roster");
  const base = { entries: undefined, tasksText: undefined, specText: SPEC, mode: "add" as const };
  return decideMapping({ ...base, packages: roster.value, request: new Map(Object.entries(request)), ...change });
};
const edits = (decided: ReturnType<typeof decide>) =>
  decided.ok ? decided.value.edits.map(({ wp, edits: [edit] }) => `${wp.id}: ${edit?.value}`) : decided.error;

describe("decideMapping()", () => {
  test("adds what is missing after what the author wrote, or replaces it", () => {
    expect(edits(decide([["FR-001: a"], undefined], { WP01: ["FR-001", "FR-002"] }))).toEqual([
      "WP01: FR-001: a,FR-002",
    ]);
    expect(edits(decide([["FR-001"]], { WP01: ["FR-002"] }, { mode: "replace" }))).toEqual(["WP01: FR-002"]);
    expect(edits(decide([["FR-001", "FR-002"]], { WP01: ["FR-002"] }))).toEqual([]);
    expect(edits(decide([["FR-002", "FR-001"]], { WP01: ["FR-001", "FR-002"] }, { mode: "replace" }))).toEqual([]);
    expect(edits(decide([["FR-001"]], { WP01: [] }, { mode: "replace" }))).toEqual([]);
  });
  test("tells the coverage from all sources", () => {
    const decided = decide(
      [undefined, undefined],
      { WP01: ["NFR-001"] },
      { tasksText: "## WP02\nRequirements: FR-002\n" },
    );
    expect(decided).toMatchObject({ ok: true, value: { functional: ["FR-001", "FR-002"], unmapped: ["FR-001"] } });
    if (decided.ok) expect([...decided.value.total].join(" ")).toBe("WP01,NFR-001 WP02,FR-002");
  });
  test("refuses the whole if one id or package is unknown", () => {
    const unknown = decide([["FR-001"]], { WP01: ["FR-002", "FR-7"] });
    expect(unknown).toMatchObject({ ok: false, error: { code: "REQUIREMENT_REFS_UNKNOWN", unknown: ["FR-7"] } });
    expect(decide([["FR-001"]], { WP02: ["FR-002"] })).toMatchObject({
      ok: false,
      error: { code: "WP_NOT_FOUND", wpId: "WP02" },
    });
  });
});

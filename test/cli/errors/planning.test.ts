import { describe, expect, test } from "bun:test";
import { ownershipSentence, type PlanningError } from "../../../src/cli/errors/planning.ts";
import { ERRORS } from "../../../src/cli/errors.ts";
import type { WpId } from "../../../src/core/lib/brand.ts";

const wp = (id: string) => id as WpId;
const CASES: readonly (readonly [PlanningError, string])[] = [
  [{ code: "FRONT_MATTER_MISSING", path: "p.md" }, "p.md"],
  [{ code: "FRONT_MATTER_UNTERMINATED", path: "p.md" }, "p.md"],
  [{ code: "YAML_SYNTAX", path: "p.md", detail: "bad indent" }, "bad indent"],
  [{ code: "YAML_DUPLICATE_KEYS", path: "p.md", keys: ["a", "b.c"] }, "a, b.c"],
  [{ code: "YAML_TOO_LARGE", path: "p.md", limit: "64 levels" }, "64 levels"],
  [{ code: "YAML_MULTIPLE_DOCUMENTS", path: "p.md" }, "p.md"],
  [{ code: "YAML_EDIT_UNSUPPORTED", path: "p.md", key: "dependencies" }, "dependencies"],
  [{ code: "LANES_FILE_CORRUPT", path: "lanes.json", detail: "lanes is missing" }, "lanes is missing"],
  [{ code: "LANES_FILE_TOO_NEW", path: "lanes.json", version: 2 }, "version 2"],
  [{ code: "LANE_OWNERSHIP_MISSING", wpIds: [wp("WP01")] }, "WP01"],
  [{ code: "SUBTASK_ID_INVALID", given: "3" }, "3"],
  [{ code: "SUBTASK_ID_IS_WORK_PACKAGE", given: "WP01" }, "WP01"],
  [{ code: "SUBTASK_MISSION_MISMATCH", given: "other", missionSlug: "this" }, "other"],
  [{ code: "SUBTASK_NOT_FOUND", subtaskId: "T009", known: ["T001"] }, "T001"],
  [{ code: "SUBTASK_AMBIGUOUS", subtaskId: "T001", wpIds: [wp("WP01"), wp("WP02")] }, "WP01, WP02"],
];

describe("planning errors", () => {
  test.each(CASES)("%j says %s", (error, fact) => {
    const text = ERRORS[error.code] as {
      message(e: PlanningError): string;
      hint(e: PlanningError): string;
      details?(e: PlanningError): Readonly<Record<string, unknown>>;
      explain: string;
    };
    expect(text.message(error)).toContain(fact);
    expect(text.message(error)).not.toMatch(/\.$|undefined/);
    expect(text.hint(error)).toMatch(/spec-kitty|git /);
    expect(Object.values(text.details?.(error) ?? {})).not.toContain(undefined);
    expect(text.explain).toMatch(/\.$/);
  });
});

describe("ownershipSentence()", () => {
  test("names both packages, their entries and the common path", () => {
    const overlap = {
      kind: "overlap",
      wpA: wp("WP01"),
      wpB: wp("WP02"),
      globA: "a/**",
      globB: "a/x",
      witness: "a/x",
    } as const;
    expect(ownershipSentence({ ...overlap, certain: true })).toBe(
      'Both packages own "a/x": WP01 by "a/**" and WP02 by "a/x"',
    );
    expect(ownershipSentence({ ...overlap, certain: false })).toContain("may own");
  });
  test("names the nearest file of a missing one", () => {
    const missing = { kind: "missing_path", wpId: wp("WP01"), path: "a.ts" } as const;
    expect(ownershipSentence({ ...missing, nearest: "b.ts" })).toContain('the nearest file is "b.ts"');
    expect(ownershipSentence({ ...missing, nearest: undefined })).not.toContain("nearest");
    expect(ownershipSentence({ kind: "kitty_specs", wpId: wp("WP01"), path: "kitty-specs/x" })).toContain(
      "kitty-specs/",
    );
  });
});

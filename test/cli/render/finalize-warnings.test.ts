import { expect, test } from "bun:test";
import { finalizeWarnings } from "../../../src/cli/render/finalize-warnings.ts";
import type { FinalizeWarning } from "../../../src/core/finalize/decide-finalize.ts";
import type { WpId } from "../../../src/core/lib/brand.ts";

const wpId = "WP01" as WpId;
const WARNINGS: readonly FinalizeWarning[] = [
  { code: "OWNERSHIP", warning: { kind: "glob_matches_nothing", wpId, path: "src/x/**" } },
  { code: "OWNERSHIP", warning: { kind: "mode_mismatch", wpId, executionMode: "planning_artifact" } },
  { code: "OWNERSHIP", warning: { kind: "codebase_wide", wpId } },
  { code: "OWNERSHIP", warning: { kind: "inferred_default", wpId } },
  { code: "REQUIREMENTS_NOT_DECLARED", ids: ["FR-001"] },
  { code: "SUCCESS_CRITERIA_IGNORED", wpId, ids: ["SC-001"] },
  { code: "PLAN_CONCERN_MISSING", wpIds: [wpId] },
  { code: "DEPENDENCY_LINE_UNCLEAR", wpId, line: 7, text: "needs WP02" },
];

test("finalizeWarnings() words each warning once, under its key", () => {
  expect(finalizeWarnings(WARNINGS)).toEqual({
    ownership: [
      'WP01 owns "src/x/**", which matches no file yet',
      "WP01 is planning_artifact, but its owned_files look like the other mode",
      "WP01 may write everywhere (scope: codebase-wide), so its overlaps are not checked",
      "WP01 names no files, so it owns src/**; list its owned_files",
    ],
    requirements: [
      "spec.md cites FR-001 but declares no requirement: begin a table row, heading or list item with each id",
      "WP01 refers to SC-001: success criteria count for nothing in coverage",
    ],
    others: [
      "No plan concern is named by WP01, while other packages name theirs",
      "tasks.md line 7 of WP01 was not understood and not used: needs WP02",
    ],
  });
});

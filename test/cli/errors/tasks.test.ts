import { describe, expect, test } from "bun:test";
import { describeError } from "../../../src/cli/describe.ts";
import type { PlanningError } from "../../../src/cli/errors/planning.ts";
import type { TasksError } from "../../../src/cli/errors/tasks.ts";
import type { WpId } from "../../../src/core/lib/brand.ts";

const started = ["WP01" as WpId];
const CASES: readonly (readonly [TasksError | PlanningError, string, Readonly<Record<string, unknown>>])[] = [
  [{ code: "PLANNING_BRANCH_NOT_PERSISTED", mission: "shop" }, "shop", { mission_slug: "shop" }],
  [{ code: "AUTHORED_FILE_NOT_UTF8", path: "tasks/WP01.md" }, "tasks/WP01.md", { path: "tasks/WP01.md" }],
  [{ code: "OCCURRENCE_MAP_MISSING", mission: "shop", path: "/r/m.yaml" }, "shop", { path: "/r/m.yaml" }],
  [{ code: "MAPPING_REQUEST_INVALID", detail: "no requirement is named" }, "no requirement is named", {}],
  [
    { code: "REQUIREMENT_REFS_UNKNOWN", wpId: "WP03", unknown: ["FR-9"], declared: ["FR-1"] },
    "no FR-9",
    { unknown_refs: ["FR-9"], declared_refs: ["FR-1"] },
  ],
  [
    { code: "REQUIREMENT_REFS_UNKNOWN", wpId: "WP03", unknown: ["FR-9"], declared: [] },
    "no FR-9",
    { declared_refs: [] },
  ],
  [{ code: "LANES_FROZEN", started, added: ["WP03"] }, "Cannot add WP03", { started, added: ["WP03"] }],
];

test("hints name the package and the requirement that the refusal is about", () => {
  const unknown = { code: "REQUIREMENT_REFS_UNKNOWN", wpId: "WP03", unknown: ["FR-9"], declared: ["FR-1"] } as const;
  expect(describeError(unknown).hint).toEndWith("map-requirements --wp WP03 --refs FR-1");
  const none = { dependencies: new Map(), unknownRefs: new Map(), bareProse: [] } as const;
  const mapping = {
    code: "REQUIREMENT_MAPPING_INVALID",
    ...none,
    refs: new Map([["WP01" as WpId, ["FR-001"]]]),
    missingRefs: ["WP02" as WpId],
    unmapped: ["FR-002"],
  } as const;
  expect(describeError(mapping).hint).toEndWith("map-requirements --wp WP02 --refs FR-002");
  expect(describeError({ ...mapping, missingRefs: [], unmapped: [], bareProse: ["FR-003"] }).hint).toContain(
    "--wp WP01 --refs FR-001; declare ids",
  );
});

describe("errors of task commands", () => {
  test.each(CASES)("%j says %s", (error, fact, details) => {
    const described = describeError(error);
    expect(described.message).toContain(fact);
    expect(`${described.message} ${described.hint}`).not.toMatch(/undefined/);
    expect(described.hint).toMatch(/spec-kitty|iconv/);
    expect(described.details).toMatchObject(details);
    expect(described.exit).toBe(error.code === "MAPPING_REQUEST_INVALID" ? 2 : 1);
  });
});

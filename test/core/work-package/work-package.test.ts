import { describe, expect, test } from "bun:test";
import { parseRoster, parseWorkPackage } from "../../../src/core/work-package/work-package.ts";
import { compareWpIds, parseWpId, wpIdOfFileName, wpIdsIn } from "../../../src/core/work-package/wp-id.ts";

const codeOf = (file: string, value: Parameters<typeof parseWorkPackage>[1]) => {
  const parsed = parseWorkPackage(file, value);
  return parsed.ok ? "ok" : parsed.error.code;
};

describe("parseWorkPackage()", () => {
  test("tells an absent list from an empty one and keeps unknown keys", () => {
    const bare = parseWorkPackage("WP01-x.md", { custom: { a: 1 }, agent: "claude" });
    expect(bare.ok && [bare.value.dependencies, bare.value.ownedFiles, bare.value.subtasks]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(bare.ok && bare.value.extras).toEqual({ custom: { a: 1 }, agent: "claude" });
    const empty = parseWorkPackage("WP01-x.md", { dependencies: [], owned_files: [], subtasks: null });
    expect(empty.ok && [empty.value.dependencies, empty.value.ownedFiles, empty.value.subtasks]).toEqual([[], [], []]);
  });
  test("reads old spellings", () => {
    const old = parseWorkPackage("WP01.md", {
      work_package_title: "T",
      dependencies: "[]",
      requirement_refs: "FR-001, FR-002",
      subtasks: [{ id: "T001" }, " T002 ", "T001"],
      phase: 2,
      execution_mode: "review",
      scope: "whatever",
    });
    expect(old.ok && old.value).toMatchObject({
      id: "WP01",
      title: "T",
      dependencies: [],
      requirementRefs: ["FR-001", "FR-002"],
      subtasks: ["T001", "T002"],
      phase: "2",
      executionMode: undefined,
      unknownExecutionMode: "review",
      codebaseWide: false,
    });
  });
  test.each([
    ["notes.md", {}, "WP_FILE_NAME_INVALID"],
    ["WP1-x.md", {}, "WP_FILE_NAME_INVALID"],
    ["WP0123.md", {}, "WP_FILE_NAME_INVALID"],
    ["WP01-x.md", ["a"], "WP_FRONT_MATTER_NOT_A_MAPPING"],
    ["WP01-x.md", { work_package_id: "one" }, "WP_ID_INVALID"],
    ["WP01-x.md", { work_package_id: "WP02" }, "WP_ID_MISMATCH"],
    ["WP101_x.md", { work_package_id: "WP101" }, "ok"],
  ])("answers %s %j with %s", (file, value, code) => expect(codeOf(file, value)).toBe(code));
});

describe("parseRoster()", () => {
  test("orders by number and refuses two files for one id", () => {
    const files = ["WP100-c.md", "WP09-b.md", "WP99.md"].map((fileName) => ({ fileName, value: {} }));
    const roster = parseRoster(files);
    expect(roster.ok && roster.value.map((wp) => wp.id).join()).toBe("WP09,WP99,WP100");
    expect(parseRoster([...files, { fileName: "WP09-a.md", value: {} }])).toEqual({
      ok: false,
      error: { code: "WP_DUPLICATE_FILES", wpId: "WP09", files: ["WP09-a.md", "WP09-b.md"] } as never,
    });
    expect(parseRoster([{ fileName: "WP01.md", value: null }]).ok).toBe(false);
  });
});

test("ids have two or three digits everywhere", () => {
  expect(["WP1", "WP01", "WP001", "WP0001", "wp01"].map((text) => parseWpId(text) !== undefined)).toEqual([
    false,
    true,
    true,
    false,
    false,
  ]);
  expect(wpIdOfFileName("WP01b.md")).toBeUndefined();
  expect(wpIdsIn("WP01, WP02b WP01 XWP03 WP104").join()).toBe("WP01,WP104");
  expect(["WP10", "WP9", "WP01", "WP001"].toSorted(compareWpIds)).toEqual(["WP001", "WP01", "WP9", "WP10"]);
});

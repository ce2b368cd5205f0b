import { describe, expect, test } from "bun:test";
import type { WpId } from "../../../src/core/lib/brand.ts";
import { findSubtask, parseSubtaskHandle, parseSubtaskRows } from "../../../src/core/work-package/subtasks.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

const wp = (id: string) => id as WpId;

describe("parseSubtaskHandle()", () => {
  test.each([
    ["T001", "T001", undefined, undefined],
    ["t001", "T001", undefined, undefined],
    ["my-mission/T001", "T001", undefined, "my-mission"],
    ["my-mission:T001", "T001", undefined, "my-mission"],
    ["WP03:T001", "T001", "WP03", undefined],
    ["wp03/T12", "T12", "WP03", undefined],
  ])("reads %s", (given, subtaskId, wpId, missionSlug) => {
    expect(parseSubtaskHandle(given)).toEqual({ ok: true, value: { subtaskId, wpId: wpId as WpId, missionSlug } });
  });
  test.each([
    ["WP03", "SUBTASK_ID_IS_WORK_PACKAGE"],
    ["3", "SUBTASK_ID_INVALID"],
    ["a/b/T001", "SUBTASK_ID_INVALID"],
    ["", "SUBTASK_ID_INVALID"],
  ])("refuses %j with %s", (given, code) => {
    const parsed = parseSubtaskHandle(given);
    expect(parsed.ok ? "ok" : String(parsed.error.code)).toBe(code);
  });
});

describe("parseSubtaskRows()", () => {
  test("reads checkboxes, table rows and inline lists, skips fences, and never reopens a section", () => {
    const text = [
      "| T001 | x | WP01 | P1 |",
      "| T009 | names WP01 and WP02 | |",
      "## WP01 — x",
      "  - [ ] T001 do",
      "- [D] T002 done",
      "```",
      "- [ ] T003",
      "```",
      "## WP02",
      "**Included Subtasks**: T004, T005",
      "### WP01 again",
      "- [x] T006",
    ].join("\n");
    expect(parseSubtaskRows(text).map((row) => `${row.wpId}/${row.subtaskId}/${row.format}`)).toEqual([
      "WP01/T001/checkbox",
      "WP01/T002/checkbox",
      "WP01/T001/pipe_table",
      "WP02/T004/inline",
      "WP02/T005/inline",
    ]);
  });
});

describe("findSubtask()", () => {
  const rosters = new Map([
    [wp("WP01"), ["T001", "T002"]],
    [wp("WP02"), ["T002", "T003"]],
  ]);
  const rows = parseSubtaskRows("## WP01\n- [ ] T001\n- [ ] T007\n## WP1\n## WP09\n- [ ] T008\n");
  const find = (given: string) => {
    const handle = parseSubtaskHandle(given);
    if (!handle.ok) throw new Error("bad test");
    const found = findSubtask(handle.value, { missionSlug: "m", rosters, rows });
    return found.ok ? `${found.value.wpId}/${found.value.subtaskId}/${found.value.format}` : found.error.code;
  };
  test.each([
    ["T001", "WP01/T001/checkbox"],
    ["m/t003", "WP02/T003/roster"],
    ["WP02:T002", "WP02/T002/roster"],
    ["T002", "SUBTASK_AMBIGUOUS"],
    ["T007", "WP01/T007/checkbox"],
    ["T008", "SUBTASK_NOT_FOUND"],
    ["WP09:T008", "SUBTASK_NOT_FOUND"],
    ["other/T001", "SUBTASK_MISSION_MISMATCH"],
  ])("answers %s with %s", (given, answer) => expect(find(given)).toBe(answer));
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("has rows in most tasks.md", () => {
    const texts = corpusMissions().flatMap((mission) => readCorpus(mission, "tasks.md") ?? []);
    expect(texts.filter((text) => parseSubtaskRows(text).length > 0).length).toBeGreaterThan(80);
  });
});

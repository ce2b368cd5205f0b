/** Every finding, guard and reason has a sentence that carries its facts. */
import { expect, test } from "bun:test";
import { logSentence, packageSentence } from "../../../src/cli/render/findings.ts";
import { guardSentence, nextCommand, reasonSentence } from "../../../src/cli/render/next.ts";
import type { PackageFinding } from "../../../src/core/board/check-package.ts";
import type { Reason } from "../../../src/core/next/decide-next.ts";
import type { GuardFailure } from "../../../src/core/next/derive-state.ts";
import type { LogFinding } from "../../../src/core/status/validate.ts";

const error = { severity: "error" } as const;
const warning = { severity: "warning" } as const;
const move = { ...warning, line: 7, wpId: "WP01", from: "planned", to: "done" } as const;

const PACKAGE: readonly (readonly [PackageFinding, string])[] = [
  [{ ...error, code: "WP_FILE_DAMAGED", damage: "YAML_SYNTAX" }, "YAML_SYNTAX"],
  [{ ...error, code: "WP_DEPENDENCY_UNKNOWN", dependency: "WP09" }, "WP09"],
  [{ ...error, code: "WP_LANE_MISSING" }, "lanes.json"],
  [{ ...error, code: "WP_DEPENDENCIES_OPEN", blockers: ["WP01", "WP02"] }, "WP01, WP02"],
  [{ ...warning, code: "WP_NOT_FINALIZED" }, "finalize-tasks"],
  [{ ...warning, code: "WP_SUBTASKS_OPEN", subtasks: ["T001"] }, "T001"],
  [{ ...warning, code: "WP_TITLE_MISSING" }, "title"],
  [{ ...warning, code: "WP_VERDICT_MISSING" }, "verdict"],
];
const LOG: readonly (readonly [LogFinding, string])[] = [
  [{ ...error, code: "LOG_LINE_MALFORMED", line: 7, detail: "oops" }, "oops"],
  [
    { ...error, code: "LOG_ROW_INVALID", line: 7, path: "at", expected: "a string", found: "1" },
    "at is 1, not a string",
  ],
  [{ ...error, code: "LOG_ROW_INVALID", line: 7, path: "", expected: "an object", found: "[]" }, "the row is []"],
  [{ ...error, code: "LOG_LINE_TORN", line: 7 }, "cut off"],
  [{ ...error, code: "LOG_ID_REPEATED", line: 7, eventId: "E1", firstLine: 3, identical: true }, "E1 stands on line 3"],
  [{ ...error, code: "LOG_ID_REPEATED", line: 7, eventId: "E1", firstLine: 3, identical: false }, "with other content"],
  [{ ...warning, code: "LOG_NEWLINE_MISSING", line: 7 }, "newline"],
  [{ ...warning, code: "LOG_TIME_UNREADABLE", line: 7, at: "noon" }, "noon"],
  [{ ...warning, code: "LOG_ROW_UNKNOWN", line: 7 }, "does not know"],
  [{ code: "LOG_MOVE_ILLEGAL", ...move }, "from planned to done"],
  [{ code: "LOG_FORCE_UNEXPLAINED", ...move }, "without an actor"],
  [{ code: "LOG_MOVE_DISCONTINUOUS", stood: "blocked", ...move }, "stood in blocked"],
];
const GUARDS: readonly (readonly [GuardFailure, string])[] = [
  [{ code: "FILE_MISSING", file: "plan.md" }, "plan.md"],
  [{ code: "SPEC_NOT_SUBSTANTIVE" }, "spec.md"],
  [{ code: "PLAN_NOT_SUBSTANTIVE" }, "plan.md"],
  [{ code: "NO_WORK_PACKAGES" }, "tasks/"],
  [{ code: "NOT_FINALIZED" }, "finalize-tasks"],
  [{ code: "PACKAGES_OPEN", wpIds: ["WP01"] }, "WP01"],
  [{ code: "PACKAGES_NOT_APPROVED", wpIds: ["WP01"] }, "WP01"],
  [{ code: "NOT_ACCEPTED" }, "accept"],
];
const REASONS: readonly (readonly [Reason, string])[] = [
  [{ code: "WAITS_FOR_REVIEW", wpIds: ["WP01"] }, "WP01"],
  [{ code: "WAITS_FOR_HOLDER", wpIds: ["WP01"], holders: ["codex", "codex"] }, "by codex: WP01"],
  [{ code: "WAITS_FOR_DEPENDENCIES", wpIds: ["WP02"], blockers: ["WP01"] }, "before WP01"],
  [{ code: "PACKAGES_BLOCKED", wpIds: ["WP03"] }, "move-task WP03"],
  [{ code: "REPORTED", result: "failed", stepId: "plan" }, "failed for plan"],
  [{ code: "GUARD", stepId: "plan" }, "plan"],
  [{ code: "ACCEPTED" }, "spec-kitty merge"],
  [{ code: "MERGED" }, "merged"],
];

test.each(PACKAGE)("%j", (finding, fact) => {
  expect(packageSentence(finding)).toContain(fact);
});
test.each(LOG)("%j", (finding, fact) => {
  const sentence = logSentence(finding);
  expect(sentence).toStartWith("Line 7: ");
  expect(sentence).toContain(fact);
});
test.each(GUARDS)("%j", (failure, fact) => {
  expect(guardSentence(failure)).toContain(fact);
});
test.each(REASONS)("%j", (reason, fact) => {
  expect(reasonSentence(reason)).toContain(fact);
});

test.each([
  [
    { preview: "implement", action: "implement", wpId: "WP02" },
    "agent action implement WP02 --agent claude --mission m",
  ],
  [{ preview: "review", action: "review", wpId: "WP02" }, "agent action review WP02 --agent claude --mission m"],
  [{ preview: "accept", action: "accept" }, "accept --mission m"],
  [{ preview: "plan", action: "plan" }, "next --agent claude --mission m --result success"],
  [{ reason: { code: "ACCEPTED" } }, "merge --mission m"],
  [{ kind: "terminal", reason: { code: "ACCEPTED" } }, "merge --mission m"],
] as const)("a query, and the end of all steps, ends with what to run: %j", (decision, command) => {
  const facts = { decision: { kind: "query", ...decision }, identity: { missionSlug: "m" }, agent: "claude" };
  expect(nextCommand(facts as unknown as Parameters<typeof nextCommand>[0])).toBe(`spec-kitty ${command}`);
});
test.each([
  { kind: "query", reason: { code: "MERGED" } },
  { kind: "query", preview: "review", wpId: "WP02", reason: { code: "WAITS_FOR_REVIEW", wpIds: ["WP02"] } },
  { kind: "query", preview: "plan", decision: { id: "d" } },
  { kind: "step", preview: "plan" },
])("nothing is to run after %j", (decision) => {
  const facts = { decision, identity: { missionSlug: "m" }, agent: undefined };
  expect(nextCommand(facts as unknown as Parameters<typeof nextCommand>[0])).toBeUndefined();
});

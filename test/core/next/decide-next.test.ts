import { describe, expect, test } from "bun:test";
import { makeBoard, type PackageFile } from "../../../src/core/board/board.ts";
import { findMissionType } from "../../../src/core/mission/types.ts";
import { findClarifications } from "../../../src/core/next/clarifications.ts";
import { type Advance, advanceNext, queryNext } from "../../../src/core/next/decide-next.ts";
import type { NextFacts } from "../../../src/core/next/derive-state.ts";
import { parseRun, type RunRecord, renderRun, startRun } from "../../../src/core/next/run-record.ts";
import type { Lane } from "../../../src/core/status/lane.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { parseWorkPackage } from "../../../src/core/work-package/work-package.ts";
import { logText, move, numbered } from "../../support/log.ts";

const file = (id: string, dependencies: readonly string[] = []): PackageFile => {
  const authored = parseWorkPackage(`${id}.md`, { title: id, dependencies });
  return { path: `tasks/${id}.md`, id, authored: authored.ok ? authored.value : undefined, damage: undefined };
};
const board = (lanes: Readonly<Record<string, Lane>>, files = Object.keys(lanes).map((id) => file(id))) => {
  const rows = Object.entries(lanes).map(([wp_id, to_lane]) => move({ wp_id, to_lane, force: true, reason: "r" }));
  return makeBoard(files, reduce(parseLog(logText(numbered(rows))).rows));
};
const type = (key: string) => {
  const found = findMissionType(key);
  if (found === undefined) throw new Error(key);
  return found;
};
const facts = (changes: Partial<NextFacts> = {}): NextFacts => ({
  type: type("software-dev"),
  board: board({}),
  finalized: false,
  accepted: false,
  merged: false,
  files: new Set(["meta.json", "spec.md"]),
  specSubstantive: false,
  planSubstantive: false,
  questions: [],
  completed: [],
  answers: {},
  agent: "codex",
  ...changes,
});
const planned = { specSubstantive: true, planSubstantive: true, files: new Set(["spec.md", "plan.md", "tasks.md"]) };
const onBoard = (lanes: Readonly<Record<string, Lane>>, changes: Partial<NextFacts> = {}) =>
  facts({ ...planned, finalized: true, board: board(lanes), ...changes });

const RUN = startRun("0".repeat(32));
const SUCCESS: Advance = { result: "success", answer: undefined, decisionId: undefined };
const go = (given: NextFacts, run: RunRecord = RUN, advance: Advance = SUCCESS) => {
  const advanced = advanceNext({ ...given, completed: run.completed, answers: run.answers }, run, advance);
  if (!advanced.ok) throw new Error(advanced.error.code);
  return advanced.value;
};

const STATES: readonly (readonly [string, NextFacts, string])[] = [
  ["nothing but an outline", facts(), "step discovery research -"],
  ["discovery reported", facts({ completed: ["discovery"] }), "step specify specify -"],
  ["a specification", facts({ specSubstantive: true }), "step plan plan -"],
  ["a plan", facts({ ...planned, finalized: false }), "step tasks tasks -"],
  ["packages planned", onBoard({ WP01: "planned", WP02: "planned" }), "step implement implement WP01"],
  ["own work first", onBoard({ WP01: "planned", WP02: "in_progress" }), "step implement implement WP02"],
  ["the work of another", onBoard({ WP01: "in_progress" }, { agent: "claude" }), "blocked implement - -"],
  ["a review that frees others", onBoard({ WP01: "for_review", WP02: "blocked" }), "step implement review WP01"],
  ["only blocked packages left", onBoard({ WP01: "approved", WP02: "blocked" }), "blocked implement - -"],
  [
    "all handed over",
    onBoard({ WP01: "for_review", WP02: "in_review" }, { agent: "claude" }),
    "step review review WP01",
  ],
  ["only reviews of others", onBoard({ WP01: "in_review", WP02: "done" }, { agent: "claude" }), "blocked review - -"],
  ["an own review", onBoard({ WP01: "for_review", WP02: "in_review" }), "step review review WP02"],
  ["an own review beside work", onBoard({ WP01: "planned", WP02: "in_review" }), "step implement review WP02"],
  ["all approved", onBoard({ WP01: "approved", WP02: "canceled" }), "step accept accept -"],
  ["accepted", onBoard({ WP01: "approved" }, { accepted: true }), "terminal done - -"],
  ["merged", onBoard({ WP01: "done" }, { merged: true }), "terminal done - -"],
  [
    "recorded packages without a plan",
    onBoard({ WP01: "planned" }, { specSubstantive: false }),
    "step implement implement WP01",
  ],
];

describe("one derivation", () => {
  test.each(STATES)("of %s", (_, given, expected) => {
    const run = { ...RUN, completed: given.completed };
    const { decision } = go(given, run);
    expect([decision.kind, decision.state, decision.action ?? "-", decision.wpId ?? "-"].join(" ")).toBe(expected);
    const query = queryNext(given);
    expect(query.kind).toBe("query");
    expect(query.state).toBe(decision.state);
    if (decision.kind === "step") expect([query.action, query.wpId]).toEqual([decision.action, decision.wpId]);
  });

  test("waits for dependencies that nobody can start", () => {
    const files = [file("WP01", ["WP02"]), file("WP02", ["WP01"])];
    const given = onBoard({}, { board: board({ WP01: "planned", WP02: "planned" }, files) });
    expect(go(given).decision.reason).toEqual({
      code: "WAITS_FOR_DEPENDENCIES",
      wpIds: ["WP01", "WP02"],
      blockers: ["WP02", "WP01"],
    });
  });

  test("never waits at review for a canceled package", () => {
    expect(go(onBoard({ WP01: "done", WP02: "canceled" })).decision.state).toBe("accept");
  });
});

describe("advanceNext()", () => {
  test("hands the same step out again with what is missing, and not on the first call", () => {
    const given = facts({ completed: ["discovery"] });
    const first = go(given, { ...RUN, completed: ["discovery"] });
    expect(first.decision.failures).toEqual([]);
    const second = go(given, first.run);
    expect(second.decision).toMatchObject({
      kind: "step",
      state: "specify",
      failures: [{ code: "SPEC_NOT_SUBSTANTIVE" }],
    });
    expect(go(facts({ ...planned }), { ...RUN, issuedStep: "tasks" }).decision.failures).toEqual([
      { code: "NO_WORK_PACKAGES" },
      { code: "NOT_FINALIZED" },
    ]);
  });

  test("takes discovery at its word once", () => {
    const first = go(facts());
    expect(first.run.issuedStep).toBe("discovery");
    expect(go(facts(), first.run).decision.state).toBe("specify");
  });

  test.each(["failed", "blocked"] as const)("remembers %s and goes on with the next success", (result) => {
    const given = onBoard({ WP01: "planned" });
    const first = go(given);
    const failed = go(given, first.run, { ...SUCCESS, result });
    expect(failed.decision).toMatchObject({
      kind: "blocked",
      state: "implement",
      reason: { code: "REPORTED", result },
    });
    expect(failed.run.completed).toEqual([]);
    expect(go(given, failed.run).decision).toMatchObject({ kind: "step", state: "implement", wpId: "WP01" });
  });

  test("never is terminal before acceptance", () => {
    const given = onBoard({ WP01: "approved" });
    const first = go(given);
    const second = go(given, first.run);
    expect(second.decision).toMatchObject({ kind: "step", state: "accept", failures: [{ code: "NOT_ACCEPTED" }] });
  });

  test("asks what the specification leaves open, before the plan", () => {
    const given = facts({ specSubstantive: true, questions: ["Who may pay?", "How much?"] });
    const asked = go(given);
    expect(asked.decision).toMatchObject({
      kind: "decision_required",
      state: "plan",
      decision: { id: "input:clarification-who-may-pay", question: "Who may pay?" },
    });
    expect(queryNext(given).decision?.question).toBe("Who may pay?");
    const refused = advanceNext(given, asked.run, { ...SUCCESS, answer: "all" });
    expect(refused).toMatchObject({ ok: false, error: { code: "DECISION_NOT_PENDING", given: "" } });
    const one = go(given, asked.run, { ...SUCCESS, answer: "all", decisionId: "input:clarification-who-may-pay" });
    expect(one.decision).toMatchObject({
      decision: { question: "How much?" },
      answered: { id: "input:clarification-who-may-pay", answer: "all" },
    });
    const two = go(given, one.run, { ...SUCCESS, answer: "12" });
    expect(two.decision).toMatchObject({ kind: "step", state: "plan" });
    expect(two.run.answers).toEqual({ "Who may pay?": "all", "How much?": "12" });
    expect(advanceNext(given, two.run, { ...SUCCESS, answer: "13" })).toMatchObject({
      ok: false,
      error: { pending: [] },
    });
  });

  test("blocks in other mission types where a file is missing, and accepts their words where there is none", () => {
    const research = facts({ type: type("research"), files: new Set(["spec.md"]) });
    const first = go(research);
    expect(first.decision).toMatchObject({ kind: "step", state: "methodology", action: "plan" });
    expect(go(research, first.run).decision).toMatchObject({
      kind: "blocked",
      reason: { code: "GUARD", stepId: "methodology" },
      failures: [{ code: "FILE_MISSING", file: "plan.md" }],
    });
    const files = new Set(["spec.md", "research.md", "plan.md"]);
    const review = go(facts({ type: type("plan"), files }));
    expect(review.decision.state).toBe("review");
    expect(go(facts({ type: type("plan"), files }), review.run).decision.kind).toBe("terminal");
    const generate = new Set(["spec.md", "gap-analysis.md", "plan.md"]);
    expect(go(facts({ type: type("documentation"), files: generate })).decision.state).toBe("generate");
  });
});

describe("the run record", () => {
  test("survives its file", () => {
    const run: RunRecord = {
      runId: "0123456789abcdef".repeat(2),
      issuedStep: "implement",
      issuedWp: "WP01",
      completed: ["discovery"],
      answers: { "Who?": "all" },
      lastResult: "failed",
    };
    expect(parseRun(renderRun(run))).toEqual(run);
    expect(parseRun(renderRun(RUN))).toEqual(RUN);
  });

  test.each([
    "",
    "[]",
    "{}",
    '{"version":2,"run_id":"00000000000000000000000000000000"}',
    '{"version":1,"run_id":"x"}',
  ])("begins anew from %j", (text) => {
    expect(parseRun(text)).toBeUndefined();
  });

  test("keeps what can be read of a damaged one", () => {
    const text = JSON.stringify({
      version: 1,
      run_id: "0".repeat(32),
      completed_steps: ["a", 1],
      answers: { q: 1, r: "s" },
    });
    expect(parseRun(text)).toMatchObject({ completed: ["a"], answers: { r: "s" }, issuedStep: undefined });
  });
});

test("findClarifications() lists each open question once, without the template's own", () => {
  const text =
    "x [NEEDS CLARIFICATION: Who\n pays?] y [needs clarification: How?]\n[NEEDS CLARIFICATION: How?] [NEEDS CLARIFICATION: question]";
  expect(findClarifications(text)).toEqual(["Who pays?", "How?"]);
});

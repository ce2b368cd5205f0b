import { describe, expect, test } from "bun:test";
import { LANES } from "../../../src/core/status/lane.ts";
import { decideTransition, nextLanes, type TransitionContext } from "../../../src/core/status/transition.ts";
import { corpusTransitions, hasCorpus } from "../../support/corpus.ts";

const review = { reviewer: "r", verdict: "approved", reference: "ref" };
const actor = "agent-1";
const CONTEXTS: Readonly<Record<string, TransitionContext>> = {
  empty: {},
  actor: { actor },
  actor_empty: { actor: "" },
  ws: { actor, workspaceContext: "worktree:/w" },
  subtasks_evidence: { actor, subtasksComplete: true, implementationEvidence: true },
  subtasks_only: { actor, subtasksComplete: true },
  evidence_only: { actor, implementationEvidence: true },
  reason: { actor, reason: "r" },
  review_ref: { actor, reviewRef: "ref" },
  done_evidence: { actor, evidence: { review } },
  review_result: { actor, reviewResult: review },
  rr_empty_reviewer: { actor, reviewResult: { ...review, reviewer: "" } },
  conflict: { actor: "rev-B" },
  same_actor: { actor: "rev-A" },
  force_full: { force: true, actor, reason: "r" },
  force_no_actor: { force: true, reason: "r" },
  force_no_reason: { force: true, actor },
};

const code = (from: string, to: string, context: TransitionContext = {}): string => {
  const result = decideTransition(from, to, context);
  return result.ok ? (result.value.forced ? "forced" : "ok") : result.error.code;
};

describe.skipIf(!hasCorpus)("the pinned table of moves", () => {
  test("is followed in every row, but for an approval that rewinds to planned", () => {
    const rows = corpusTransitions().filter(([from, to]) => from !== "genesis" && to !== "genesis");
    const different = rows.filter(([from, to, name, allowed]) => {
      const context = CONTEXTS[name];
      if (context === undefined) throw new Error(name);
      return decideTransition(from, to, context).ok !== allowed;
    });
    expect(rows).toHaveLength(1700);
    expect(different).toEqual([["in_review", "planned", "review_result", true]]);
  });
});

describe("decideTransition()", () => {
  const table: readonly (readonly [string, string, TransitionContext, string])[] = [
    ["genesis", "planned", {}, "ok"],
    ["genesis", "claimed", { actor }, "TRANSITION_ILLEGAL"],
    ["planned", "genesis", { force: true, actor, reason: "r" }, "LANE_RESERVED"],
    ["planned", "uninitialized", { force: true, actor, reason: "r" }, "LANE_RESERVED"],
    ["uninitialized", "planned", {}, "TRANSITION_ILLEGAL"],
    ["uninitialized", "planned", { force: true, actor, reason: "r" }, "forced"],
    ["done", "planned", { force: true, actor, reason: "r" }, "forced"],
    ["done", "done", { force: true, actor, reason: " " }, "FORCE_INCOMPLETE"],
    ["planed", "claimed", {}, "LANE_UNKNOWN"],
    ["planned", "constructor", {}, "LANE_UNKNOWN"],
    [" Doing ", "FOR_REVIEW", { subtasksComplete: true, implementationEvidence: true }, "ok"],
    ["planned", "claimed", { actor: " " }, "ACTOR_REQUIRED"],
    ["claimed", "in_progress", {}, "WORKSPACE_REQUIRED"],
    ["in_progress", "for_review", { implementationEvidence: true }, "SUBTASKS_INCOMPLETE"],
    ["in_progress", "for_review", { subtasksComplete: true }, "IMPLEMENTATION_EVIDENCE_REQUIRED"],
    ["in_progress", "approved", {}, "APPROVAL_EVIDENCE_REQUIRED"],
    ["in_progress", "planned", {}, "REASON_REQUIRED"],
    ["for_review", "in_review", {}, "ACTOR_REQUIRED"],
    ["in_review", "approved", {}, "REVIEW_RESULT_REQUIRED"],
    ["in_review", "approved", { reviewResult: { reviewer: "r", verdict: "approved" } }, "REVIEW_RESULT_INCOMPLETE"],
    ["in_review", "approved", { reviewResult: { ...review, verdict: "changes_requested" } }, "REVIEW_NOT_APPROVED"],
    ["in_review", "approved", { reviewResult: review, evidence: {} }, "APPROVAL_EVIDENCE_REQUIRED"],
    ["in_review", "done", { reviewResult: review, evidence: { review }, reviewRef: "ref" }, "ok"],
    ["in_review", "done", { reviewResult: review, reviewRef: "other" }, "REVIEW_RESULT_CONFLICT"],
    [
      "in_review",
      "approved",
      { reviewResult: review, evidence: { review: { ...review, reviewer: "x" } } },
      "REVIEW_RESULT_CONFLICT",
    ],
    ["in_review", "planned", { reviewResult: review }, "REVIEW_APPROVED_REWIND"],
    ["in_review", "planned", { reviewResult: { ...review, verdict: "changes_requested" } }, "ok"],
    ["approved", "planned", {}, "REVIEW_REF_REQUIRED"],
    ["approved", "done", { evidence: { review: { ...review, verdict: "rejected" } } }, "APPROVAL_EVIDENCE_REQUIRED"],
    ["approved", "done", { evidence: { review } }, "ok"],
  ];
  for (const [from, to, context, expected] of table) {
    test(`${from} to ${to} with ${JSON.stringify(context)}: ${expected}`, () => {
      expect(code(from, to, context)).toBe(expected);
    });
  }

  test("says what it saw", () => {
    expect(decideTransition("planed", "claimed", {})).toMatchObject({
      error: { lane: "planed", suggestions: ["planned"] },
    });
    expect(decideTransition("planned", "done", {})).toMatchObject({
      error: { from: "planned", to: "done", allowed: ["claimed", "blocked", "canceled"] },
    });
    expect(decideTransition("planned", "done", { force: true })).toMatchObject({
      error: { missing: ["actor", "reason"] },
    });
    expect(decideTransition("in_review", "done", { reviewResult: review, reviewRef: "x" })).toMatchObject({
      error: { field: "review_ref", given: "x", result: "ref" },
    });
    expect(decideTransition("approved", "done", { evidence: { review: { ...review, reference: "" } } })).toMatchObject({
      error: { part: "reference" },
    });
  });

  test("lists only moves that are in the matrix", () => {
    for (const from of LANES) {
      for (const to of LANES) {
        expect(nextLanes(from).includes(to)).toBe(code(from, to) !== "TRANSITION_ILLEGAL");
      }
    }
  });
});

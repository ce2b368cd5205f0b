import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { checkMove, decideMove, handsIn, hopsOf, isBackward, type MoveFacts } from "../../../src/core/review/move.ts";
import { LANES, type Lane } from "../../../src/core/status/lane.ts";
import { decideTransition } from "../../../src/core/status/transition.ts";

const facts = (from: Lane, to: Lane, changes: Partial<MoveFacts["request"]> = {}): MoveFacts => ({
  request: {
    wpId: "WP01",
    to,
    agent: { tool: "claude", model: null, profile: null, role: null },
    note: "because",
    force: false,
    reviewer: undefined,
    approvalRef: undefined,
    feedback: undefined,
    doneOverrideReason: undefined,
    selfReview: undefined,
    assignee: undefined,
    shellPid: undefined,
    trackerRefs: [],
    ...changes,
  },
  status: { lane: from, actor: "claude", lastTransitionAt: null, lastEventId: null, forceCount: 0 },
  mission: { folder: "shop-01J9ABCD", slug: "shop-01J9ABCD", id: undefined },
  executionMode: "worktree",
  roster: [],
  gitUser: "Git User",
  today: "20260102",
  noteTime: "2026-01-02T03:04:05Z",
  cycle: { file: "tasks/WP01-x/review-cycle-1.md", ref: "review-cycle://shop/WP01-x/review-cycle-1.md" },
  merged: undefined,
  openIssues: [],
});

const lane = fc.constantFrom(...LANES);

describe("decideMove()", () => {
  test("plans only legal rows that follow each other and end where was asked", () => {
    fc.assert(
      fc.property(lane, lane, fc.boolean(), (from, to, force) => {
        const planned = decideMove(facts(from, to, { force }));
        if (!planned.ok) return;
        let at: string = from;
        for (const event of planned.value.events) {
          if (event.family !== "transition") continue;
          expect(event.from as string).toBe(at);
          at = event.to;
          const actor = "claude";
          const context = {
            ...event,
            actor,
            workspaceContext: "x",
            subtasksComplete: true,
            implementationEvidence: true,
          };
          expect(decideTransition(event.from, event.to, context).ok).toBe(true);
        }
        expect(at).toBe(to);
        expect(planned.value.forced).toBe(force || isBackward(from, to));
      }),
    );
  });

  test("defaults the approval to agent, note or a dated reference", () => {
    const reviewOf = (changes: Partial<MoveFacts["request"]>) => {
      const planned = decideMove(facts("in_review", "approved", changes));
      const [row] = planned.ok ? planned.value.events : [];
      return row?.family === "transition" ? row.evidence?.review : undefined;
    };
    expect(reviewOf({})).toEqual({ reviewer: "claude", verdict: "approved", reference: "because" });
    expect(reviewOf({ agent: undefined, note: undefined })).toEqual({
      reviewer: "Git User",
      verdict: "approved",
      reference: "auto-approval:WP01:20260102",
    });
  });

  test("annotates what the row cannot say", () => {
    const request = { assignee: "ann", shellPid: 7, trackerRefs: ["#1"], note: undefined };
    const planned = decideMove(facts("planned", "claimed", request));
    expect(planned.ok && planned.value.events.at(-1)).toMatchObject({
      delta: { assignee: "ann", shell_pid: 7, tracker_refs: ["#1"] },
    });
    const structured = { tool: "claude", model: "opus", profile: null, role: null };
    const claimed = decideMove(facts("planned", "claimed", { agent: structured }));
    expect(claimed.ok && claimed.value.events[0]).toMatchObject({
      actor: { tool: "claude", model: "opus", role: "implementer" },
    });
  });

  test("leaves terminal lanes only by force, and never without a reason", () => {
    expect(decideMove(facts("done", "in_progress")).ok).toBe(false);
    expect(decideMove(facts("done", "in_progress", { force: true })).ok).toBe(true);
    const unsaid = decideMove(facts("done", "in_progress", { force: true, note: undefined }));
    expect(unsaid.ok ? undefined : unsaid.error).toEqual({ code: "FORCE_INCOMPLETE", missing: ["reason"] });
  });
});

describe("checkMove()", () => {
  test("needs feedback to go back to planned, force or not", () => {
    for (const force of [true, false]) {
      const checked = checkMove(facts("in_review", "planned", { force }));
      expect(checked.ok ? undefined : checked.error.code).toBe("REVIEW_FEEDBACK_REQUIRED");
    }
    const feedback = { name: "f.md", text: "wrong" };
    expect(checkMove(facts("in_review", "planned", { feedback })).ok).toBe(true);
  });
  test("fails closed where subtasks are not declared", () => {
    const checked = checkMove({ ...facts("in_progress", "for_review"), roster: undefined });
    expect(checked.ok ? undefined : checked.error).toMatchObject({ code: "SUBTASKS_NOT_DONE", declared: false });
  });
});

test("hopsOf() chains forward, from blocked through in_progress, and goes back directly", () => {
  expect([
    hopsOf("planned", "for_review"),
    hopsOf("blocked", "for_review"),
    hopsOf("approved", "claimed"),
    hopsOf("claimed", "blocked"),
  ]).toEqual([["claimed", "in_progress", "for_review"], ["in_progress", "for_review"], ["claimed"], ["blocked"]]);
  expect([
    handsIn("planned", "approved", false),
    handsIn("planned", "approved", true),
    handsIn("for_review", "done", false),
  ]).toEqual([true, false, false]);
});

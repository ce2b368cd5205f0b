import { describe, expect, test } from "bun:test";
import {
  type ClaimFacts,
  chooseImplementation,
  chooseReview,
  decideImplementation,
  decideReview,
} from "../../../src/core/execution-lane/claim.ts";
import { LANES, type Lane } from "../../../src/core/status/lane.ts";
import type { WpStatus } from "../../../src/core/status/reduce.ts";
import { decideTransition } from "../../../src/core/status/transition.ts";

const status = (lane: Lane, changes: Partial<WpStatus> = {}): WpStatus => ({
  lane,
  actor: "claude",
  lastTransitionAt: null,
  lastEventId: null,
  forceCount: 0,
  ...changes,
});
const agent = (tool: string) => ({ tool, model: null, profile: null, role: null });
const facts = (statuses: Readonly<Record<string, WpStatus>>, changes: Partial<ClaimFacts> = {}): ClaimFacts => ({
  wpId: "WP01",
  mission: { folder: "shop-01J9ABCD", slug: "shop-01J9ABCD", id: undefined },
  statuses: new Map(Object.entries(statuses)),
  dependencies: new Map([
    ["WP01", ["WP02"]],
    ["WP02", []],
  ]),
  claimant: { agent: agent("claude"), shellPid: 42 },
  executionMode: "worktree",
  ...changes,
});

describe("decideImplementation()", () => {
  test("plans legal, unforced moves from every lane that it accepts, and the policy metadata of the claim", () => {
    for (const lane of LANES) {
      const decided = decideImplementation(facts({ WP01: status(lane), WP02: status("done") }));
      expect([lane, decided.ok]).toEqual([lane, ["planned", "claimed", "in_progress"].includes(lane)]);
      for (const event of decided.ok ? decided.value.events : []) {
        const legal = decideTransition(event.from, event.to, { actor: "claude", workspaceContext: "worktree" });
        expect([legal.ok, event.policyMetadata]).toEqual([true, { agent: "claude", shell_pid: 42 }]);
      }
    }
  });
  test("waits for approval, which canceled is not", () => {
    for (const lane of LANES) {
      const decided = decideImplementation(facts({ WP01: status("planned"), WP02: status(lane) }));
      expect([lane, decided.ok]).toEqual([lane, lane === "approved" || lane === "done"]);
    }
  });
  test("asks about dependencies no more once the work has begun", () => {
    const decided = decideImplementation(facts({ WP01: status("in_progress"), WP02: status("planned") }));
    expect(decided).toEqual({ ok: true, value: { from: "in_progress", events: [] } });
  });
  test("goes by the agent of the claim before the actor of the last move", () => {
    const held = { WP01: status("in_progress", { agent: "codex" }), WP02: status("done") };
    const decided = decideImplementation(facts(held));
    expect(decided.ok ? undefined : decided.error).toMatchObject({ code: "WP_ALREADY_CLAIMED", claimedBy: "codex" });
  });
  test("tells a package that was never seeded from one that does not exist", () => {
    const codes = [facts({}), facts({}, { wpId: "WP09" })].map((f) => decideImplementation(f));
    expect(codes.map((r) => (r.ok ? "" : r.error.code))).toEqual(["WP_NOT_FINALIZED", "WP_NOT_FOUND"]);
  });
});

describe("decideReview()", () => {
  test("takes what waits for review, and repeats for the same reviewer only", () => {
    const of = (lane: Lane, actor: string) => decideReview(facts({ WP01: status(lane, { actor }) }));
    expect(of("for_review", "codex")).toMatchObject({
      ok: true,
      value: { events: [{ to: "in_review", reviewRef: "action-review-claim" }] },
    });
    expect(of("in_review", "claude")).toMatchObject({ ok: true, value: { events: [] } });
    expect(of("in_review", "codex")).toMatchObject({
      ok: false,
      error: { code: "WP_ALREADY_CLAIMED", action: "review" },
    });
    expect(of("approved", "codex")).toMatchObject({ ok: false, error: { code: "WP_NOT_CLAIMABLE" } });
  });
});

describe("choosing", () => {
  test("prefers one's own, else the first that is ready, else says where all stand", () => {
    const own = facts({ WP01: status("in_progress"), WP02: status("planned") });
    const ready = facts({ WP01: status("planned"), WP02: status("planned") });
    const none = facts({ WP01: status("planned"), WP02: status("in_progress", { actor: "codex" }) });
    expect([chooseImplementation(own), chooseImplementation(ready)]).toEqual([
      { ok: true, value: "WP01" },
      { ok: true, value: "WP02" },
    ]);
    expect(chooseImplementation(none)).toMatchObject({
      ok: false,
      error: { code: "NO_CLAIMABLE_WP", waiting: [{ wpId: "WP01" }, { wpId: "WP02" }] },
    });
    const mine = facts({ WP01: status("for_review"), WP02: status("in_review") });
    expect(chooseReview(mine)).toEqual({ ok: true, value: "WP02" });
    expect(chooseReview(facts({ WP01: status("for_review") }))).toEqual({ ok: true, value: "WP01" });
  });
});

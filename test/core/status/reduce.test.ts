import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { renderSnapshot } from "../../../src/core/status/snapshot.ts";
import { anyRows, logText, move, note, numbered } from "../../support/log.ts";

const fold = (rows: readonly object[]) => reduce(parseLog(logText(rows)).rows);
const wp = (rows: readonly object[], id = "WP01") => fold(rows).workPackages.get(id);
const status = (rows: readonly object[]) =>
  renderSnapshot(fold(rows), { missionNumber: undefined, missionType: "software-dev" });

describe("reduce()", () => {
  test("does not depend on the order or the repetition of rows", () => {
    fc.assert(
      fc.property(
        anyRows.chain((rows) =>
          fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows, ...rows], { minLength: rows.length * 2 })),
        ),
        ([rows, shuffled]) => {
          expect(status(shuffled)).toBe(status(rows));
        },
      ),
      { numRuns: 300 },
    );
  });

  test("keeps the state of the last move and counts forced ones", () => {
    const rows = numbered([
      move({ from_lane: "genesis", to_lane: "planned", actor: "finalize-tasks" }),
      move({ force: true, actor: { role: "implementer", profile: null, tool: "codex", model: null } }),
      move({
        from_lane: "claimed",
        to_lane: "in_progress",
        actor: { role: "r", profile: null, tool: null, model: null },
      }),
    ]);
    expect(wp(rows)).toEqual({
      lane: "in_progress",
      actor: "r",
      lastTransitionAt: "2026-01-02T03:04:05.000002+00:00",
      lastEventId: "01J9ABCDF00000000000000002",
      forceCount: 1,
    });
    expect(wp(rows.slice(0, 2))?.actor).toBe("codex");
  });

  test("sorts times as strings: an offset before a fraction before Z", () => {
    const at = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00+00:00", "2026-01-01T00:00:00.5+00:00"];
    const lanes = ["done", "claimed", "approved"] as const;
    expect(wp(at.map((time, i) => move({ at: time, event_id: `E${i}`, to_lane: lanes[i] ?? "done" })))?.lane).toBe(
      "done",
    );
  });

  test("lets the first of two rows with one id win", () => {
    expect(wp([move({ to_lane: "blocked" }), move({ to_lane: "done" })])?.lane).toBe("blocked");
  });

  test("protects a rollback from another row of the same instant, unless that is a rollback too", () => {
    const rollback = move({ event_id: "A", from_lane: "in_review", to_lane: "in_progress" });
    const other = move({ event_id: "B", from_lane: "for_review", to_lane: "in_review" });
    expect(wp([rollback, other])?.lane).toBe("in_progress");
    expect(wp([rollback, other])?.lastEventId).toBe("A");
    expect(wp([rollback, { ...other, at: `${other.at}Z` }])?.lane).toBe("in_review");
    const second = move({ event_id: "B", from_lane: "for_review", to_lane: "in_progress", review_ref: "ref" });
    expect(wp([rollback, second])?.lastEventId).toBe("B");
    expect(wp([{ ...second, event_id: "A", review_ref: null }, other])?.lane).toBe("in_review");
  });

  test("tells a verdict, a review without one, and no review apart", () => {
    const result = { reviewer: "r", verdict: "approved", reference: "ref" };
    const approve = move({ from_lane: "in_review", to_lane: "approved", review_result: result });
    const leave = move({ from_lane: "in_review", to_lane: "blocked" });
    expect(wp([move()])).not.toHaveProperty("reviewResult");
    expect(wp([approve])?.reviewResult).toEqual(result);
    expect(wp(numbered([approve, leave]))?.reviewResult).toBeNull();
    expect(wp(numbered([approve, move({ from_lane: "approved", to_lane: "done" })]))?.reviewResult).toEqual(result);
  });

  test("takes a claim's metadata from planned to claimed only", () => {
    const claim = move({ policy_metadata: { agent: "codex", shell_pid: 7, shell_pid_created_at: "1.5" } });
    expect(wp([claim])).toMatchObject({ agent: "codex", shellPid: 7, shellPidCreatedAt: "1.5" });
    expect(wp([{ ...claim, from_lane: "blocked" }])).not.toHaveProperty("agent");
    expect(wp([{ ...claim, policy_metadata: { agent: "", shell_pid: null } }])).not.toHaveProperty("shellPid");
  });

  test("folds annotations after all moves, release first, blanks ignored", () => {
    const rows = [
      move({ event_id: "A", at: "2026-02", policy_metadata: { agent: "codex", shell_pid: 7 } }),
      note({ agent: "claude", model: "", assignee: null }, { event_id: "B", at: "2026-01" }),
    ];
    expect(wp(rows)).toMatchObject({ agent: "claude", shellPid: 7 });
    expect(wp(rows)).not.toHaveProperty("model");
    const released = note({ release_runtime_claim: true, agent: "next" }, { event_id: "C" });
    expect(wp([...rows, released])).toMatchObject({ agent: "next", shellPid: null, shellPidCreatedAt: null });
  });

  test("merges slots as each of them says", () => {
    const deltas = [
      {
        subtasks: { T001: "done", T002: "done" },
        note: "one",
        tracker_refs: ["a", "b"],
        role: "x",
        agent_profile: "p",
      },
      {
        subtasks: { T002: "planned" },
        note: "two",
        tracker_refs: ["b", "c"],
        provider: "v",
        agent_profile_version: "1",
      },
      { shell_pid: 9, shell_pid_created_at: "3.5", model: "m", assignee: "me", review_result: { ignored: true } },
    ];
    expect(wp(numbered(deltas.map((delta) => note(delta))))).toEqual({
      lane: "uninitialized",
      actor: null,
      lastTransitionAt: null,
      lastEventId: null,
      forceCount: 0,
      subtasks: { T001: "done", T002: "planned" },
      notes: ["one", "two"],
      trackerRefs: ["a", "b", "c"],
      role: "x",
      agentProfile: "p",
      agentProfileVersion: "1",
      provider: "v",
      shellPid: 9,
      shellPidCreatedAt: "3.5",
      model: "m",
      assignee: "me",
    });
    expect(wp([note({ tracker_refs: ["a"], tracker_refs_replace: ["z", "z"] })])?.trackerRefs).toEqual(["z"]);
    const override = { at: "2026", actor: "me", wp_id: "WP01", reason: "why" };
    expect(wp([note({ review: override })])?.review).toEqual(override);
    expect(wp([note({ review: { at: "", actor: "", wp_id: "", reason: "" } })])?.review).toBeNull();
  });

  test("counts moved packages only, and the rows it carries", () => {
    const rows = numbered<object>([
      move({ wp_id: "WP02", to_lane: "done" }),
      note({ note: "n" }, { wp_id: "WP03" }),
      { event_type: "WPCreated" },
      { kind: "novelty" },
      { type: "RetrospectiveSkipped" },
    ]);
    expect(fold(rows)).toMatchObject({
      eventCount: 1,
      lastEventId: "01J9ABCDF00000000000000000",
      summary: { done: 1, planned: 0 },
      carried: { lifecycle: 1, retrospective: 1, unknown: 1 },
    });
    expect(fold([])).toMatchObject({ missionSlug: "", eventCount: 0, lastEventId: null, materializedAt: "" });
  });

  for (const [slug, expected] of [
    ["shop-01J9ABCD", "shop-01J9ABCD"],
    ["../etc", ""],
    ["a/b", ""],
    [".hidden", ""],
    ["a..b", ""],
    [" a", ""],
    ["a ", ""],
    ["é", ""],
  ] as const) {
    test(`takes "${slug}" as mission slug "${expected}"`, () => {
      expect(fold([move({ mission_slug: slug })]).missionSlug).toBe(expected);
    });
  }

  test("reads the slug's old name", () => {
    const { mission_slug: _, ...old } = move();
    expect(fold([{ ...old, feature_slug: "064-old" }]).missionSlug).toBe("064-old");
  });
});

describe("renderSnapshot()", () => {
  test("prints an empty status", () => {
    expect(JSON.parse(status([]))).toEqual({
      event_count: 0,
      last_event_id: null,
      materialized_at: "",
      mission_number: "",
      mission_slug: "",
      mission_type: "software-dev",
      summary: expect.any(Object),
      work_packages: {},
    });
  });

  test("takes the number from meta, else from the slug on the log", () => {
    const number = (slug: string, missionNumber: number | undefined) =>
      JSON.parse(renderSnapshot(fold([move({ mission_slug: slug })]), { missionNumber, missionType: "" }))
        .mission_number;
    expect(number("064-old", 7)).toBe("7");
    expect(number("064-old", undefined)).toBe("064");
    expect(number("shop", undefined)).toBe("");
  });
});

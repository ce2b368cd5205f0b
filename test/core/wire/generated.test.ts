import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { generatedFiles } from "../../../scripts/generate.ts";
import { renderValidator } from "../../../scripts/validators.ts";
import type { Mismatch } from "../../../src/core/lib/mismatch.ts";
import { LANES } from "../../../src/core/status/lane.ts";
import { checkAnnotationRow } from "../../../src/core/wire/generated/annotation-row.generated.ts";
import { checkLanesFile } from "../../../src/core/wire/generated/lanes-file.generated.ts";
import { checkMissionMeta } from "../../../src/core/wire/generated/mission-meta.generated.ts";
import { checkTransitionRow } from "../../../src/core/wire/generated/transition-row.generated.ts";
import { annotationRow, lanesFile, missionMeta, transitionRow } from "../../../src/core/wire/schemas.ts";

const textOrNull = fc.constantFrom("x", "", null);
const move = {
  event_id: "01J9ABCDF0000000000000000B",
  wp_id: "WP01",
  from_lane: "planned",
  to_lane: "claimed",
  at: "2026-01-02T03:04:05.000006+00:00",
  actor: { role: null, profile: null, tool: "codex", model: "m" },
  force: false,
  execution_mode: "worktree",
  review_result: { reviewer: "r", verdict: "approved", reference: "ref", feedback_path: null },
};
const annotation = {
  event_id: "e",
  kind: "annotation",
  wp_id: "WP01",
  at: "t",
  delta: { subtasks: { T001: "done" }, tracker_refs: ["a"], shell_pid: 1, review: {}, release_runtime_claim: true },
};
const meta = { mission_id: "id", mission_number: 4, topology: "coord", flattened: false, coordination_branch: null };
const lanes = {
  version: 1,
  lanes: [{ lane_id: "lane-a", wp_ids: ["WP01"], write_scope: ["src/**"], parallel_group: 0 }],
  collapse_report: {},
};

const cases: readonly (readonly [
  string,
  (value: unknown) => Mismatch | undefined,
  { allows(value: unknown): boolean },
  object,
])[] = [
  ["TransitionRow", checkTransitionRow, transitionRow, move],
  ["AnnotationRow", checkAnnotationRow, annotationRow, annotation],
  ["MissionMeta", checkMissionMeta, missionMeta, meta],
  ["LanesFile", checkLanesFile, lanesFile, lanes],
];

const json = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  textOrNull,
  fc.constantFrom(...LANES, "genesis", "worktree", "coord", 1, 0, -1, 1.5, true, false, [], {}, ["a"], [1]),
);

/** A valid value with some places, at any depth, replaced, dropped or added. */
const damaged = (valid: object): fc.Arbitrary<unknown> =>
  fc
    .array(fc.record({ pick: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), value: json, drop: fc.boolean() }), {
      maxLength: 2,
    })
    .map((changes) => {
      const copy = structuredClone(valid) as Record<string, unknown>;
      for (const change of changes) damage(copy, change);
      return copy;
    });

function damage(copy: Record<string, unknown>, change: { pick: readonly number[]; value: unknown; drop: boolean }) {
  let place: Record<string, unknown> = copy;
  for (const [depth, number] of change.pick.entries()) {
    const keys = [...Object.keys(place), "spare"];
    const key = keys[number % keys.length] ?? "spare";
    const inner = place[key];
    if (typeof inner === "object" && inner !== null && depth < change.pick.length - 1) {
      place = inner as Record<string, unknown>;
    } else {
      if (change.drop) delete place[key];
      else place[key] = change.value;
      return;
    }
  }
}

describe("generated validators", () => {
  test("are the ones that are checked in", async () => {
    for (const { path, text } of generatedFiles()) {
      expect(await Bun.file(`${import.meta.dir}/../../../${path}`).text()).toBe(text);
    }
  });

  for (const [name, check, schema, valid] of cases) {
    test(`${name} accepts a whole value`, () => {
      expect(check(valid)).toBeUndefined();
    });

    test(`${name} agrees with arktype on damaged values`, () => {
      fc.assert(
        fc.property(damaged(valid), (value) => {
          expect(check(value) === undefined).toBe(schema.allows(value));
        }),
        { numRuns: 3000 },
      );
    });

    test(`${name} agrees with arktype on any JSON`, () => {
      fc.assert(
        fc.property(json, (value) => {
          expect(check(value) === undefined).toBe(schema.allows(value));
        }),
      );
    });
  }

  test("name the place and what belongs there", () => {
    expect(checkTransitionRow({ ...move, to_lane: "doing" })).toEqual({
      path: "to_lane",
      expected: expect.stringContaining('"in_progress"'),
    });
    expect(checkTransitionRow({ ...move, actor: { ...move.actor, extra: 1 } })?.path).toBe("actor.extra");
    expect(checkLanesFile({ ...lanes, lanes: [...lanes.lanes, { lane_id: "lane-b", wp_ids: [1] }] })).toEqual({
      path: "lanes[1].wp_ids[0]",
      expected: "a string",
    });
    expect(checkAnnotationRow({ ...annotation, delta: { subtasks: { T001: 1 } } })?.path).toBe("delta.subtasks.T001");
    expect(checkMissionMeta({ topology: "ring" })?.path).toBe("topology");
  });
});

describe("renderValidator()", () => {
  const unknown: readonly unknown[] = [
    "bigint",
    { proto: "Date" },
    { domain: "string", pattern: ["x"] },
    { domain: "number", divisor: 2 },
    { domain: "object", undeclared: "delete", required: [] },
    [
      { proto: "Array", sequence: "string" },
      { domain: "object", required: [{ key: "a", value: "string" }] },
    ],
    { domain: "object", index: [{ signature: "symbol", value: "string" }] },
    { domain: "object", sneaky: true },
  ];
  for (const node of unknown) {
    test(`throws on ${JSON.stringify(node)}`, () => {
      expect(() => renderValidator("Thing", node)).toThrow("no validator is known");
    });
  }
});

import { describe, expect, test } from "bun:test";
import { decideFinalize } from "../../../src/core/finalize/decide-finalize.ts";
import { finalizeEvents } from "../../../src/core/finalize/milestones.ts";
import { resolveTarget } from "../../../src/core/finalize/target.ts";
import { parseMeta } from "../../../src/core/mission/meta.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { logText } from "../../support/log.ts";

const plan = decideFinalize({
  missionSlug: "m",
  targetBranch: "main",
  files: [1, 2].map((n) => ({
    fileName: `WP0${n}-x.md`,
    value: {
      title: `T${n}`,
      requirement_refs: ["FR-001"],
      owned_files: [`src/${n}.ts`],
      authoritative_surface: "src/",
    },
    body: "",
  })),
  tasksText: undefined,
  specText: "| FR-001 | a b |",
  wpsManifest: undefined,
  currentLanes: new Map([["WP01", "planned"]]),
  lanesFile: undefined,
  repositoryPaths: ["src/1.ts", "src/2.ts"],
});

describe("finalizeEvents()", () => {
  test("says only what the log does not say already", () => {
    if (!plan.ok) throw new Error(JSON.stringify(plan.error));
    const facts = { folder: "m", missionId: undefined, missionNumber: 7 };
    const kinds = (rows: readonly object[]) =>
      finalizeEvents(plan.value, parseLog(logText(rows)).rows, facts).map((event) =>
        event.family === "lifecycle" ? `${event.type} ${event.aggregateId}` : event.family,
      );
    expect(kinds([])).toEqual(["TasksStarted m", "WPCreated WP01", "WPCreated WP02", "TasksCompleted m", "transition"]);
    const said = ["TasksStarted", "TasksCompleted"].map((event_type) => ({
      event_id: event_type,
      event_type,
      payload: {},
    }));
    const created = { event_id: "c", event_type: "WPCreated", payload: { wp_id: "WP01" } };
    expect(kinds([...said, created])).toEqual(["WPCreated WP02", "transition"]);
    expect(kinds([...said, { ...created, payload: null }]).length).toBe(3);
  });
});

describe("resolveTarget()", () => {
  const metaOf = (value: object) => {
    const meta = parseMeta(JSON.stringify(value), "meta.json");
    if (!meta.ok) throw new Error("meta");
    return meta.value;
  };
  const resolve = (meta: object, requested?: string) =>
    resolveTarget({ mission: "m", meta: metaOf(meta), requested, branches: ["main", "release"] });
  test.each([
    [{ target_branch: "gone" }, undefined, { branch: "gone", requested: undefined, previous: "gone", persist: false }],
    [
      { merge_target_branch: "main" },
      undefined,
      { branch: "main", requested: undefined, previous: "main", persist: false },
    ],
    [
      { target_branch: "main" },
      "release",
      { branch: "release", requested: "release", previous: "main", persist: true },
    ],
    [{}, "main", { branch: "main", requested: "main", previous: undefined, persist: true }],
    [{ target_branch: "main" }, "main", { branch: "main", requested: "main", previous: "main", persist: false }],
  ])("%j and %p", (meta, requested, value) => {
    expect(resolve(meta, requested)).toEqual({ ok: true, value });
  });
  test("refuses to guess", () => {
    expect(resolve({})).toEqual({ ok: false, error: { code: "PLANNING_BRANCH_NOT_PERSISTED", mission: "m" } });
    const error = { code: "TARGET_BRANCH_NOT_FOUND", branch: "relase", suggestions: ["release"] } as const;
    expect(resolve({ target_branch: "main" }, "relase")).toEqual({ ok: false, error });
  });
});

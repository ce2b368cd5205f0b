import { describe, expect, test } from "bun:test";
import {
  CONTEXT_ACTIONS,
  commandOf,
  decideContext,
  type StandingPackage,
} from "../../../src/core/mission/decide-context.ts";
import { decidePrerequisites, resumeState } from "../../../src/core/mission/decide-prerequisites.ts";
import { defaultMissionType, findMissionType, isActiveType, MISSION_TYPES } from "../../../src/core/mission/types.ts";

const wp = (id: string, lane: StandingPackage["lane"], dependencies: readonly string[] = []): StandingPackage => ({
  id,
  lane,
  dependencies,
});

describe("decideContext()", () => {
  test.each<[string, readonly StandingPackage[], "implement" | "review", string | undefined]>([
    [
      "the first planned package that waits for nothing",
      [wp("WP01", "done"), wp("WP02", "planned", ["WP03"]), wp("WP03", "planned", ["WP01"])],
      "implement",
      "WP03",
    ],
    [
      "a started package if none can be started",
      [wp("WP01", "in_progress"), wp("WP02", "planned", ["WP01"])],
      "implement",
      "WP01",
    ],
    ["nothing to implement", [wp("WP01", "for_review"), wp("WP02", "planned", ["WP01"])], "implement", undefined],
    ["the first that waits for review", [wp("WP01", "in_review"), wp("WP02", "for_review")], "review", "WP02"],
    ["nothing to review", [wp("WP01", "in_review")], "review", undefined],
  ])("finds %s", (_what, packages, action, id) => {
    const found = decideContext({ action, mission: "m", wpId: undefined }, packages);
    expect(found.ok ? found.value?.id : undefined).toBe(id as never);
    if (id === undefined) expect(found.ok ? undefined : found.error.code).toBe("WORK_PACKAGE_UNRESOLVED");
  });

  test("takes a named package for any action, and none for actions that are about the mission", () => {
    const packages = [wp("WP01", "done")];
    const named = decideContext({ action: "status", mission: "m", wpId: "wp01" }, packages);
    expect(named.ok && named.value?.id).toBe("WP01");
    expect(decideContext({ action: "plan", mission: "m", wpId: undefined }, packages)).toEqual({
      ok: true,
      value: undefined,
    });
    const unknown = decideContext({ action: "plan", mission: "m", wpId: "WP09" }, packages);
    expect(unknown.ok ? undefined : unknown.error.known).toEqual(["WP01"]);
  });

  test("names a command for every action", () => {
    const lines = CONTEXT_ACTIONS.map((action) =>
      commandOf({ action, mission: "m", wpId: undefined, agent: undefined }),
    );
    expect(lines.every((line) => line.startsWith("spec-kitty ") && line.includes("--mission m"))).toBe(true);
    expect(commandOf({ action: "implement", mission: "m", wpId: "WP01", agent: "codex" })).toBe(
      "spec-kitty agent action implement WP01 --mission m --agent codex",
    );
  });
});

describe("decidePrerequisites()", () => {
  test("is strict about plan and tasks only when asked", () => {
    const files = new Set(["meta.json", "spec.md", "research.md", "contracts/a.yaml"]);
    expect(decidePrerequisites(files, { tasks: false })).toEqual({
      valid: true,
      errors: [],
      warnings: ["plan.md is missing", "tasks.md is missing"],
      available: ["research.md", "contracts/"],
    });
    const strict = decidePrerequisites(files, { tasks: true });
    expect([strict.valid, strict.errors]).toEqual([false, ["plan.md is missing", "tasks.md is missing"]]);
    expect(decidePrerequisites(new Set([...files, "plan.md", "tasks.md"]), { tasks: true }).available).toContain(
      "tasks.md",
    );
    expect([resumeState(files), resumeState(new Set(["lanes.json"]))]).toEqual(["found", "existing"]);
  });
});

describe("mission types", () => {
  test("have distinct keys, distinct steps, and an end that is accepted or reviewed", () => {
    expect(MISSION_TYPES.map((type) => type.key)).toEqual(["software-dev", "research", "documentation", "plan"]);
    for (const { steps } of MISSION_TYPES) {
      expect(new Set(steps.map((step) => step.id)).size).toBe(steps.length);
      expect(["accept", "review"]).toContain(steps.at(-1)?.action ?? "");
    }
    expect(findMissionType("plan")?.steps.map((step) => step.id)).toEqual(["specify", "research", "plan", "review"]);
  });

  test("default to software development where it is active", () => {
    expect([defaultMissionType(undefined), defaultMissionType(["plan", "research"]), defaultMissionType([])]).toEqual([
      "software-dev",
      "research",
      "software-dev",
    ]);
    expect([isActiveType("plan", undefined), isActiveType("plan", ["research"])]).toEqual([true, false]);
  });
});

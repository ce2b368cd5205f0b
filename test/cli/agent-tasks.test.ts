/** The commands below `spec-kitty agent tasks` that record something, as agents and people run them. */
import { describe, expect, test } from "bun:test";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import {
  AUTHORED,
  CODE,
  COORDINATION,
  FOLDER,
  fingerprint,
  IDENTITY,
  MISSION_ID,
  repoWithMission,
} from "../support/mission.ts";

const run = (cwd: string, words: string, ...more: readonly string[]) =>
  runBinary([...words.split(" "), ...more], { cwd, env: IDENTITY });

describe("spec-kitty agent tasks map-requirements", () => {
  test("answers with the coverage in words and in JSON", async () => {
    const { root, worktree, featureDir } = repoWithMission(AUTHORED, CODE);
    const json = await run(root, "agent tasks map-requirements --wp WP01 --refs FR-002 --no-auto-commit --json");
    expect([json.code, json.stderr]).toEqual([0, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: "success",
      mission_slug: FOLDER,
      mission_id: MISSION_ID,
      feature_dir: featureDir,
      mapped: { WP01: ["FR-002"] },
      total_mappings: { WP01: ["FR-001", "FR-002"], WP02: ["FR-002"] },
      coverage: { total_functional: 2, mapped_functional: 2, unmapped_functional: [] },
      committed: true,
      commit_result: { destination_ref: COORDINATION, worktree_root: worktree },
      requirement_extraction_warnings: [],
      bare_prose_requirement_ids: [],
    });
    const words = await run(root, "agent tasks map-requirements --replace --batch", '{"WP01":["FR-002"]}');
    expect(words.stdout).toContain("WP01: FR-002\n1 of 2 functional requirements are covered\nLeft: FR-001");
    const same = await run(root, "agent tasks map-requirements --wp WP01 --refs FR-002 --json");
    expect(JSON.parse(same.stdout)).toMatchObject({ committed: false, commit_sha: null, commit_result: null });
    const again = await run(root, "agent tasks map-requirements --wp WP01 --refs FR-002");
    expect(again.stdout).toContain("Mapped already; nothing was changed");
  });

  test("refuses unknown ids and unclear requests", async () => {
    const { root } = repoWithMission(AUTHORED, CODE);
    const before = fingerprint(root);
    const unknown = await run(root, "agent tasks map-requirements --wp WP01 --refs FR-404 --json");
    expect([unknown.code, unknown.stderr]).toEqual([1, ""]);
    expect(JSON.parse(unknown.stdout)).toMatchObject({
      error_code: "REQUIREMENT_REFS_UNKNOWN",
      unknown_refs: ["FR-404"],
      hint: expect.stringContaining("FR-001"),
    });
    const unclear = await run(root, "agent tasks map-requirements --refs FR-001");
    expect([unclear.code, unclear.stdout]).toEqual([2, ""]);
    expect(unclear.stderr).toContain("no work package is named");
    expect(fingerprint(root)).toBe(before);
  });
});

describe("spec-kitty agent tasks mark-status", () => {
  test("says what really changed, in words and in JSON", async () => {
    const { root, featureDir } = repoWithMission(AUTHORED, CODE);
    const json = await run(root, "agent tasks mark-status T001 T404 --status done --auto-commit --json");
    expect([json.code, json.stderr]).toEqual([0, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      results: [
        { id: "T001", outcome: "updated", format: "checkbox", message: "T001 of WP01 is done now" },
        { id: "T404", outcome: "not_found", format: null },
      ],
      summary: { updated: 1, already_satisfied: 0, not_found: 1 },
      mission_id: MISSION_ID,
      feature_dir: featureDir,
    });
    const words = await run(root, "agent tasks mark-status T001 T002 --status done");
    expect(words.stdout).toBe("= T001 of WP01 was done already\n✓ T002 of WP02 is done now\n");
  });

  test("fails only when nothing was found, and on ids that are none", async () => {
    const { root } = repoWithMission(AUTHORED, CODE);
    const before = fingerprint(root);
    const none = await run(root, "agent tasks mark-status T404 --status pending --json");
    expect([none.code, JSON.parse(none.stdout).error_code]).toEqual([1, "SUBTASK_NOT_FOUND"]);
    expect((await run(root, "agent tasks mark-status T404 --status pending")).stdout).toContain(
      "No work package lists T404",
    );
    const package_ = await run(root, "agent tasks mark-status WP01 --status done");
    expect([package_.code, package_.stdout]).toEqual([1, ""]);
    expect(package_.stderr).toContain("spec-kitty agent tasks move-task WP01");
    expect(fingerprint(root)).toBe(before);
  });

  test("starts at most five git processes", async () => {
    const { root } = repoWithMission(AUTHORED, CODE);
    const counter = countGit();
    const env = { ...IDENTITY, PATH: counter.path };
    await runBinary(["agent", "tasks", "mark-status", "T001", "--status", "done"], { cwd: root, env });
    const calls = counter.calls().map((call) => call.split(" ")[0]);
    expect(calls).toEqual(["config", "update-ref", "update-index"]);
  });
});

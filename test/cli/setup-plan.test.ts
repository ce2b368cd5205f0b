/** `spec-kitty agent mission setup-plan` as agents and people run it. */
import { describe, expect, test } from "bun:test";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { writeFiles } from "../support/git-repo.ts";
import { IDENTITY, MISSION_ID, repoWithMission } from "../support/mission.ts";

const setUp = (cwd: string, ...args: readonly string[]) =>
  runBinary(["agent", "mission", "setup-plan", ...args], { cwd, env: IDENTITY });

const SPEC = "| FR-001 | The shop sells several things at once |\n";

describe("spec-kitty agent mission setup-plan", () => {
  test("is blocked at exit 0 with the contract's keys, then sets the plan up in at most five git processes", async () => {
    const { root, featureDir } = repoWithMission({ "spec.md": "# Spec\n" });
    const blocked = await setUp(root, "--json");
    expect(blocked.code).toBe(0);
    expect(JSON.parse(blocked.stdout)).toMatchObject({
      result: "blocked",
      error_code: "SPEC_NOT_SUBSTANTIVE_OR_UNCOMMITTED",
      phase_complete: false,
      spec_committed: true,
      spec_substantive: false,
      mission_id: MISSION_ID,
      feature_dir: featureDir,
      commit_created: false,
    });
    expect((await setUp(root)).stdout).toContain("states no functional requirement yet");
    writeFiles(featureDir, { "spec.md": SPEC });
    const counter = countGit();
    const env = { ...IDENTITY, PATH: counter.path };
    const done = await runBinary(["agent", "mission", "setup-plan", "--json"], { cwd: root, env });
    expect(JSON.parse(done.stdout)).toMatchObject({
      result: "success",
      scaffold_only: true,
      remediation: expect.stringContaining("its Technical context needs a language and one more answer"),
      phase_complete: false,
      plan_substantive: false,
      commit_status: "committed",
      target_branch: "main",
    });
    expect(counter.calls().length).toBeLessThanOrEqual(5);
    const again = await setUp(root);
    expect(again.stdout).toContain("Nothing new to record on kitty/mission-shop-01J9ABCD");
  });

  test("refuses a mission that is not there, in words and in JSON", async () => {
    const { root } = repoWithMission();
    const words = await setUp(root, "--mission", "shpo");
    expect([words.code, words.stderr.includes('No mission is called "shpo"')]).toEqual([1, true]);
    const json = await setUp(root, "--mission", "shop", "--json");
    expect([json.code, JSON.parse(json.stdout).error_code]).toEqual([1, "SPEC_FILE_MISSING"]);
  });
});

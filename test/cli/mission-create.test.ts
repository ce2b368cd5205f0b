/** `spec-kitty agent mission create` as agents and people run it. */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { git, gitRepo } from "../support/git-repo.ts";
import { IDENTITY } from "../support/mission.ts";

const create = (cwd: string, ...args: readonly string[]) =>
  runBinary(["agent", "mission", "create", ...args], { cwd, env: IDENTITY });

const CONTRACT_KEYS =
  "result mission_slug mission_number mission_id mission_type slug friendly_name purpose_tldr purpose_context feature_dir spec_file meta_file created_at created_files write_mode scaffold_only requires_agent_authoring plan_guard next_step origin_binding coordination_branch coordination_branch_created topology current_branch target_branch base_branch planning_base_branch merge_target_branch branch_matches_target branch_strategy_summary runtime_vars NOW_UTC_ISO branch_context EXPECTED_TARGET_BRANCH EXPECTED_BASE_BRANCH spec_kitty_version already_exists";

describe("spec-kitty agent mission create", () => {
  test("answers one document with every key of the contract, and the same mission the second time", async () => {
    const cwd = gitRepo();
    const first = await create(cwd, "shop", "--purpose-tldr", "Sell things", "--json");
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const made = JSON.parse(first.stdout);
    expect(CONTRACT_KEYS.split(" ").filter((key) => !(key in made))).toEqual([]);
    expect(made).toMatchObject({
      result: "success",
      already_exists: false,
      mission_number: null,
      friendly_name: "shop",
      target_branch: "main",
      branch_matches_target: true,
      coordination_branch: `kitty/mission-${made.mission_slug}`,
      coordination_branch_created: true,
    });
    expect(existsSync(made.spec_file)).toBe(true);
    const again = JSON.parse((await create(cwd, "shop", "--json")).stdout);
    expect(again).toMatchObject({
      already_exists: true,
      mission_id: made.mission_id,
      commit_created: false,
      commits: [],
    });
  });

  test("starts at most eight git processes, worktree included", async () => {
    const cwd = gitRepo();
    const counter = countGit();
    const ran = await runBinary(["agent", "mission", "create", "shop", "--json"], {
      cwd,
      env: { ...IDENTITY, PATH: counter.path },
    });
    expect(ran.code).toBe(0);
    expect(counter.calls().map((call) => call.split(" ")[0])).toEqual([
      "config",
      "update-ref",
      "worktree",
      "sparse-checkout",
      "read-tree",
    ]);
  });

  test("tells a person where to write and what comes next", async () => {
    const cwd = gitRepo();
    const planned = await create(cwd, "shop", "--dry-run");
    expect(planned.stdout).toContain("Would create mission shop-");
    const { code, stdout, stderr } = await create(cwd, "shop", "--friendly-name", "The shop");
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/✓ Created mission shop-\w{8}/);
    expect(stdout).toMatch(/Merges into +main/);
    expect(stdout).toMatch(/Write in +\/.*-coord\/kitty-specs\/shop-/);
    expect(stdout).toContain("spec-kitty agent mission setup-plan --mission shop-");
    expect((await create(cwd, "shop")).stdout).toContain("is there already");
  });

  test("refuses in words and in JSON", async () => {
    const cwd = gitRepo();
    const words = await create(cwd, "Shop Cart");
    expect([words.code, words.stdout]).toEqual([1, ""]);
    expect(words.stderr).toContain("Try: spec-kitty agent mission create shop-cart");
    const json = await create(cwd, "shop", "--target-branch", "mian", "--json");
    expect([json.code, json.stderr]).toEqual([1, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({ error_code: "TARGET_BRANCH_NOT_FOUND", suggestions: ["main"] });
    const pr = JSON.parse((await create(cwd, "shop", "--pr-bound", "--json")).stdout);
    expect(pr.error_code).toBe("BRANCH_STRATEGY_CONFIRMATION_REQUIRED");
    expect((await create(cwd, "shop", "--pr-bound", "--branch-strategy", "already-confirmed")).code).toBe(0);
    const none = await create(cwd, "--json");
    expect([none.code, JSON.parse(none.stdout).error_code]).toEqual([2, "MISSING_ARGUMENT"]);
    expect(git(cwd, "branch", "--format=%(refname:short)").split("\n")).toHaveLength(2);
  });
});

/** `spec-kitty agent mission finalize-tasks` and `spec-kitty agent tasks finalize-tasks` as agents and people run them. */
import { describe, expect, test } from "bun:test";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import {
  AUTHORED,
  CODE,
  COORDINATION,
  FOLDER,
  fingerprint,
  IDENTITY,
  MISSION_ID,
  repoWithMission,
  wpText,
} from "../support/mission.ts";

const finalize = (cwd: string, ...args: readonly string[]) =>
  runBinary(["agent", "mission", "finalize-tasks", ...args], { cwd, env: IDENTITY });
function authored(files: Readonly<Record<string, string>> = AUTHORED, code = CODE) {
  const made = repoWithMission({}, code);
  writeFiles(made.featureDir, files);
  return made;
}
const missingKeys = (keys: string, document: object): readonly string[] =>
  keys.split(" ").filter((key) => !(key in document));

const SUCCESS_KEYS =
  "result wp_count updated_wp_count modified_wps unchanged_wps preserved_wps tasks_dir commit_created commit_hash commit_hashes files_committed dependencies_parsed requirement_refs_parsed bootstrap lanes ownership_warnings requirement_extraction_warnings post_integration_acceptance_warnings target_branch_override spec_kitty_version mission_id mission_slug feature_dir";
const VALIDATE_KEYS =
  "result mission_slug wp_count validate_only would_modify would_preserve unchanged updated_wp_count ownership_warnings requirement_extraction_warnings post_integration_acceptance_warnings validation message spec_kitty_version mission_id feature_dir";

describe("spec-kitty agent mission finalize-tasks", () => {
  test("answers with every key of the contract, and records nothing the second time", async () => {
    const { root, featureDir } = authored();
    git(root, "branch", "release");
    const first = await finalize(root, "--target-branch", "release", "--json");
    expect([first.code, first.stderr]).toEqual([0, ""]);
    const done = JSON.parse(first.stdout);
    expect(missingKeys(SUCCESS_KEYS, done)).toEqual([]);
    const tip = git(root, "rev-parse", COORDINATION);
    expect(done).toMatchObject({
      result: "success",
      mission_id: MISSION_ID,
      modified_wps: ["WP01", "WP02"],
      tasks_dir: `${featureDir}/tasks`,
      commit_created: true,
      commit_hash: tip,
      commit_hashes: [{ branch: COORDINATION, hash: tip }],
      dependencies_parsed: { WP01: [], WP02: [] },
      requirement_refs_parsed: { WP01: ["FR-001"], WP02: ["FR-002"] },
      bootstrap: { total_wps: 2, newly_seeded: 2, already_initialized: 0 },
      lanes: {
        computed: true,
        count: 2,
        lane_ids: ["lane-a", "lane-b"],
        planning_artifact_wps: [],
        collapse_report: null,
      },
      target_branch_override: {
        requested: "release",
        persisted: true,
        committed: true,
        previous_value: "main",
        persist_error: null,
      },
    });
    expect(JSON.parse((await finalize(root, "--json")).stdout)).toMatchObject({
      updated_wp_count: 0,
      unchanged_wps: ["WP01", "WP02"],
      bootstrap: { newly_seeded: 0, already_initialized: 2 },
      commit_created: false,
      commit_hash: null,
      commit_hashes: [],
      commits: [],
      target_branch_override: { requested: null, persisted: false },
    });
    expect(git(root, "rev-parse", COORDINATION)).toBe(tip);
    expect((await finalize(root)).stdout).toContain("Everything is recorded already: 2 work packages");
  });

  test("only validates when asked to", async () => {
    const { root } = authored();
    const before = fingerprint(root);
    const json = JSON.parse((await finalize(root, "--validate-only", "--json")).stdout);
    expect(missingKeys(VALIDATE_KEYS, json)).toEqual([]);
    expect(json).toMatchObject({
      result: "validation_passed",
      validate_only: true,
      would_modify: [{ wp_id: "WP01", changes: { merge_target_branch: "main" } }, { wp_id: "WP02" }],
      validation: { bootstrap_preview: { newly_seeded: 2 }, lanes_preview: { count: 2 } },
    });
    expect((await finalize(root, "--validate-only")).stdout).toContain("can be finalized; nothing was written");
    expect(fingerprint(root)).toBe(before);
  });

  test("shows a person the lanes, what was noticed and what comes next", async () => {
    const files = {
      ...AUTHORED,
      "tasks/WP02-two.md": wpText(2).replace("[src/2.ts]", "[src/2.ts, src/new/**]").replace("[]", "[WP01]"),
      "wps.yaml":
        "work_packages:\n- {id: WP01, plan_concern_refs: [IC-01]}\n- {id: WP02, dependencies: [WP01], requirement_refs: [SC-001]}\n",
    };
    const { code, stdout, stderr } = await finalize(authored(files).root);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`✓ Finalized 2 work packages of ${FOLDER} on ${COORDINATION}`);
    expect(stdout).toMatch(/lane-b +WP02 +after lane-a/);
    expect(stdout).toContain('Note: WP02 owns "src/new/**", which matches no file yet');
    expect(stdout).toContain("Note: WP02 refers to SC-001: success criteria count for nothing");
    expect(stdout).toContain("Note: No plan concern is named by WP02");
    expect(stdout).toContain(`Next: spec-kitty agent action implement WP01 --mission ${FOLDER}`);
  });

  test("is contained in every lane that is started after it", async () => {
    const { root } = authored();
    const { commit_hash } = JSON.parse((await finalize(root, "--json")).stdout);
    const cli = async (cwd: string, line: string) => {
      const ran = await runBinary(line.split(" "), { cwd, env: IDENTITY });
      return JSON.parse(ran.stdout);
    };
    const claim = await cli(root, `agent action implement WP01 --agent claude --mission ${FOLDER} --json`);
    expect(git(root, "merge-base", commit_hash, `${COORDINATION}-lane-a`)).toBe(commit_hash);
    const marked = await cli(claim.workspace_path, "agent tasks mark-status T001 --status done --json");
    expect(marked).toMatchObject({ mission_slug: FOLDER, summary: { updated: 1 } });
    expect(git(claim.workspace_path, "status", "--porcelain")).toBe("");
    expect((await cli(root, "agent mission finalize-tasks --json")).commit_created).toBe(false);
  });

  test("refuses in words and in JSON, with the facts that programs need", async () => {
    const files = { ...AUTHORED, "tasks/WP02-two.md": wpText(2).replace("[]", "[WP09]") };
    const { root } = authored(files);
    const before = fingerprint(root);
    const words = await finalize(root);
    expect([words.code, words.stdout]).toEqual([1, ""]);
    expect(words.stderr).toContain("WP02 depends on what is no work package of this mission: WP09");
    const json = await finalize(root, "--json");
    expect([json.code, json.stderr]).toEqual([1, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      error_code: "DEPENDENCY_INVALID",
      wp_id: "WP02",
      errors: ["No such work package: WP09"],
    });
    expect(fingerprint(root)).toBe(before);
  });

  test("starts at most five git processes, whatever the number of work packages", async () => {
    const many = Array.from({ length: 30 }, (_, n) => n + 10);
    const code = Object.fromEntries(many.map((n) => [`src/${n}.ts`, "x\n"]));
    const files = {
      "spec.md": "| FR-001 | one thing |\n",
      "tasks.md": many.map((n) => `## WP${n}\n`).join(""),
      ...Object.fromEntries(
        many.map((n) => [`tasks/WP${n}-x.md`, wpText(n).replaceAll("WP0", "WP").replace(`FR-00${n}`, "FR-001")]),
      ),
    };
    for (const { root } of [authored(), authored(files, code)]) {
      const counter = countGit();
      const ran = await runBinary(["agent", "mission", "finalize-tasks", "--json"], {
        cwd: root,
        env: { ...IDENTITY, PATH: counter.path },
      });
      expect(ran.code).toBe(0);
      const calls = counter.calls().map((call) => call.split(" ")[0]);
      expect(calls).toEqual(["config", "ls-tree", "update-ref", "update-index"]);
    }
  });
});

describe("spec-kitty agent tasks finalize-tasks", () => {
  test("is the same command under its older name", async () => {
    const { root } = authored();
    const run = (...args: readonly string[]) =>
      runBinary(["agent", "tasks", "finalize-tasks", ...args], { cwd: root, env: IDENTITY });
    expect(JSON.parse((await run("--validate-only", "--json")).stdout).result).toBe("validation_passed");
    expect((await run()).stdout).toContain("Finalized 2 work packages");
    const refused = await run("--mission", "nothing", "--json");
    expect([refused.code, JSON.parse(refused.stdout).error_code]).toEqual([1, "MISSION_NOT_FOUND"]);
    expect((await run("--mission", "nothing")).stderr).toContain("Code:  MISSION_NOT_FOUND");
  });
});

/** What agents ask before they work: branches, documents, types, and what an action is about. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { type Ran, runBinary } from "../support/binary.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, MISSION_ID, repoWithMission } from "../support/mission.ts";

const run = (cwd: string, ...args: readonly string[]): Promise<Ran> => runBinary(args, { cwd });
const answer = async (cwd: string, ...args: readonly string[]) =>
  JSON.parse((await run(cwd, ...args, "--json")).stdout);

const row = (wpId: string, from: string, to: string, at: number): string =>
  `${JSON.stringify({ event_id: `01J9ABCDF0000000000000000${at}`, mission_slug: FOLDER, wp_id: wpId, from_lane: from, to_lane: to, at: `2026-01-02T03:04:0${at}.000000+00:00`, actor: "t", force: false, execution_mode: "worktree" })}\n`;

const LANES = JSON.stringify({
  version: 1,
  mission_slug: FOLDER,
  mission_id: MISSION_ID,
  mission_branch: COORDINATION,
  target_branch: "main",
  lanes: [
    {
      lane_id: "lane-a",
      wp_ids: ["WP01"],
      write_scope: ["src/**"],
      predicted_surfaces: [],
      depends_on_lanes: [],
      parallel_group: 0,
    },
    {
      lane_id: "lane-planning",
      wp_ids: ["WP02"],
      write_scope: [],
      predicted_surfaces: [],
      depends_on_lanes: [],
      parallel_group: 0,
    },
  ],
  computed_at: "2026-01-02T03:04:05+00:00",
  computed_from: "dependency_graph+ownership",
});

const planned = () =>
  repoWithMission({
    "spec.md": "| FR-001 | The shop sells several things |\n",
    "plan.md": "p\n",
    "tasks.md": "t\n",
    "lanes.json": LANES,
    "tasks/WP01-cart.md":
      "---\nwork_package_id: WP01\ntitle: Cart\ndependencies: []\nexecution_mode: code_change\n---\n# Cart\n",
    "tasks/WP02-docs.md":
      "---\nwork_package_id: WP02\ntitle: Docs\ndependencies: [WP01]\nexecution_mode: planning_artifact\n---\n# Docs\n",
    "status.events.jsonl": row("WP01", "genesis", "planned", 1) + row("WP02", "genesis", "planned", 2),
  });

describe("spec-kitty agent mission branch-context", () => {
  test("tells the branches, with the contract's keys, and refuses a target that is not there", async () => {
    const cwd = gitRepo();
    const value = await answer(cwd, "agent", "mission", "branch-context");
    expect(value).toMatchObject({
      result: "success",
      repo_root: cwd,
      target_branch_source: "current_branch",
      primary_branch: "main",
      current_is_primary: true,
      recommended_strategy: "feature-branch",
      branch_matches_target: true,
      EXPECTED_TARGET_BRANCH: "main",
      branch_context: { matches_target: true, expected_checkout_branch: "main" },
    });
    git(cwd, "branch", "release");
    const other = await answer(cwd, "agent", "mission", "branch-context", "--target-branch", "release");
    expect([other.target_branch, other.target_branch_source, other.branch_matches_target]).toEqual([
      "release",
      "cli_arg",
      false,
    ]);
    expect((await run(cwd, "agent", "mission", "branch-context")).stdout).toContain("main is protected");
    const refused = await run(cwd, "agent", "mission", "branch-context", "--target-branch", "relaese", "--json");
    expect([refused.code, JSON.parse(refused.stdout).suggestions]).toEqual([1, ["release"]]);
    git(cwd, "checkout", "-q", "--detach");
    expect((await answer(cwd, "agent", "mission", "branch-context")).error_code).toBe("TARGET_BRANCH_REQUIRED");
  });
});

describe("spec-kitty agent mission check-prerequisites", () => {
  test("lists paths and documents, committed or authored, at exit 0 even when something is missing, and writes nothing", async () => {
    const { root, featureDir } = repoWithMission({ "spec.md": "s\n" });
    writeFiles(featureDir, { "research.md": "authored\n" });
    const before = fingerprint(root);
    const value = await answer(root, "agent", "mission", "check-prerequisites");
    expect(value).toMatchObject({
      valid: true,
      errors: [],
      available_docs: ["research.md"],
      FEATURE_DIR: featureDir,
      paths: { feature_spec: join(featureDir, "spec.md"), tasks_dir: join(featureDir, "tasks") },
      artifact_dirs: { contracts_dir: join(featureDir, "contracts") },
      target_branch: "main",
      mission_id: MISSION_ID,
    });
    const strict = await run(root, "agent", "mission", "check-prerequisites", "--include-tasks", "--json");
    expect([strict.code, JSON.parse(strict.stdout).valid]).toEqual([0, false]);
    const paths = await answer(root, "agent", "mission", "check-prerequisites", "--paths-only");
    expect([paths.FEATURE_SPEC, paths.SPECS_DIR]).toEqual([join(featureDir, "spec.md"), join(featureDir, "..")]);
    const words = await run(root, "agent", "mission", "check-prerequisites", "--paths-only");
    expect(words.stdout).toContain(`IMPL_PLAN: ${featureDir}/plan.md`);
    expect((await run(root, "agent", "mission", "check-prerequisites")).stdout).toContain("Later: plan.md is missing");
    expect(fingerprint(root)).toBe(before);
  });

  test("probes whether there is a mission to go on with", async () => {
    const probe = (cwd: string, ...args: readonly string[]) =>
      answer(cwd, "agent", "mission", "check-prerequisites", "--resume-probe", ...args);
    const { root } = planned();
    expect(await probe(root)).toMatchObject({
      resume_state: "existing",
      mission_slug: FOLDER,
      spec_committed_and_substantive: true,
      topology: "coord",
    });
    expect((await probe(root, "--mission", "nope")).resume_state).toBe("not_found");
    const { root: fresh } = repoWithMission({ "spec.md": "s\n" });
    expect(await probe(fresh)).toMatchObject({ resume_state: "found", spec_committed_and_substantive: false });
    writeFiles(fresh, { "kitty-specs/other/meta.json": "{" });
    expect((await probe(fresh)).resume_state).toBe("ambiguous");
    expect((await probe(fresh, "--mission", "other")).resume_state).toBe("malformed");
    expect((await probe(gitRepo())).resume_state).toBe("not_found");
    expect((await run(root, "agent", "mission", "check-prerequisites", "--resume-probe")).stdout).toBe(
      `existing: ${FOLDER}\n`,
    );
  });

  test("refuses where several missions are possible", async () => {
    const { root } = repoWithMission();
    writeFiles(root, { "kitty-specs/other/meta.json": "{}" });
    const refused = await run(root, "agent", "mission", "check-prerequisites", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error_code: "MISSION_REQUIRED",
      available_missions: ["other", FOLDER],
    });
  });
});

describe("spec-kitty agent context resolve", () => {
  test("finds the package, its lane, branch and workspace, and the command; from a lane worktree too", async () => {
    const { root, featureDir } = planned();
    const value = await answer(
      root,
      "agent",
      "context",
      "resolve",
      "--action",
      "implement",
      "--mission",
      "shop",
      "--agent",
      "codex",
    );
    expect(value).toMatchObject({
      success: true,
      action: "implement",
      wp_id: "WP01",
      wp_file: join(featureDir, "tasks/WP01-cart.md"),
      lane: "planned",
      lane_id: "lane-a",
      branch_name: `${COORDINATION}-lane-a`,
      execution_mode: "code_change",
      resolution_kind: "lane_workspace",
      resolved_base: COORDINATION,
      workspace_path: join(root, `.worktrees/${FOLDER}-lane-a`),
      commands: { workflow: `spec-kitty agent action implement WP01 --mission ${FOLDER} --agent codex` },
      detection_method: "explicit",
      mission_id: MISSION_ID,
    });
    git(root, "worktree", "add", "-q", "-b", `${COORDINATION}-lane-a`, `.worktrees/${FOLDER}-lane-a`, COORDINATION);
    const inLane = await answer(
      join(root, `.worktrees/${FOLDER}-lane-a`),
      "agent",
      "context",
      "resolve",
      "--action",
      "plan",
    );
    expect(inLane).toMatchObject({
      mission_slug: FOLDER,
      detection_method: "inferred",
      resolution_kind: "mission",
      wp_id: null,
    });
    const planning = await answer(root, "agent", "context", "resolve", "--action", "status", "--wp-id", "WP02");
    expect(planning).toMatchObject({
      lane_id: "lane-planning",
      workspace_path: root,
      branch_name: "main",
      resolution_kind: "repo_root",
    });
    const words = await run(root, "agent", "context", "resolve", "--action", "implement");
    expect(words.stdout).toContain(`${FOLDER} WP01 (planned)`);
  });

  test("refuses where there is nothing to do", async () => {
    const { root } = planned();
    const refused = await run(root, "agent", "context", "resolve", "--action", "review", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({ success: false, error_code: "WORK_PACKAGE_UNRESOLVED" });
    const named = await run(root, "agent", "context", "resolve", "--action", "plan", "--wp-id", "WP09");
    expect([named.code, named.stderr.includes("has no work package WP09")]).toEqual([1, true]);
  });
});

describe("spec-kitty mission-type list", () => {
  test("lists the types, outside a repository too, and says which are active", async () => {
    const all = await answer(temporaryFolder(), "mission-type", "list");
    expect([all.kind, all.data.mission_types.length, all.data.mission_types[0].steps.length]).toEqual([
      "mission_types",
      4,
      7,
    ]);
    const cwd = gitRepo({ ".kittify/config.yaml": "mission_type_activations:\n- plan\n" });
    const some = await answer(cwd, "mission-type", "list");
    expect(some.data.mission_types.map((type: { active: boolean }) => type.active)).toEqual([
      false,
      false,
      false,
      true,
    ]);
    expect((await run(cwd, "mission-type", "list")).stdout).toContain("research (not active in this project)");
    const broken = gitRepo({ ".kittify/config.yaml": "protection: 3\n" });
    expect((await answer(broken, "mission-type", "list")).error.code).toBe("CONFIG_INVALID");
  });
});

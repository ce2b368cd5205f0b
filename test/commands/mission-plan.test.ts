/** From a repository to a finalized mission: what a person reads and what a program gets at each step. */
import { describe, expect, test } from "bun:test";
import { PLAN, SPEC } from "../../scripts/demo/story.ts";
import { commandsIn } from "../support/commands.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import { author, createdGreeter, finalizedGreeter, linesOf } from "../support/greeter.ts";

const BRANCH_KEYS = [
  "current_branch",
  "target_branch",
  "planning_base_branch",
  "merge_target_branch",
  "branch_matches_target",
  "branch_strategy_summary",
  "runtime_vars",
  "branch_context",
  "CURRENT_BRANCH",
  "EXPECTED_TARGET_BRANCH",
  "NOW_UTC_ISO",
];

describe("before a mission", () => {
  test("branch-context tells where work is merged and recorded", async () => {
    const { read, ask, run } = commandsIn(gitRepo());
    expect(linesOf(await read("agent", "mission", "branch-context"))).toEqual([
      "Current branch  main",
      "Merges into     main",
      "main is protected; a mission is recorded on a coordination branch, so it can be the target all the same",
    ]);
    const answer = await ask("agent", "mission", "branch-context");
    expect(answer).toMatchObject({
      result: "success",
      target_branch_source: "current_branch",
      primary_branch: "main",
      current_is_primary: true,
      target_is_protected: true,
      branch_strategy_summary:
        "A mission is recorded on a branch of its own; completed work is merged into main, which nothing changes before",
    });
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(BRANCH_KEYS));
    const refused = await run(["agent", "mission", "branch-context", "--target-branch", "mian", "--json"]);
    expect([refused.code, JSON.parse(refused.stdout[0] ?? "").suggestions]).toEqual([1, ["main"]]);
  });

  test("branch-context on an unprotected branch says that it can be worked on directly", async () => {
    const root = gitRepo();
    git(root, "switch", "-q", "-c", "feat/x");
    const { read, ask } = commandsIn(root);
    expect(await read("agent", "mission", "branch-context")).toContain("feat/x can be worked on directly");
    expect(await ask("agent", "mission", "branch-context", "--target-branch", "main")).toMatchObject({
      current_branch: "feat/x",
      target_branch: "main",
      target_branch_source: "cli_arg",
      branch_matches_target: false,
      recommended_strategy: "stay",
    });
  });

  test("mission-type list names every kind with its steps", async () => {
    const { read, ask } = commandsIn(gitRepo());
    const text = linesOf(await read("mission-type", "list"));
    expect(text.slice(0, 3)).toEqual([
      "software-dev",
      "  Build or change software: specify, plan, split into work packages, implement, review",
      "  discovery → specify → plan → tasks → implement → review → accept",
    ]);
    const answer = await ask("mission-type", "list");
    expect(answer["kind"]).toBe("mission_types");
    const { mission_types: types } = answer["data"] as { mission_types: readonly { key: string; active: boolean }[] };
    expect(types.map(({ key, active }) => [key, active])).toEqual([
      ["software-dev", true],
      ["research", true],
      ["documentation", true],
      ["plan", true],
    ]);
  });

  test("mission-type list marks kinds that the project does not use", async () => {
    const root = gitRepo({ ".kittify/config.yaml": "mission_type_activations: [research]\n" });
    const text = await commandsIn(root).read("mission-type", "list");
    expect(linesOf(text)[0]).toBe("software-dev (not active in this project)");
    expect(text).toContain("\nresearch\n");
  });
});

describe("creating a mission", () => {
  test("a dry run shows the files and makes none", async () => {
    const root = gitRepo();
    const { read, ask } = commandsIn(root);
    const text = await read("agent", "mission", "create", "greeter", "--dry-run");
    expect(text).toMatch(/^Would create mission greeter-\w{8} \(its last eight characters will differ\)\n/);
    expect(text).toMatch(/\n {2}\+ kitty-specs\/greeter-\w{8}\/spec\.md\n/);
    expect(await ask("agent", "mission", "create", "greeter", "--dry-run")).toMatchObject({
      dry_run: true,
      commit_created: false,
      commits: [],
    });
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
  });

  test("a person reads name, branches, folder and next step; again, that it is there already", async () => {
    const { read } = commandsIn(gitRepo());
    const argv = ["agent", "mission", "create", "greeter", "--friendly-name", "Greeter"];
    const text = await read(...argv);
    const mission = /mission (greeter-\w{8})/.exec(text)?.[1] ?? "";
    const [head, , name, type, target, recorded, folder, , next] = linesOf(text);
    expect([head, name, type]).toEqual([
      `✓ Created mission ${mission}`,
      "  Name         Greeter",
      "  Type         software-dev",
    ]);
    expect([target, recorded]).toEqual(["  Merges into  main", `  Recorded on  kitty/mission-${mission}`]);
    expect(folder).toEndWith(`/.worktrees/${mission}-coord/kitty-specs/${mission}`);
    expect(next).toBe(`Next: write spec.md there, then run spec-kitty agent mission setup-plan --mission ${mission}`);
    expect(await read(...argv)).toStartWith(`Mission ${mission} is there already; nothing was changed\n`);
  });

  test("a program gets the contract's keys", async () => {
    const { ask } = commandsIn(gitRepo());
    const text = ["--purpose-tldr", "Greet people", "--purpose-context", "By name", "--no-pr-bound"];
    const answer = await ask("agent", "mission", "create", "greeter", "--topology", "coord", ...text);
    const mission = String(answer["mission_slug"]);
    expect(answer).toMatchObject({
      result: "success",
      already_exists: false,
      mission_number: null,
      mission_type: "software-dev",
      slug: mission,
      purpose_tldr: "Greet people",
      purpose_context: "By name",
      pr_bound: false,
      topology: "coord",
      coordination_branch: `kitty/mission-${mission}`,
      coordination_branch_created: true,
      spec_file: `${answer["feature_dir"]}/spec.md`,
      meta_file: `${answer["feature_dir"]}/meta.json`,
      commit_created: true,
      branch_matches_target: true,
    });
    expect(String(answer["mission_id"]).slice(0, 8)).toBe(mission.slice(-8));
    expect(Object.keys(answer)).toEqual(expect.arrayContaining(BRANCH_KEYS));
  });

  test("from an idea, the answer ends with a line that makes the same without questions", async () => {
    const { read, ask, run } = commandsIn(gitRepo());
    const text = await read("mission", "create", "Add a shop");
    expect(text).toContain("✓ Created mission add-a-shop-");
    expect(text).not.toContain("Again without questions");
    const again = await ask("mission", "create", "Add a shop");
    expect([again["kind"], again["data"]]).toMatchObject([
      "mission_created",
      {
        already_exists: true,
        friendly_name: "Add a shop",
        command_line: "spec-kitty mission create 'Add a shop' --yes",
      },
    ]);
    const nothing = await run(["mission", "create"]);
    expect([nothing.code, nothing.stdout, nothing.stderr[0]?.split("\n")[0]]).toEqual([
      2,
      [],
      'Error: Missing IDEA for "spec-kitty mission create"',
    ]);
  });
});

describe("planning a mission", () => {
  test("setup-plan waits for a specification, makes the plan, then records it", async () => {
    const { dir, on, branch, mission, read, ask } = await createdGreeter();
    const [blocked, next, code] = linesOf(await read("agent", "mission", "setup-plan", ...on));
    expect(blocked).toStartWith("Not yet: ");
    expect(blocked).toContain("states no functional requirement yet");
    expect([next, code]).toEqual([
      `Next: spec-kitty agent mission setup-plan --mission ${mission}`,
      "SPEC_NOT_SUBSTANTIVE_OR_UNCOMMITTED",
    ]);
    expect(await ask("agent", "mission", "setup-plan", ...on)).toMatchObject({
      result: "blocked",
      error_code: "SPEC_NOT_SUBSTANTIVE_OR_UNCOMMITTED",
      phase_complete: false,
      spec_substantive: false,
      spec_commit_surfaces_checked: [branch],
      commit_created: false,
    });
    writeFiles(dir, { "spec.md": SPEC });
    const outline = linesOf(await read("agent", "mission", "setup-plan", ...on));
    expect(outline[0]).toMatch(new RegExp(`^✓ Recorded [0-9a-f]{10} on ${branch}$`));
    expect(outline[1]).toBe(
      `Next: fill in ${dir}/plan.md (its Technical context needs a language and one more answer, as rows of a table or as bold names), then run spec-kitty agent mission setup-plan --mission ${mission}`,
    );
    writeFiles(dir, { "plan.md": PLAN });
    const planned = await ask("agent", "mission", "setup-plan", ...on);
    expect(planned).toMatchObject({
      result: "success",
      phase_complete: true,
      scaffold_only: false,
      spec_committed: true,
      plan_substantive: true,
      commit_status: "committed",
      plan_file: `${dir}/plan.md`,
      impl_plan: `${dir}/plan.md`,
    });
    expect(planned["commit_hash"]).toBe(git(dir, "rev-parse", branch));
    const again = linesOf(await read("agent", "mission", "setup-plan", ...on));
    expect(again).toEqual([
      `Nothing new to record on ${branch}`,
      `Next: write tasks.md and tasks/WP*.md in ${dir}, then run spec-kitty agent mission finalize-tasks --mission ${mission}`,
    ]);
  });

  test("spec-commit records documents, and says when there is nothing to record", async () => {
    const { root, dir, on, branch, mission, read, ask } = await createdGreeter();
    writeFiles(dir, { "spec.md": SPEC });
    const [head, file] = linesOf(await read("spec-commit", "spec.md", "-m", "Specify", ...on));
    expect(head).toBe(`✓ ${git(root, "rev-parse", branch).slice(0, 10)} on ${branch}`);
    expect(file).toBe(`  kitty-specs/${mission}/spec.md`);
    expect(await read("spec-commit", "spec.md", "-m", "Specify", ...on)).toBe(`Nothing to commit on ${branch}`);
    writeFiles(dir, { "research/a.md": "A\n", "research/b.md": "B\n" });
    const answer = await ask("spec-commit", "research", "-m", "Research", ...on);
    expect(answer).toMatchObject({ result: "success", success: true, committed: true, placement_ref: branch });
    expect(answer["commit_hash"]).toBe(git(root, "rev-parse", branch));
    expect(answer["files"]).toEqual([`kitty-specs/${mission}/research/a.md`, `kitty-specs/${mission}/research/b.md`]);
    expect((answer["expansion"] as readonly unknown[]).length).toBe(1);
  });

  test("check-prerequisites lists what is there and what is missing, in each of its forms", async () => {
    const greeter = await createdGreeter();
    const { root, dir, on, mission, read, ask } = greeter;
    const check = ["agent", "mission", "check-prerequisites"] as const;
    expect(await read(...check, "--resume-probe", ...on)).toBe(`found: ${mission}`);
    expect(await read(...check, "--resume-probe", "--mission", "nope")).toBe("not_found");
    expect(await ask(...check, "--resume-probe", "--mission", "nope")).toMatchObject({
      resume_state: "not_found",
      error_code: "MISSION_NOT_FOUND",
      current_branch: "main",
    });
    expect(linesOf(await read(...check, "--include-tasks", ...on))).toEqual([
      `${mission} is not complete`,
      `  Folder: ${dir}`,
      "  Missing: plan.md is missing",
      "  Missing: tasks.md is missing",
    ]);
    expect(linesOf(await read(...check, ...on)).slice(2)).toEqual([
      "  Later: plan.md is missing",
      "  Later: tasks.md is missing",
    ]);
    author(greeter);
    writeFiles(dir, { "research.md": "# Research\n", "contracts/api.md": "# API\n" });
    expect(linesOf(await read(...check, ...on))).toEqual([
      `${mission} has what is needed`,
      `  Folder: ${dir}`,
      "  Has: research.md",
      "  Has: contracts/",
    ]);
    expect(linesOf(await read(...check, "--paths-only", ...on))).toEqual([
      `REPO_ROOT: ${root}`,
      `FEATURE_DIR: ${dir}`,
      `FEATURE_SPEC: ${dir}/spec.md`,
      `IMPL_PLAN: ${dir}/plan.md`,
      `TASKS: ${dir}/tasks.md`,
      `SPECS_DIR: ${dir.slice(0, dir.lastIndexOf("/"))}`,
    ]);
    const full = await ask(...check, "--include-tasks", ...on);
    expect(full).toMatchObject({ valid: true, errors: [], mission_slug: mission, feature_dir: dir, FEATURE_DIR: dir });
    expect(full["artifact_files"]).toMatchObject({ feature_spec: `${dir}/spec.md`, tasks: `${dir}/tasks.md` });
    expect(full["artifact_dirs"]).toMatchObject({ tasks_dir: `${dir}/tasks` });
    expect(full["available_docs"]).toEqual(full["AVAILABLE_DOCS"]);
    expect(await ask(...check, "--paths-only", ...on)).toMatchObject({ REPO_ROOT: root, impl_plan: `${dir}/plan.md` });
    expect(await ask(...check, "--resume-probe", ...on)).toMatchObject({
      resume_state: "found",
      friendly_name: "Greeter",
      topology: "coord",
      pr_bound: false,
      spec_committed_and_substantive: false,
    });
  });
});

describe("finalizing a mission", () => {
  test("validates without writing, records once, and says when everything is recorded", async () => {
    const greeter = await createdGreeter();
    const { root, on, branch, mission, read, ask } = greeter;
    author(greeter);
    await ask("agent", "mission", "setup-plan", ...on);
    const lanes = ["", "  lane-a         WP01", "  lane-b         WP02", "  lane-c         WP03  after lane-a, lane-b"];
    const tip = git(root, "rev-parse", branch);
    const finalize = ["agent", "mission", "finalize-tasks", ...on] as const;
    expect(linesOf(await read(...finalize, "--validate-only"))).toEqual([
      `✓ 3 work packages of ${mission} can be finalized; nothing was written`,
      ...lanes,
      "",
      "  Would fill in the front matter of WP01, WP02, WP03",
      "",
      `Next: spec-kitty agent mission finalize-tasks --mission ${mission}`,
    ]);
    expect(await ask(...finalize, "--validate-only")).toMatchObject({
      result: "validation_passed",
      validate_only: true,
      wp_count: 3,
      validation: {
        bootstrap_preview: { newly_seeded: 3 },
        lanes_preview: { lane_ids: ["lane-a", "lane-b", "lane-c"] },
      },
    });
    expect(git(root, "rev-parse", branch)).toBe(tip);
    expect(linesOf(await read(...finalize))).toEqual([
      `✓ Finalized 3 work packages of ${mission} on ${branch}`,
      ...lanes,
      "",
      "  Filled in the front matter of WP01, WP02, WP03",
      "",
      `Next: spec-kitty agent action implement WP01 --mission ${mission} --agent <name>`,
    ]);
    expect(linesOf(await read(...finalize))[0]).toBe(`Everything is recorded already: 3 work packages of ${mission}`);
    expect(await ask("agent", "tasks", "finalize-tasks", ...on)).toMatchObject({
      result: "success",
      commit_created: false,
      commit_hashes: [],
      unchanged_wps: ["WP01", "WP02", "WP03"],
      bootstrap: { newly_seeded: 0, already_initialized: 3 },
      dependencies_parsed: { WP01: [], WP03: ["WP01", "WP02"] },
      target_branch_override: { requested: null, persisted: false },
    });
  });

  test("says what it noticed: files that do not exist yet, packages without files, criteria that do not count", async () => {
    const greeter = await createdGreeter();
    author(greeter);
    const prompt = (id: string, lines: readonly string[]): string =>
      ["---", `work_package_id: ${id}`, `title: ${id}`, "dependencies: []", ...lines, "---", "", `# ${id}`, ""].join(
        "\n",
      );
    writeFiles(greeter.dir, {
      "tasks/WP01-greet.md": prompt("WP01", [
        "requirement_refs: [FR-001, FR-002, FR-003, SC-001]",
        'owned_files: ["lib/**"]',
      ]),
      "tasks/WP02-shout.md": prompt("WP02", [
        "scope: codebase-wide",
        "owned_files: [README.md]",
        "requirement_refs: [FR-001]",
      ]),
      "tasks/WP03-program.md": prompt("WP03", ["requirement_refs: [FR-001]"]),
    });
    await greeter.ask("agent", "mission", "setup-plan", ...greeter.on);
    const text = await greeter.read("agent", "mission", "finalize-tasks", "--validate-only", ...greeter.on);
    expect(text).toContain('\nNote: WP01 owns "lib/**", which matches no file yet\n');
    expect(text).toContain("\nNote: WP03 names no files, so it owns src/**; list its owned_files\n");
    expect(text).toContain(
      "\nNote: WP02 may write everywhere (scope: codebase-wide), so its overlaps are not checked\n",
    );
    expect(text).toContain("\nNote: WP01 refers to SC-001: success criteria count for nothing in coverage\n");
    const answer = await greeter.ask("agent", "mission", "finalize-tasks", "--validate-only", ...greeter.on);
    expect(answer["ownership_warnings"]).toContain('WP01 owns "lib/**", which matches no file yet');
    expect(answer["requirement_extraction_warnings"]).toEqual([
      "WP01 refers to SC-001: success criteria count for nothing in coverage",
    ]);
  });

  test("map-requirements says what was mapped and what is left", async () => {
    const { root, on, branch, read, ask } = await finalizedGreeter();
    const map = ["agent", "tasks", "map-requirements", ...on] as const;
    expect(linesOf(await read(...map, "--wp", "WP01", "--refs", "FR-001"))).toEqual([
      "Mapped already; nothing was changed",
      "  WP01: FR-001",
      "3 of 3 functional requirements are covered",
    ]);
    const replaced = linesOf(await read(...map, "--wp", "WP01", "--refs", "FR-002", "--replace"));
    expect(replaced).toEqual([
      `✓ Mapped on ${branch} (${git(root, "rev-parse", branch).slice(0, 10)})`,
      "  WP01: FR-002",
      "2 of 3 functional requirements are covered",
      "Left: FR-001",
    ]);
    expect(await ask(...map, "--batch", '{"WP01":["FR-001"],"WP02":["FR-002"]}')).toMatchObject({
      result: "success",
      mapped: { WP01: ["FR-001"], WP02: ["FR-002"] },
      total_mappings: { WP01: ["FR-002", "FR-001"], WP02: ["FR-002"], WP03: ["FR-003"] },
      coverage: { total_functional: 3, mapped_functional: 3, unmapped_functional: [] },
      committed: true,
      commit_result: { destination_ref: branch },
    });
  });
});

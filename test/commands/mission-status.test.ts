/** What can be read of a mission: lists, checks of its log and its packages, its state as a whole. */
import { describe, expect, test } from "bun:test";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { commandsIn, type Document } from "../support/commands.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import { createdGreeter, finalizedGreeter, handIn, linesOf } from "../support/greeter.ts";
import { commitIn } from "../support/mission-repo.ts";

const dataOf = (answer: Document): Document => answer["data"] as Document;

describe("lists", () => {
  test("list-tasks gives a table, one lane of it, or its rows", async () => {
    const { on, read, ask, run, dir } = await finalizedGreeter();
    expect(linesOf(await read("agent", "tasks", "list-tasks", ...on))).toEqual([
      "WP    Lane     Title",
      "────  ───────  ─────────────",
      "WP01  planned  Greet by name",
      "WP02  planned  Make it loud",
      "WP03  planned  The program",
    ]);
    expect(await read("agent", "tasks", "list-tasks", "--lane", "done", ...on)).toBe("No work packages");
    expect(await ask("agent", "tasks", "list-tasks", "--lane", "planned", ...on)).toMatchObject({
      feature_dir: dir,
      count: 3,
      tasks: [
        { work_package_id: "WP01", title: "Greet by name", lane: "planned", path: "tasks/WP01-greet.md" },
        {},
        {},
      ],
    });
    const refused = await run(["agent", "tasks", "list-tasks", "--lane", "plannd", ...on, "--json"]);
    expect(JSON.parse(refused.stdout[0] ?? "")).toMatchObject({ error_code: "LANE_UNKNOWN" });
  });

  test("list-dependents looks both ways", async () => {
    const { on, read, ask, run } = await finalizedGreeter();
    expect(linesOf(await read("agent", "tasks", "list-dependents", "WP01", ...on))).toEqual([
      "WP01",
      "Depends on: none",
      "Dependents: WP03",
    ]);
    expect(await ask("agent", "tasks", "list-dependents", "WP03", ...on)).toMatchObject({
      wp_id: "WP03",
      depends_on: ["WP01", "WP02"],
      dependents: [],
    });
    const refused = await run(["agent", "tasks", "list-dependents", "WP09", ...on]);
    expect([refused.code, linesOf(refused.stderr[0] ?? "")[0]]).toEqual([
      1,
      "Error: The mission has no work package WP09",
    ]);
  });

  test("mission list says where to start, lists what there is, and counts what a filter hides", async () => {
    const empty = commandsIn(gitRepo());
    expect(await empty.read("mission", "list")).toBe("No missions yet. Start one with: spec-kitty mission create");
    const { mission, read, ask, branch } = await finalizedGreeter();
    expect(linesOf(await read("mission", "list"))).toEqual([
      "Mission           Title    State  Done  Ready  Target",
      "────────────────  ───────  ─────  ────  ─────  ──────",
      `${mission}  Greeter  open    0/3     0%  main`,
    ]);
    expect(await read("mission", "list", "--state", "completed")).toBe(
      "No mission in this state; 1 in other states: spec-kitty mission list",
    );
    const listed = await ask("mission", "list", "--state", "open");
    expect([listed["kind"], dataOf(listed)]).toMatchObject([
      "mission_list",
      {
        missions: [
          {
            mission_slug: mission,
            handle: "greeter",
            title: "Greeter",
            state: "recoverable",
            group: "open",
            by_lane: { planned: 3 },
            total_wps: 3,
            destination_ref: branch,
            target_branch: "main",
            published: true,
            accepted: false,
          },
        ],
        unreadable: [],
        total: 1,
        hidden: 0,
      },
    ]);
  });

  test("mission list shows a mission that cannot be read beside those that can", async () => {
    const { root, read, ask, mission } = await createdGreeter();
    git(root, "switch", "-q", "-c", "feat/broken");
    commitIn(root, { "kitty-specs/broken/meta.json": "{", "kitty-specs/broken/spec.md": "# Spec\n" });
    const text = linesOf(await read("mission", "list"));
    expect(text.at(-1)).toBe("broken: cannot be read (META_CORRUPT)");
    expect(text.join("\n")).toContain(mission);
    expect(dataOf(await ask("mission", "list"))).toMatchObject({
      unreadable: [{ mission: "broken", error_code: "META_CORRUPT" }],
    });
  });
});

describe("checks", () => {
  test("validate-workflow lists what is wrong with a package and exits 1", async () => {
    const greeter = await finalizedGreeter();
    const { on, dir, branch, read, ask, run } = greeter;
    expect(await read("agent", "tasks", "validate-workflow", "WP01", ...on)).toBe("WP01 in planned: valid");
    await handIn(greeter, "WP01");
    await ask("agent", "status", "emit", "WP03", "--to", "claimed", "--actor", "bob", ...on);
    const file = `${dir}/tasks/WP03-program.md`;
    const worktree = dir.slice(0, dir.indexOf("/kitty-specs"));
    writeFileSync(file, readFileSync(file, "utf8").replace("[WP01, WP02]", "[WP01, WP02, WP07]"));
    git(worktree, "commit", "-q", "-am", "Change by hand");
    expect(git(worktree, "branch", "--show-current")).toBe(branch);
    const text = await run(["agent", "tasks", "validate-workflow", "WP03", ...on]);
    expect([text.code, linesOf(text.stdout[0] ?? "")]).toEqual([
      1,
      [
        "WP03 in claimed: not valid",
        "error: It depends on WP07, which does not exist",
        "error: It was begun before WP01, WP02, WP07 was approved",
      ],
    ]);
    const document = await run(["agent", "tasks", "validate-workflow", "WP03", ...on, "--json"]);
    expect([document.code, JSON.parse(document.stdout[0] ?? "")]).toMatchObject([
      1,
      { valid: false, task_id: "WP03", lane: "claimed", warnings: [] },
    ]);
  });

  test("status validate names each damaged line and exits 1; every command that folds refuses", async () => {
    const { root, on, dir, mission, read, run } = await finalizedGreeter();
    const path = `kitty-specs/${mission}/status.events.jsonl`;
    expect(await read("agent", "status", "validate", ...on)).toBe(`${path}: passed (0 errors, 0 warnings)`);
    const worktree = dir.slice(0, dir.indexOf("/kitty-specs"));
    const lines = readFileSync(`${dir}/status.events.jsonl`, "utf8").trimEnd().split("\n").length;
    appendFileSync(`${dir}/status.events.jsonl`, "not json\n");
    git(worktree, "commit", "-q", "-am", "Break it");
    const text = await run(["agent", "status", "validate", ...on]);
    const [finding, verdict] = linesOf(text.stdout[0] ?? "");
    expect(text.code).toBe(1);
    expect(finding).toStartWith(`error: Line ${lines + 1}: not JSON (`);
    expect(verdict).toBe(`${path}: failed (1 error, 0 warnings)`);
    const document = JSON.parse((await run(["agent", "status", "validate", ...on, "--json"])).stdout[0] ?? "");
    expect(document).toMatchObject({
      passed: false,
      error_count: 1,
      findings: [{ code: "LOG_LINE_MALFORMED", severity: "error", line: lines + 1 }],
    });
    for (const words of ["tasks status", "tasks list-tasks", "status lifecycle", "status materialize"]) {
      const refused = await run(["agent", ...words.split(" "), ...on, "--json"], { cwd: root });
      expect([words, refused.code, JSON.parse(refused.stdout[0] ?? "").error_code]).toEqual([
        words,
        1,
        "STATUS_LOG_CORRUPT",
      ]);
    }
    const all = await run(["agent", "status", "materialize", "--all", "--check"]);
    expect([all.code, linesOf(all.stdout[0] ?? "")]).toEqual([
      1,
      [`${mission}: STATUS_LOG_CORRUPT`, "0 of 1 snapshots match their logs"],
    ]);
  });

  test("materialize prints, compares, and brings a stale status.json up to its log", async () => {
    const { root, on, dir, branch, mission, read, ask, run } = await finalizedGreeter();
    const committed = git(root, "show", `${branch}:kitty-specs/${mission}/status.json`);
    expect(await read("agent", "status", "materialize", "--print", ...on)).toBe(committed);
    expect(await read("agent", "status", "materialize", ...on)).toBe(`${mission}: status.json matches its log`);
    expect(await read("agent", "status", "materialize", "--all", "--check")).toBe("1 of 1 snapshots match their logs");
    writeFileSync(`${dir}/status.json`, "{}\n");
    git(dir, "commit", "-q", "-am", "Overwrite it");
    const off = await run(["agent", "status", "materialize", "--all", "--check"]);
    expect([off.code, linesOf(off.stdout[0] ?? "").at(-1)]).toEqual([1, "0 of 1 snapshots match their logs"]);
    const tip = git(root, "rev-parse", branch);
    expect(
      JSON.parse((await run(["agent", "status", "materialize", "--check", "--json"])).stdout[0] ?? ""),
    ).toMatchObject({
      kind: "status_check",
      data: { checked: 1, mismatched: 1, missions: [{ mission, matches: false }] },
    });
    expect(git(root, "rev-parse", branch)).toBe(tip);
    const mended = await ask("agent", "status", "materialize", ...on);
    expect(mended).toMatchObject({ written: true, commit_sha: git(root, "rev-parse", branch), feature_dir: dir });
    expect(git(root, "show", `${branch}:kitty-specs/${mission}/status.json`)).toBe(committed);
    writeFileSync(`${dir}/status.json`, "{}\n");
    git(dir, "commit", "-q", "-am", "Overwrite it again");
    expect(await read("agent", "status", "materialize", ...on)).toMatch(
      new RegExp(`^✓ ${mission}: status.json is up to date again \\([0-9a-f]{8}\\)$`),
    );
  });
});

describe("the state of a mission", () => {
  test("lifecycle follows the clock: recoverable, active, stale, abandoned", async () => {
    const { on, mission, read, ask, run } = await finalizedGreeter();
    expect(linesOf(await read("agent", "status", "lifecycle", ...on))[0]).toBe(
      `${mission}: recoverable (nothing in progress)`,
    );
    await ask("agent", "status", "emit", "WP01", "--to", "claimed", "--actor", "bob", ...on);
    const [state, activity, progress] = linesOf(await read("agent", "status", "lifecycle", ...on));
    expect([state, progress]).toEqual([`${mission}: active (work in progress)`, "Progress: 2%, 0 of 3 done"]);
    expect(activity).toMatch(/^Last activity: 2027-01-01T00:00:\d\d\.000000\+00:00, 0 days ago$/);
    expect(await ask("agent", "status", "lifecycle", ...on)).toMatchObject({
      state: "active",
      surface_state: "open",
      reason: "work_in_progress",
      idle_days: 0,
      active_wp_count: 1,
      total_wp_count: 3,
      done_wp_count: 0,
      stale_after_days: 14,
      abandoned_after_days: 30,
    });
    const after = async (days: number): Promise<string> => {
      const now = (): number => Date.UTC(2027, 0, 1 + days, 1);
      const { stdout } = await run(["agent", "status", "lifecycle", ...on, "--json"], { now });
      return String((JSON.parse(stdout[0] ?? "") as Document)["state"]);
    };
    expect(await Promise.all([after(13), after(14), after(30)])).toEqual(["active", "stale", "abandoned"]);
  });

  test("emit records one raw move, and says when it is there already", async () => {
    const { on, dir, read, ask, run, branch } = await finalizedGreeter();
    const emit = ["agent", "status", "emit", "WP01", "--actor", "bob", ...on] as const;
    expect(await read(...emit, "--to", "claimed")).toBe(`WP01: planned → claimed\nMission: ${dir}`);
    expect(await read(...emit, "--to", "claimed")).toBe(`WP01 is in claimed already\nMission: ${dir}`);
    expect(await ask(...emit, "--to", "in_progress", "--workspace-context", "/w")).toMatchObject({
      wp_id: "WP01",
      from_lane: "claimed",
      to_lane: "in_progress",
      actor: "bob",
      already: false,
      status_events_path: `${dir}/status.events.jsonl`,
      commits: [{ destination_ref: branch, outcome: "ok" }],
    });
    const refused = await run([...emit, "--to", "done", "--json"]);
    expect([refused.code, JSON.parse(refused.stdout[0] ?? "")]).toMatchObject([
      1,
      { error_code: "TRANSITION_ILLEGAL", rolled_back_transition: { wp_id: "WP01", from_lane: "in_progress" } },
    ]);
  });

  test("tasks status gives a program the keys of the contract, and flags work that went quiet", async () => {
    const { on, ask, run, mission } = await finalizedGreeter();
    await ask("agent", "action", "implement", "WP01", "--agent", "claude", ...on);
    const status = await ask("agent", "tasks", "status", ...on);
    expect(status).toMatchObject({
      mission_slug: mission,
      total_wps: 3,
      by_lane: { planned: 2, in_progress: 1 },
      progress_semantics: "weighted_readiness",
      done_count: 0,
      stale_verdicts: [],
      auto_commit: true,
    });
    const [first, second] = status["work_packages"] as readonly Document[];
    expect(first).toMatchObject({
      id: "WP01",
      lane: "in_progress",
      file: "tasks/WP01-greet.md",
      agent: "claude",
      execution_mode: "code_change",
      workspace_kind: "lane_workspace",
      lane_id: "lane-a",
      worktree_exists: true,
    });
    expect([second?.["lane"], second?.["stale"], second?.["is_stale"]]).toEqual(["planned", undefined, undefined]);
    const late = { now: () => Date.UTC(2027, 0, 1, 3) };
    const text = (await run(["agent", "tasks", "status", "--stale-threshold", "30", ...on], late)).stdout[0] ?? "";
    expect(text).toMatch(/\n {2}WP01 {2}Greet by name {2}\(no commit for 1[78]\d min\)\n/);
    const stale = JSON.parse((await run(["agent", "tasks", "status", ...on, "--json"], late)).stdout[0] ?? "");
    expect(stale.stale_wps).toEqual(["WP01"]);
  });

  test("a damaged package stays on the board and says what it is", async () => {
    const { on, dir, read, ask } = await finalizedGreeter();
    writeFiles(dir, { "tasks/WP02-shout.md": "no front matter\n", "tasks/WP03-twice.md": "---\na: 1\n---\n" });
    git(dir, "add", "-A");
    git(dir, "commit", "-q", "-m", "Damage it");
    const text = await read("agent", "tasks", "status", ...on);
    expect(text).toContain("(damaged: FRONT_MATTER_MISSING)");
    expect(text).toContain("(damaged: WP_DUPLICATE_FILES)");
    const { work_packages: packages } = (await ask("agent", "tasks", "status", ...on)) as {
      readonly work_packages?: readonly { readonly id: string; readonly damage: string | null }[];
    };
    expect(packages?.map(({ id, damage }) => [id, damage])).toEqual([
      ["WP01", null],
      ["WP02", "FRONT_MATTER_MISSING"],
      ["WP03", "WP_DUPLICATE_FILES"],
    ]);
  });
});

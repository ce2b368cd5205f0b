/** The reading commands of the compiled program on real repositories: what people and programs see, and the whole corpus. */
import { beforeAll, describe, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { ensureBinary, runBinary } from "../support/binary.ts";
import { corpusMissions, hasCorpus } from "../support/corpus.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { logText, move, numbered } from "../support/log.ts";
import { FOLDER, IDENTITY } from "../support/mission.ts";
import { OLD, type ReadRepo, readRepo } from "../support/read-repo.ts";

let repo: ReadRepo;
beforeAll(async () => {
  await ensureBinary();
  repo = readRepo();
}, 60_000);

const run = (cwd: string, line: string, env: Readonly<Record<string, string>> = {}) =>
  runBinary(line.split(" "), { cwd, env });
const json = async (cwd: string, line: string, env: Readonly<Record<string, string>> = {}) => {
  const { code, stdout, stderr } = await run(cwd, `${line} --json`, env);
  expect(stderr).toBe("");
  return { code, document: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
};

describe("agent tasks status", () => {
  test("shows the board with blockers, holders and the next command", async () => {
    const { stdout, code } = await run(repo.root, `agent tasks status --mission ${FOLDER}`, {
      SPEC_KITTY_NOW: "2026-01-02T03:05:00Z",
    });
    expect(code).toBe(0);
    expect(stdout).toContain(`Shop (${FOLDER})`);
    expect(stdout).toContain("10%  0 of 3 done");
    expect(stdout).toContain("WP02  Pay  (waits for WP01)");
    expect(stdout).toContain("WP03  Docs  (ready)");
    expect(stdout).toContain("WP01  Cart  (codex)");
    expect(stdout).toContain(`Next: spec-kitty agent action implement WP03 --agent <agent> --mission ${FOLDER}`);
  });

  test("answers the contract's keys, with the type of a coordinated mission", async () => {
    const { document } = await json(repo.root, `agent tasks status --mission ${FOLDER}`, {
      SPEC_KITTY_NOW: "2030-01-01T00:00:00Z",
    });
    expect(document).toMatchObject({
      mission_type: "software-dev",
      total_wps: 3,
      by_lane: { planned: 2, in_progress: 1 },
      progress_semantics: "weighted_readiness",
      weighted_percentage: 10,
      stale_wps: ["WP01"],
      auto_commit: true,
    });
    const [first, second] = document["work_packages"] as Readonly<Record<string, unknown>>[];
    expect(first).toMatchObject({
      id: "WP01",
      lane: "in_progress",
      agent: "codex",
      file: "tasks/WP01-cart.md",
      workspace_kind: "lane_workspace",
      is_stale: true,
      worktree_exists: true,
      stale: { status: "stale" },
    });
    expect(second).not.toHaveProperty("stale");
    const board = await run(repo.root, `agent tasks status --mission ${FOLDER}`, {
      SPEC_KITTY_NOW: "2030-01-01T00:00:00Z",
    });
    expect(board.stdout).toMatch(/WP01 {2}Cart {2}\(no commit for \d+ min\)/);
  });

  test("shows damaged packages and lanes off the track", async () => {
    const rows = numbered([
      move({ wp_id: "WP01", to_lane: "blocked" }),
      move({ wp_id: "WP02", to_lane: "canceled" }),
      move({ wp_id: "WP03", from_lane: "for_review", to_lane: "in_review", at: "2026-01-01T00:00:00.000000+00:00" }),
    ]);
    const root = gitRepo({
      "kitty-specs/064-x/meta.json": JSON.stringify({ slug: "064-x" }),
      "kitty-specs/064-x/status.events.jsonl": logText(rows),
      "kitty-specs/064-x/tasks/WP01-a.md": "---\ntitle: A\n---\n",
      "kitty-specs/064-x/tasks/WP02-b.md": "no front matter\n",
      "kitty-specs/064-x/tasks/WP03-c.md": "---\ntitle: C\n---\n",
      "kitty-specs/064-x/tasks/WP04-d.md": "---\ntitle: D\n---\n",
    });
    const { stdout } = await run(root, "agent tasks status");
    expect(stdout).toContain("Blocked 1\n  WP01  A");
    expect(stdout).toContain("Canceled 1\n  WP02    (damaged: FRONT_MATTER_MISSING)");
    expect(stdout).toContain("(in review for a long time)");
    const { document } = await json(root, "agent tasks status");
    expect(document).toMatchObject({
      stalled_wps: ["WP03"],
      by_lane: { planned: 1, in_review: 1, blocked: 1, canceled: 1 },
    });
  });

  test("says so in one document where there is no package", async () => {
    const root = gitRepo({ "kitty-specs/064-x/meta.json": JSON.stringify({ slug: "064-x" }) });
    expect((await json(root, "agent tasks status")).document).toMatchObject({ total_wps: 0, work_packages: [] });
    expect((await run(root, "agent tasks status")).stdout).toContain("No work packages yet");
  });
});

describe("agent tasks list-tasks, list-dependents, validate-workflow", () => {
  test("agent tasks list-tasks lists packages of a lane", async () => {
    const { document } = await json(repo.root, `agent tasks list-tasks --mission ${FOLDER} --lane planned`);
    expect(document).toMatchObject({
      count: 2,
      tasks: [
        { work_package_id: "WP02", title: "Pay", lane: "planned", path: "tasks/WP02-pay.md" },
        { work_package_id: "WP03" },
      ],
    });
    expect((await run(repo.root, `agent tasks list-tasks --mission ${FOLDER}`)).stdout).toContain(
      "WP01  in_progress  Cart",
    );
    expect((await run(repo.root, `agent tasks list-tasks --mission ${FOLDER} --lane done`)).stdout).toBe(
      "No work packages\n",
    );
    const refused = await json(repo.root, `agent tasks list-tasks --mission ${FOLDER} --lane plannd`);
    expect(refused).toMatchObject({ code: 1, document: { error_code: "LANE_UNKNOWN" } });
  });

  test("agent tasks list-dependents shows both directions and refuses an unknown package", async () => {
    const { document } = await json(repo.root, `agent tasks list-dependents wp01 --mission ${FOLDER}`);
    expect(document).toMatchObject({ wp_id: "WP01", depends_on: [], dependents: ["WP02"] });
    const human = await run(repo.root, `agent tasks list-dependents WP02-pay --mission ${FOLDER}`);
    expect(human.stdout).toBe("WP02\nDepends on: WP01\nDependents: none\n");
    const refused = await json(repo.root, `agent tasks list-dependents WP09 --mission ${FOLDER}`);
    expect(refused).toMatchObject({
      code: 1,
      document: { error_code: "WP_NOT_FOUND", known: ["WP01", "WP02", "WP03"] },
    });
    expect(
      (await run(gitRepo({ [`kitty-specs/${OLD}/meta.json`]: "{}" }), "agent tasks list-dependents WP01")).stderr,
    ).toContain("It has none yet");
  });

  test("agent tasks validate-workflow judges one package", async () => {
    const { document, code } = await json(repo.root, `agent tasks validate-workflow WP01 --mission ${FOLDER}`);
    expect(code).toBe(0);
    expect(document).toMatchObject({ valid: true, errors: [], warnings: [], task_id: "WP01", lane: "in_progress" });
    const bad = await json(repo.root, `agent tasks validate-workflow WP01 --mission ${OLD}`);
    expect(bad).toMatchObject({
      code: 1,
      document: { valid: false, errors: ["Its file cannot be read: WP_FILE_MISSING"] },
    });
    const human = await run(repo.root, `agent tasks validate-workflow WP01 --mission ${OLD}`);
    expect(human.stdout).toContain("WP01 in claimed: not valid");
    expect(
      (await json(repo.root, `agent tasks validate-workflow WP09 --mission ${FOLDER}`)).document["error_code"],
    ).toBe("WP_NOT_FOUND");
  });
});

describe("agent status", () => {
  test("agent status validate passes a log that is whole", async () => {
    const { document, code } = await json(repo.root, `agent status validate --mission ${FOLDER}`);
    expect({ code, passed: document["passed"], errors: document["error_count"] }).toEqual({
      code: 0,
      passed: true,
      errors: 0,
    });
    expect((await run(repo.root, `agent status validate --mission ${FOLDER}`)).stdout).toContain("passed (0 errors");
  });

  test("agent status lifecycle judges by the clock", async () => {
    const at = (now: string) => json(repo.root, `agent status lifecycle --mission ${FOLDER}`, { SPEC_KITTY_NOW: now });
    expect((await at("2026-01-03T00:00:00Z")).document).toMatchObject({
      state: "active",
      active_wp_count: 1,
      completion_pct: 0,
    });
    expect((await at("2026-01-20T00:00:00Z")).document).toMatchObject({ state: "stale", idle_days: 17 });
    const human = await run(repo.root, `agent status lifecycle --mission ${FOLDER}`, {
      SPEC_KITTY_NOW: "2026-03-03T00:00:00Z",
    });
    expect(human.stdout).toContain(`${FOLDER}: abandoned (no activity)`);
  });

  test("agent status materialize prints, refreshes once, and fills the cache", async () => {
    const { root } = readRepo();
    const printed = await run(root, `agent status materialize --mission ${FOLDER} --print`);
    expect(JSON.parse(printed.stdout)).toMatchObject({ event_count: 5, mission_slug: FOLDER });
    expect(existsSync(join(root, ".git/spec-kitty"))).toBe(false);
    const checked = await json(root, "agent status materialize --all --check");
    expect(checked).toMatchObject({ code: 1, document: { data: { checked: 2, mismatched: 2 } } });
    const refreshed = await json(root, `agent status materialize --mission ${FOLDER}`, IDENTITY);
    expect(refreshed).toMatchObject({ code: 0, document: { written: true, event_count: 5 } });
    expect(git(root, "show", `kitty/mission-${FOLDER}:kitty-specs/${FOLDER}/status.json`)).toBe(
      printed.stdout.trimEnd(),
    );
    const cache = join(root, ".git/spec-kitty/cache/missions.json");
    expect(readFileSync(cache, "utf8")).toContain('"in_progress":1');
    const again = await run(root, `agent status materialize --mission ${FOLDER}`, IDENTITY);
    expect(again.stdout).toContain("status.json matches its log");
    const warm = await json(root, "mission list");
    writeFiles(root, { ".git/spec-kitty/cache/missions.json": "broken" });
    expect((await json(root, "mission list")).document).toEqual(warm.document);
    const all = await run(root, "agent status materialize --all", IDENTITY);
    expect(all).toMatchObject({ code: 1 });
    expect(all.stdout).toContain(`${OLD}: PROTECTED_BRANCH_REFUSED\n1 of 2 snapshots match their logs`);
  });
});

describe("next", () => {
  const at = { SPEC_KITTY_NOW: "2026-01-02T03:05:00Z" };

  test("a bare call reports and leaves nothing behind", async () => {
    const { root } = readRepo();
    const { stdout, code } = await run(root, `next --mission ${FOLDER}`, at);
    expect(code).toBe(0);
    expect(stdout).toStartWith("[QUERY - result not provided, state not advanced]\n");
    expect(stdout).toContain(`Mission: ${FOLDER} @ implement`);
    const { document } = await json(root, `next --mission ${FOLDER}`, at);
    expect(Object.keys(document).slice(0, 24)).toEqual(
      `kind agent mission_slug mission_number mission_type mission mission_state timestamp action wp_id workspace_path prompt_file
      reason guard_failures progress origin run_id step_id decision_id input_key question options is_query preview_step`.split(
        /\s+/,
      ),
    );
    expect(document).toMatchObject({
      kind: "query",
      is_query: true,
      preview_step: "implement",
      wp_id: "WP01",
      run_id: null,
    });
    expect(existsSync(join(root, ".git/spec-kitty"))).toBe(false);
  });

  test("advances with a prompt that exists, fails and recovers", async () => {
    const { root } = readRepo();
    const env = { ...at, TMPDIR: temporaryFolder() };
    const step = await json(root, `next --mission ${FOLDER} --agent codex --result success`, env);
    expect(step).toMatchObject({
      code: 0,
      document: { kind: "step", action: "implement", wp_id: "WP01", step_id: "implement" },
    });
    const path = String(step.document["prompt_file"]);
    expect(path).toMatch(/\/spec-kitty-prompts\/[0-9a-f]{16}\/spec-kitty-next-codex-shop-01J9ABCD-implement-WP01\.md$/);
    expect(readFileSync(path, "utf8")).toContain(
      "spec-kitty agent action implement WP01 --agent codex --mission shop-01J9ABCD",
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const failed = await json(root, `next --mission ${FOLDER} --agent codex --result failed`, env);
    expect(failed).toMatchObject({
      code: 1,
      document: { kind: "blocked", reason_code: "REPORTED", mission_state: "implement" },
    });
    const again = await json(root, `next --mission shop --agent codex --result success`, env);
    expect(again).toMatchObject({
      code: 0,
      document: { kind: "step", wp_id: "WP01", run_id: step.document["run_id"] },
    });
    const other = await run(root, `next --mission ${FOLDER} --agent claude --result success`, env);
    expect(other.stdout).toContain("Action: implement WP03");
    expect(other.stdout).toContain("Next: cat /");
    expect(git(root, "status", "--porcelain", "--untracked-files=no")).toBe("");
  });

  test("hands out planning steps with instructions, and asks what is open", async () => {
    const spec = "| FR-001 | The cart keeps its items. |\n\n[NEEDS CLARIFICATION: Who may pay?]\n";
    const root = gitRepo({
      "kitty-specs/064-x/meta.json": JSON.stringify({
        slug: "064-x",
        mission_type: "software-dev",
        target_branch: "main",
      }),
      "kitty-specs/064-x/spec.md": "| ID | Requirement |\n|---|---|\n",
    });
    const env = { TMPDIR: temporaryFolder() };
    const go = (rest = "") => json(root, `next --agent codex --result success${rest}`, env);
    expect((await go()).document).toMatchObject({ kind: "step", mission_state: "discovery", action: "research" });
    const specify = await go();
    expect(specify.document).toMatchObject({ kind: "step", mission_state: "specify" });
    expect(readFileSync(String(specify.document["prompt_file"]), "utf8")).toContain("kitty-specs/064-x/spec.md");
    expect((await go()).document["guard_failures"]).toEqual([
      "spec.md has no requirement row with a text of its own yet",
    ]);
    writeFiles(root, { "kitty-specs/064-x/spec.md": `| ID | Requirement |\n|---|---|\n${spec}` });
    const asked = await go();
    expect(asked.document).toMatchObject({
      kind: "decision_required",
      question: "Who may pay?",
      decision_id: "input:clarification-who-may-pay",
      options: [],
    });
    expect(readFileSync(String(asked.document["prompt_file"]), "utf8")).toContain(
      "--decision-id input:clarification-who-may-pay",
    );
    const answered = await go(" --answer admins");
    expect(answered.document).toMatchObject({ kind: "step", mission_state: "plan", answer: "admins" });
    expect(readFileSync(String(answered.document["prompt_file"]), "utf8")).toContain("`Who may pay?`: `admins`");
    expect((await run(root, "next --agent codex --result success", env)).stdout).toContain(
      "Pending: plan.md does not exist yet",
    );
  });

  test.each([
    ["--result success", "NEXT_AGENT_REQUIRED"],
    ["--agent codex --result done", "NEXT_RESULT_INVALID"],
    ["--answer yes", "NEXT_ANSWER_INCOMPLETE"],
    ["--agent codex --result success --answer yes", "DECISION_NOT_PENDING"],
  ])("refuses %s with %s and exit 1", async (flags, expected) => {
    const { code, document } = await json(repo.root, `next --mission ${FOLDER} ${flags}`);
    expect({ code, error: document["error_code"] }).toEqual({ code: 1, error: expected });
    expect(existsSync(join(repo.root, ".git/spec-kitty/runs"))).toBe(false);
  });
});

describe("completion of values", () => {
  const complete = async (cwd: string, ...words: readonly string[]) =>
    (await runBinary(["complete", "--", ...words], { cwd })).stdout.trim().split("\n");

  test("offers missions, packages, lanes from where a package stands, agents and branches", async () => {
    expect(await complete(repo.root, "next", "--mission", "sh")).toEqual([`${FOLDER}\tShop`]);
    expect(await complete(repo.root, "next", "--mission", "ca")).toEqual(["cart"]);
    expect(await complete(repo.root, "agent", "tasks", "list-dependents", "--mission", FOLDER, "WP02")).toEqual([
      "WP02\tPay (planned)",
    ]);
    expect(await complete(repo.lane, "agent", "tasks", "list-dependents", "WP")).toHaveLength(3);
    expect(await complete(repo.root, "agent", "tasks", "list-tasks", "--lane", "in_")).toEqual([
      "in_progress",
      "in_review",
    ]);
    expect(await complete(repo.root, "next", "--agent", "code")).toEqual(["codex\tCodex CLI"]);
    expect(await complete(temporaryFolder(), "next", "--mission", "")).toEqual([""]);
  });
});

describe.skipIf(!hasCorpus)("the corpus, committed on main", () => {
  const missions = corpusMissions();

  test("is listed and read without a crash; one snapshot differs, the explained one", async () => {
    const root = gitRepo();
    cpSync(join(import.meta.dir, "../../../shared/corpus/missions"), join(root, "kitty-specs"), { recursive: true });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "corpus");
    const { document: listed } = await json(root, "mission list");
    const { missions: found, unreadable } = listed["data"] as Readonly<
      Record<"missions" | "unreadable", readonly Readonly<Record<string, unknown>>[]>
    >;
    expect(found.length + unreadable.length).toBe(missions.length);
    expect(new Set(unreadable.map(({ error_code: code }) => code))).toEqual(new Set(["COORDINATION_BRANCH_DELETED"]));
    const checked = await json(root, "agent status materialize --all --check");
    const rows = (checked.document["data"] as { missions: { mission: string; matches: boolean; reason: string }[] })
      .missions;
    expect(checked.code).toBe(1);
    expect(rows.filter(({ matches }) => !matches)).toMatchObject([
      { mission: "expected-artifacts-manifest-repair-01KZY498", reason: "snapshot_differs" },
    ]);
    const gone = new Set(unreadable.map(({ mission }) => mission));
    for (const mission of missions) {
      const { code, document } = await json(root, `agent tasks status --mission ${mission}`);
      expect([mission, code, document["error_code"]]).toEqual(
        gone.has(mission) ? [mission, 1, "COORDINATION_BRANCH_DELETED"] : [mission, 0, undefined],
      );
    }
  }, 120_000);
});

/** The reading commands on real repositories: what people and programs see, and the whole corpus. */
import { describe, expect, test } from "bun:test";
import { cpSync, existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { corpusMissions, hasCorpus } from "../support/corpus.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import { logText, move, numbered } from "../support/log.ts";
import { FOLDER, IDENTITY, metaText } from "../support/mission.ts";
import { OLD, readRepo } from "../support/read-repo.ts";
import { json, run } from "../support/run-words.ts";

const repo = readRepo();

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

describe("missions in other places", () => {
  test("one that was never committed is read from its folder", async () => {
    const root = gitRepo();
    writeFiles(root, {
      "kitty-specs/064-x/meta.json": JSON.stringify({
        slug: "064-x",
        mission_type: "software-dev",
        target_branch: "main",
      }),
      "kitty-specs/064-x/tasks/WP01-a.md": "---\ntitle: A\n---\n",
      "kitty-specs/064-x/status.events.jsonl": logText(numbered([move()])),
    });
    expect((await json(root, "agent tasks status")).document).toMatchObject({ by_lane: { claimed: 1 } });
    expect((await json(root, "agent status validate")).document).toMatchObject({ passed: true });
    expect((await json(root, "mission list")).document).toMatchObject({ data: { missions: [{ published: false }] } });
  });

  test("one whose planning files are on its target is read there", async () => {
    const meta = metaText();
    const root = gitRepo({
      [`kitty-specs/${FOLDER}/meta.json`]: meta,
      [`kitty-specs/${FOLDER}/spec.md`]: "# Spec\n",
      [`kitty-specs/${FOLDER}/tasks/WP01-a.md`]: "---\ntitle: A\n---\n",
    });
    git(root, "switch", "-q", "--orphan", `kitty/mission-${FOLDER}`);
    writeFiles(root, {
      [`kitty-specs/${FOLDER}/meta.json`]: meta,
      [`kitty-specs/${FOLDER}/status.events.jsonl`]: logText(numbered([move({ to_lane: "done", force: true })])),
    });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "log");
    git(root, "switch", "-q", "main");
    const { document } = await json(root, "agent tasks status");
    expect(document).toMatchObject({ work_packages: [{ id: "WP01", title: "A", lane: "done" }] });
  });

  test("one whose log is on a branch with a name of its own is listed from there", async () => {
    const root = gitRepo({ [`kitty-specs/${FOLDER}/meta.json`]: metaText({ coordination_branch: "side" }) });
    git(root, "switch", "-q", "-c", "side");
    writeFiles(root, {
      [`kitty-specs/${FOLDER}/status.events.jsonl`]: logText(numbered([move({ to_lane: "blocked" })])),
      [`kitty-specs/${FOLDER}/tasks/WP01-a.md`]: "---\nsubtasks: [T001]\n---\n",
    });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "log");
    git(root, "switch", "-q", "main");
    const { document } = await json(root, "mission list");
    expect(document).toMatchObject({ data: { missions: [{ destination_ref: "side", by_lane: { blocked: 1 } }] } });
    const checked = await run(root, "agent tasks validate-workflow WP01");
    expect(checked.stdout).toBe("WP01 in blocked: valid\nwarning: It has no title\n");
  });

  test("a log that cannot be read is reported by validate and listed with its code", async () => {
    const root = gitRepo({
      "kitty-specs/064-x/meta.json": JSON.stringify({ slug: "064-x" }),
      "kitty-specs/064-x/status.events.jsonl": `${logText(numbered([move({ from_lane: "done" })]))}nonsense\n`,
    });
    const checked = await run(root, "agent status validate");
    expect(checked.code).toBe(1);
    expect(checked.stdout).toContain("error: Line 2: not JSON");
    expect(checked.stdout).toContain("warning: Line 1: WP01 went from done to claimed");
    expect((await json(root, "agent status validate")).document).toMatchObject({ error_count: 1, warning_count: 1 });
    const list = await run(root, "mission list");
    expect(list.stdout).toContain("064-x: cannot be read (STATUS_LOG_CORRUPT)");
    expect((await json(root, "agent status materialize --all")).document).toMatchObject({
      data: { missions: [{ reason: "unreadable", error_code: "STATUS_LOG_CORRUPT" }] },
    });
    expect((await json(root, "agent status materialize")).document["error_code"]).toBe("STATUS_LOG_CORRUPT");
  });

  test("mission list shows a table, and says so where there is nothing", async () => {
    const env = { SPEC_KITTY_NOW: "2026-01-03T00:00:00Z" };
    const { stdout } = await run(repo.root, "mission list", env);
    expect(stdout).toMatch(new RegExp(`${OLD} +active +0/1 +5%`));
    expect(stdout).toMatch(new RegExp(`${FOLDER} +Shop +active +0/3 +10% +main`));
    expect((await run(repo.root, "mission list --state archived", env)).stdout).toContain("2 in other states");
    expect((await run(gitRepo(), "mission list")).stdout).toContain("No missions yet");
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

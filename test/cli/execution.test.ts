/** What agents type while they work: the compiled program, for people and for programs, in success and refusal. */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { runBinary } from "../support/binary.ts";
import { git, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { fingerprint } from "../support/mission.ts";
import { commitIn, laneBranchOf, lanePath, lanesOf, type MissionRepo, missionRepo } from "../support/mission-repo.ts";

const TMPDIR = temporaryFolder();
const IDENTITY = {
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.invalid",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.invalid",
  GIT_CONFIG_NOSYSTEM: "1",
};

const run = (repo: MissionRepo, line: string) =>
  runBinary(line.split(" "), { cwd: repo.root, env: { TMPDIR, ...IDENTITY } });

const json = async (repo: MissionRepo, line: string) => {
  const ran = await run(repo, `${line} --json`);
  return { code: ran.code, stderr: ran.stderr, ...JSON.parse(ran.stdout) };
};

describe("a work package from claim to approval", () => {
  test("for a program", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const started = await json(repo, "agent action implement WP01 --agent claude --mission shop");
    expect(started).toMatchObject({
      code: 0,
      stderr: "",
      result: "success",
      mission_slug: "shop-01J9ABCD",
      mission_id: "01J9ABCDE0000000000000000A",
      feature_dir: repo.featureDir,
      wp_id: "WP01",
      from_lane: "planned",
      to_lane: "in_progress",
      lane_id: "lane-a",
      workspace_path: lanePath(repo, "lane-a"),
      already: false,
      commits: [
        { destination_ref: repo.branch, outcome: "ok", wp_id: "WP01" },
        { destination_ref: laneBranchOf("lane-a"), outcome: "ok" },
      ],
    });
    expect(existsSync(started.prompt_file)).toBe(true);
    expect(await json(repo, "implement WP01 --agent claude")).toMatchObject({ already: true, commits: [] });
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    expect(await json(repo, "agent tasks move-task WP01 --to for_review --agent claude")).toMatchObject({
      code: 0,
      result: "success",
      task_id: "WP01",
      old_lane: "in_progress",
      new_lane: "for_review",
      pre_review_gate: { status: "off" },
      status_events_path: join(repo.featureDir, "status.events.jsonl"),
    });
    expect(await json(repo, "agent action review --agent codex")).toMatchObject({ code: 0, to_lane: "in_review" });
    const noted = await json(repo, "agent tasks add-history WP01 --note fine --agent codex");
    expect(noted).toMatchObject({ result: "success", task_id: "WP01", note: expect.stringMatching(/codex: fine$/) });
    expect(await json(repo, "agent tasks move-task WP01 --to approved --agent codex")).toMatchObject({
      verdict_durably_persisted: true,
      old_lane: "in_review",
    });
    expect(await json(repo, "agent status emit WP01 --to blocked --actor bob")).toMatchObject({
      from_lane: "approved",
      to_lane: "blocked",
      actor: "bob",
    });
    expect(lanesOf(repo)).toEqual({ WP01: "blocked" });
  }, 60_000);

  test("for a person", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const started = await run(repo, "agent action implement WP01 --agent claude");
    expect(started.stdout).toContain("Branch: main (target for this mission)");
    expect(started.stdout).toContain(`Workspace: ${lanePath(repo, "lane-a")}`);
    const summary = started.stdout.slice(started.stdout.indexOf("[implement] Commits recorded:"));
    expect(summary).toContain(`  - ${repo.branch}  Start WP01 implementation [claude]  [ok]`);
    expect(summary.length).toBeLessThanOrEqual(1024);
    const old = await run(repo, "implement WP01 --agent claude");
    expect(old.stdout).toContain("WP01 is yours already (in_progress)");
    const help = await run(repo, "implement --help");
    expect(help.stdout).toMatch(/[Ii]nternal infrastructure/);
    expect(help.stdout).toContain("spec-kitty next");
    expect(help.stdout).toContain("spec-kitty agent action implement");
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    const handed = await run(repo, "agent tasks move-task WP01 --to for_review --agent claude");
    expect(handed.stdout).toContain("Moved WP01 from in_progress to for_review");
    const review = await run(repo, "agent action review WP01 --agent codex");
    expect(review.stdout).toContain(`diff ${repo.branch}...${laneBranchOf("lane-a")}`);
    expect(review.stdout).toContain("--review-feedback-file");
    const noted = await run(repo, "agent tasks add-history WP01 --note fine");
    expect(noted.stdout).toContain("user: fine");
    writeFiles(TMPDIR, { "feedback.md": "Not yet.\n" });
    const sent = await run(
      repo,
      `agent tasks move-task WP01 --to planned --review-feedback-file ${TMPDIR}/feedback.md`,
    );
    expect(sent.stdout).toContain(`Feedback: ${repo.featureDir}/tasks/WP01-build/review-cycle-1.md`);
    const emitted = await run(repo, "agent status emit WP01 --to canceled --actor bob");
    expect(emitted.stdout).toContain("WP01: planned → canceled");
  }, 60_000);
});

describe("refusals", () => {
  test("of moves have one shape, whatever stopped them, and change nothing", async () => {
    const repo = missionRepo({
      wps: [
        { id: "WP01", subtasks: ["T001"] },
        { id: "WP02", dependencies: ["WP01"] },
      ],
    });
    const before = fingerprint(repo.root);
    const lines = [
      ["agent action implement WP02 --agent claude", "DEPENDENCIES_NOT_SATISFIED", "in_progress"],
      ["agent action review WP02 --agent claude", "WP_NOT_CLAIMABLE", "in_review"],
      ["agent tasks move-task WP02 --to for_review", "SUBTASKS_NOT_DONE", "for_review"],
      ["agent status emit WP02 --to done --actor bob", "TRANSITION_ILLEGAL", "done"],
    ] as const;
    for (const [line, code, to] of lines) {
      const wp = code === "SUBTASKS_NOT_DONE" ? line.replace("WP02", "WP01") : line;
      const refused = await json(repo, wp);
      expect(refused).toMatchObject({
        code: 1,
        stderr: "",
        error_code: code,
        destination_ref: repo.branch,
        rejected_message: expect.any(String),
        rejected_reason: expect.any(String),
        rolled_back_transition: { from_lane: "planned", to_lane: to },
        next_step: refused.hint,
      });
    }
    const human = await run(repo, "agent action implement WP02 --agent claude");
    expect([human.code, human.stdout]).toEqual([1, ""]);
    expect(human.stderr).toContain("dependencies_not_satisfied: it waits for WP01 (planned)");
    expect(human.stderr).toContain(`WP02 stays in planned; ${repo.branch} is unchanged`);
    const unnamed = await json(repo, "agent tasks add-history WP09 --note x");
    expect(unnamed).toMatchObject({ code: 1, error_code: "WP_NOT_FOUND", wp_id: "WP09", known: ["WP01", "WP02"] });
    expect((await json(repo, "implement WP01")).error_code).toBe("AGENT_REQUIRED");
    expect(fingerprint(repo.root)).toBe(before);
  }, 60_000);
});

describe("twenty claims at once", () => {
  test("lose no row and leave status.json the fold of the log", async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `WP${String(i + 1).padStart(2, "0")}`);
    const repo = missionRepo({
      wps: ids.map((id) => ({ id })),
      lanes: Object.fromEntries(ids.map((id, i) => [`lane-${String.fromCharCode(97 + i)}`, [id]])),
    });
    const before = git(repo.root, "rev-parse", repo.branch);
    const ran = await Promise.all(ids.map((id) => run(repo, `agent action implement ${id} --agent agent-${id}`)));
    expect(ran.filter(({ code }) => code !== 0).map(({ stderr }) => stderr)).toEqual([]);
    expect(new Set(Object.values(lanesOf(repo)))).toEqual(new Set(["in_progress"]));
    expect(git(repo.root, "rev-list", "--count", `${before}..${repo.branch}`)).toBe("20");
    const log = git(repo.root, "show", `${repo.branch}:${repo.dir}/status.events.jsonl`).split("\n");
    expect([log.length, new Set(log.map((line) => JSON.parse(line).event_id)).size]).toEqual([60, 60]);
    expect(git(repo.root, "worktree", "list").split("\n").length).toBe(22);
    expect(git(join(repo.featureDir), "status", "--porcelain")).toBe("");
  }, 120_000);

  test("of one package give it to one agent", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const names = ["a", "b", "c", "d", "e", "f"];
    const ran = await Promise.all(names.map((name) => json(repo, `agent action implement WP01 --agent ${name}`)));
    expect(ran.filter(({ code }) => code === 0).length).toBe(1);
    expect(new Set(ran.filter(({ code }) => code !== 0).map((r) => r.error_code))).toEqual(
      new Set(["WP_ALREADY_CLAIMED"]),
    );
  }, 60_000);
});

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../../src/core/lib/result.ts";
import { readMission } from "../../src/shell/mission/read-mission.ts";
import { transactMission } from "../../src/shell/mission/transact-mission.ts";
import { withSession } from "../../src/shell/transaction/session.ts";
import { addHistory } from "../../src/usecases/add-history.ts";
import { claimWorkPackage } from "../../src/usecases/claim-work-package.ts";
import { emitStatus } from "../../src/usecases/emit-status.ts";
import { type MoveInput, moveTask } from "../../src/usecases/move-task.ts";
import { countGit } from "../support/count-git.ts";
import { testCtx } from "../support/ctx.ts";
import { git, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { fingerprint } from "../support/mission.ts";
import { commitIn, laneBranchOf, lanePath, lanesOf, type MissionRepo, missionRepo } from "../support/mission-repo.ts";

const temporary = temporaryFolder();
writeFiles(temporary, { "feedback.md": "# Review\n\n- a.ts drops errors\n", "empty.md": " \n" });
const FEEDBACK = join(temporary, "feedback.md");

const ctxFor = (repo: MissionRepo, env: Readonly<Record<string, string>> = {}) =>
  testCtx(repo.root, { env: { ...process.env, TMPDIR: temporary, ...env } });

const BASE: Omit<MoveInput, "wpId" | "to"> = {
  mission: undefined,
  agent: "claude",
  model: undefined,
  profile: undefined,
  feedbackFile: undefined,
  note: undefined,
  force: false,
  reviewer: undefined,
  approvalRef: undefined,
  doneOverrideReason: undefined,
  selfReview: undefined,
  assignee: undefined,
  shellPid: undefined,
  trackerRefs: [],
};

const move = (repo: MissionRepo, to: string, changes: Partial<MoveInput> = {}, env = {}) =>
  moveTask(ctxFor(repo, env), { ...BASE, wpId: "WP01", to, ...changes });

const claim = async (repo: MissionRepo, action: "implement" | "review" = "implement", agent = "claude") => {
  const input = { action, wpId: "WP01", mission: undefined, agent, model: undefined, profile: undefined };
  const claimed = await claimWorkPackage(ctxFor(repo), input);
  if (!claimed.ok) throw new Error(JSON.stringify(claimed.error));
  return claimed.value;
};

const markDone = (repo: MissionRepo, ids: readonly string[]) =>
  withSession(ctxFor(repo), async (session) => {
    const mission = await readMission(session, undefined);
    if (!mission.ok) throw new Error(mission.error.code);
    const subtasks = Object.fromEntries(ids.map((id) => [id, "done"]));
    return transactMission(session, mission.value, { purpose: "mark" }, async () =>
      ok({
        kind: "commit" as const,
        message: "mark",
        events: [{ family: "annotation" as const, wpId: "WP01", actor: "user", delta: { subtasks } }],
        answer: () => null,
      }),
    );
  });

/** A package in progress with one commit on its lane. */
async function workedOn(subtasks: readonly string[] = []): Promise<MissionRepo> {
  const repo = missionRepo({ wps: [{ id: "WP01", subtasks }, { id: "WP02" }] });
  await claim(repo);
  commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
  return repo;
}

const rowsOf = (repo: MissionRepo) =>
  git(repo.root, "show", `${repo.branch}:${repo.dir}/status.events.jsonl`)
    .split("\n")
    .map((line) => JSON.parse(line));

async function expectRefusal(repo: MissionRepo, to: string, changes: Partial<MoveInput>, error: object) {
  const before = fingerprint(repo.root);
  const refused = await move(repo, to, changes);
  expect(refused.ok ? undefined : refused.error).toMatchObject(error);
  expect(fingerprint(repo.root)).toBe(before);
}

describe("moveTask()", () => {
  test("hands in with at most six git processes, and a repeat records nothing", async () => {
    const repo = await workedOn();
    const counter = countGit();
    const moved = await move(repo, "for_review", { note: "ready" }, { PATH: counter.path });
    expect(moved.ok && [moved.value.from, moved.value.to, moved.value.already]).toEqual([
      "in_progress",
      "for_review",
      false,
    ]);
    expect(counter.calls().length).toBeLessThanOrEqual(6);
    expect(lanesOf(repo)).toEqual({ WP01: "for_review", WP02: "planned" });
    const again = await move(repo, "for_review");
    expect(again.ok && [again.value.already, again.value.commits]).toEqual([true, []]);
  });

  test("goes through every lane to approved in one commit, with the evidence on the last", async () => {
    const repo = await workedOn();
    const moved = await move(repo, "approved", { reviewer: "bob", approvalRef: "PR 7" });
    expect(moved.ok && moved.value.plan?.hops).toEqual(["for_review", "in_review", "approved"]);
    expect(moved.ok && moved.value.commits.length).toBe(1);
    const review = { reviewer: "bob", verdict: "approved", reference: "PR 7" };
    expect(rowsOf(repo).at(-1)).toMatchObject({
      to_lane: "approved",
      force: false,
      evidence: { review },
      review_result: review,
    });
    const five = countGit();
    const done = await move(repo, "done", { doneOverrideReason: "shipped by hand" }, { PATH: five.path });
    expect(done.ok && done.value.to).toBe("done");
    expect(five.calls().length).toBeLessThanOrEqual(5);
    expect(rowsOf(repo).at(-1)).toMatchObject({ evidence: { review: { reference: "shipped by hand" } } });
  });

  test("sends back with a review cycle, resets subtasks, releases the claim, and is worked on again", async () => {
    const repo = await workedOn(["T001", "T002"]);
    await markDone(repo, ["T001", "T002"]);
    await move(repo, "for_review");
    await claim(repo, "review", "codex");
    const sent = await move(repo, "planned", { agent: "codex", feedbackFile: FEEDBACK });
    if (!sent.ok) throw new Error(JSON.stringify(sent.error));
    expect(sent.value).toMatchObject({
      from: "in_review",
      to: "planned",
      plan: { forced: true, rejection: true, reset: ["T001", "T002"], previouslyDone: ["T001", "T002"] },
      neverDone: [],
    });
    const file = `${repo.dir}/tasks/WP01-build/review-cycle-1.md`;
    const text = git(repo.root, "show", `${repo.branch}:${file}`);
    expect(text).toStartWith("---\naffected_files: []\ncycle_number: 1\nmission_slug:");
    expect(text).toContain('reviewer_agent: "codex"\nwp_id: WP01\n---\n\n# Review');
    expect(existsSync(join(repo.featureDir, "tasks/WP01-build/review-cycle-1.md"))).toBe(true);
    const ref = "review-cycle://shop-01J9ABCD/WP01-build/review-cycle-1.md";
    expect(rowsOf(repo).at(-2)).toMatchObject({
      from_lane: "in_review",
      to_lane: "planned",
      force: true,
      reason: `backward rewind: in_review -> planned: ${ref}`,
      review_ref: ref,
      review_result: { reviewer: "codex", verdict: "changes_requested", reference: ref },
    });
    expect(rowsOf(repo).at(-1)).toMatchObject({
      delta: { release_runtime_claim: true, subtasks: { T001: "planned", T002: "planned" } },
    });
    await expectRefusal(repo, "for_review", {}, { code: "SUBTASKS_NOT_DONE", open: ["T001", "T002"] });
    const again = await claim(repo, "implement", "gemini");
    expect(readFileSync(again.promptFile, "utf8")).toContain("a.ts drops errors");
    const status = JSON.parse(git(repo.root, "show", `${repo.branch}:${repo.dir}/status.json`));
    expect(status.work_packages.WP01).toMatchObject({ lane: "in_progress", agent: "gemini" });
    await markDone(repo, ["T001", "T002"]);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "2\n" });
    expect((await move(repo, "for_review", { agent: "gemini" })).ok).toBe(true);
    await claim(repo, "review", "codex");
    expect((await move(repo, "approved", { agent: "codex" })).ok).toBe(true);
    expect(lanesOf(repo)["WP01"]).toBe("approved");
  });

  test("refuses what is not ready, and changes nothing", async () => {
    const repo = await workedOn(["T001"]);
    const lane = lanePath(repo, "lane-a");
    await expectRefusal(repo, "for_review", {}, { code: "SUBTASKS_NOT_DONE", open: ["T001"] });
    await expectRefusal(repo, "approved", { agent: "codex" }, { code: "AGENT_MISMATCH", holder: "claude" });
    await expectRefusal(repo, "planned", {}, { code: "REVIEW_FEEDBACK_REQUIRED", given: undefined });
    const empty = { feedbackFile: join(temporary, "empty.md"), force: true, note: "x" };
    await expectRefusal(repo, "planned", empty, { code: "REVIEW_FEEDBACK_REQUIRED" });
    await expectRefusal(repo, "reviewed", {}, { code: "LANE_UNKNOWN" });
    await expectRefusal(repo, "genesis", {}, { code: "LANE_RESERVED" });
    await expectRefusal(repo, "done", { force: true }, { code: "WP_NOT_MERGED" });
    await expectRefusal(repo, "approved", { force: true }, { code: "FORCE_INCOMPLETE", missing: ["reason"] });
    const selfReview = { intendedReviewer: "bob", failureReason: undefined };
    await expectRefusal(
      repo,
      "approved",
      { selfReview },
      { code: "SELF_REVIEW_OPTIONS_INCOMPLETE", missing: ["--force", "--reviewer-failure-reason"] },
    );
    await expectRefusal(repo, "for_review", { wpId: "WP09" }, { code: "WP_NOT_FOUND" });
    await markDone(repo, ["T001"]);
    writeFileSync(join(lane, "left.txt"), "x");
    await expectRefusal(repo, "for_review", {}, { code: "LANE_WORKTREE_DIRTY", files: ["left.txt"] });
    git(lane, "add", "-A");
    git(lane, "commit", "-q", "-m", "left");
    writeFiles(lane, { [`${repo.dir}/spec.md`]: "changed\n" });
    git(lane, "add", "-A", "--sparse");
    git(lane, "commit", "-q", "-m", "tamper");
    await expectRefusal(repo, "for_review", {}, { code: "LANE_CHANGED_MISSION_FILES", files: [`${repo.dir}/spec.md`] });
    git(lane, "rm", "-q", `${repo.dir}/spec.md`);
    git(lane, "commit", "-q", "-m", "put back");
    writeFileSync(
      join(git(lane, "rev-parse", "--absolute-git-dir"), "MERGE_HEAD"),
      `${git(lane, "rev-parse", "HEAD")}\n`,
    );
    await expectRefusal(repo, "for_review", {}, { code: "LANE_OPERATION_IN_PROGRESS", operation: "merge" });
    git(lane, "merge", "--quit");
    expect((await move(repo, "for_review")).ok).toBe(true);
  });

  test("refuses open issues of the matrix and review cycles without a number", async () => {
    const matrix = { schema_version: 1, rows: { "#12": { verdict: "unknown" }, "#13": { verdict: "in-mission" } } };
    const made = { "issue-matrix.json": JSON.stringify(matrix), "tasks/WP02-build/review-cycle-x.md": "?\n" };
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02" }], files: made });
    await claim(repo);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    await expectRefusal(repo, "approved", {}, { code: "ISSUE_MATRIX_INCOMPLETE", rows: ["#12"] });
    const done = { doneOverrideReason: "x" };
    await expectRefusal(repo, "done", done, { code: "ISSUE_MATRIX_INCOMPLETE", rows: ["#12", "#13"] });
    await expectRefusal(repo, "claimed", { wpId: "WP02" }, { code: "REVIEW_CYCLE_UNREADABLE" });
  });

  test("refuses a lane without work or without a worktree", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    await claim(repo);
    await expectRefusal(repo, "for_review", {}, { code: "LANE_HAS_NO_COMMITS", laneId: "lane-a" });
    git(repo.root, "worktree", "remove", "--force", lanePath(repo, "lane-a"));
    await expectRefusal(repo, "for_review", {}, { code: "LANE_WORKTREE_MISSING" });
  });

  test("refuses a verdict on work whose branch is gone, by force too", async () => {
    const repo = await workedOn();
    await move(repo, "for_review");
    git(repo.root, "worktree", "remove", "--force", lanePath(repo, "lane-a"));
    git(repo.root, "branch", "-q", "-D", laneBranchOf("lane-a"));
    const lost = { code: "LANE_BRANCH_MISSING", laneId: "lane-a", branch: laneBranchOf("lane-a"), wpIds: ["WP01"] };
    await expectRefusal(repo, "approved", {}, lost);
    await expectRefusal(repo, "in_review", {}, lost);
    await expectRefusal(repo, "approved", { force: true, note: "trust me" }, lost);
    expect((await move(repo, "canceled", { note: "lost" })).ok).toBe(true);
  });

  test("takes the owned files of a planning package as they are, and leaves the main checkout alone", async () => {
    const owned = ["docs/**", "kitty-specs/shop-01J9ABCD/research.md"];
    const repo = missionRepo({ wps: [{ id: "WP01", planning: true, ownedFiles: owned }] });
    await claim(repo);
    writeFiles(repo.root, { "docs/a.md": "a\n", "other.md": "not owned\n" });
    writeFiles(repo.featureDir, { "research.md": "found\n", "plan.md": "not owned\n" });
    const status = git(repo.root, "status", "--porcelain");
    const counter = countGit();
    const moved = await move(repo, "for_review", {}, { PATH: counter.path });
    expect(moved.ok && moved.value.captured).toEqual([`${repo.dir}/research.md`, "docs/a.md"]);
    expect(counter.calls().length).toBeLessThanOrEqual(6);
    expect(git(repo.root, "show", `${repo.branch}:docs/a.md`)).toBe("a");
    expect(git(repo.root, "show", `${repo.branch}:${repo.dir}/research.md`)).toBe("found");
    expect(git(repo.root, "ls-tree", "-r", "--name-only", repo.branch)).not.toMatch(/other\.md|plan\.md/);
    expect(git(repo.root, "status", "--porcelain")).toBe(status);
    expect(git(repo.root, "rev-list", "--count", "main")).toBe("1");
  });

  test("records a forced move as one hop with actor and note, and a self-review as its own row", async () => {
    const repo = await workedOn();
    const selfReview = { intendedReviewer: "bob", failureReason: "away" };
    const moved = await move(repo, "approved", { force: true, note: "nobody else is here", selfReview });
    expect(moved.ok && moved.value.plan?.hops).toEqual(["approved"]);
    expect(rowsOf(repo).slice(-3)).toMatchObject([
      { to_lane: "approved", force: true, reason: "nobody else is here", actor: "claude" },
      { delta: { note: expect.stringContaining("claude: nobody else is here") } },
      { event_type: "ReviewerSelfApproval", payload: { intended_reviewer: "bob" } },
    ]);
  });
});

describe("emitStatus()", () => {
  const emit = (repo: MissionRepo, to: string, changes = {}) =>
    emitStatus(ctxFor(repo), {
      wpId: "WP01",
      to,
      actor: "claude",
      mission: undefined,
      force: false,
      reason: undefined,
      reviewRef: undefined,
      evidenceJson: undefined,
      reviewResultJson: undefined,
      workspaceContext: undefined,
      subtasksComplete: undefined,
      implementationEvidence: undefined,
      executionMode: "worktree",
      ...changes,
    });

  test("records single edges under the guards of the board", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    for (const to of ["claimed", "doing", "for_review", "in_review"]) expect((await emit(repo, to)).ok).toBe(true);
    const repeat = await emit(repo, "in_review");
    expect(repeat.ok && [repeat.value.eventId, repeat.value.commits]).toEqual([undefined, []]);
    const before = fingerprint(repo.root);
    for (const [to, changes, code] of [
      ["approved", {}, "REVIEW_RESULT_REQUIRED"],
      ["approved", { reviewResultJson: "[]" }, "OPTION_JSON_INVALID"],
      ["approved", { evidenceJson: "{" }, "OPTION_JSON_INVALID"],
      ["claimed", {}, "TRANSITION_ILLEGAL"],
      ["nowhere", {}, "LANE_UNKNOWN"],
      ["approved", { wpId: "WP07" }, "WP_NOT_FOUND"],
    ] as const) {
      const refused = await emit(repo, to, changes);
      expect(refused.ok ? undefined : refused.error.code).toBe(code);
    }
    expect(fingerprint(repo.root)).toBe(before);
    const result = JSON.stringify({ reviewer: "bob", verdict: "approved", reference: "PR 7" });
    const approved = await emit(repo, "approved", { reviewResultJson: result });
    expect(approved.ok && [approved.value.from, approved.value.to]).toEqual(["in_review", "approved"]);
    const evidenceJson = JSON.stringify({ review: { reviewer: "bob", verdict: "approved", reference: "PR 7" } });
    expect((await emit(repo, "done", { evidenceJson })).ok).toBe(true);
  });
});

describe("addHistory()", () => {
  test("adds a note to the log and nothing else", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const note = { wpId: "wp01", mission: undefined, agent: "claude", shellPid: 7 };
    const added = await addHistory(ctxFor(repo), { ...note, note: " the API\nis down " });
    expect(added.ok && added.value.note).toMatch(/^- \[2026-01-02T03:04:\d\dZ\] claude: the API is down$/);
    expect(lanesOf(repo)).toEqual({ WP01: "planned" });
    const blank = await addHistory(ctxFor(repo), { ...note, note: " " });
    const unknown = await addHistory(ctxFor(repo), { ...note, wpId: "WP07", note: "x" });
    expect([blank, unknown].map((r) => (r.ok ? "" : r.error.code))).toEqual(["NOTE_BLANK", "WP_NOT_FOUND"]);
  });
});

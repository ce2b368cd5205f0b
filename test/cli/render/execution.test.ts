/** The answers of the commands that work on packages, rendered in this process. */
import { describe, expect, test } from "bun:test";
import { renderCommits } from "../../../src/cli/render/commits.ts";
import { PLAIN } from "../../../src/cli/style.ts";
import { implement as start } from "../../../src/commands/agent/action/implement.ts";
import { review } from "../../../src/commands/agent/action/review.ts";
import { emit } from "../../../src/commands/agent/status/emit.ts";
import { history } from "../../../src/commands/agent/tasks/add-history.ts";
import { move } from "../../../src/commands/agent/tasks/move-task.ts";
import { implement } from "../../../src/commands/implement.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, temporaryFolder, writeFiles } from "../../support/git-repo.ts";
import { commitIn, laneBranchOf, lanePath, type MissionRepo, missionRepo } from "../../support/mission-repo.ts";

const TMPDIR = temporaryFolder();
const ctxFor = (repo: MissionRepo) => testCtx(repo.root, { env: { ...process.env, TMPDIR } });

const CLAIM = {
  wpId: "WP01",
  mission: undefined,
  agent: "claude",
  model: "opus",
  profile: undefined,
  invocationId: undefined,
  allowSparseCheckout: false,
  acknowledgeNotBulkEdit: false,
};
const MOVE = {
  taskId: "WP01",
  mission: undefined,
  agent: "claude",
  model: undefined,
  profile: undefined,
  invocationId: undefined,
  assignee: undefined,
  shellPid: undefined,
  note: undefined,
  reviewFeedbackFile: undefined,
  approvalRef: undefined,
  reviewer: undefined,
  selfReviewFallback: false,
  intendedReviewer: undefined,
  reviewerFailureReason: undefined,
  doneOverrideReason: undefined,
  force: false,
  trackerRef: [],
  skipReviewArtifactCheck: false,
  skipPreReviewGate: false,
  autoCommit: undefined,
};

describe("answers", () => {
  test("of a repeated claim whose branch is gone say that it starts from nothing", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const started = await implement.run(ctxFor(repo), CLAIM);
    expect(started.ok && implement.json(started.value)).toMatchObject({ warnings: [] });
    git(repo.root, "worktree", "remove", "--force", lanePath(repo, "lane-a"));
    git(repo.root, "branch", "-q", "-D", laneBranchOf("lane-a"));
    const anew = await implement.run(ctxFor(repo), CLAIM);
    const gone = `WP01 was in progress and its branch ${laneBranchOf("lane-a")} was gone`;
    expect(anew.ok && implement.human(anew.value, PLAIN)).toContain(`Warning: ${gone}`);
    expect(anew.ok && implement.json(anew.value)).toMatchObject({ warnings: [expect.stringContaining(gone)] });
  });

  test("of one package from claim to rejection", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }] });
    const ctx = ctxFor(repo);
    const started = await start.run(ctx, CLAIM);
    if (!started.ok) throw new Error(started.error.code);
    expect(start.human(started.value, PLAIN)).toContain("Started the implementation of WP01: Build WP01");
    expect(start.human(started.value, PLAIN)).not.toContain("Sent back");
    expect(start.json(started.value)).toMatchObject({ actor: { tool: "claude", model: "opus", role: "implementer" } });
    const again = await implement.run(ctx, CLAIM);
    expect(again.ok && implement.human(again.value, PLAIN)).toContain("WP01 is yours already (in_progress)");
    expect(again.ok && implement.json(again.value)).toMatchObject({ already: true, commits: [], event_ids: [] });
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    const handed = await move.run(ctx, { ...MOVE, to: "for_review" });
    expect(handed.ok && move.human(handed.value, PLAIN)).toContain("[move-task] Commits recorded:");
    expect(handed.ok && move.json(handed.value)).toMatchObject({
      pre_review_gate: { status: "off", files_captured: [] },
    });
    const same = await move.run(ctx, { ...MOVE, to: "for_review" });
    expect(same.ok && move.human(same.value, PLAIN)).toContain("WP01 is in for_review already");
    const reviewing = await review.run(ctx, { ...CLAIM, agent: "codex" });
    expect(reviewing.ok && review.human(reviewing.value, PLAIN)).toContain("Waiting for this review: WP02");
    expect(reviewing.ok && review.json(reviewing.value)).toMatchObject({ dependents: ["WP02"], to_lane: "in_review" });
    writeFiles(TMPDIR, { "feedback.md": "No.\n" });
    const feedback = { reviewFeedbackFile: `${TMPDIR}/feedback.md`, agent: "codex" };
    const sent = await move.run(ctx, { ...MOVE, ...feedback, to: "planned" });
    expect(sent.ok && move.human(sent.value, PLAIN)).toContain("Moved WP01 from in_review to planned (sent back)");
    expect(sent.ok && move.json(sent.value)).toMatchObject({
      review_feedback: `${repo.featureDir}/tasks/WP01-build/review-cycle-1.md`,
      subtasks_reset_count: 0,
      subtasks_reset_ids: [],
      subtasks_previously_completed: [],
      subtasks_never_completed: [],
      runtime_claim_released: true,
      review_override_cleared: true,
    });
    const rework = await start.run(ctx, CLAIM);
    const cycle = `${repo.featureDir}/tasks/WP01-build/review-cycle-1.md`;
    expect(rework.ok && start.human(rework.value, PLAIN)).toContain(`Sent back: ${cycle} (its text is in the prompt)`);
    expect(rework.ok && start.json(rework.value)).toMatchObject({ review_feedback: cycle });
    const selfReview = { selfReviewFallback: true, intendedReviewer: "bob" };
    const refused = await move.run(ctx, { ...MOVE, ...selfReview, to: "approved" });
    expect(refused.ok ? "" : refused.error.code).toBe("SELF_REVIEW_OPTIONS_INCOMPLETE");
  });

  test("of notes and raw moves", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const ctx = ctxFor(repo);
    const note = { taskId: "WP01", note: "x", mission: undefined, agent: undefined, shellPid: undefined };
    const noted = await history.run(ctx, note);
    expect(noted.ok && history.human(noted.value, PLAIN)).toMatch(/^Noted on WP01: \[.*\] user: x\nMission: /);
    expect(noted.ok && history.json(noted.value)).toMatchObject({ result: "success", task_id: "WP01" });
    const raw = {
      wpId: "WP01",
      to: "claimed",
      actor: "bob",
      mission: undefined,
      force: false,
      reason: undefined,
      evidenceJson: undefined,
      reviewRef: undefined,
      reviewResultJson: undefined,
      workspaceContext: undefined,
      subtasksComplete: undefined,
      implementationEvidencePresent: undefined,
      executionMode: "direct_repo",
    };
    const emitted = await emit.run(ctx, raw);
    expect(emitted.ok && emit.human(emitted.value, PLAIN)).toStartWith("WP01: planned → claimed\n");
    expect(emitted.ok && emit.json(emitted.value)).toMatchObject({ from_lane: "planned", already: false });
    const again = await emit.run(ctx, raw);
    expect(again.ok && emit.human(again.value, PLAIN)).toStartWith("WP01 is in claimed already\n");
  });
});

test("the summary of commits stays within a kilobyte and counts what it leaves out", () => {
  const commits = Array.from({ length: 40 }, (_, i) => ({
    branch: `kitty/mission-shop-01J9ABCD-lane-${i}`,
    message: `Merge ${i}\n\nbody`,
    outcome: "ok",
    sha: undefined,
  }));
  const text = renderCommits("implement", commits);
  expect(new TextEncoder().encode(text).length).toBeLessThanOrEqual(1024);
  const shown = text.split("\n").filter((line) => line.startsWith("  - ")).length;
  expect(text).toEndWith(`  … and ${40 - shown} more`);
  expect(renderCommits("implement", [])).toBe("");
});

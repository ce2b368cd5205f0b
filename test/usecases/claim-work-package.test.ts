import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ClaimInput, claimWorkPackage } from "../../src/usecases/claim-work-package.ts";
import { moveTask } from "../../src/usecases/move-task.ts";
import { countGit } from "../support/count-git.ts";
import { testCtx } from "../support/ctx.ts";
import { git, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { fingerprint } from "../support/mission.ts";
import {
  commitIn,
  laneBranchOf,
  lanePath,
  lanesOf,
  type MissionRepo,
  missionRepo,
  tipOf,
} from "../support/mission-repo.ts";

const temporary = temporaryFolder();
const ctxFor = (repo: MissionRepo, env: Readonly<Record<string, string>> = {}) =>
  testCtx(repo.root, { env: { ...process.env, TMPDIR: temporary, ...env } });

const INPUT: ClaimInput = {
  action: "implement",
  wpId: "WP01",
  mission: undefined,
  agent: "claude:opus:builder",
  model: undefined,
  profile: undefined,
};

const claim = (repo: MissionRepo, changes: Partial<ClaimInput> = {}, env: Readonly<Record<string, string>> = {}) =>
  claimWorkPackage(ctxFor(repo, env), { ...INPUT, ...changes });

const MOVE = {
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
const moveTo = (repo: MissionRepo, wpId: string, to: string, changes: object = {}) =>
  moveTask(ctxFor(repo), { ...MOVE, wpId, to, ...changes });

/** Implements and approves a package whose lane gets the given files. */
async function approve(repo: MissionRepo, wpId: string, laneId: string, files: Readonly<Record<string, string>>) {
  const claimed = await claim(repo, { wpId });
  if (!claimed.ok) throw new Error(JSON.stringify(claimed.error));
  commitIn(lanePath(repo, laneId), files);
  const moved = await moveTo(repo, wpId, "approved");
  if (!moved.ok) throw new Error(JSON.stringify(moved.error));
}

describe("claiming an implementation", () => {
  test("forks the lane from the mission's branch, hides the status files, and records both hops in one commit", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01", subtasks: ["T001"] }] });
    const before = tipOf(repo.root, repo.branch);
    const claimed = await claim(repo);
    if (!claimed.ok) throw new Error(JSON.stringify(claimed.error));
    expect(lanesOf(repo)).toEqual({ WP01: "in_progress" });
    expect(git(repo.root, "rev-list", "--count", `${before}..${repo.branch}`)).toBe("1");
    expect(tipOf(repo.root, laneBranchOf("lane-a"))).toBe(before);
    const worktree = lanePath(repo, "lane-a");
    expect(claimed.value.workspace.path).toBe(worktree);
    expect(existsSync(join(worktree, repo.dir, "status.json"))).toBe(false);
    expect(existsSync(join(worktree, repo.dir, "meta.json"))).toBe(true);
    expect(git(worktree, "status", "--porcelain")).toBe("");
    expect(claimed.value.commits.map(({ branch, message }) => [branch, message])).toEqual([
      [repo.branch as never, "Start WP01 implementation [claude]"],
      [laneBranchOf("lane-a") as never, "Start lane-a"],
    ]);
    const rows = git(repo.root, "show", `${repo.branch}:${repo.dir}/status.events.jsonl`).split("\n").slice(1);
    const actor = { role: "implementer", profile: "builder", tool: "claude", model: "opus" };
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { from_lane: "planned", to_lane: "claimed", actor, policy_metadata: { agent: "claude" } },
      { from_lane: "claimed", to_lane: "in_progress", actor, force: false },
    ]);
    const prompt = readFileSync(claimed.value.promptFile, "utf8");
    expect(prompt).toContain(`cd ${worktree} && git add -A`);
    expect(prompt).toContain("spec-kitty agent tasks mark-status WP01/T001 --status done");
    expect(prompt).toContain(repo.featureDir);
    expect(git(repo.root, "status", "--porcelain")).toBe("");
  });

  test("is repeated by its holder without a commit, and makes a deleted worktree or branch again", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    await claim(repo);
    const tip = tipOf(repo.root, repo.branch);
    rmSync(lanePath(repo, "lane-a"), { recursive: true });
    const again = await claim(repo);
    expect(again.ok && [again.value.already, again.value.commits]).toEqual([true, []]);
    expect(existsSync(join(lanePath(repo, "lane-a"), "README.md"))).toBe(true);
    git(repo.root, "worktree", "remove", "--force", lanePath(repo, "lane-a"));
    git(repo.root, "branch", "-q", "-D", laneBranchOf("lane-a"));
    const made = await claim(repo);
    expect(made.ok && [made.value.already, made.value.commits.length]).toEqual([true, 1]);
    expect([tipOf(repo.root, repo.branch), existsSync(lanePath(repo, "lane-a"))]).toEqual([tip, true]);
  });

  test("makes the folder of the mission's files again, which the prompt names", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    git(repo.root, "worktree", "remove", "--force", repo.featureDir.slice(0, -repo.dir.length - 1));
    const claimed = await claim(repo);
    if (!claimed.ok) throw new Error(JSON.stringify(claimed.error));
    expect(existsSync(join(claimed.value.mission.featureDir, "tasks", claimed.value.wp.fileName))).toBe(true);
  });

  test("takes the next package that is ready, one's own first", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01", dependencies: ["WP02"] }, { id: "WP02" }] });
    const first = await claim(repo, { wpId: undefined });
    const again = await claim(repo, { wpId: undefined });
    expect([first, again].map((r) => r.ok && `${r.value.wp.id} ${r.value.already}`)).toEqual([
      "WP02 false",
      "WP02 true",
    ]);
  });

  test("brings the approved work of other lanes in, and only into a clean worktree", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }] });
    await approve(repo, "WP01", "lane-a", { "src/WP01/a.ts": "1\n" });
    const claimed = await claim(repo, { wpId: "WP02" });
    expect(claimed.ok && claimed.value.workspace.merged).toEqual(["lane-a"]);
    expect(readFileSync(join(lanePath(repo, "lane-b"), "src/WP01/a.ts"), "utf8")).toBe("1\n");
    // WP02 goes back, WP01 moves on: the next claim has something to bring in.
    writeFiles(temporary, { "feedback.md": "Wrong.\n" });
    const sent = await moveTo(repo, "WP02", "planned", { feedbackFile: join(temporary, "feedback.md") });
    expect(sent.ok).toBe(true);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/b.ts": "2\n" });
    writeFileSync(join(lanePath(repo, "lane-b"), "left.txt"), "mine");
    const before = fingerprint(repo.root);
    const refused = await claim(repo, { wpId: "WP02" });
    expect(refused.ok ? undefined : refused.error).toMatchObject({ code: "LANE_WORKTREE_DIRTY", files: ["left.txt"] });
    expect(fingerprint(repo.root)).toBe(before);
    rmSync(join(lanePath(repo, "lane-b"), "left.txt"));
    const fixed = await claim(repo, { wpId: "WP02" });
    expect(fixed.ok && fixed.value.commits.map((c) => c.message)).toEqual([
      "Start WP02 implementation [claude]",
      "Merge lane-a into lane-b for work on WP02",
    ]);
    expect(existsSync(join(lanePath(repo, "lane-b"), "src/WP01/b.ts"))).toBe(true);
    expect(git(lanePath(repo, "lane-b"), "status", "--porcelain")).toBe("");
    expect(fixed.ok && readFileSync(fixed.value.promptFile, "utf8")).toContain("Wrong.");
    expect(lanesOf(repo)["WP02"]).toBe("in_progress");
  });

  test("plans in the main checkout and touches nothing there", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01", planning: true, ownedFiles: ["docs/**"] }] });
    const claimed = await claim(repo);
    expect(claimed.ok && [claimed.value.workspace.path, claimed.value.workspace.laneId]).toEqual([
      repo.root,
      "lane-planning",
    ]);
    expect(git(repo.root, "branch", "--list", "*lane*")).toBe("");
  });

  test("works the same without a coordination branch", async () => {
    const repo = missionRepo({ topology: "single_branch", wps: [{ id: "WP01" }] });
    const claimed = await claim(repo);
    expect(claimed.ok && claimed.value.workspace.branch).toBe(laneBranchOf("lane-a") as never);
    expect(lanesOf(repo)).toEqual({ WP01: "in_progress" });
  });

  test("continues a mission whose planning files are kept on the target branch", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    git(repo.root, "checkout", "-q", repo.branch, "--", repo.dir);
    git(repo.root, "rm", "-q", "--cached", `${repo.dir}/status.json`, `${repo.dir}/status.events.jsonl`);
    git(repo.root, "commit", "-q", "-m", "planning on the target");
    const worktree = join(repo.featureDir, "../..");
    git(worktree, "rm", "-q", "-r", `${repo.dir}/tasks`, `${repo.dir}/lanes.json`);
    git(worktree, "commit", "-q", "-m", "status on coordination");
    rmSync(join(repo.root, repo.dir, "status.json"));
    rmSync(join(repo.root, repo.dir, "status.events.jsonl"));
    const claimed = await claim(repo);
    expect(claimed.ok && claimed.value.wp.stem).toBe("WP01-build");
    expect(lanesOf(repo)).toEqual({ WP01: "in_progress" });
    expect(git(repo.root, "status", "--porcelain")).toBe("");
  });

  test("starts at most ten git processes with a new lane, and five in an existing one", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02" }], lanes: { "lane-a": ["WP01", "WP02"] } });
    const fresh = countGit();
    expect((await claim(repo, {}, { PATH: fresh.path })).ok).toBe(true);
    expect(fresh.calls().length).toBeLessThanOrEqual(10);
    const existing = countGit();
    expect((await claim(repo, { wpId: "WP02" }, { PATH: existing.path })).ok).toBe(true);
    expect(existing.calls().length).toBeLessThanOrEqual(5);
  });
});

describe("a refused claim changes nothing:", () => {
  const cases: readonly (readonly [string, Partial<ClaimInput>, object])[] = [
    [
      "dependencies that are not approved",
      { wpId: "WP02" },
      { code: "DEPENDENCIES_NOT_SATISFIED", waiting: [{ wpId: "WP01", lane: "planned" }] },
    ],
    [
      "packages that wait for each other",
      { wpId: "WP03" },
      { code: "DEPENDENCIES_NOT_SATISFIED", cycle: ["WP03", "WP04", "WP03"] },
    ],
    ["no such package", { wpId: "WP09" }, { code: "WP_NOT_FOUND" }],
    ["no agent", { agent: undefined }, { code: "AGENT_REQUIRED" }],
    ["an agent without a tool", { agent: ":x" }, { code: "AGENT_INVALID" }],
    ["a review of what is not handed in", { action: "review" }, { code: "WP_NOT_CLAIMABLE", lane: "planned" }],
    ["nothing to review", { action: "review", wpId: undefined }, { code: "NO_CLAIMABLE_WP" }],
  ];
  test.each(cases)("%s", async (_name, input, error) => {
    const repo = missionRepo({
      wps: [
        { id: "WP01" },
        { id: "WP02", dependencies: ["WP01"] },
        { id: "WP03", dependencies: ["WP04"] },
        { id: "WP04", dependencies: ["WP03"] },
      ],
    });
    const before = fingerprint(repo.root);
    const refused = await claim(repo, input);
    expect(refused.ok ? undefined : refused.error).toMatchObject(error);
    expect(fingerprint(repo.root)).toBe(before);
  });

  test("a package that another agent has names its holder", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    await claim(repo);
    const before = fingerprint(repo.root);
    const refused = await claim(repo, { wpId: "wp01-build", agent: "codex" });
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "WP_ALREADY_CLAIMED",
      claimedBy: "claude",
      requestingActor: "codex",
      attempt: { destinationRef: repo.branch, wpId: "WP01", from: "in_progress", to: "in_progress" },
    });
    expect(fingerprint(repo.root)).toBe(before);
  });

  test("lanes that changed the same lines", async () => {
    const repo = missionRepo({
      wps: [{ id: "WP01" }, { id: "WP02" }, { id: "WP03", dependencies: ["WP01", "WP02"] }],
      code: { "src/shared.ts": "start\n" },
    });
    await approve(repo, "WP01", "lane-a", { "src/shared.ts": "one\n" });
    await approve(repo, "WP02", "lane-b", { "src/shared.ts": "two\n" });
    const before = fingerprint(repo.root);
    const refused = await claim(repo, { wpId: "WP03" });
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "DEPENDENCY_LANE_MERGE_CONFLICT",
      laneId: "lane-c",
      source: "lane-b",
      files: ["src/shared.ts"],
      wpIds: ["WP03"],
      sourceWpIds: ["WP02"],
      settleIn: lanePath(repo, "lane-b"),
      merge: laneBranchOf("lane-a"),
    });
    expect(fingerprint(repo.root)).toBe(before);
    const laneB = lanePath(repo, "lane-b");
    git(laneB, "merge", "-q", "--no-commit", "-X", "ours", laneBranchOf("lane-a"));
    git(laneB, "checkout", "HEAD", "--", "kitty-specs");
    git(laneB, "commit", "-q", "-m", "both");
    expect((await claim(repo, { wpId: "WP03" })).ok).toBe(true);
    expect(readFileSync(join(lanePath(repo, "lane-c"), "src/shared.ts"), "utf8")).toBe("two\n");
  });

  test("packages that are not finalized, or in no lane", async () => {
    const repo = missionRepo({
      wps: [{ id: "WP01" }, { id: "WP02" }],
      lanes: { "lane-a": ["WP01"] },
      unseeded: ["WP01"],
    });
    const before = fingerprint(repo.root);
    const refused = [await claim(repo), await claim(repo, { wpId: "WP02" })];
    expect(refused.map((r) => (r.ok ? "" : r.error.code))).toEqual(["WP_NOT_FINALIZED", "WP_NOT_IN_LANES"]);
    expect(fingerprint(repo.root)).toBe(before);
  });

  test("a hook that says no", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    const hook = join(repo.root, ".git/hooks/pre-commit");
    writeFiles(repo.root, { ".git/hooks/pre-commit": "#!/bin/sh\necho no >&2\nexit 1\n" });
    Bun.spawnSync(["chmod", "+x", hook]);
    const before = fingerprint(repo.root);
    const refused = await claim(repo);
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "BOOKKEEPING_COMMIT_FAILED",
      attempt: { wpId: "WP01", from: "planned", to: "in_progress" },
    });
    expect(fingerprint(repo.root)).toBe(before);
  });

  test("a folder of somebody's where the worktree would be", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }] });
    writeFiles(lanePath(repo, "lane-a"), { "mine.txt": "x" });
    const before = fingerprint(repo.root);
    const refused = await claim(repo);
    expect(refused.ok ? undefined : refused.error).toMatchObject({ code: "WORKTREE_PATH_OCCUPIED" });
    expect(fingerprint(repo.root)).toBe(before);
  });
});

describe("claiming a review", () => {
  test("brings the lane up to the mission's branch with its files, and is repeated only by its reviewer", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }] });
    await claim(repo);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    await moveTo(repo, "WP01", "for_review");
    const tip = tipOf(repo.root, repo.branch);
    const counter = countGit();
    const claimed = await claim(repo, { action: "review", agent: "codex" }, { PATH: counter.path });
    if (!claimed.ok) throw new Error(JSON.stringify(claimed.error));
    expect(counter.calls().length).toBeLessThanOrEqual(7);
    expect([lanesOf(repo)["WP01"], claimed.value.dependents]).toEqual(["in_review", ["WP02"]]);
    const lane = laneBranchOf("lane-a");
    expect(git(repo.root, "rev-parse", `${lane}:kitty-specs`)).toBe(git(repo.root, "rev-parse", `${tip}:kitty-specs`));
    expect(git(repo.root, "show", `${lane}:src/WP01/a.ts`)).toBe("1");
    expect(git(lanePath(repo, "lane-a"), "status", "--porcelain")).toBe("");
    expect(existsSync(join(lanePath(repo, "lane-a"), repo.dir, "status.json"))).toBe(false);
    const prompt = readFileSync(claimed.value.promptFile, "utf8");
    expect(prompt).toContain("--to approved");
    expect(prompt).toContain("--review-feedback-file");
    expect(prompt).toContain(`diff ${repo.branch}...${lane}`);
    const again = await claim(repo, { action: "review", agent: "codex" });
    expect(again.ok && [again.value.already, again.value.commits]).toEqual([true, []]);
    const other = await claim(repo, { action: "review", agent: "gemini" });
    expect(other.ok ? undefined : other.error).toMatchObject({ code: "WP_ALREADY_CLAIMED", claimedBy: "codex" });
  });

  test("refuses where the branch of the work is gone, for the review and for what builds on it", async () => {
    const repo = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }] });
    const lane = laneBranchOf("lane-a");
    await claim(repo);
    commitIn(lanePath(repo, "lane-a"), { "src/WP01/a.ts": "1\n" });
    await moveTo(repo, "WP01", "for_review");
    const lost = { code: "LANE_BRANCH_MISSING", laneId: "lane-a", branch: lane, wpIds: ["WP01"] };
    const work = tipOf(repo.root, lane);
    const lose = () => {
      git(repo.root, "worktree", "remove", "--force", lanePath(repo, "lane-a"));
      git(repo.root, "branch", "-q", "-D", lane);
      return fingerprint(repo.root);
    };
    const before = lose();
    const review = await claim(repo, { action: "review", agent: "codex" });
    expect(review.ok ? undefined : review.error).toMatchObject(lost);
    expect(fingerprint(repo.root)).toBe(before);
    git(repo.root, "branch", lane, work);
    const found = await claim(repo, { action: "review", agent: "codex" });
    expect(found.ok && existsSync(join(found.value.workspace.path, "src/WP01/a.ts"))).toBe(true);
    await moveTo(repo, "WP01", "approved", { agent: "codex" });
    const approved = lose();
    const next = await claim(repo, { wpId: "WP02" });
    expect(next.ok ? undefined : next.error).toMatchObject(lost);
    expect(fingerprint(repo.root)).toBe(approved);
  });
});

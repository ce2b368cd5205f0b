/** `merge` and `agent mission merge` of the compiled program: both kinds of output, refusals, processes, and death at every git call. */
import { describe, expect, test } from "bun:test";
import { chmodSync, existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { approvedMission, commitIn, laneBranchOf, laneFolder } from "../support/approved-mission.ts";
import { runBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { git, temporaryFolder } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, IDENTITY } from "../support/mission.ts";

const run = (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  runBinary(args, { cwd, env: { ...IDENTITY, ...env } });

describe("spec-kitty merge", () => {
  test("tells a person what it did, and says so again without doing it again", async () => {
    const { root } = approvedMission();
    const first = await run(root, ["merge", "--mission", "shop"]);
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain(`Merged mission ${FOLDER} into main as number 1`);
    expect(first.stdout).toContain("Removed 4 worktrees and 4 branches");
    expect(first.stdout).toContain("- main  Merge mission");
    const second = await run(root, ["merge", "--mission", "shop"]);
    expect(second).toMatchObject({ code: 0, stdout: `Mission ${FOLDER} is merged into main already\n` });
  });

  test("forecasts without moving anything", async () => {
    const { root } = approvedMission();
    const before = fingerprint(root);
    const forecast = await run(root, ["merge", "--dry-run"]);
    expect(forecast.code).toBe(0);
    expect(forecast.stdout).toContain("✓ evidence: 3 work packages");
    expect(forecast.stdout).toContain(`Next: spec-kitty merge --mission ${FOLDER}`);
    expect(fingerprint(root)).toBe(before);
  });

  test("shows a conflict with both sides and the commands that resolve it", async () => {
    const { root } = approvedMission({ lanes: [{ id: "lane-a", wp: "WP01", files: { "README.md": "lane\n" } }] });
    commitIn(root, { "README.md": "hotfix\n" });
    const refused = await run(root, ["merge"]);
    expect(refused).toMatchObject({ code: 1, stdout: "" });
    expect(refused.stderr).toContain("<<<<<<< main\n");
    expect(refused.stderr).toContain("(WP01) and main both changed README.md");
    expect(refused.stderr).toContain(`git -C .worktrees/${FOLDER}-lane-a merge --no-edit main`);
    const forecast = await run(root, ["merge", "--dry-run"]);
    expect(forecast.code).toBe(1);
    expect(forecast.stdout).toContain("The merge would be refused");
  });

  test("wants a note for a review that is left out", async () => {
    const { root } = approvedMission();
    expect(await run(root, ["merge", "--skip-review-artifact-check"])).toMatchObject({ code: 2, stdout: "" });
  });
});

describe("spec-kitty agent mission merge --json", () => {
  const json = async (cwd: string, args: readonly string[], env: Readonly<Record<string, string>> = {}) => {
    const ran = await run(cwd, ["agent", "mission", "merge", "--json", ...args], env);
    expect(ran.stderr).toBe("");
    return { code: ran.code, document: JSON.parse(ran.stdout) };
  };

  test("answers a dry run with the contract's keys, forecast, checks and refs, in at most 12 git processes", async () => {
    const { root } = approvedMission();
    const counter = countGit();
    const { code, document } = await json(root, ["--dry-run"], { PATH: counter.path });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      mission_slug: FOLDER,
      target_branch: "main",
      strategy: "squash",
      delete_branch: true,
      remove_worktree: true,
      push: false,
      mission_branch: COORDINATION,
      lanes: ["lane-a", "lane-b", "lane-c"],
      would_assign_mission_number: 1,
      forecast: { clean: true },
      blocked: false,
    });
    expect(document.spec_kitty_version).toBeString();
    expect(document.forecast.steps).toHaveLength(4);
    expect(document.would_move_refs[0]).toEqual({
      ref: "main",
      from: git(root, "rev-parse", "main"),
      to: "new commit",
    });
    expect(counter.calls().length).toBeLessThanOrEqual(12);
  });

  test("says what blocks", async () => {
    const { root } = approvedMission({ standing: { WP02: "in_progress" } });
    const dry = await json(root, ["--dry-run"]);
    expect(dry.code).toBe(1);
    expect(dry.document).toMatchObject({ blocked: true, diagnostic_code: "WORK_PACKAGES_NOT_APPROVED" });
    const real = await json(root, []);
    expect(real.code).toBe(1);
    expect(real.document).toMatchObject({ error_code: "MERGE_BLOCKED", blocked: true });
  });

  test("merges three lanes in at most 24 git processes", async () => {
    const { root } = approvedMission();
    const counter = countGit();
    const { code, document } = await json(root, [], { PATH: counter.path });
    expect(code).toBe(0);
    expect(document).toMatchObject({
      merged: true,
      verified: true,
      merged_wps: ["WP01", "WP02", "WP03"],
      mission_number: 1,
    });
    expect(document.mission_id).toBeString();
    expect(counter.calls().length).toBeLessThanOrEqual(24);
  });

  test("pushes on request; a push that fails leaves the merge and says what is left", async () => {
    const { root } = approvedMission();
    const failed = await json(root, ["--push"]);
    expect(failed.code).toBe(3);
    expect(failed.document).toMatchObject({ merged: true, push_pending: true, push_command: "git push origin main" });
    const remote = temporaryFolder();
    git(remote, "init", "-q", "--bare");
    git(root, "remote", "add", "origin", remote);
    const pushed = await json(root, ["--push"]);
    expect(pushed).toMatchObject({ code: 0, document: { already_merged: true, push_state: "pushed" } });
    expect(git(remote, "rev-parse", "main")).toBe(git(root, "rev-parse", "main"));
  });

  test("keeps a worktree with new files and names them; a rerun after they are gone finishes", async () => {
    const { root } = approvedMission();
    await json(root, ["--keep-worktree", "--keep-branch"]);
    writeFileSync(join(laneFolder(root, "lane-b"), "later.txt"), "x");
    const kept = await json(root, []);
    expect(kept.document.kept_worktrees).toEqual([
      { path: laneFolder(root, "lane-b"), reason: "it holds files that are not committed", files: ["later.txt"] },
    ]);
    expect(kept.document.kept_branches).toEqual([
      { branch: laneBranchOf("lane-b"), reason: "a worktree has it checked out" },
    ]);
    expect(existsSync(join(laneFolder(root, "lane-b"), "later.txt"))).toBe(true);
  });
});

/** A git that kills whoever started it: at the n-th call, before it runs or after it has run. */
function killingGit(at: number, moment: "before" | "after"): string {
  const folder = temporaryFolder();
  const real = Bun.which("git") ?? "git";
  const counter = join(folder, "count");
  const kill = "kill -9 $PPID";
  writeFileSync(
    join(folder, "git"),
    [
      "#!/bin/sh",
      `n=$(($(cat '${counter}' 2>/dev/null || echo 0) + 1))`,
      `echo $n >'${counter}'`,
      `if [ $n -eq ${at} ]; then`,
      moment === "before" ? `  ${kill}; exit 1` : `  '${real}' "$@"; ${kill}; exit 0`,
      "fi",
      `exec '${real}' "$@"`,
      "",
    ].join("\n"),
  );
  chmodSync(join(folder, "git"), 0o755);
  return `${folder}:${process.env["PATH"] ?? ""}`;
}

describe("a merge that is killed", () => {
  // The last ten calls are those that move something or follow it.
  const points = Array.from({ length: 10 }, (_, i) => i).flatMap((i) => [
    [i, "before"] as const,
    [i, "after"] as const,
  ]);
  const total = (async () => {
    const counter = countGit();
    await run(approvedMission().root, ["merge"], { PATH: counter.path });
    return counter.calls().length;
  })();

  test.each(points)("%i git calls before its last, %s it ran, is finished by the next run", async (fromEnd, moment) => {
    const at = (await total) - fromEnd;
    const { root } = approvedMission();
    const old = git(root, "rev-parse", "main");
    writeFileSync(join(root, "notes.txt"), "mine\n");
    const killed = await run(root, ["merge"], { PATH: killingGit(at, moment) });
    expect(killed.code).not.toBe(0);
    const again = await run(root, ["merge", "--json"]);
    expect([again.code, again.stderr]).toEqual([0, ""]);
    expect(JSON.parse(again.stdout)).toMatchObject({
      merged: true,
      verified: true,
      merged_wps: ["WP01", "WP02", "WP03"],
    });
    expect(git(root, "rev-list", "--count", `${old}..main`)).toBe("1");
    expect(git(root, "ls-tree", "-r", "--name-only", "main", "src").split("\n")).toHaveLength(3);
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
    expect(git(root, "status", "--porcelain")).toBe("?? notes.txt");
    git(root, "fsck", "--strict");
  });
});

/** The end of a mission: acceptance, the forecast of its merge, the merge, and the two ways to close it. */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { git, writeFiles } from "../support/git-repo.ts";
import { approve, finalizedGreeter, type Greeter, linesOf } from "../support/greeter.ts";

/** A mission whose three packages are approved. */
async function approvedGreeter(): Promise<Greeter> {
  const greeter = await finalizedGreeter();
  for (const id of ["WP01", "WP02", "WP03"]) await approve(greeter, id);
  return greeter;
}

const branches = (root: string): readonly string[] => git(root, "branch", "--format=%(refname:short)").split("\n");

describe("accepting", () => {
  test("says which checks fail and what to mend, and records nothing", async () => {
    const { root, on, mission, branch, run } = await finalizedGreeter();
    const tip = git(root, "rev-parse", branch);
    const text = await run(["accept", ...on]);
    const lines = linesOf(text.stdout[0] ?? "");
    expect([text.code, lines[0]]).toEqual([1, mission]);
    expect(lines.filter((line) => line.startsWith("  ✗ ")).length).toBeGreaterThan(0);
    expect(lines.at(-1)).toMatch(
      new RegExp(`^Not accepted: \\d+ checks fail\\. Mend the first, then: spec-kitty accept --mission ${mission}$`),
    );
    const diagnosed = await run(["agent", "mission", "accept", "--diagnose", "--json", ...on]);
    expect([diagnosed.code, JSON.parse(diagnosed.stdout[0] ?? "")]).toMatchObject([
      0,
      { result: "failed", ok: false, accepted: false, approved_wps: [], merge_pending_wps: [], commit_created: false },
    ]);
    expect(git(root, "rev-parse", branch)).toBe(tip);
  });

  test("records an acceptance once", async () => {
    const { root, on, mission, branch, dir, read, ask } = await approvedGreeter();
    const before = git(root, "rev-parse", branch);
    const lines = linesOf(await read("accept", ...on));
    expect(lines.at(-1)).toBe(`✓ Accepted mission ${mission}. Next: spec-kitty merge --mission ${mission}`);
    expect(lines.some((line) => line.startsWith("  ✗ "))).toBe(false);
    expect(await ask("accept", ...on)).toMatchObject({
      result: "success",
      ok: true,
      mission_slug: mission,
      feature_dir: dir,
      branch,
      target_branch: "main",
      accepted: true,
      already: true,
      commit_created: false,
      failed_checks: [],
      lanes: { approved: ["WP01", "WP02", "WP03"], planned: [] },
    });
    const status = await read("agent", "tasks", "status", ...on);
    expect(linesOf(status).at(-1)).toBe(`Next: spec-kitty merge --mission ${mission}`);
    expect(git(root, "rev-list", "--count", `${before}..${branch}`)).toBe("1");
  });
});

describe("merging", () => {
  test("the forecast says what would be moved and moves nothing; then it is merged; again, it says so", async () => {
    const { root, on, mission, read, ask } = await approvedGreeter();
    await ask("accept", ...on);
    const refs = git(root, "for-each-ref");
    const forecast = linesOf(await read("merge", "--dry-run", ...on));
    expect(forecast[0]).toBe(`${mission} into main (squash), as number 1; nothing was moved`);
    expect(forecast.at(-1)).toBe(`Next: spec-kitty merge --mission ${mission}`);
    expect(await ask("merge", "--dry-run", ...on)).toMatchObject({
      dry_run: true,
      blocked: false,
      already_merged: false,
      would_assign_mission_number: 1,
      forecast: { clean: true },
      target_branch: "main",
      lanes: ["lane-a", "lane-b", "lane-c"],
    });
    expect(git(root, "for-each-ref")).toBe(refs);
    const merged = linesOf(await read("merge", "--yes", ...on));
    expect(merged[0]).toBe(
      `✓ Merged mission ${mission} into main as number 1, in one commit ${git(root, "rev-parse", "main").slice(0, 10)}`,
    );
    expect(merged[1]).toBe("  WP01, WP02, WP03 are done; main holds the work of 3 lanes (verified)");
    expect(merged[2]).toBe("  Removed 4 worktrees and 4 branches");
    expect(branches(root)).toEqual(["main"]);
    expect(git(root, "show", "main:src/main.js")).toContain("--loud");
    const again = await ask("agent", "mission", "merge", "--yes", ...on);
    expect(again).toMatchObject({ result: "success", merged: true, already_merged: true, verified: true, commits: [] });
    expect(linesOf(await read("merge", "--yes", ...on))[0]).toBe(`Mission ${mission} is merged into main already`);
    expect(await read("merge", "--dry-run", ...on)).toBe(`Mission ${mission} is merged into main already`);
    expect(linesOf(await read("agent", "status", "lifecycle", ...on))[0]).toBe(
      `${mission}: recently_completed (merged)`,
    );
    expect(linesOf(await read("agent", "tasks", "status", ...on)).at(-1)).toBe("Next: spec-kitty mission list");
    expect(await read("mission", "list", "--state", "completed")).toMatch(
      /Greeter {2}recently_completed +3\/3 +100% {2}main/,
    );
  });

  test("a program that merges gets what was moved and what was removed", async () => {
    const { root, on, mission, branch, ask } = await approvedGreeter();
    const merged = await ask("merge", "--yes", "--strategy", "merge", "--keep-branch", ...on);
    expect(merged).toMatchObject({
      result: "success",
      merged: true,
      mission_slug: mission,
      strategy: "merge",
      commit: git(root, "rev-parse", "main"),
      mission_number: 1,
      merged_wps: ["WP01", "WP02", "WP03"],
      deleted_branches: [],
      delete_branch: false,
      push_state: "not-requested",
      push_pending: false,
    });
    expect(branches(root)).toContain(branch);
    const messages = (merged["commits"] as readonly { readonly destination_ref: string }[]).map(
      (one) => one.destination_ref,
    );
    expect(messages).toContain("main");
  });

  test("a mission that is not ready is refused, in words and as a document, and nothing moves", async () => {
    const { root, on, run } = await finalizedGreeter();
    const refs = git(root, "for-each-ref");
    const forecast = await run(["merge", "--dry-run", "--json", ...on]);
    const document = JSON.parse(forecast.stdout[0] ?? "");
    expect([forecast.code, document.blocked, document.dry_run]).toEqual([1, true, true]);
    const text = linesOf((await run(["merge", "--dry-run", ...on])).stdout[0] ?? "");
    expect(text.at(-1)).toBe("The merge would be refused");
    expect(text.join("\n")).toContain(`\n  ${document.diagnostic_code}: `);
    const refused = await run(["merge", "--yes", "--json", ...on]);
    expect([refused.code, JSON.parse(refused.stdout[0] ?? "")]).toMatchObject([1, { error_code: "MERGE_BLOCKED" }]);
    expect(refused.stdout[0]).toContain(document.diagnostic_code);
    expect(git(root, "for-each-ref")).toBe(refs);
  });
});

describe("closing", () => {
  test("a mission that is given up loses branches and worktrees, and says how to bring them back", async () => {
    const greeter = await finalizedGreeter();
    const { root, on, mission, branch, dir, read, run } = greeter;
    const tip = git(root, "rev-parse", branch);
    const main = git(root, "rev-parse", "main");
    writeFiles(dir, { "notes.md": "never committed\n" });
    const unsure = await run(["mission", "close", "--discard", "--json", ...on]);
    expect([unsure.code, JSON.parse(unsure.stdout[0] ?? "").error.hint]).toEqual([
      expect.any(Number),
      expect.stringContaining("--yes"),
    ]);
    expect(unsure.code).not.toBe(0);
    expect(branches(root)).toContain(branch);
    const text = linesOf(await read("mission", "close", "--discard", "--yes", ...on));
    expect(text[0]).toBe(`✓ Discarded mission ${mission}; the target was not touched`);
    expect(text).toContain(`  Deleted branch ${branch}; to bring it back: git branch ${branch} ${tip}`);
    const trash = /Moved 1 uncommitted files to (.+)$/m.exec(text.join("\n"))?.[1] ?? "";
    expect(existsSync(trash)).toBe(true);
    expect([branches(root), git(root, "rev-parse", "main")]).toEqual([["main"], main]);
  });

  test("a program that discards gets the tips; one that closes unfinished work is refused", async () => {
    const { on, mission, branch, ask, run } = await finalizedGreeter();
    const refused = await run(["mission", "close", "--json", ...on]);
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout[0] ?? "").error.hint).toContain("spec-kitty ");
    const closed = await ask("mission", "close", "--discard", "--yes", ...on);
    expect([closed["kind"], closed["data"]]).toMatchObject([
      "mission_closed",
      { result: "success", discarded: true, mission_slug: mission, deleted_branches: [{ branch }], trash: [] },
    ]);
  });
});

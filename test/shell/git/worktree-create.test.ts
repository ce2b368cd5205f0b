import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import { dirname, join } from "node:path";
import type { BranchName } from "../../../src/core/lib/brand.ts";
import { openRepo } from "../../../src/shell/git/repo.ts";
import { ensureWorktree, inspectWorktree } from "../../../src/shell/git/worktree-create.ts";
import { listWorktrees, makingMarker, worktreesOf } from "../../../src/shell/git/worktrees.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

const BRANCH = "work" as BranchName;

function scene() {
  const root = gitRepo({ "README.md": "demo\n" });
  git(root, "branch", BRANCH);
  const repo = openRepo({ cwd: root, env: process.env });
  if (!repo.ok) throw new Error("no repository");
  return { root, repo: repo.value, request: { path: join(root, ".worktrees/w"), branch: BRANCH } };
}

describe("a worktree that was being made when its maker died", () => {
  test("counts as absent everywhere and is made anew", () => {
    const { root, repo, request } = scene();
    mkdirSync(dirname(makingMarker(repo, request.path)), { recursive: true });
    writeFiles("/", { [makingMarker(repo, request.path)]: request.path });
    git(root, "worktree", "add", "-q", "--no-checkout", request.path, BRANCH);
    expect(worktreesOf(repo, BRANCH)).toEqual([]);
    expect(inspectWorktree(repo, request)).toEqual({ ok: true, value: undefined });
    expect(ensureWorktree(repo, request)).toMatchObject({ ok: true, value: { created: true } });
    expect(readFileSync(join(request.path, "README.md"), "utf8")).toBe("demo\n");
    expect([git(request.path, "status", "--porcelain"), listWorktrees(repo).length]).toEqual(["", 2]);
    expect(existsSync(makingMarker(repo, request.path))).toBe(false);
  });

  test("is told from a folder that somebody filled, with or without git's registration", () => {
    const { root, repo, request } = scene();
    const occupied = { ok: false, error: { code: "WORKTREE_PATH_OCCUPIED", path: request.path } };
    git(root, "worktree", "add", "-q", request.path, BRANCH);
    writeFiles(request.path, { "mine.txt": "mine\n" });
    rmSync(join(request.path, ".git"));
    expect(ensureWorktree(repo, request)).toMatchObject(occupied);
    mkdirSync(dirname(makingMarker(repo, request.path)), { recursive: true });
    writeFiles("/", { [makingMarker(repo, request.path)]: request.path });
    expect(ensureWorktree(repo, request)).toMatchObject(occupied);
    expect(readFileSync(join(request.path, "mine.txt"), "utf8")).toBe("mine\n");
  });
});

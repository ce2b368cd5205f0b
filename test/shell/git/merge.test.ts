import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { BranchName, Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { mergeTrees } from "../../../src/shell/git/merge.ts";
import { ensureWorktree, removeWorktree } from "../../../src/shell/git/worktree-create.ts";
import { listWorktrees } from "../../../src/shell/git/worktrees.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

const merge = (root: string, ours: string, theirs: string) =>
  withSession(testCtx(root), (s) =>
    mergeTrees(s.repo, s.objects, {
      ours: git(root, "rev-parse", ours) as Oid,
      theirs: git(root, "rev-parse", theirs) as Oid,
      shared: "kitty-specs",
    }),
  );

function commitOn(
  root: string,
  branch: string,
  from: string,
  files: Record<string, string>,
  removed: readonly string[] = [],
): void {
  git(root, "switch", "-q", "-c", branch, from);
  writeFiles(root, files);
  for (const path of removed) rmSync(join(root, path));
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", branch);
  git(root, "switch", "-q", "main");
}

describe("mergeTrees()", () => {
  test("takes what the other side has where ours has nothing of its own, but for kitty-specs", async () => {
    const root = gitRepo({ "kitty-specs/m/log": "1\n", "src/a": "a\n", "src/b": "b\n" });
    commitOn(root, "theirs", "main", { "kitty-specs/m/log": "2\n", "kitty-specs/n/log": "3\n", "src/a": "c\n" }, [
      "src/b",
    ]);
    const merged = await merge(root, "main", "theirs");
    if (!merged.ok || merged.value.kind !== "clean") throw new Error(JSON.stringify(merged));
    expect(git(root, "ls-tree", "-r", "--name-only", merged.value.tree).split("\n")).toEqual([
      "kitty-specs/m/log",
      "src/a",
    ]);
    expect(git(root, "show", `${merged.value.tree}:kitty-specs/m/log`)).toBe("1");
    expect(git(root, "show", `${merged.value.tree}:src/a`)).toBe("c");
  });

  test("keeps our kitty-specs whatever the other side did to it", async () => {
    const root = gitRepo({ "kitty-specs/m/log": "1\n", "src/a": "a\n" });
    commitOn(root, "ours", "main", { "kitty-specs/m/log": "1\n2\n" });
    commitOn(root, "theirs", "main", { "src/b": "b\n" }, ["kitty-specs/m/log"]);
    const merged = await merge(root, "ours", "theirs");
    expect(merged.ok && merged.value.kind).toBe("clean");
    const tree = merged.ok && merged.value.kind === "clean" ? merged.value.tree : "";
    expect(git(root, "ls-tree", "-r", "--name-only", tree).split("\n")).toEqual([
      "kitty-specs/m/log",
      "src/a",
      "src/b",
    ]);
    expect(git(root, "show", `${tree}:kitty-specs/m/log`)).toBe("1\n2");
  });

  test("names each conflicting path and its kind", async () => {
    const root = gitRepo({ "src/a": "one\n", "src/b": "b\n" });
    commitOn(root, "ours", "main", { "src/a": "two\n" }, ["src/b"]);
    commitOn(root, "theirs", "main", { "src/a": "three\n", "src/b": "changed\n" });
    const merged = await merge(root, "ours", "theirs");
    expect(merged).toEqual(
      ok({
        kind: "conflict",
        conflicts: [
          { path: "src/a", kind: "CONFLICT (contents)" },
          { path: "src/b", kind: "CONFLICT (modify/delete)" },
        ],
        tree: expect.stringMatching(/^[0-9a-f]{40}$/),
      }),
    );
  });

  test("says contained for an ancestor", async () => {
    const root = gitRepo();
    commitOn(root, "ours", "main", { x: "x" });
    expect(await merge(root, "ours", "main")).toEqual(ok({ kind: "contained" }));
  });
});

describe("ensureWorktree()", () => {
  test("makes a sparse worktree once, adopts it later, replaces a deleted one, and removes it whole", async () => {
    const root = gitRepo({ "kitty-specs/m/log": "1\n", "src/a": "a\n" });
    git(root, "branch", "coord");
    const path = join(root, ".worktrees/m-coord");
    const request = { path, branch: "coord" as BranchName, patterns: ["/kitty-specs/"] };
    await withSession(testCtx(root), async (s) => {
      const first = ensureWorktree(s.repo, request);
      expect(first.ok && first.value.created).toBe(true);
      expect(git(path, "ls-files", "-t")).toBe("H kitty-specs/m/log\nS src/a");
      expect(git(path, "status", "--porcelain")).toBe("");
      const second = ensureWorktree(s.repo, request);
      expect(second.ok && second.value.created).toBe(false);
      rmSync(path, { recursive: true });
      const third = ensureWorktree(s.repo, request);
      expect(third.ok && third.value.created).toBe(true);
      const other = ensureWorktree(s.repo, { ...request, branch: "main" as BranchName });
      expect(other.ok ? "" : other.error.code).toBe("COORDINATION_WORKTREE_BRANCH_MISMATCH");
      removeWorktree(s.repo, path);
      expect(listWorktrees(s.repo).length).toBe(1);
      return ok(null);
    });
    expect(git(root, "worktree", "list").split("\n").length).toBe(1);
    expect(git(root, "status", "--porcelain")).toBe("");
  });
});

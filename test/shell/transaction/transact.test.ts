import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BranchName } from "../../../src/core/lib/brand.ts";
import { err, ok } from "../../../src/core/lib/result.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import { type Draft, transact } from "../../../src/shell/transaction/transact.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo } from "../../support/git-repo.ts";

const commitFile = (root: string, branch: string, files: Record<string, string | null>, message = "Record it") =>
  withSession(testCtx(root), (session) =>
    transact(session, { branch: branch as BranchName, lock: "m", purpose: "test" }, async () =>
      ok<Draft<string>>({
        kind: "commit",
        message,
        files: Object.entries(files).map(([path, bytes]) => (bytes === null ? { path, entry: null } : { path, bytes })),
        answer: "yes",
      }),
    ),
  );

describe("transact()", () => {
  test("commits to a branch that nobody has checked out and leaves the checkout alone", async () => {
    const root = gitRepo({ "a.txt": "a\n", "dir/b.txt": "b\n" });
    git(root, "branch", "work");
    writeFileSync(join(root, "a.txt"), "edited\n");
    const done = await commitFile(root, "work", { "dir/c.txt": "c\n", "a.txt": null });
    expect(done.ok && done.value.answer).toBe("yes");
    expect(git(root, "ls-tree", "-r", "--name-only", "work").split("\n")).toEqual(["dir/b.txt", "dir/c.txt"]);
    expect(git(root, "log", "-1", "--format=%s|%an", "work")).toBe("Record it|Test");
    expect(git(root, "status", "--porcelain")).toBe(" M a.txt".trimEnd());
    git(root, "fsck", "--strict");
  });

  test("projects into a worktree of the branch and keeps what its author has there", async () => {
    const root = gitRepo({ "kitty-specs/m/log": "1\n", "kitty-specs/m/spec.md": "old\n" });
    git(root, "worktree", "add", "-q", "-b", "work", ".worktrees/w");
    const tree = join(root, ".worktrees/w/kitty-specs/m");
    writeFileSync(join(tree, "spec.md"), "mine, uncommitted\n");
    writeFileSync(join(tree, "notes.md"), "untracked\n");
    const done = await commitFile(root, "work", {
      "kitty-specs/m/log": "1\n2\n",
      "kitty-specs/m/spec.md": "new\n",
      "kitty-specs/m/x.md": "x\n",
    });
    expect(done.ok && done.value.kept.map((k) => k.path)).toEqual(["kitty-specs/m/spec.md"]);
    expect(readFileSync(join(tree, "log"), "utf8")).toBe("1\n2\n");
    expect(readFileSync(join(tree, "spec.md"), "utf8")).toBe("mine, uncommitted\n");
    expect(git(join(root, ".worktrees/w"), "status", "--porcelain")).toBe(
      " M kitty-specs/m/spec.md\n?? kitty-specs/m/notes.md",
    );
  });

  test("finishes the projection that a killed process left between the move and the files", async () => {
    const root = gitRepo({ f: "1\n" });
    git(root, "worktree", "add", "-q", "-b", "work", ".worktrees/w");
    await commitFile(root, "work", { f: "2\n" });
    const before = git(root, "rev-parse", "work");
    // Moves the ref exactly as a process does that dies before projecting.
    const index = join(root, ".git", "private-index");
    const env = { ...process.env, GIT_INDEX_FILE: index };
    Bun.spawnSync(["git", "read-tree", "work"], { cwd: root, env });
    writeFileSync(join(root, "three"), "3\n");
    const oid = git(root, "hash-object", "-w", "three");
    Bun.spawnSync(["git", "update-index", "--add", "--cacheinfo", `100644,${oid},f`], { cwd: root, env });
    const tree = Bun.spawnSync(["git", "write-tree"], { cwd: root, env }).stdout.toString().trim();
    const commit = git(root, "commit-tree", tree, "-p", before, "-m", "moved");
    git(root, "update-ref", "refs/heads/work", commit, before);
    const again = await commitFile(root, "work", { g: "g\n" });
    expect(again.ok).toBe(true);
    expect(readFileSync(join(root, ".worktrees/w/f"), "utf8")).toBe("3\n");
    expect(git(join(root, ".worktrees/w"), "status", "--porcelain")).toBe("");
  });

  test("refuses a protected branch and a branch that does not exist, changing nothing", async () => {
    const root = gitRepo();
    const before = git(root, "rev-parse", "main");
    const refused = await commitFile(root, "main", { x: "x" }, "Sneak in");
    expect(refused).toEqual(
      err({ code: "PROTECTED_BRANCH_REFUSED", destinationRef: "main", rejectedMessage: "Sneak in" }),
    );
    const missing = await commitFile(root, "nowhere", { x: "x" });
    expect(missing.ok ? "" : missing.error.code).toBe("DESTINATION_REF_NOT_FOUND");
    expect(git(root, "rev-parse", "main")).toBe(before);
  });

  test("lets a hook refuse with its own words, and a hook see exactly the change", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    const hook = join(root, ".git/hooks/pre-commit");
    writeFileSync(
      hook,
      '#!/bin/sh\ngit diff --cached --name-only > "$(git rev-parse --git-common-dir)/seen"\necho "no, sorry" >&2\nexit 1\n',
    );
    chmodSync(hook, 0o755);
    const before = git(root, "rev-parse", "work");
    const refused = await commitFile(root, "work", { "new.txt": "n\n" });
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "BOOKKEEPING_COMMIT_FAILED",
      hook: "pre-commit",
      output: "no, sorry",
    });
    expect(readFileSync(join(root, ".git/seen"), "utf8")).toBe("new.txt\n");
    expect(git(root, "rev-parse", "work")).toBe(before);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("records nothing when nothing changes", async () => {
    const root = gitRepo({ f: "1\n" });
    git(root, "branch", "work");
    const done = await commitFile(root, "work", { f: "1\n" });
    expect(done.ok && done.value.commit).toBeUndefined();
    expect(git(root, "rev-list", "--count", "work")).toBe("1");
  });

  test("loses no write when several run at once", async () => {
    const root = gitRepo({ log: "" });
    git(root, "branch", "work");
    const append = (line: string) =>
      withSession({ ...testCtx(root), random: Math.random }, (session) =>
        transact(session, { branch: "work" as BranchName, lock: `l${line}`, purpose: "test" }, async (base) => {
          const log = await session.objects.read(`${base.tip}:log`);
          const text = `${new TextDecoder().decode(log?.data)}${line}\n`;
          return ok<Draft<null>>({
            kind: "commit",
            message: line,
            files: [{ path: "log", bytes: text }],
            answer: null,
          });
        }),
      );
    const all = await Promise.all(["1", "2", "3", "4", "5"].map(append));
    expect(all.every((r) => r.ok)).toBe(true);
    expect(git(root, "show", "work:log").split("\n").sort()).toEqual(["1", "2", "3", "4", "5"]);
  });
});

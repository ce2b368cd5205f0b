/** Objects and transactions as git itself judges them, in both object formats. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { BranchName } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { objectId, writeObject } from "../../../src/shell/git/object-writer.ts";
import { openRepo } from "../../../src/shell/git/repo.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import { type Draft, transact } from "../../../src/shell/transaction/transact.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, temporaryFolder, writeFiles } from "../../support/git-repo.ts";

function repoOf(format: string): string {
  const root = temporaryFolder();
  git(root, "init", "-q", "-b", "main", `--object-format=${format}`);
  writeFiles(root, { "README.md": "demo\n", "m/log": "1\n" });
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "start");
  git(root, "worktree", "add", "-q", "-b", "work", ".worktrees/w");
  return root;
}

describe.each(["sha1", "sha256"])("in a %s repository", (format) => {
  test("an object has git's id and git reads it back", () => {
    const root = repoOf(format);
    const repo = openRepo({ cwd: root, env: process.env });
    if (!repo.ok) throw new Error("no repository");
    for (const text of ["", "x\n", "ñ😀\0", "y".repeat(300_000)]) {
      const bytes = Buffer.from(text);
      const oid = writeObject(repo.value, "blob", bytes);
      expect([oid, writeObject(repo.value, "blob", bytes)]).toEqual([
        objectId(repo.value.objectFormat, "blob", bytes),
        oid,
      ]);
      const wanted = Bun.spawnSync(["git", "hash-object", "--stdin"], { cwd: root, stdin: bytes });
      expect(oid).toBe(wanted.stdout.toString().trim() as never);
      expect(Bun.spawnSync(["git", "cat-file", "blob", oid], { cwd: root }).stdout.equals(bytes)).toBe(true);
    }
  });

  test("a transaction publishes, projects and repeats; fsck finds nothing to say", async () => {
    const root = repoOf(format);
    const files = [
      { path: "m/log", bytes: "1\n2\n" },
      { path: "m/deep/er/new.sh", bytes: "#!/bin/sh\n", executable: true as const },
      { path: "README.md", entry: null },
    ];
    const commit = () =>
      withSession(testCtx(root), (session) =>
        transact(session, { branch: "work" as BranchName, lock: "m", purpose: "test" }, async (base) =>
          ok<Draft<number>>({ kind: "commit", message: "Record it", files, answer: base.tip.length }),
        ),
      );
    const done = await commit();
    expect(done.ok && [done.value.answer, done.value.kept]).toEqual([format === "sha1" ? 40 : 64, []]);
    const again = await commit();
    expect(again.ok && again.value.commit).toBeUndefined();
    expect(git(root, "fsck", "--strict", "--no-dangling")).toBe("");
    const worktree = join(root, ".worktrees/w");
    expect([git(worktree, "status", "--porcelain"), readFileSync(join(worktree, "m/log"), "utf8")]).toEqual([
      "",
      "1\n2\n",
    ]);
    expect(git(worktree, "ls-tree", "-r", "--format=%(objectmode) %(path)", "HEAD").split("\n")).toEqual([
      "100755 m/deep/er/new.sh",
      "100644 m/log",
    ]);
  });
});

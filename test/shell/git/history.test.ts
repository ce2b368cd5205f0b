import { expect, test } from "bun:test";
import type { Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { isAncestor, readBranchHistory } from "../../../src/shell/git/history.ts";
import { parsePorcelain } from "../../../src/shell/git/working-tree.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo } from "../../support/git-repo.ts";

const commit = (root: string, message: string): Oid => {
  git(root, "commit", "-q", "--allow-empty", "-m", message);
  return git(root, "rev-parse", "HEAD") as Oid;
};

test("histories are read without a process, as git sees them, and fall back to git where a walk is long", async () => {
  const root = gitRepo();
  const fork = git(root, "rev-parse", "HEAD") as Oid;
  git(root, "switch", "-q", "-c", "lane");
  const work = commit(root, "work");
  git(root, "switch", "-q", "main");
  const other = commit(root, "other");
  git(root, "switch", "-q", "lane");
  git(root, "merge", "-q", "--no-ff", "-m", "merge", "main");
  const tip = git(root, "rev-parse", "HEAD") as Oid;
  git(root, "switch", "-q", "--orphan", "alone");
  const alone = commit(root, "alone");
  const stream = Array.from(
    { length: 400 },
    (_, i) => `commit refs/heads/long\ncommitter T <t@x> ${i} +0000\ndata 1\nx\n${i === 0 ? `from ${fork}\n` : ""}`,
  );
  Bun.spawnSync(["git", "fast-import", "--quiet"], { cwd: root, stdin: Buffer.from(stream.join("\n")) });
  const long = git(root, "rev-parse", "long") as Oid;
  await withSession(testCtx(root), async ({ repo, objects }) => {
    const asks = [
      [fork, tip],
      [other, tip],
      [tip, other],
      [alone, tip],
      [fork, long],
      [work, long],
    ] as const;
    for (const [ancestor, descendant] of asks) {
      const expected =
        Bun.spawnSync(["git", "merge-base", "--is-ancestor", ancestor, descendant], { cwd: root }).exitCode === 0;
      expect(await isAncestor(repo, objects, { ancestor, descendant })).toBe(expected);
    }
    const history = await readBranchHistory(repo, objects, { branch: tip, other });
    expect([history.own.map(({ message }) => message.trim()), history.fork?.oid]).toEqual([["merge", "work"], fork]);
    const none = await readBranchHistory(repo, objects, { branch: alone, other });
    expect([none.own.length, none.fork]).toEqual([1, undefined]);
    const far = await readBranchHistory(repo, objects, { branch: long, other });
    expect(far.fork?.oid).toBe(fork);
    return ok(null);
  });
});

test("parsePorcelain() names every path once, of a rename the new one", () => {
  expect(parsePorcelain(" M b\0R  new\0old\0?? a c\0")).toEqual(["a c", "b", "new"]);
});

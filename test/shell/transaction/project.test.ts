/** What projection does to each path of a worktree: whose bytes it takes for its own, what it keeps, and what git says afterwards. */
import { describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import type { BranchName, Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { moveRefs, writeCommit } from "../../../src/shell/git/commit.ts";
import { writeObject } from "../../../src/shell/git/object-writer.ts";
import { branchRef } from "../../../src/shell/git/refs.ts";
import { editTree, FILE_MODE, type TreeEntry } from "../../../src/shell/git/tree.ts";
import { ensureWorktree } from "../../../src/shell/git/worktree-create.ts";
import {
  type Captured,
  isHiddenBySparsePatterns,
  projectBranch,
  recoverProjections,
  stampBeforeMove,
} from "../../../src/shell/transaction/project.ts";
import { type Session, withSession } from "../../../src/shell/transaction/session.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

const WORK = "work" as BranchName;

type Change = string | null | { readonly text: string; readonly mode: string };

/** Moves `work` by a commit with these changes, as a process does that dies right after the ref has moved. */
async function moveOnly(session: Session, changes: Readonly<Record<string, Change>>) {
  const { repo, objects } = session;
  const before = git(repo.root, "rev-parse", WORK) as Oid;
  const entryOf = (change: Change): TreeEntry | null => {
    if (change === null) return null;
    const { text, mode } = typeof change === "string" ? { text: change, mode: FILE_MODE } : change;
    return { mode, oid: writeObject(repo, "blob", Buffer.from(text)) };
  };
  const tree = await editTree(repo, objects, {
    base: git(repo.root, "rev-parse", `${WORK}^{tree}`) as Oid,
    changes: Object.entries(changes).map(([path, change]) => ({ path, entry: entryOf(change) })),
  });
  const identity = { author: "T <t@example.invalid>", committer: "T <t@example.invalid>" };
  const fields = { parents: [before], identity, atMs: 1_767_323_045_000, message: "moved" };
  const after = writeCommit(repo, { ...fields, tree: tree ?? writeObject(repo, "tree", new Uint8Array(0)) });
  stampBeforeMove(repo, WORK, before);
  expect(moveRefs(repo, [{ ref: branchRef(WORK), before, after }], "moved").ok).toBe(true);
  return { branch: WORK, before, after };
}

type Scene = {
  readonly before: Readonly<Record<string, string>>;
  readonly changes: Readonly<Record<string, Change>>;
  /** What happens in the worktree between the move and the projection. */
  readonly meddle?: (worktree: string) => void;
  readonly captured?: Captured;
  readonly prepare?: (root: string) => void;
};

async function project(scene: Scene) {
  const root = gitRepo(scene.before);
  scene.prepare?.(root);
  const worktree = join(root, ".worktrees/w");
  git(root, "worktree", "add", "-q", "-b", WORK, worktree);
  const kept: string[] = [];
  await withSession(testCtx(root), async (session) => {
    const move = await moveOnly(session, scene.changes);
    scene.meddle?.(worktree);
    const outcome = await projectBranch(session, { ...move, captured: scene.captured ?? new Map() });
    kept.push(...outcome.map((each) => each.path));
    return ok(null);
  });
  const text = (path: string) => readFileSync(join(worktree, path), "utf8");
  return { root, worktree, kept, text, status: git(worktree, "status", "--porcelain") };
}

const write = (path: string, text: string) => (worktree: string) => writeFileSync(join(worktree, path), text);

describe("a file that both commits have is written", () => {
  const table: readonly (readonly [string, (worktree: string) => void])[] = [
    ["when it has the old bytes", () => undefined],
    ["when it is missing", (worktree) => unlinkSync(join(worktree, "dir/f"))],
    ["when it has the new bytes", write("dir/f", "new content\n")],
    ["when it has a torn prefix of the new bytes", write("dir/f", "new con")],
    ["when it is empty", write("dir/f", "")],
    ["when its folder is missing", (worktree) => rmSync(join(worktree, "dir"), { recursive: true })],
  ];
  test.each(table)("%s", async (_, meddle) => {
    const done = await project({ before: { "dir/f": "old\n" }, changes: { "dir/f": "new content\n" }, meddle });
    expect([done.text("dir/f"), done.kept, done.status]).toEqual(["new content\n", [], ""]);
  });

  test("when its bytes were captured by this command, and only those", async () => {
    const captured = new Map([["f", Buffer.from("authored\n")]]);
    const scene = { before: { f: "old\n" }, changes: { f: "authored, then completed\n" }, captured };
    const taken = await project({ ...scene, meddle: write("f", "authored\n") });
    expect([taken.text("f"), taken.kept, taken.status]).toEqual(["authored, then completed\n", [], ""]);
    const edited = await project({ ...scene, meddle: write("f", "authored, and more since\n") });
    expect([edited.text("f"), edited.kept, edited.status]).toEqual(["authored, and more since\n", ["f"], " M f"]);
  });
});

describe("what is not ours is kept and named", () => {
  test("an edit, an edit of a file that goes away, and an untracked file in a new file's place", async () => {
    const done = await project({
      before: { f: "old\n", gone: "old\n" },
      changes: { f: "new\n", gone: null, fresh: "new\n" },
      meddle: (worktree) => writeFiles(worktree, { f: "mine\n", gone: "mine\n", fresh: "mine\n" }),
    });
    expect(done.kept.toSorted()).toEqual(["f", "fresh", "gone"]);
    expect(["f", "gone", "fresh"].map(done.text)).toEqual(["mine\n", "mine\n", "mine\n"]);
    expect(done.status).toBe(" M f\n M fresh\n?? gone");
  });

  test("a folder and a dangling symlink in a file's place", async () => {
    const done = await project({
      before: { f: "old\n", g: "old\n" },
      changes: { f: "new\n", g: "new\n" },
      meddle: (worktree) => {
        for (const name of ["f", "g"]) unlinkSync(join(worktree, name));
        writeFiles(worktree, { "f/mine": "mine\n" });
        symlinkSync("nowhere", join(worktree, "g"));
      },
    });
    expect([done.kept, done.text("f/mine"), readlinkSync(join(done.worktree, "g"))]).toEqual([
      ["f", "g"],
      "mine\n",
      "nowhere",
    ]);
  });

  test("a path that leads through a symlink: nothing is written outside the worktree", async () => {
    const done = await project({
      before: { "dir/f": "old\n" },
      changes: { "dir/f": "new\n", "dir/g": "new\n" },
      meddle: (worktree) => {
        rmSync(join(worktree, "dir"), { recursive: true });
        mkdirSync(join(worktree, "../outside"));
        writeFileSync(join(worktree, "../outside/f"), "old\n");
        symlinkSync("../outside", join(worktree, "dir"));
      },
    });
    expect(done.kept).toEqual(["dir/f", "dir/g"]);
    expect(readFileSync(join(done.worktree, "../outside/f"), "utf8")).toBe("old\n");
    expect(existsSync(join(done.worktree, "../outside/g"))).toBe(false);
  });

  test("staged work: the index entry stays its owner's", async () => {
    const done = await project({
      before: { f: "old\n" },
      changes: { f: "new\n" },
      meddle: (worktree) => {
        writeFileSync(join(worktree, "f"), "staged\n");
        git(worktree, "add", "f");
      },
    });
    expect([done.kept, done.text("f"), git(done.worktree, "show", ":f")]).toEqual([["f"], "staged\n", "staged"]);
  });

  test("what is edited back to the old bytes after the index has moved on", async () => {
    const done = await project({
      before: { f: "old\n" },
      changes: { f: "new\n" },
      meddle: (worktree) => {
        git(worktree, "checkout", "-q", "HEAD", "--", "f");
        writeFileSync(join(worktree, "f"), "old\n");
      },
    });
    expect([done.text("f"), done.status]).toEqual(["old\n", " M f"]);
  });
});

describe("deletion", () => {
  test("takes the folders that became empty and no others", async () => {
    const done = await project({
      before: { "a/b/c/f": "f\n", "a/keep": "k\n", "x/y/g": "g\n" },
      changes: { "a/b/c/f": null, "x/y/g": null },
      meddle: (worktree) => writeFileSync(join(worktree, "x/untracked"), "u\n"),
    });
    expect(["a/b", "a/keep", "x/y", "x/untracked"].map((path) => existsSync(join(done.worktree, path)))).toEqual([
      false,
      true,
      false,
      true,
    ]);
    expect([done.kept, done.status]).toEqual([[], "?? x/"]);
  });

  test("makes room: a file becomes a folder, a folder becomes a file", async () => {
    const toFolder = await project({ before: { p: "file\n" }, changes: { p: null, "p/q": "below\n" } });
    expect([toFolder.text("p/q"), toFolder.kept, toFolder.status]).toEqual(["below\n", [], ""]);
    const toFile = await project({ before: { "p/q": "below\n" }, changes: { "p/q": null, p: "file\n" } });
    expect([toFile.text("p"), toFile.kept, toFile.status]).toEqual(["file\n", [], ""]);
  });

  test("makes no room at the cost of an edit", async () => {
    const done = await project({
      before: { p: "file\n" },
      changes: { p: null, "p/q": "below\n" },
      meddle: write("p", "mine\n"),
    });
    expect([done.text("p"), done.kept]).toEqual(["mine\n", ["p", "p/q"]]);
  });
});

describe("modes", () => {
  test("the executable bit comes and goes, with and without new bytes", async () => {
    const modeOf = (worktree: string, path: string) => lstatSync(join(worktree, path)).mode & 0o111;
    const executable = (text: string) => ({ text, mode: "100755" });
    const done = await project({
      before: { a: "a\n", b: "b\n", c: "c\n" },
      changes: { a: executable("a\n"), b: executable("new\n"), c: "c\n", d: executable("d\n") },
      prepare: (root) => {
        chmodSync(join(root, "c"), 0o755);
        git(root, "commit", "-qam", "executable");
      },
    });
    expect(["a", "b", "c", "d"].map((path) => modeOf(done.worktree, path) > 0)).toEqual([true, true, false, true]);
    expect([done.kept, done.status]).toEqual([[], ""]);
  });

  test("a symlink is made, changed only while it is ours, and turned into a file", async () => {
    const link = (text: string) => ({ text, mode: "120000" });
    const prepare = (root: string) => {
      for (const name of ["l", "m"]) symlinkSync("one", join(root, name));
      git(root, "add", "-A");
      git(root, "commit", "-qm", "links");
    };
    const changes = { l: link("two"), m: "a file now\n", "sub/n": link("../f") };
    const done = await project({ before: { f: "f\n", one: "a file now\n" }, changes, prepare });
    expect(readlinkSync(join(done.worktree, "l"))).toBe("two");
    expect(lstatSync(join(done.worktree, "m")).isSymbolicLink()).toBe(false);
    expect([done.text("m"), done.text("sub/n"), done.text("one")]).toEqual(["a file now\n", "f\n", "a file now\n"]);
    expect([done.kept, done.status]).toEqual([[], ""]);
    const mine = await project({
      before: { f: "f\n" },
      changes,
      prepare,
      meddle: (worktree) => {
        unlinkSync(join(worktree, "l"));
        symlinkSync("three", join(worktree, "l"));
      },
    });
    expect([mine.kept, readlinkSync(join(mine.worktree, "l"))]).toEqual([["l"], "three"]);
  });

  test("a submodule is left to its owner", async () => {
    const commit = "0123456789012345678901234567890123456789";
    const root = gitRepo({ f: "f\n" });
    git(root, "worktree", "add", "-q", "-b", WORK, ".worktrees/w");
    await withSession(testCtx(root), async (session) => {
      const base = git(root, "rev-parse", `${WORK}^{tree}`) as Oid;
      const entry = { mode: "160000", oid: commit as Oid };
      const tree = await editTree(session.repo, session.objects, { base, changes: [{ path: "sub", entry }] });
      const after = git(root, "commit-tree", tree ?? "", "-p", WORK, "-m", "sub") as Oid;
      const before = git(root, "rev-parse", WORK) as Oid;
      git(root, "update-ref", "refs/heads/work", after);
      const kept = await projectBranch(session, { branch: WORK, before, after, captured: new Map() });
      expect(kept).toEqual([]);
      return ok(null);
    });
    expect(existsSync(join(root, ".worktrees/w/sub"))).toBe(false);
    expect(git(join(root, ".worktrees/w"), "ls-files", "-s", "sub")).toContain(`160000 ${commit}`);
  });
});

describe("a checkout filter", () => {
  test("decides the bytes where git wrote the old ones, and an edit is still kept", async () => {
    const before = { ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "1\n", "b.txt": "1\n" };
    const changes = { "a.txt": "1\n2\n", "b.txt": "1\n2\n" };
    const done = await project({ before, changes, meddle: write("b.txt", "mine\r\n") });
    expect([done.text("a.txt"), done.text("b.txt"), done.kept]).toEqual(["1\r\n2\r\n", "mine\r\n", ["b.txt"]]);
    expect(done.status).toBe(" M b.txt");
  });
});

describe("a sparse worktree", () => {
  const PATTERNS = ["/*", "!/m/log", "!/m/fresh"];

  async function sparse(meddle: (worktree: string) => void = () => undefined) {
    const root = gitRepo({ "m/log": "1\n", "m/spec": "old\n" });
    git(root, "branch", WORK);
    const worktree = join(root, ".worktrees/w");
    await withSession(testCtx(root), async (session) => {
      expect(ensureWorktree(session.repo, { path: worktree, branch: WORK, patterns: PATTERNS }).ok).toBe(true);
      const move = await moveOnly(session, { "m/log": "1\n2\n", "m/spec": "new\n", "m/fresh": "f\n" });
      meddle(worktree);
      await projectBranch(session, { ...move, captured: new Map() });
      return ok(null);
    });
    const flags = git(worktree, "ls-files", "-t", "m").split("\n");
    return { worktree, flags, status: git(worktree, "status", "--porcelain"), log: git(worktree, "show", ":m/log") };
  }

  test("keeps hidden paths hidden, old and new ones, while their index entries advance", async () => {
    const done = await sparse();
    expect(done.flags).toEqual(["S m/fresh", "S m/log", "H m/spec"]);
    expect(existsSync(join(done.worktree, "m/log"))).toBe(false);
    expect(readFileSync(join(done.worktree, "m/spec"), "utf8")).toBe("new\n");
    expect([done.log, done.status]).toEqual(["1\n2", ""]);
  });

  test("hides again what a kill between two index writes has uncovered", async () => {
    const done = await sparse((worktree) => git(worktree, "update-index", "--no-skip-worktree", "m/log"));
    expect([done.flags, done.status]).toEqual([["S m/fresh", "S m/log", "H m/spec"], ""]);
    const advanced = await sparse((worktree) => {
      git(worktree, "reset", "-q", "--mixed", "HEAD");
      git(worktree, "update-index", "--no-skip-worktree", "m/log");
    });
    expect([advanced.flags.slice(1), advanced.log]).toEqual([["S m/log", "H m/spec"], "1\n2"]);
    expect(existsSync(join(advanced.worktree, "m/log"))).toBe(false);
  });

  test("shows and hides by the last pattern that matches", () => {
    const hidden = (path: string) => isHiddenBySparsePatterns("/kitty-specs/\n!/kitty-specs/m/log\n", path);
    expect(["README.md", "kitty-specs/m/spec.md", "kitty-specs/m/log", "kitty-specs/m/log2"].map(hidden)).toEqual([
      true,
      false,
      true,
      false,
    ]);
  });
});

describe("an index that is locked", () => {
  test("leaves the projection unfinished, and the next command finishes it", async () => {
    const root = gitRepo({ f: "old\n" });
    const worktree = join(root, ".worktrees/w");
    git(root, "worktree", "add", "-q", "-b", WORK, worktree);
    const lock = join(root, ".git/worktrees/w/index.lock");
    await withSession(testCtx(root), async (session) => {
      const move = await moveOnly(session, { f: "new\n" });
      writeFileSync(lock, "");
      await projectBranch(session, { ...move, captured: new Map() });
      expect(git(worktree, "show", ":f")).toBe("old");
      unlinkSync(lock);
      await recoverProjections(session, { branch: WORK, tip: move.after });
      expect([git(worktree, "status", "--porcelain"), git(worktree, "show", ":f")]).toEqual(["", "new"]);
      // Once it is done it is done: what changes now is its owner's.
      writeFileSync(join(worktree, "f"), "old\n");
      await recoverProjections(session, { branch: WORK, tip: move.after });
      expect(readFileSync(join(worktree, "f"), "utf8")).toBe("old\n");
      return ok(null);
    });
  });

  test("of a kind that is not understood is left alone", async () => {
    const root = gitRepo({ f: "old\n" });
    const worktree = join(root, ".worktrees/w");
    git(root, "worktree", "add", "-q", "-b", WORK, worktree);
    git(worktree, "update-index", "--split-index");
    await withSession(testCtx(root), async (session) => {
      const move = await moveOnly(session, { f: "new\n" });
      expect(await projectBranch(session, { ...move, captured: new Map() })).toEqual([]);
      return ok(null);
    });
    expect(readFileSync(join(worktree, "f"), "utf8")).toBe("old\n");
  });
});

describe("the stamp of a worktree", () => {
  test("that is damaged, or of another branch, is no stamp", async () => {
    for (const stamp of ["{", '{"branch":"other","commit":"0123456789012345678901234567890123456789"}']) {
      const root = gitRepo({ f: "old\n" });
      git(root, "worktree", "add", "-q", "-b", WORK, ".worktrees/w");
      await withSession(testCtx(root), async (session) => {
        const move = await moveOnly(session, { f: "new\n" });
        const folder = join(root, ".git/spec-kitty/projections");
        for (const name of new Bun.Glob("*").scanSync(folder)) writeFileSync(join(folder, name), stamp);
        await recoverProjections(session, { branch: WORK, tip: move.after });
        expect(readFileSync(join(root, ".worktrees/w/f"), "utf8")).toBe("old\n");
        await projectBranch(session, { ...move, captured: new Map() });
        expect(readFileSync(join(root, ".worktrees/w/f"), "utf8")).toBe("new\n");
        return ok(null);
      });
    }
  });
});

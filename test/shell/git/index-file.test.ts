import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parseIndex, readIndex } from "../../../src/shell/git/index-file.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

/** What git itself says: `<mode> <oid> <path>` a line, `S` in front where sparse checkout hides the path. */
function listed(root: string): readonly string[] {
  return git(root, "-c", "core.quotePath=false", "ls-files", "-s", "-t")
    .split("\n")
    .map((line) =>
      line.replace(/^(\S) (\d+) (\S+) \d\t/, (_, tag, mode, oid) => `${tag === "S" ? "S" : "H"} ${mode} ${oid} `),
    );
}

const parsed = (gitDir: string): readonly string[] =>
  [...(readIndex(gitDir, "sha1") ?? [])].map(([path, e]) => `${e.skipWorktree ? "S" : "H"} ${e.mode} ${e.oid} ${path}`);

const FILES = Object.fromEntries(
  ["a", "dir/b", "dir/ü.txt", "dir/sub/long-name-that-fills-eight-bytes", "x/1", "x/12", "x/123"].map((p) => [
    p,
    `${p}\n`,
  ]),
);

describe("readIndex()", () => {
  test.each(["2", "3", "4"])("reads what git wrote in version %s", (version) => {
    const root = gitRepo(FILES);
    git(root, "update-index", "--index-version", version);
    git(root, "update-index", "--chmod=+x", "a");
    expect(parsed(join(root, ".git"))).toEqual(listed(root));
  });

  test.each(["2", "4"])("sees the paths that sparse checkout hides, version %s", (version) => {
    const root = gitRepo(FILES);
    git(root, "update-index", "--index-version", version);
    git(root, "sparse-checkout", "set", "--no-cone", "/x/");
    const lines = parsed(join(root, ".git"));
    expect(lines).toEqual(listed(root));
    expect(lines.filter((line) => line.startsWith("S")).length).toBe(4);
  });

  test("says an unresolved merge by its stage and an absent index by no entries", () => {
    const root = gitRepo({ a: "1\n" });
    git(root, "switch", "-q", "-c", "other");
    writeFiles(root, { a: "2\n" });
    git(root, "commit", "-q", "-am", "two");
    git(root, "switch", "-q", "main");
    writeFiles(root, { a: "3\n" });
    git(root, "commit", "-q", "-am", "three");
    Bun.spawnSync(["git", "merge", "other"], { cwd: root, env: { ...process.env } });
    expect(readIndex(join(root, ".git"), "sha1")?.get("a")?.stage).toBe(1);
    rmSync(join(root, ".git/index"));
    expect(readIndex(join(root, ".git"), "sha1")?.size).toBe(0);
  });

  test("refuses what it does not know", () => {
    expect(parseIndex(new TextEncoder().encode("not an index"), 20)).toBeUndefined();
    expect(parseIndex(Buffer.from("DIRC\0\0\0\x05\0\0\0\0"), 20)).toBeUndefined();
  });
});

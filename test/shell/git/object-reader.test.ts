import { describe, expect, test } from "bun:test";
import { readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseLoose } from "../../../src/shell/git/loose-objects.ts";
import { openObjects } from "../../../src/shell/git/object-reader.ts";
import { openRepo, type Repo } from "../../../src/shell/git/repo.ts";
import { git, gitRepo, temporaryFolder } from "../../support/git-repo.ts";

function open(root: string): Repo {
  const repo = openRepo({ cwd: root, env: {} });
  if (!repo.ok) throw new Error(repo.error.code);
  return repo.value;
}

const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

describe("openObjects()", () => {
  test("answers questions asked at the same time each with its own object", async () => {
    const big = "x".repeat(300_000);
    const root = gitRepo({ a: "a\n", b: big, c: "c\n" });
    const objects = openObjects(open(root), process.env);
    const head = git(root, "rev-parse", "HEAD");
    const [a, b, none, c] = await Promise.all(
      ["a", "b", "missing", "c"].map((name) => objects.read(`${head}:${name}`)),
    );
    expect([text(a?.data), text(b?.data).length, none, text(c?.data)]).toEqual(["a\n", 300_000, undefined, "c\n"]);
    objects.close();
  });

  test("reads more objects than a pipe can hold and sees objects written after it started", async () => {
    const root = gitRepo(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, `${i}\n`])));
    const objects = openObjects(open(root), process.env);
    const read = await objects.readAll(Array.from({ length: 600 }, (_, i) => `HEAD:f${i}`));
    expect(read.map((o) => text(o?.data))).toEqual(Array.from({ length: 600 }, (_, i) => `${i}\n`));
    git(root, "commit", "-q", "--allow-empty", "-m", "later");
    expect((await objects.read(git(root, "rev-parse", "HEAD")))?.type).toBe("commit");
    objects.close();
  });
});

describe("loose and packed objects", () => {
  const NAMES = ["", "^{tree}", ":a", ":dir", ":dir/b", ":dir/none", ":a/below", ":", ":dir/sub/c", ":link"];

  test.each(["loose", "packed", "mixed"])("give the answers of git itself: %s", async (state) => {
    const root = gitRepo({ a: "a\n", "dir/b": "b\n", "dir/sub/c": "" });
    symlinkSync("a", join(root, "link"));
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "link");
    if (state !== "loose") git(root, "gc", "-q");
    writeFileSync(join(root, "a"), "changed\n");
    if (state !== "packed") git(root, "commit", "-q", "-am", "newer");
    const head = git(root, "rev-parse", "HEAD");
    const reader = openObjects(open(root), process.env);
    const read = await reader.readAll(NAMES.map((name) => `${head}${name}`));
    const expected = NAMES.map((name) =>
      Bun.spawnSync(["git", "rev-parse", "-q", "--verify", `${head}${name}`], { cwd: root }),
    );
    expect(read.map((object) => object?.oid ?? "")).toEqual(
      expected.map(({ exitCode, stdout }) => (exitCode === 0 ? stdout.toString().trim() : "")),
    );
    const contents = read.map(
      (object) =>
        object && Bun.spawnSync(["git", "cat-file", object.type, object.oid], { cwd: root }).stdout.toString("hex"),
    );
    expect(read.map((object) => object && Buffer.from(object.data).toString("hex"))).toEqual(contents);
    reader.close();
  });

  test("need no git while they are loose, and leave damage and replacements to git", async () => {
    const root = gitRepo({ a: "a\n" });
    const head = git(root, "rev-parse", "HEAD");
    const without = openObjects(open(root), { PATH: "/nowhere" });
    expect(text((await without.read(`${head}:a`))?.data)).toBe("a\n");
    expect(await without.read(`${head}:none`)).toBeUndefined();
    const blob = git(root, "rev-parse", "HEAD:a");
    const file = readFileSync(join(root, ".git/objects", blob.slice(0, 2), blob.slice(2)));
    expect(parseLoose(file, blob)?.type).toBe("blob");
    expect(
      parseLoose(
        file,
        blob.replace(/^./, (c) => (c === "0" ? "1" : "0")),
      ),
    ).toBeUndefined();
    expect(parseLoose(file.subarray(0, file.length - 6), blob)).toBeUndefined();
    expect(parseLoose(Buffer.from("damage"), blob)).toBeUndefined();
    writeFileSync(join(root, "b"), "b\n");
    git(root, "replace", blob, git(root, "hash-object", "-w", "b"));
    const replacing = openObjects(open(root), process.env);
    expect(text((await replacing.read(blob))?.data)).toBe("b\n");
    replacing.close();
  });
});

test("asks an older git in its own way", async () => {
  const root = gitRepo({ "a.txt": "one\n" });
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const script = `#!/bin/sh\necho "$*" >> ${log}\ncase "$*" in *--batch-command*) exit 129;; esac\nexec ${Bun.which("git")} "$@"\n`;
  writeFileSync(join(folder, "git"), script, { mode: 0o755 });
  const reader = openObjects(open(root), { ...process.env, PATH: `${folder}:${process.env["PATH"]}` });
  const [file, nothing] = await reader.readAll(["HEAD:a.txt", "HEAD:b.txt"]);
  expect([text(file?.data), nothing]).toEqual(["one\n", undefined]);
  expect((await reader.read("HEAD"))?.type).toBe("commit");
  reader.close();
  expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(2);
});

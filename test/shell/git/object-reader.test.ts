import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { openObjects } from "../../../src/shell/git/object-reader.ts";
import { git, gitRepo, temporaryFolder } from "../../support/git-repo.ts";

const text = (data: Uint8Array | undefined): string => new TextDecoder().decode(data);

describe("openObjects()", () => {
  test("answers questions asked at the same time each with its own object", async () => {
    const big = "x".repeat(300_000);
    const root = gitRepo({ a: "a\n", b: big, c: "c\n" });
    const objects = openObjects(root, process.env);
    const head = git(root, "rev-parse", "HEAD");
    const [a, b, none, c] = await Promise.all(
      ["a", "b", "missing", "c"].map((name) => objects.read(`${head}:${name}`)),
    );
    expect([text(a?.data), text(b?.data).length, none, text(c?.data)]).toEqual(["a\n", 300_000, undefined, "c\n"]);
    objects.close();
  });

  test("reads more objects than a pipe can hold and sees objects written after it started", async () => {
    const root = gitRepo(Object.fromEntries(Array.from({ length: 600 }, (_, i) => [`f${i}`, `${i}\n`])));
    const objects = openObjects(root, process.env);
    const read = await objects.readAll(Array.from({ length: 600 }, (_, i) => `HEAD:f${i}`));
    expect(read.map((o) => text(o?.data))).toEqual(Array.from({ length: 600 }, (_, i) => `${i}\n`));
    git(root, "commit", "-q", "--allow-empty", "-m", "later");
    expect((await objects.read(git(root, "rev-parse", "HEAD")))?.type).toBe("commit");
    objects.close();
  });
});

test("asks an older git in its own way", async () => {
  const root = gitRepo({ "a.txt": "one\n" });
  const folder = temporaryFolder();
  const log = join(folder, "log");
  const script = `#!/bin/sh\necho "$*" >> ${log}\ncase "$*" in *--batch-command*) exit 129;; esac\nexec ${Bun.which("git")} "$@"\n`;
  writeFileSync(join(folder, "git"), script, { mode: 0o755 });
  const reader = openObjects(root, { ...process.env, PATH: `${folder}:${process.env["PATH"]}` });
  const [file, nothing] = await reader.readAll(["HEAD:a.txt", "HEAD:b.txt"]);
  expect([text(file?.data), nothing]).toEqual(["one\n", undefined]);
  expect((await reader.read("HEAD"))?.type).toBe("commit");
  reader.close();
  expect(readFileSync(log, "utf8").trim().split("\n")).toHaveLength(2);
});

import { describe, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  kindOf,
  listNames,
  obstacleOnPath,
  readBytes,
  readText,
  removeEmptyDirectories,
  removeFile,
  symlinkOnPath,
  writeAtomically,
} from "../../../src/shell/fs/files.ts";
import { writeObject } from "../../../src/shell/git/object-writer.ts";
import { temporaryFolder, writeFiles } from "../../support/git-repo.ts";
import { onSmallDisk } from "../../support/small-disk.ts";

describe("absence", () => {
  test("is a value, below a file and in a folder's place too", () => {
    const root = temporaryFolder();
    writeFiles(root, { "a/b": "text" });
    expect([readText(join(root, "x")), readText(join(root, "a/b/c")), readBytes(join(root, "a"))]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect([readText(join(root, "a/b")), kindOf(join(root, "x")), listNames(join(root, "x"))]).toEqual([
      "text",
      undefined,
      [],
    ]);
    removeFile(join(root, "x"));
  });

  test("is not what a read that the system refuses is taken for", () => {
    const root = temporaryFolder();
    symlinkSync("loop", join(root, "loop"));
    expect(() => readText(join(root, "loop"))).toThrow("ELOOP");
    expect(() => removeFile(root)).toThrow();
  });
});

describe("kindOf()", () => {
  test("never follows a symlink", () => {
    const root = temporaryFolder();
    writeFiles(root, { f: "" });
    symlinkSync("f", join(root, "l"));
    expect([kindOf(join(root, "f")), kindOf(root), kindOf(join(root, "l")), kindOf("/dev/null")]).toEqual([
      "file",
      "directory",
      "symlink",
      "other",
    ]);
  });
});

describe("writeAtomically()", () => {
  test("makes folders, replaces content and mode, and replaces a symlink rather than what it points to", () => {
    const root = temporaryFolder();
    writeAtomically(join(root, "a/b/f"), "one");
    writeAtomically(join(root, "a/b/f"), Buffer.from("two"), 0o755);
    expect([readFileSync(join(root, "a/b/f"), "utf8"), statSync(join(root, "a/b/f")).mode & 0o111]).toEqual([
      "two",
      0o111,
    ]);
    writeFileSync(join(root, "target"), "kept");
    symlinkSync("target", join(root, "l"));
    writeAtomically(join(root, "l"), "new");
    expect([readFileSync(join(root, "target"), "utf8"), lstatSync(join(root, "l")).isFile()]).toEqual(["kept", true]);
    expect(readdirSync(join(root, "a/b"))).toEqual(["f"]);
  });

  test("on a full disk throws ENOSPC, keeps the old bytes whole and leaves no rest", () =>
    onSmallDisk((disk) => {
      writeAtomically(join(disk, "f"), "old");
      expect(() => writeAtomically(join(disk, "f"), "x".repeat(4 << 20))).toThrow(
        expect.objectContaining({ code: "ENOSPC" }),
      );
      expect([readFileSync(join(disk, "f"), "utf8"), readdirSync(disk)]).toEqual(["old", ["f"]]);
      writeAtomically(join(disk, "f"), "new");
      expect(readFileSync(join(disk, "f"), "utf8")).toBe("new");
    }));

  test("an object on a full disk is absent, and there is room again for a smaller one", () =>
    onSmallDisk((disk) => {
      mkdirSync(join(disk, "objects"));
      const repo = { commonDir: disk, objectFormat: "sha1" } as const;
      const noise = crypto.getRandomValues(new Uint8Array(65_536));
      const large = Buffer.concat(Array.from({ length: 64 }, (_, i) => Buffer.from(noise.map((byte) => byte ^ i))));
      expect(() => writeObject(repo, "blob", large)).toThrow(expect.objectContaining({ code: "ENOSPC" }));
      const oid = writeObject(repo, "blob", Buffer.from("small\n"));
      const files = [...new Bun.Glob("**/*").scanSync({ cwd: join(disk, "objects"), dot: true })];
      expect(files).toEqual([`${oid.slice(0, 2)}/${oid.slice(2)}`]);
    }));
});

describe("removeEmptyDirectories()", () => {
  test("goes up to the first folder that holds something, and never to the stop or past it", () => {
    const root = temporaryFolder();
    mkdirSync(join(root, "a/b/c"), { recursive: true });
    writeFiles(root, { "a/keep": "" });
    removeEmptyDirectories(join(root, "a/b/c"), root);
    expect([existsSync(join(root, "a/b")), existsSync(join(root, "a/keep"))]).toEqual([false, true]);
    rmSync(join(root, "a/keep"));
    removeEmptyDirectories(join(root, "a"), root);
    removeEmptyDirectories(join(root, "gone"), root);
    expect(readdirSync(root)).toEqual([]);
    expect(() => removeEmptyDirectories("/dev/null", "/dev")).toThrow("ENOTDIR");
  });
});

describe("what stands on a path", () => {
  test("is a symlink for one question, and anything but a folder for the other", () => {
    const root = temporaryFolder();
    writeFiles(root, { "a/f": "", "a/b/g": "" });
    symlinkSync("b", join(root, "a/l"));
    const both = (path: string) => [symlinkOnPath(root, path), obstacleOnPath(root, path)];
    expect(both("a/b")).toEqual([undefined, undefined]);
    expect(both("a/none/deeper")).toEqual([undefined, undefined]);
    expect(both("a/f/x")).toEqual([undefined, join(root, "a/f")]);
    expect(both("a/l/x")).toEqual([join(root, "a/l"), join(root, "a/l")]);
    expect(both(".")).toEqual([undefined, undefined]);
  });
});

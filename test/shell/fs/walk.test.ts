import { describe, expect, test } from "bun:test";
import { chmodSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { walkFolder } from "../../../src/shell/fs/walk.ts";
import { temporaryFolder, writeFiles } from "../../support/git-repo.ts";

const LIMITS = { depth: 3, files: 10 } as const;

describe("walkFolder()", () => {
  test("lists files with size and mode in the order of paths, and follows no symlink", () => {
    const root = temporaryFolder();
    writeFiles(root, { "b.md": "four", "a/z.sh": "#!", "a/deep/x.md": "" });
    chmodSync(join(root, "a/z.sh"), 0o755);
    symlinkSync(root, join(root, "loop"));
    expect(walkFolder(root, LIMITS)).toEqual([
      { path: "a/deep/x.md", kind: "file", sizeBytes: 0, executable: false },
      { path: "a/z.sh", kind: "file", sizeBytes: 2, executable: true },
      { path: "b.md", kind: "file", sizeBytes: 4, executable: false },
      { path: "loop", kind: "symlink", sizeBytes: root.length, executable: true },
    ]);
  });

  test("calls a pipe neither file nor symlink", () => {
    const root = temporaryFolder();
    Bun.spawnSync(["mkfifo", join(root, "pipe")]);
    expect(walkFolder(root, LIMITS)).toMatchObject([{ path: "pipe", kind: "other" }]);
  });

  test("leaves out what is skipped, with all below it", () => {
    const root = temporaryFolder();
    writeFiles(root, { ".cache/x": "x", "a/.cache/y": "y", "a/b": "b" });
    const found = walkFolder(root, LIMITS, (name) => name === ".cache");
    expect(Array.isArray(found) && found.map(({ path }) => path)).toEqual(["a/b"]);
  });

  test("takes a folder that does not exist for an empty one", () => {
    expect(walkFolder(join(temporaryFolder(), "none"), LIMITS)).toEqual([]);
  });

  test("stops where it is too deep or too full, and says where", () => {
    const deep = temporaryFolder();
    writeFiles(deep, { "1/2/3/4/x": "x" });
    expect(walkFolder(deep, LIMITS)).toEqual({ kind: "too-large", path: "1/2/3/4" });
    const full = temporaryFolder();
    writeFiles(full, Object.fromEntries(Array.from({ length: 11 }, (_, i) => [`${i}`, ""])));
    writeFiles(full, { "more/x": "" });
    expect(walkFolder(full, LIMITS)).toEqual({ kind: "too-large", path: "more" });
    expect(walkFolder(full, { depth: 3, files: 12 })).toHaveLength(12);
  });
});

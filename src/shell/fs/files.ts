/**
 * The file primitives everything else is built on: absence is a value, replacement is atomic, symlinks are never followed on writes.
 * An atomic write is temp file, fsync, rename; a reader sees the old bytes or the new ones.
 */
import {
  closeSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmdirSync,
  unlinkSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";

const isErrno = (thrown: unknown, ...codes: readonly string[]): boolean =>
  thrown instanceof Error && "code" in thrown && codes.includes(String(thrown.code));

/** Runs a read and answers `undefined` where the path (or a folder above it) does not exist. */
function absentAsUndefined<T>(read: () => T, ...more: readonly string[]): T | undefined {
  try {
    return read();
  } catch (thrown) {
    if (isErrno(thrown, "ENOENT", "ENOTDIR", ...more)) return undefined;
    throw thrown;
  }
}

/** Reads a file's bytes; `undefined` if there is no file of that name. */
export const readBytes = (path: string): Uint8Array | undefined =>
  absentAsUndefined(() => readFileSync(path), "EISDIR");

/** Reads a file as UTF-8; `undefined` if there is none. */
export const readText = (path: string): string | undefined =>
  absentAsUndefined(() => readFileSync(path, "utf8"), "EISDIR");

export type FileKind = "file" | "directory" | "symlink" | "other";

/** What is at a path, not following a symlink; `undefined` if nothing. */
export function kindOf(path: string): FileKind | undefined {
  const stat = absentAsUndefined(() => lstatSync(path));
  if (stat === undefined) return undefined;
  if (stat.isSymbolicLink()) return "symlink";
  if (stat.isDirectory()) return "directory";
  return stat.isFile() ? "file" : "other";
}

/** True for a file that its owner may run. */
export const isExecutableFile = (path: string): boolean =>
  absentAsUndefined(() => (lstatSync(path).mode & 0o100) !== 0) ?? false;

/** Names in a folder, sorted by code point; empty if there is no such folder. */
export const listNames = (path: string): readonly string[] => absentAsUndefined(() => readdirSync(path).sort()) ?? [];

/** Makes a folder and all above it; does nothing if it is there. */
export const ensureDirectory = (path: string, mode?: number): void => {
  mkdirSync(path, { recursive: true, ...(mode === undefined ? {} : { mode }) });
};

function writeAll(fd: number, bytes: Uint8Array): void {
  // A full disk makes writeSync return short without an error.
  for (let offset = 0; offset < bytes.length; ) {
    const written = writeSync(fd, bytes, offset);
    if (written === 0) throw Object.assign(new Error("Cannot write: the disk is full"), { code: "ENOSPC" });
    offset += written;
  }
}

/** Replaces a file's content atomically, durably, with the given mode (0644 if absent). Makes its folder. */
export function writeAtomically(path: string, content: Uint8Array | string, mode = 0o644): void {
  const bytes = typeof content === "string" ? Buffer.from(content) : content;
  ensureDirectory(dirname(path));
  const temporary = join(dirname(path), `.${process.pid}-${Bun.hash(path).toString(36)}.tmp`);
  const fd = openSync(temporary, "w", mode);
  try {
    writeAll(fd, bytes);
    fsyncSync(fd);
  } catch (thrown) {
    closeSync(fd);
    removeFile(temporary);
    throw thrown;
  }
  closeSync(fd);
  renameSync(temporary, path);
}

/** Removes a file or symlink; does nothing if there is none. */
export function removeFile(path: string): void {
  absentAsUndefined(() => unlinkSync(path));
}

/** Removes `path` if it is an empty folder, then the folders above it that became empty, up to but not including `stop`. */
export function removeEmptyDirectories(path: string, stop: string): void {
  for (let folder = path; folder.length > stop.length && folder.startsWith(stop); folder = dirname(folder)) {
    try {
      rmdirSync(folder);
    } catch (thrown) {
      if (isErrno(thrown, "ENOTEMPTY", "EEXIST", "ENOENT", "EPERM", "EBUSY")) return;
      throw thrown;
    }
  }
}

/** The path of each part of `relative` below `root`, from the top down. */
const pathsDownTo = (root: string, relative: string): readonly string[] =>
  relative.split("/").map((_, i, parts) => join(root, ...parts.slice(0, i + 1)));

/** Finds a part of `relative` that is a symlink below `root`; writing through it could leave the tree. */
export const symlinkOnPath = (root: string, relative: string): string | undefined =>
  pathsDownTo(root, relative).find((path) => kindOf(path) === "symlink");

/** Finds a part of `relative` below `root` that is there and is no folder, so that nothing of ours can be below it. */
export const obstacleOnPath = (root: string, relative: string): string | undefined =>
  pathsDownTo(root, relative).find((path) => !["directory", undefined].includes(kindOf(path)));

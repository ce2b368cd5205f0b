/**
 * Lists what is below a folder without following symlinks: every file with its size, and whatever is neither file nor folder.
 * A folder that does not exist is an empty one. Depth and number are bounded, so that a loop or a stray tree cannot stall a command.
 */
import { lstatSync } from "node:fs";
import { join } from "node:path";
import { listNames } from "./files.ts";

export type FoundFile = {
  /** Relative to the folder, with `/`. */
  readonly path: string;
  readonly kind: "file" | "symlink" | "other";
  readonly sizeBytes: number;
  readonly executable: boolean;
};

export type WalkLimits = { readonly depth: number; readonly files: number };

/** The folder is deeper or holds more files than the limits allow; `path` is where the walk stopped. */
export type WalkTooLarge = { readonly kind: "too-large"; readonly path: string };

/** Walks a folder in the order of names. `skip` is asked with the name of each entry and leaves it out, with all below it. */
export function walkFolder(
  root: string,
  limits: WalkLimits,
  skip: (name: string) => boolean = () => false,
): readonly FoundFile[] | WalkTooLarge {
  const found: FoundFile[] = [];
  const folders: { readonly path: string; readonly depth: number }[] = [{ path: "", depth: 0 }];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const { path, depth } = folder;
    if (depth > limits.depth || found.length > limits.files) return { kind: "too-large", path };
    const names = listNames(join(root, path)).filter((name) => !skip(name));
    for (const entry of names.map((name) => describeEntry(root, path === "" ? name : `${path}/${name}`))) {
      if (entry?.kind === "directory") folders.push({ path: entry.path, depth: depth + 1 });
      else if (entry !== undefined) found.push(entry);
    }
  }
  return found.sort((a, b) => (a.path < b.path ? -1 : 1));
}

type Folder = { readonly kind: "directory"; readonly path: string };

/** What is at a path; `undefined` for a name that went away since its folder was listed. */
function describeEntry(root: string, path: string): FoundFile | Folder | undefined {
  const stat = lstatSync(join(root, path), { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  if (stat.isDirectory()) return { kind: "directory", path };
  const kind = stat.isFile() ? "file" : stat.isSymbolicLink() ? "symlink" : "other";
  return { path, kind, sizeBytes: stat.size, executable: (stat.mode & 0o111) !== 0 };
}

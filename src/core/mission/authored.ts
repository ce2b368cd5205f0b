/**
 * Which files of a mission's folder are its authors' work, and what of it is new. Files that commands write as a whole are never
 * taken from a worktree; editor backups and other dotfiles are nobody's work. A file counts as deleted only where the worktree
 * shows the branch that the mission is recorded on.
 */
import { isToolOwned } from "../layout/paths.ts";
import type { Oid } from "../lib/brand.ts";

/** Largest file that is taken over. */
export const AUTHORED_FILE_LIMIT_BYTES = 16 * 1024 * 1024;
/** Deepest folder and greatest number of files that are looked at. */
export const AUTHORED_WALK_LIMITS = { depth: 12, files: 10_000 } as const;

export type AuthoredRefusal =
  /** A symlink, socket or device, or a folder on the way to the mission that is a symlink. Paths are absolute. */
  | { readonly code: "AUTHORED_FILE_UNSAFE"; readonly path: string; readonly kind: string }
  | {
      readonly code: "AUTHORED_FILE_TOO_LARGE";
      readonly path: string;
      readonly sizeBytes: number;
      readonly limitBytes: number;
    }
  /** More folders or files than a mission can have. */
  | { readonly code: "AUTHORED_FOLDER_TOO_LARGE"; readonly path: string };

/** Tells whether a name in a mission's folder is left out with all below it. */
export const isIgnoredName = (name: string): boolean =>
  (name.startsWith(".") && !KEPT_DOTFILES.has(name)) || name.endsWith("~");

/** Tells whether a path in a mission's folder can be an author's work. */
export const isAuthoredPath = (path: string): boolean => !isToolOwned(path) && !path.split("/").some(isIgnoredName);

const KEPT_DOTFILES: ReadonlySet<string> = new Set([".gitkeep", ".gitattributes"]);

export type AuthoredFacts = {
  /** Object ids of the files on disk, by path in the mission's folder; only authored paths. */
  readonly disk: ReadonlyMap<string, Oid>;
  /** Object ids at the tip that the change is made on. */
  readonly tip: ReadonlyMap<string, Oid>;
  /** Object ids at the commit that the worktree has checked out, if it is another branch than the mission's. */
  readonly shown: ReadonlyMap<string, Oid> | undefined;
};

export type AuthoredChanges = {
  /** Sorted by path. */
  readonly written: readonly string[];
  readonly deleted: readonly string[];
};

/** Computes what the authors changed: what differs from the tip and is no mere copy of another branch's. */
export function computeAuthoredChanges({ disk, tip, shown }: AuthoredFacts): AuthoredChanges {
  const written = [...disk]
    .filter(([path, oid]) => tip.get(path) !== oid && (shown === undefined || shown.get(path) !== oid))
    .map(([path]) => path)
    .toSorted();
  const deleted =
    shown === undefined && disk.size > 0
      ? [...tip.keys()].filter((path) => isAuthoredPath(path) && !disk.has(path)).toSorted()
      : [];
  return { written, deleted };
}

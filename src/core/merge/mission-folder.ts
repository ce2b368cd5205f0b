/**
 * Which version of each file of a mission reaches the target. Files are taken whole, never merged as text: what the mission's
 * own branch changed since the two parted is taken from there, everything else stays as the target has it.
 */
import type { Oid } from "../lib/brand.ts";

export type FileEntry = { readonly mode: string; readonly oid: Oid };
export type FolderFiles = ReadonlyMap<string, FileEntry>;

const isSame = (a: FileEntry | undefined, b: FileEntry | undefined): boolean =>
  a?.oid === b?.oid && a?.mode === b?.mode;

/** Combines the three versions of a mission's folder; paths are relative to it. */
export function combineFolders(sides: {
  readonly base: FolderFiles;
  readonly target: FolderFiles;
  readonly mission: FolderFiles;
}): FolderFiles {
  const { base, target, mission } = sides;
  const combined = new Map<string, FileEntry>();
  for (const path of [...new Set([...target.keys(), ...mission.keys()])].toSorted()) {
    const entry = isSame(base.get(path), mission.get(path)) ? target.get(path) : mission.get(path);
    if (entry !== undefined) combined.set(path, entry);
  }
  return combined;
}

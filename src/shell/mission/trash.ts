/** Moves files out of a worktree before it is taken away, so that nobody's only copy is ever deleted. */
import { renameSync } from "node:fs";
import { dirname, join } from "node:path";
import { LOCAL } from "../../core/layout/paths.ts";
import { ensureDirectory, kindOf } from "../fs/files.ts";
import type { Repo } from "../git/repo.ts";

/** Moves files of a worktree into `<trash>/<label>/`, keeping their paths. Returns that folder; files that are gone are left out. */
export function moveToTrashFolder(
  repo: Repo,
  from: { readonly worktree: string; readonly files: readonly string[] },
  label: string,
): string {
  const folder = join(repo.commonDir, LOCAL.trash, label);
  for (const file of from.files) {
    const source = join(from.worktree, file);
    if (kindOf(source) === undefined) continue;
    ensureDirectory(dirname(join(folder, file)));
    renameSync(source, join(folder, file));
  }
  return folder;
}

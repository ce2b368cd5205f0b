/**
 * The registry of worktrees, read from git's own files: which folder has which branch checked out.
 * The registry decides, never a folder's name.
 */
import { dirname, isAbsolute, join, resolve } from "node:path";
import { kindOf, listNames, readText } from "../fs/files.ts";
import { type Head, readHead } from "./refs.ts";
import { type Repo, stateDir } from "./repo.ts";

export type Worktree = {
  /** Root folder, absolute. */
  readonly path: string;
  /** Its git directory (index, HEAD). */
  readonly gitDir: string;
  readonly head: Head;
  readonly isMain: boolean;
  /** `undefined` if not locked; else the reason git was given. */
  readonly locked: string | undefined;
  /** False if the folder is gone although git still lists it, and while we are making it (or were, when we were killed). */
  readonly present: boolean;
};

/** The file that is there while a worktree is being made at a path: what it shows means nothing yet. */
export const makingMarker = (repo: Pick<Repo, "commonDir">, path: string): string =>
  join(stateDir(repo), "worktrees", `${Bun.hash(path).toString(36)}.making`);

/** Lists the main checkout first, then linked worktrees by registry name. */
export function listWorktrees(repo: Pick<Repo, "root" | "commonDir">): readonly Worktree[] {
  const main: Worktree = {
    path: repo.root,
    gitDir: repo.commonDir,
    head: readHead(repo.commonDir),
    isMain: true,
    locked: undefined,
    present: true,
  };
  const registry = join(repo.commonDir, "worktrees");
  const linked = listNames(registry).flatMap((name): readonly Worktree[] => {
    const gitDir = join(registry, name);
    const pointer = readText(join(gitDir, "gitdir"))?.trim();
    if (pointer === undefined) return [];
    const path = dirname(isAbsolute(pointer) ? pointer : resolve(gitDir, pointer));
    return [
      {
        path,
        gitDir,
        head: readHead(gitDir),
        isMain: false,
        locked: readText(join(gitDir, "locked"))?.trim(),
        present: kindOf(join(path, ".git")) === "file" && kindOf(makingMarker(repo, path)) === undefined,
      },
    ];
  });
  return [main, ...linked];
}

/** The worktrees that have a branch checked out and whose folder is there. */
export const worktreesOf = (repo: Pick<Repo, "root" | "commonDir">, branch: string): readonly Worktree[] =>
  listWorktrees(repo).filter((w) => w.present && w.head.kind === "branch" && w.head.branch === branch);

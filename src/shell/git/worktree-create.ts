/**
 * Makes and removes linked worktrees, idempotently: what a killed process left half made is adopted or replaced.
 * A worktree is filled by `read-tree -u` only in the moment of its creation, while nothing authored can be in it.
 */
import { renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { BranchName } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { ensureDirectory, kindOf, listNames, readText, writeAtomically } from "../fs/files.ts";
import type { GitError } from "./errors.ts";
import { type Repo, stateDir } from "./repo.ts";
import { listWorktrees, makingMarker, type Worktree } from "./worktrees.ts";

export type WorktreeError =
  | GitError
  /** The folder is there, is not a worktree of this branch, and holds files of somebody. */
  | { readonly code: "WORKTREE_PATH_OCCUPIED"; readonly path: string }
  /** A worktree is registered there with another branch checked out; it is never switched. */
  | {
      readonly code: "COORDINATION_WORKTREE_BRANCH_MISMATCH";
      readonly path: string;
      readonly expectedRef: string;
      readonly actualRef: string;
    };

export type WorktreeRequest = {
  /** Absolute path. */
  readonly path: string;
  readonly branch: BranchName;
  /** Sparse patterns, one a line: `/*`, `/folder/`, `!/path`. Absent: a full checkout. */
  readonly patterns?: readonly string[];
};

export type EnsuredWorktree = { readonly worktree: Worktree; readonly created: boolean };

/** True for what a killed creation of ours left: it never held authored files, because it was never handed out. */
const isHalfMade = (repo: Repo, path: string): boolean =>
  kindOf(makingMarker(repo, path)) !== undefined && kindOf(join(path, ".git")) === "file";

/** Adds `.worktrees/` to the repository's private exclude file, once; the folder is ours and never the user's concern. */
function excludeWorktreesFolder(repo: Repo): void {
  const path = join(repo.commonDir, "info", "exclude");
  const text = readText(path) ?? "";
  if (/^\/?\.worktrees\/?$/m.test(text)) return;
  writeAtomically(path, `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}/.worktrees/\n`);
}

function fill(repo: Repo, request: WorktreeRequest): Result<null, GitError> {
  const git = (args: readonly string[]) => repo.git(args, { cwd: request.path });
  if (request.patterns !== undefined) {
    const set = repo.git(["sparse-checkout", "set", "--no-cone", "--stdin"], {
      cwd: request.path,
      stdin: `${request.patterns.join("\n")}\n`,
    });
    if (!set.ok) return set;
  }
  const read = git(["read-tree", "-m", "-u", "HEAD"]);
  return read.ok ? ok(null) : read;
}

function make(repo: Repo, request: WorktreeRequest): Result<null, GitError> {
  excludeWorktreesFolder(repo);
  writeAtomically(makingMarker(repo, request.path), `${request.path}\n`);
  const added = repo.git(["worktree", "add", "--quiet", "--no-checkout", request.path, request.branch]);
  if (!added.ok) return added;
  const filled = fill(repo, request);
  if (!filled.ok) return filled;
  rmSync(makingMarker(repo, request.path), { force: true });
  return ok(null);
}

const registeredAt = (repo: Repo, path: string): Worktree | undefined =>
  listWorktrees(repo).find((w) => !w.isMain && w.path === path);

/** What is at the path now: the wanted worktree, or nothing that stands in its way. Starts no process and changes nothing. */
export function inspectWorktree(
  repo: Repo,
  request: Pick<WorktreeRequest, "path" | "branch">,
): Result<Worktree | undefined, WorktreeError> {
  const registered = registeredAt(repo, request.path);
  if (registered?.present === true) {
    const { head } = registered;
    if (head.kind === "branch" && head.branch === request.branch) return ok(registered);
    const actualRef = head.kind === "branch" ? head.branch : "(detached)";
    return err({
      code: "COORDINATION_WORKTREE_BRANCH_MISMATCH",
      path: request.path,
      expectedRef: request.branch,
      actualRef,
    });
  }
  const occupied = !isHalfMade(repo, request.path) && listNames(request.path).length > 0;
  return occupied ? err({ code: "WORKTREE_PATH_OCCUPIED", path: request.path }) : ok(undefined);
}

/** Ensures that `branch` is checked out at `path`. Three processes when it has to be made, none when it is there. */
export function ensureWorktree(repo: Repo, request: WorktreeRequest): Result<EnsuredWorktree, WorktreeError> {
  const found = inspectWorktree(repo, request);
  if (!found.ok) return found;
  if (found.value !== undefined) return ok({ worktree: found.value, created: false });
  if (isHalfMade(repo, request.path)) moveToTrash(repo, request.path);
  const left = registeredAt(repo, request.path);
  if (left !== undefined) rmSync(left.gitDir, { recursive: true, force: true });
  const made = make(repo, request);
  if (!made.ok) return made;
  const worktree = registeredAt(repo, request.path);
  if (worktree === undefined) throw new Error(`Bug: git made no worktree at ${request.path}`);
  return ok({ worktree, created: true });
}

/** Renames a folder into the trash below the git directory: fast and whole; the content is deleted afterwards. */
function moveToTrash(repo: Repo, path: string): void {
  const trash = join(stateDir(repo), "trash");
  ensureDirectory(trash);
  const target = join(trash, `${Bun.hash(path).toString(36)}-${listNames(trash).length}`);
  renameSync(path, target);
  rmSync(target, { recursive: true, force: true });
}

/** Removes a linked worktree and its registration; does nothing if it is gone. The caller has checked that it is clean. */
export function removeWorktree(repo: Repo, path: string): void {
  const registered = registeredAt(repo, path);
  if (kindOf(path) === "directory") moveToTrash(repo, path);
  if (registered !== undefined) rmSync(registered.gitDir, { recursive: true, force: true });
}

/** What is unfinished in a worktree: changed files, and operations of the user's that git has not ended. Reads only. */
import { join } from "node:path";
import { ok, type Result } from "../../core/lib/result.ts";
import { kindOf } from "../fs/files.ts";
import type { GitError } from "./errors.ts";
import { textOf } from "./exec.ts";
import type { Repo } from "./repo.ts";
import type { Worktree } from "./worktrees.ts";

/** Parses `status --porcelain -z`: every path that differs from HEAD or is untracked; of a rename, the new path. */
export function parsePorcelain(text: string): readonly string[] {
  const fields = text.split("\0");
  const paths: string[] = [];
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] ?? "";
    if (field.length < 4) continue;
    paths.push(field.slice(3));
    if (/^[RC]|^.[RC]/.test(field)) i += 1;
  }
  return paths.toSorted();
}

/** Lists the changed, staged and untracked (not ignored) files of a worktree. One process. */
export function changedFiles(repo: Repo, path: string): Result<readonly string[], GitError> {
  const listed = repo.git(["status", "--porcelain", "-z", "--untracked-files=all"], { cwd: path });
  return listed.ok ? ok(parsePorcelain(textOf(listed.value))) : listed;
}

const UNFINISHED = [
  ["rebase-merge", "rebase"],
  ["rebase-apply", "rebase"],
  ["MERGE_HEAD", "merge"],
  ["CHERRY_PICK_HEAD", "cherry-pick"],
  ["REVERT_HEAD", "revert"],
] as const;

/** Names the git operation that a worktree is in the middle of; `undefined` if none. */
export const operationInProgress = (worktree: Pick<Worktree, "gitDir">): string | undefined =>
  UNFINISHED.find(([file]) => kindOf(join(worktree.gitDir, file)) !== undefined)?.[1];

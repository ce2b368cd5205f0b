/**
 * Clears git's lock files that a killed command of ours left: only after a holder of our lock died, and only files that are no
 * older than that holder. Locks of branches are held for milliseconds, so any of them counts; those of an index may be a
 * user's who is still writing a message, so only worktrees of the mission at hand count.
 * A lock that disappears by itself belonged to a git that was still finishing.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { parseBranchName } from "../../core/layout/branches.ts";
import { kindOf, listNames, removeFile } from "../fs/files.ts";
import type { Repo } from "../git/repo.ts";
import { listWorktrees, type Worktree } from "../git/worktrees.ts";
import type { CrashedHolder } from "../lock/lock.ts";

const GRACE_MS = 1000;
const POLL_MS = 5;

function branchLocks(folder: string): readonly string[] {
  return listNames(folder).flatMap((name) => {
    const path = join(folder, name);
    if (kindOf(path) === "directory") return branchLocks(path);
    return name.endsWith(".lock") ? [path] : [];
  });
}

/** True if a worktree shows this branch or another one of the same mission. */
function belongsTo({ head }: Worktree, branch: string | undefined): boolean {
  if (head.kind !== "branch" || branch === undefined) return false;
  const mission = parseBranchName(branch)?.mission;
  return head.branch === branch || (mission !== undefined && parseBranchName(head.branch)?.mission === mission);
}

const lockPaths = (repo: Repo, branch: string | undefined): readonly string[] => [
  ...branchLocks(join(repo.commonDir, "refs/heads")),
  join(repo.commonDir, "packed-refs.lock"),
  ...listWorktrees(repo)
    .filter((worktree) => belongsTo(worktree, branch))
    .flatMap(({ gitDir }) => [join(gitDir, "HEAD.lock"), join(gitDir, "index.lock")]),
];

/** File systems keep times more coarsely than clocks; two seconds are FAT's granularity. */
const COARSENESS_MS = 2000;

const isLeftBy = (path: string, crashed: CrashedHolder): boolean =>
  kindOf(path) === "file" && statSync(path).mtimeMs >= crashed.sinceMs - COARSENESS_MS;

/**
 * Waits briefly for each lock file to go away by itself, then removes it. `branch` is the destination of the command at hand;
 * without one no worktree is looked at.
 */
export async function clearStaleLocks(repo: Repo, branch: string | undefined, crashed: CrashedHolder): Promise<void> {
  const left = lockPaths(repo, branch).filter((path) => isLeftBy(path, crashed));
  const deadline = performance.now() + GRACE_MS;
  while (left.some((path) => kindOf(path) !== undefined) && performance.now() < deadline) await Bun.sleep(POLL_MS);
  for (const path of left) removeFile(path);
}

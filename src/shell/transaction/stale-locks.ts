/**
 * Clears git's lock files that a killed command of ours left: only after a holder of our lock died, only for refs and
 * worktrees that our lock guards, and only files that are no older than that holder. A lock that disappears by itself
 * belonged to a git that was still finishing.
 */
import { statSync } from "node:fs";
import { join } from "node:path";
import { kindOf, removeFile } from "../fs/files.ts";
import { branchRef } from "../git/refs.ts";
import type { Repo } from "../git/repo.ts";
import { worktreesOf } from "../git/worktrees.ts";
import type { CrashedHolder } from "../lock/lock.ts";

const GRACE_MS = 1000;
const POLL_MS = 5;

function lockPaths(repo: Repo, branches: readonly string[]): readonly string[] {
  const worktrees = branches.flatMap((branch) => worktreesOf(repo, branch));
  return [
    ...branches.map((branch) => join(repo.commonDir, `${branchRef(branch)}.lock`)),
    ...worktrees.flatMap((w) => [join(w.gitDir, "HEAD.lock"), join(w.gitDir, "index.lock")]),
    join(repo.commonDir, "packed-refs.lock"),
  ];
}

const isLeftBy = (path: string, crashed: CrashedHolder): boolean =>
  // File systems keep times more coarsely than clocks; two seconds of slack is FAT's granularity.
  kindOf(path) === "file" && statSync(path).mtimeMs >= crashed.sinceMs - 2000;

/** Waits briefly for each lock file to go away by itself, then removes it. */
export async function clearStaleLocks(repo: Repo, branches: readonly string[], crashed: CrashedHolder): Promise<void> {
  const left = lockPaths(repo, branches).filter((path) => isLeftBy(path, crashed));
  const deadline = performance.now() + GRACE_MS;
  while (left.some((path) => kindOf(path) !== undefined) && performance.now() < deadline) await Bun.sleep(POLL_MS);
  for (const path of left) removeFile(path);
}

/**
 * The worktree in which a coordinated mission is authored: sparse, so that it shows missions and the project's own files and nothing
 * of the code. It is made when it is needed and made again when somebody removed it; a mission without coordination has none.
 */
import { ok, type Result } from "../../core/lib/result.ts";
import { ensureWorktree, type WorktreeError } from "../git/worktree-create.ts";
import type { Session } from "../transaction/session.ts";
import type { Mission } from "./read-mission.ts";

const PATTERNS = ["/kitty-specs/", "/.kittify/"] as const;

/** Where a mission is authored: the root of its coordination worktree, else of the main checkout. Absolute. */
export const authoringRoot = (mission: Pick<Mission, "featureDir" | "dir">): string =>
  mission.featureDir.slice(0, -mission.dir.length - 1);

/** Ensures that a mission's files can be authored in `featureDir`. Costs two file reads when the worktree is there. */
export function ensureCoordinationWorktree(session: Session, mission: Mission): Result<null, WorktreeError> {
  if (!mission.coordinated) return ok(null);
  const made = ensureWorktree(session.repo, {
    path: authoringRoot(mission),
    branch: mission.branch,
    patterns: PATTERNS,
  });
  return made.ok ? ok(null) : made;
}

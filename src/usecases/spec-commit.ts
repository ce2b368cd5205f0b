/** Commits named files of a mission to the branch that records it, whichever branch that is. */
import { ok, type Result } from "../core/lib/result.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import type { WorktreeError } from "../shell/git/worktree-create.ts";
import { ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { withSession } from "../shell/transaction/session.ts";
import { type CommitFilesError, type CommittedFiles, commitFiles } from "./commit-files.ts";

export type SpecCommitInput = {
  readonly files: readonly string[];
  readonly message: string;
  readonly mission: string | undefined;
};

export type SpecCommitted = CommittedFiles & {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly branch: string;
  readonly commits: readonly MovedRef[];
};

export type SpecCommitError = CommitFilesError | ReadMissionError | WorktreeError;

/** Commits. Errors: SAFE_COMMIT_*, those of finding the mission and of recording. */
export function specCommit(
  ctx: Ctx,
  input: SpecCommitInput,
): Promise<Result<SpecCommitted, SpecCommitError | GitError>> {
  return withSession<SpecCommitted, SpecCommitError>(ctx, async (session) => {
    const read = await readMission(session, input.mission);
    if (!read.ok) return read;
    const mission = read.value;
    const worktree = ensureCoordinationWorktree(session, mission);
    if (!worktree.ok) return worktree;
    const { files, message } = input;
    const committed = await commitFiles(session, { files, message, destinationRef: mission.branch, mission });
    if (!committed.ok) return committed;
    const { folder, featureDir, branch, meta } = mission;
    return ok({ ...committed.value, folder, featureDir, branch, missionId: meta.missionId, commits: session.ledger });
  });
}

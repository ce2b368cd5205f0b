/** Commits named files to a named branch. The branch is never guessed, except where the environment asks for it in so many words. */
import { err, ok, type Result } from "../core/lib/result.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readHead } from "../shell/git/refs.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { type CommitFilesError, type CommittedFiles, commitFiles } from "./commit-files.ts";

export type SafeCommitInput = {
  readonly files: readonly string[];
  readonly message: string;
  readonly toBranch: string | undefined;
};

export type SafeCommitted = CommittedFiles & {
  readonly destinationRef: string;
  readonly commits: readonly MovedRef[];
};

/** No branch was named. */
export type DestinationRequired = {
  readonly code: "SAFE_COMMIT_DESTINATION_REQUIRED";
  readonly current: string | undefined;
};

const INFER = "SPEC_KITTY_INFER_DESTINATION_REF";

function destinationOf(session: Session, toBranch: string | undefined): Result<string, DestinationRequired> {
  if (toBranch !== undefined) return ok(toBranch);
  const head = readHead(session.repo.gitDir);
  const current = head.kind === "branch" ? head.branch : undefined;
  if (session.ctx.env[INFER] !== "1" || current === undefined)
    return err({ code: "SAFE_COMMIT_DESTINATION_REQUIRED", current });
  session.ctx.notice(`Committing to ${current} because ${INFER}=1; name it with --to-branch ${current} instead`);
  return ok(current);
}

/** Commits. Errors: SAFE_COMMIT_*, those of recording. */
export function safeCommit(
  ctx: Ctx,
  input: SafeCommitInput,
): Promise<Result<SafeCommitted, CommitFilesError | DestinationRequired | GitError>> {
  return withSession<SafeCommitted, CommitFilesError | DestinationRequired>(ctx, async (session) => {
    const destination = destinationOf(session, input.toBranch);
    if (!destination.ok) return destination;
    const destinationRef = destination.value;
    const { files, message } = input;
    const committed = await commitFiles(session, { files, message, destinationRef, mission: undefined });
    return committed.ok ? ok({ ...committed.value, destinationRef, commits: session.ledger }) : committed;
  });
}

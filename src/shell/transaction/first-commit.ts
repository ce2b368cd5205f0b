/** Makes the first commit of a repository that has none: empty, so that staged and untracked files stay as they are. */
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { moveRefs, writeCommit } from "../git/commit.ts";
import { commitIdentity } from "../git/config.ts";
import type { GitError } from "../git/errors.ts";
import { writeObject } from "../git/object-writer.ts";
import { branchRef } from "../git/refs.ts";
import type { Session } from "./session.ts";

/** The branch got a commit from somebody else meanwhile. */
export type AlreadyBorn = {
  readonly code: "BOOKKEEPING_REF_CONTENDED";
  readonly destinationRef: string;
  readonly attempts: number;
};

const MESSAGE = "Start";

/** Commits on a branch that does not exist yet. Only for a person who asked for it. */
export function makeFirstCommit(session: Session, branch: BranchName): Result<Oid, GitError | AlreadyBorn> {
  const { repo, ctx } = session;
  const config = session.gitConfig();
  if (!config.ok) return config;
  const identity = commitIdentity(ctx.env, config.value);
  if (!identity.ok) return identity;
  const tree = writeObject(repo, "tree", new Uint8Array(0));
  const commit = writeCommit(repo, { tree, parents: [], identity: identity.value, atMs: ctx.now(), message: MESSAGE });
  const moved = moveRefs(
    repo,
    [{ ref: branchRef(branch), before: undefined, after: commit }],
    `spec-kitty: ${MESSAGE}`,
  );
  if (!moved.ok)
    return moved.error.code === "REF_MOVED_ELSEWHERE"
      ? err({ code: "BOOKKEEPING_REF_CONTENDED", destinationRef: branch, attempts: 1 })
      : err(moved.error);
  session.record({ branch, message: MESSAGE, outcome: "ok", sha: commit });
  return ok(commit);
}

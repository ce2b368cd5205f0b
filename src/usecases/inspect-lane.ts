/** Gathers what decides whether a lane may be handed in, or is merged. One process for the worktree's changes, else none. */
import type { HandoffFacts } from "../core/execution-lane/handoff.ts";
import { isSyncMessage, type LaneWorkspace } from "../core/execution-lane/workspace.ts";
import { MISSIONS_DIR } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { GitError } from "../shell/git/errors.ts";
import { isAncestor, readBranchHistory } from "../shell/git/history.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { diffTrees } from "../shell/git/tree.ts";
import { changedFiles, operationInProgress } from "../shell/git/working-tree.ts";
import { worktreesOf } from "../shell/git/worktrees.ts";
import type { Session } from "../shell/transaction/session.ts";

const subtree = async (session: Session, commit: Oid | undefined): Promise<Oid | undefined> =>
  commit === undefined ? undefined : asOid((await session.objects.read(`${commit}:${MISSIONS_DIR}`))?.oid);

type LaneCommits = Pick<HandoffFacts, "ownCommits" | "missionFiles" | "restoreFrom">;

async function readCommits(session: Session, tip: Oid, destination: Oid): Promise<LaneCommits> {
  const { repo, objects } = session;
  const { own, fork } = await readBranchHistory(repo, objects, { branch: tip, other: destination });
  const last = own.find(({ message }) => isSyncMessage(message)) ?? fork;
  const sides = { before: await subtree(session, last?.oid), after: await subtree(session, tip) };
  const changed = await diffTrees(repo, objects, sides, `${MISSIONS_DIR}/`);
  return {
    ownCommits: own.filter(({ message }) => !isSyncMessage(message)).length,
    missionFiles: changed.map(({ path }) => path),
    restoreFrom: last?.oid,
  };
}

/** Reads the state of a lane for a hand-off. `destination` is the tip of the mission's branch. */
export async function inspectLane(
  session: Session,
  lane: LaneWorkspace,
  at: { readonly wpId: string; readonly destination: Oid },
): Promise<Result<HandoffFacts, GitError>> {
  const { repo } = session;
  const tip = readBranch(repo, lane.branch);
  const worktree = worktreesOf(repo, lane.branch)[0];
  const changed = worktree === undefined ? ok([]) : changedFiles(repo, worktree.path);
  if (!changed.ok) return changed;
  const commits =
    tip === undefined
      ? { ownCommits: 0, missionFiles: [], restoreFrom: undefined }
      : await readCommits(session, tip, at.destination);
  return ok({
    wpId: at.wpId,
    laneId: lane.laneId,
    branch: lane.branch,
    branchExists: tip !== undefined,
    worktree: worktree?.path,
    operation: worktree === undefined ? undefined : operationInProgress(worktree),
    changed: changed.value,
    ...commits,
  });
}

/** Tells whether the target contains all commits of a lane. A lane whose branch is gone counts as not contained. */
export async function isLaneMerged(session: Session, lane: LaneWorkspace, target: BranchName): Promise<boolean> {
  const ancestor = readBranch(session.repo, lane.branch);
  const descendant = readBranch(session.repo, target);
  if (ancestor === undefined || descendant === undefined) return false;
  return isAncestor(session.repo, session.objects, { ancestor, descendant });
}

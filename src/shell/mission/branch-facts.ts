/** The facts about branches that mission commands answer with. */
import { instantOf } from "../../core/lib/instant.ts";
import type { BranchFacts } from "../../core/mission/branch-contract.ts";
import { readHead } from "../git/refs.ts";
import type { Session } from "../transaction/session.ts";
import type { Mission } from "./read-mission.ts";

/** The branch of the worktree that the command was started in; `undefined` when HEAD is detached. */
export function currentBranch(session: Session): string | undefined {
  const head = readHead(session.repo.gitDir);
  return head.kind === "branch" ? head.branch : undefined;
}

/** Gathers them for one mission. */
export const branchFactsOf = (session: Session, mission: Pick<Mission, "branch" | "meta">): BranchFacts => ({
  currentBranch: currentBranch(session),
  targetBranch: mission.meta.targetBranch ?? mission.branch,
  recordedOn: mission.branch,
  nowIso: instantOf(session.ctx.now()),
  version: session.ctx.version,
});

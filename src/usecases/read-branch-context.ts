/** Reads what an agent has to know about branches before a mission exists. Starts no git. */
import { isProtectedBranch } from "../core/config/project-config.ts";
import { instantOf } from "../core/lib/instant.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { suggest } from "../core/lib/suggest.ts";
import type { BranchesBeforeMission } from "../core/mission/branch-contract.ts";
import type { CreateRefusal } from "../core/mission/decide-create.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { listBranches, primaryBranch, remoteDefaultBranch } from "../shell/git/refs.ts";
import { currentBranch } from "../shell/mission/branch-facts.ts";
import type { TransactionError } from "../shell/transaction/errors.ts";
import { withSession } from "../shell/transaction/session.ts";
import { readOwnHead } from "./create-mission.ts";

export type BranchContext = {
  readonly repoRoot: string;
  readonly branches: BranchesBeforeMission;
  readonly source: "current_branch" | "cli_arg";
  readonly primary: string | undefined;
  readonly isProtected: boolean;
};

export type BranchContextError = CreateRefusal | TransactionError | GitError;

/** Reads. Errors: TARGET_BRANCH_REQUIRED, TARGET_BRANCH_NOT_FOUND. */
export const readBranchContext = (
  ctx: Ctx,
  targetBranch: string | undefined,
): Promise<Result<BranchContext, BranchContextError>> =>
  withSession<BranchContext, BranchContextError>(ctx, async (session) => {
    const config = await session.projectConfig();
    if (!config.ok) return config;
    const target = targetBranch ?? readOwnHead(session)?.branch;
    if (target === undefined) return err({ code: "TARGET_BRANCH_REQUIRED", slug: "<slug>" });
    const names = [...listBranches(session.repo).keys()];
    if (targetBranch !== undefined && !names.some((name) => name === targetBranch))
      return err({ code: "TARGET_BRANCH_NOT_FOUND", branch: targetBranch, suggestions: suggest(targetBranch, names) });
    return ok({
      repoRoot: session.repo.root,
      source: targetBranch === undefined ? "current_branch" : "cli_arg",
      primary: primaryBranch(session.repo),
      isProtected: isProtectedBranch(config.value, target, remoteDefaultBranch(session.repo)),
      branches: {
        currentBranch: currentBranch(session),
        targetBranch: target,
        recordedOn: undefined,
        nowIso: instantOf(session.ctx.now()),
        version: session.ctx.version,
      },
    });
  });

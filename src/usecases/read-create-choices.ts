/** Reads what a person can choose from when a mission is created: branches, types, and whether there is a commit at all. */
import { isProtectedBranch } from "../core/config/project-config.ts";
import { parseBranchName } from "../core/layout/branches.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { GuidedFacts } from "../core/mission/guided-create.ts";
import { defaultMissionType, isActiveType, MISSION_TYPES } from "../core/mission/types.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { listBranches, remoteDefaultBranch } from "../shell/git/refs.ts";
import type { TransactionError } from "../shell/transaction/errors.ts";
import { withSession } from "../shell/transaction/session.ts";
import { readOwnHead } from "./create-mission.ts";

/** Reads the choices; starts no git. */
export const readCreateChoices = (ctx: Ctx): Promise<Result<GuidedFacts, TransactionError | GitError>> =>
  withSession<GuidedFacts, TransactionError>(ctx, async (session) => {
    const config = await session.projectConfig();
    if (!config.ok) return config;
    const head = readOwnHead(session);
    const unborn = head !== undefined && head.tip === undefined;
    const remoteDefault = remoteDefaultBranch(session.repo);
    const own = [...listBranches(session.repo).keys()].filter((branch) => parseBranchName(branch) === undefined);
    const branches = [...new Set([...(head === undefined ? [] : [head.branch]), ...own])];
    const first = defaultMissionType(config.value.missionTypes);
    const active = MISSION_TYPES.map((type) => type.key).filter((key) => isActiveType(key, config.value.missionTypes));
    return ok({
      current: head?.branch,
      unborn,
      targets: branches.map((branch) => ({
        branch,
        isProtected: isProtectedBranch(config.value, branch, remoteDefault),
      })),
      types: [first, ...active.filter((key) => key !== first)],
    });
  });

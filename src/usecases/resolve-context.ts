/** Resolves everything an agent needs for one action of a mission: package, lane, branch, workspace, command. Reads only. */
import { join } from "node:path";
import { planWorkspace, type WorkspacePlan } from "../core/execution-lane/workspace.ts";
import type { BranchName } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import { type ContextAction, type ContextRefusal, commandOf, decideContext } from "../core/mission/decide-context.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type LogCorrupt, readMissionState } from "../shell/mission/mission-state.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type PlannedPackage, type ReadPackagesError, readPlan } from "../shell/mission/read-work-packages.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";

export type ResolveContextInput = {
  readonly action: ContextAction;
  readonly mission: string | undefined;
  readonly wpId: string | undefined;
  readonly agent: string | undefined;
};

export type ResolvedContext = {
  readonly action: ContextAction;
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly targetBranch: string;
  readonly detection: "explicit" | "inferred";
  readonly command: string;
  readonly work:
    | {
        readonly wpId: string;
        readonly wpFile: string;
        readonly lane: string;
        readonly executionMode: string;
        readonly dependencies: readonly string[];
        readonly workspace: WorkspacePlan | undefined;
        /** Absolute. */
        readonly workspacePath: string;
      }
    | undefined;
};

export type ResolveContextError = ContextRefusal | ReadMissionError | ReadPackagesError | LogCorrupt;

function workOf(
  session: Session,
  mission: Mission,
  at: { readonly wp: PlannedPackage; readonly lane: string; readonly workspace: WorkspacePlan | undefined },
): NonNullable<ResolvedContext["work"]> {
  const { wp, lane, workspace } = at;
  const { root } = session.repo;
  return {
    wpId: wp.id,
    wpFile: `${mission.featureDir}/tasks/${wp.fileName}`,
    lane,
    executionMode: wp.executionMode ?? "code_change",
    dependencies: wp.dependencies ?? [],
    workspace,
    workspacePath: workspace?.kind === "lane" ? join(root, workspace.path) : root,
  };
}

async function resolveInSession(
  session: Session,
  input: ResolveContextInput,
): Promise<Result<ResolvedContext, ResolveContextError>> {
  const read = await readMission(session, input.mission);
  if (!read.ok) return read;
  const mission = read.value;
  const state = await readMissionState(session, mission);
  if (!state.ok) return state;
  const plan = mission.tip === undefined ? undefined : await readPlan(session, mission, mission.tip);
  if (plan !== undefined && !plan.ok) return plan;
  const packages = plan?.value.packages ?? [];
  const laneOf = (id: string) => state.value.snapshot.workPackages.get(id)?.lane ?? "uninitialized";
  const request = { action: input.action, mission: mission.folder, wpId: input.wpId };
  const standing = packages.map((wp) => ({ id: wp.id, lane: laneOf(wp.id), dependencies: wp.dependencies ?? [] }));
  const chosen = decideContext(request, standing);
  if (!chosen.ok) return chosen;
  const wp = packages.find((one) => one.id === chosen.value?.id);
  const targetBranch = mission.meta.targetBranch ?? mission.branch;
  const lanes = plan?.value.lanes;
  const names = {
    missionBranch: (lanes?.missionBranch ?? mission.branch) as BranchName,
    targetBranch: targetBranch as BranchName,
  };
  const workspace = wp === undefined || lanes === undefined ? undefined : planWorkspace(lanes.lanes, wp.id, names);
  return ok({
    action: input.action,
    folder: mission.folder,
    missionId: mission.meta.missionId,
    featureDir: mission.featureDir,
    targetBranch,
    detection: input.mission === undefined ? "inferred" : "explicit",
    command: commandOf({ ...request, wpId: wp?.id, agent: input.agent }),
    work: wp === undefined ? undefined : workOf(session, mission, { wp, lane: laneOf(wp.id), workspace }),
  });
}

/** Resolves. Errors: WORK_PACKAGE_UNRESOLVED, those of reading the mission. */
export const resolveContext = (
  ctx: Ctx,
  input: ResolveContextInput,
): Promise<Result<ResolvedContext, ResolveContextError | GitError>> =>
  withSession(ctx, (session) => resolveInSession(session, input));

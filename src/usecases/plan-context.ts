/** What every command on one work package gathers first: the mission's plan, the package, and its workspace by the lanes file. */
import type { LaneWorkspace, WorkspacePlan } from "../core/execution-lane/workspace.ts";
import { dependencyLanes, planWorkspace } from "../core/execution-lane/workspace.ts";
import { missionBranch, type NameRefusal } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { readTypedWpId } from "../core/work-package/wp-id.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import {
  type MissionPlan,
  type PlannedPackage,
  type ReadPackagesError,
  readPlan,
} from "../shell/mission/read-work-packages.ts";
import type { Session } from "../shell/transaction/session.ts";

export type PlanContext = MissionPlan & {
  readonly names: { readonly missionBranch: BranchName; readonly targetBranch: BranchName };
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
};

export type PlanContextError =
  | ReadPackagesError
  | NameRefusal
  /** The mission has no lanes file, or the file does not list the package. */
  | { readonly code: "WP_NOT_IN_LANES"; readonly wpId: string; readonly mission: string; readonly hasLanes: boolean };

/** Reads the plan at a commit of the mission's branch. */
export async function readPlanContext(
  session: Session,
  mission: Mission,
  commit: Oid,
): Promise<Result<PlanContext, PlanContextError>> {
  const plan = await readPlan(session, mission, commit);
  if (!plan.ok) return plan;
  const listed = plan.value.lanes?.missionBranch ?? "";
  const slug = mission.meta.missionSlug ?? mission.folder;
  const named = listed === "" ? missionBranch({ slug, missionId: mission.meta.missionId }) : ok(listed as BranchName);
  if (!named.ok) return named;
  const target = mission.meta.targetBranch ?? plan.value.lanes?.targetBranch ?? mission.branch;
  return ok({
    ...plan.value,
    names: { missionBranch: named.value, targetBranch: target as BranchName },
    dependencies: new Map(plan.value.packages.map((wp) => [wp.id, wp.dependencies ?? []])),
  });
}

/** Finds a package by its id as people type it. */
export function findPackage(context: PlanContext, given: string): PlannedPackage | undefined {
  const id = readTypedWpId(given);
  return context.packages.find((wp) => wp.id === id);
}

/** Where a package is worked on. Errors: WP_NOT_IN_LANES. */
export function workspaceOf(
  context: PlanContext,
  mission: Mission,
  wpId: string,
): Result<WorkspacePlan, PlanContextError> {
  const plan = planWorkspace(context.lanes?.lanes ?? [], wpId, context.names);
  if (plan !== undefined) return ok(plan);
  return err({ code: "WP_NOT_IN_LANES", wpId, mission: mission.folder, hasLanes: context.lanes !== undefined });
}

/** The other lanes whose work a package builds on. */
export const lanesBelow = (context: PlanContext, wpId: string): readonly LaneWorkspace[] =>
  dependencyLanes(context.lanes?.lanes ?? [], wpId, {
    ...context.names,
    dependencies: context.dependencies.get(wpId) ?? [],
  });

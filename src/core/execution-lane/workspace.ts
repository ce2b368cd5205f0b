/**
 * Where a work package is worked on: its execution lane's branch and worktree, or the target branch and the main checkout.
 * Answers come from the committed lanes file alone; nothing is recomputed.
 */
import { laneBranch, laneWorktree, PLANNING_LANE } from "../layout/branches.ts";
import { MISSION_FILES, missionPath } from "../layout/paths.ts";
import type { BranchName } from "../lib/brand.ts";
import type { ExecutionLane } from "./compute.ts";

/** A lane as the lanes file lists it. */
export type ListedLane = Pick<ExecutionLane, "laneId" | "wpIds" | "dependsOnLanes" | "parallelGroup">;

export type LaneWorkspace = {
  readonly kind: "lane";
  readonly laneId: string;
  readonly wpIds: readonly string[];
  readonly branch: BranchName;
  /** Relative to the main checkout. */
  readonly path: string;
};

export type PlanningWorkspace = {
  readonly kind: "planning";
  readonly laneId: typeof PLANNING_LANE;
  readonly wpIds: readonly string[];
  /** The target branch, which is never committed to for this. */
  readonly branch: BranchName;
};

export type WorkspacePlan = LaneWorkspace | PlanningWorkspace;

type Names = { readonly missionBranch: BranchName; readonly targetBranch: BranchName };

const toPlan = (lane: ListedLane, names: Names): WorkspacePlan => {
  if (lane.laneId === PLANNING_LANE) {
    return { kind: "planning", laneId: PLANNING_LANE, wpIds: lane.wpIds, branch: names.targetBranch };
  }
  const branch = laneBranch(names.missionBranch, lane.laneId);
  return { kind: "lane", laneId: lane.laneId, wpIds: lane.wpIds, branch, path: laneWorktree(branch) };
};

/** Finds where a package is worked on; `undefined` if no lane lists it. */
export function planWorkspace(lanes: readonly ListedLane[], wpId: string, names: Names): WorkspacePlan | undefined {
  const lane = lanes.find(({ wpIds }) => wpIds.includes(wpId));
  return lane === undefined ? undefined : toPlan(lane, names);
}

/**
 * Lists the other code lanes that hold a dependency of the package, in the order in which they are merged:
 * by parallel group, then by id.
 */
export function dependencyLanes(
  lanes: readonly ListedLane[],
  wpId: string,
  work: Names & { readonly dependencies: readonly string[] },
): readonly LaneWorkspace[] {
  return lanes
    .filter(({ wpIds }) => !wpIds.includes(wpId) && wpIds.some((id) => work.dependencies.includes(id)))
    .toSorted((a, b) => a.parallelGroup - b.parallelGroup || (a.laneId < b.laneId ? -1 : 1))
    .map((lane) => toPlan(lane, work))
    .filter((plan) => plan.kind === "lane");
}

/** What a lane's worktree shows: everything but the two status files, which only the coordination branch changes. */
export const lanePatterns = (folder: string): readonly string[] => [
  "/*",
  `!/${missionPath(folder, MISSION_FILES.log)}`,
  `!/${missionPath(folder, MISSION_FILES.status)}`,
];

/** Marks a commit that this program made on a lane; what follows the key is the lane's id. */
export const LANE_TRAILER = "Spec-Kitty-Lane";

/** Message of a commit that brings other work into a lane. */
export const syncMessage = (laneId: string, from: readonly string[], purpose: string): string =>
  `Merge ${from.join(", ")} into ${laneId} for ${purpose}\n\n${LANE_TRAILER}: ${laneId}\n`;

/** Tells whether a commit on a lane is one of ours. */
export const isSyncMessage = (message: string): boolean => new RegExp(`^${LANE_TRAILER}: lane-`, "m").test(message);

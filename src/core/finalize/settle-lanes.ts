/**
 * Whether the committed lanes stay. Before work begins they follow the plan; afterwards branches exist for them, so they may
 * only grow: a new package may join or open a lane, but none that was there may move to another.
 */
import type { LanePlan } from "../execution-lane/compute.ts";
import { type LanesFile, saysTheSame } from "../execution-lane/lanes-file.ts";
import type { WpId } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";

export type SettleRefusal =
  /** Work began, but the lanes it began with are gone; they may not be computed anew. */
  | { readonly code: "LANES_FILE_VANISHED"; readonly started: readonly WpId[] }
  /** Work began, and the lanes of today would move packages to other branches to make room for these. */
  | { readonly code: "LANES_FROZEN"; readonly started: readonly WpId[]; readonly added: readonly string[] };

/** Returns the committed file if it stays, `undefined` if the plan is to be written. */
export function settleLanes(
  file: LanesFile | undefined,
  plan: LanePlan,
  started: readonly WpId[],
): Result<LanesFile | undefined, SettleRefusal> {
  if (started.length === 0) return ok(saysTheSame(file, plan) ? file : undefined);
  if (file === undefined) return err({ code: "LANES_FILE_VANISHED", started });
  const listed = new Set(file.lanes.flatMap((lane) => lane.wpIds));
  const added = plan.lanes.flatMap((lane) => lane.wpIds).filter((id) => !listed.has(id));
  if (added.length === 0) return ok(file);
  return extendsLanes(file, plan) ? ok(undefined) : err({ code: "LANES_FROZEN", started, added });
}

/** True if every committed lane keeps its id and all its packages. */
const extendsLanes = (file: LanesFile, plan: LanePlan): boolean =>
  file.lanes.every((old) => {
    const now = plan.lanes.find((lane) => lane.laneId === old.laneId);
    return now !== undefined && old.wpIds.every((id) => now.wpIds.includes(id));
  });

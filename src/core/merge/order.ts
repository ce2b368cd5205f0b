/** The order in which execution lanes are merged, and which of them take part. */

import type { ListedLane } from "../execution-lane/workspace.ts";
import { PLANNING_LANE } from "../layout/branches.ts";
import { topologicalOrder } from "../lib/graph.ts";

/**
 * Lists the code lanes that hold at least one package which is not canceled: each after the lanes that it depends on, by
 * parallel group, then by name. Lanes of old files that wait for each other come last.
 */
export function lanesToMerge<L extends ListedLane>(lanes: readonly L[], canceled: ReadonlySet<string>): readonly L[] {
  const taking = lanes.filter(({ laneId, wpIds }) => laneId !== PLANNING_LANE && wpIds.some((id) => !canceled.has(id)));
  const key = (lane: L): string =>
    `${String(lane.parallelGroup).padStart(4, "0")} ${String(lane.laneId.length).padStart(3, "0")} ${lane.laneId}`;
  const byId = new Map(taking.map((lane) => [lane.laneId, key(lane)]));
  const graph = new Map(
    taking.map((lane) => [key(lane), lane.dependsOnLanes.flatMap((id) => byId.get(id) ?? [])] as const),
  );
  const order = topologicalOrder(graph);
  const rank = (lane: L): number => (order.includes(key(lane)) ? order.indexOf(key(lane)) : order.length);
  return taking.toSorted((a, b) => rank(a) - rank(b) || (key(a) < key(b) ? -1 : 1));
}

/**
 * Groups work packages into execution lanes: packages that can write the same path share a lane, all others stand alone;
 * planning artifacts share `lane-planning`. Dependencies order lanes and never merge them, except that lanes which would wait
 * for each other become one. The result is acyclic, names every package exactly once, and depends on the input's ids only.
 */
import { compareLaneIds, laneIdOf, PLANNING_LANE } from "../layout/branches.ts";
import type { WpId } from "../lib/brand.ts";
import { findCycles, type Graph, reachability, stronglyConnected, topologicalOrder } from "../lib/graph.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { commonEntries } from "../work-package/ownership.ts";
import type { ExecutionMode } from "../work-package/work-package.ts";
import { compareWpIds } from "../work-package/wp-id.ts";

export type LaneInput = {
  readonly wpId: WpId;
  /** Ids outside the input are ignored. */
  readonly dependencies: readonly WpId[];
  readonly executionMode: ExecutionMode;
  readonly ownedFiles: readonly string[];
};

export type ExecutionLane = {
  /** `lane-a` … `lane-z`, `lane-aa` …, or `lane-planning`. */
  readonly laneId: string;
  /** In the order they have to be done. */
  readonly wpIds: readonly string[];
  readonly writeScope: readonly string[];
  /** Informational labels; only `planning` is ever written here. */
  readonly predictedAreas: readonly string[];
  readonly dependsOnLanes: readonly string[];
  /** Lanes of one group can run at the same time; 0 waits for nothing. */
  readonly parallelGroup: number;
};

export type CollapseEvent = {
  readonly wpA: string;
  readonly wpB: string;
  readonly rule: string;
  readonly evidence: string;
};

export type LanePlan = {
  readonly lanes: readonly ExecutionLane[];
  /** Why packages share a lane, in the order the merges happened. */
  readonly collapses: readonly CollapseEvent[];
  /** Collapses between packages of which neither depends on the other, even indirectly. */
  readonly independentCollapsed: number;
};

export type LaneRefusal =
  /** A code package without owned files could write anywhere. */
  | { readonly code: "LANE_OWNERSHIP_MISSING"; readonly wpIds: readonly WpId[] }
  | { readonly code: "DEPENDENCY_CYCLE"; readonly cycles: readonly (readonly string[])[] }
  /** Lanes wait for `lane-planning` and it waits for them; it cannot be merged into a code lane. */
  | {
      readonly code: "LANE_CYCLE_THROUGH_PLANNING";
      readonly lanes: readonly string[];
      readonly wpIds: readonly WpId[];
    };

/** Computes the lanes of a mission. No packages give no lanes. */
export function computeLanes(wps: readonly LaneInput[]): Result<LanePlan, LaneRefusal> {
  const sorted = wps.toSorted((a, b) => compareWpIds(a.wpId, b.wpId));
  const graph: Graph<WpId> = new Map(sorted.map((wp) => [wp.wpId, wp.dependencies]));
  const unowned = sorted.filter((wp) => wp.executionMode === "code_change" && wp.ownedFiles.length === 0);
  if (unowned.length > 0) return err({ code: "LANE_OWNERSHIP_MISSING", wpIds: unowned.map((wp) => wp.wpId) });
  const cycles = findCycles(graph);
  if (cycles.length > 0) return err({ code: "DEPENDENCY_CYCLE", cycles });
  const byScope = mergeByScope(sorted.filter((wp) => wp.executionMode === "code_change"));
  const merged = mergeCycles(byScope.groups, sorted, graph);
  if (!merged.ok) return merged;
  const collapses = [...byScope.collapses, ...merged.value.collapses];
  const reach = reachability(graph);
  const independent = collapses.filter(
    ({ wpA, wpB }) => !reach.get(wpA as WpId)?.has(wpB as WpId) && !reach.get(wpB as WpId)?.has(wpA as WpId),
  );
  return ok({
    lanes: nameLanes(merged.value.groups, graph),
    collapses,
    independentCollapsed: independent.length,
  });
}

/** Packages that belong together, by the lowest id; `PLANNING_LANE` is a key of its own. */
type Groups = ReadonlyMap<string, readonly LaneInput[]>;
type Merged = { readonly groups: Groups; readonly collapses: readonly CollapseEvent[] };

/** Joins code packages whose entries can match a common path. */
function mergeByScope(wps: readonly LaneInput[]): Merged {
  const home = new Map<WpId, string>(wps.map((wp) => [wp.wpId, wp.wpId]));
  const collapses: CollapseEvent[] = [];
  const pairs = wps.flatMap((a, index) => wps.slice(index + 1).map((b) => [a, b] as const));
  for (const [a, b] of pairs) {
    const [lower = "", higher = ""] = [home.get(a.wpId) ?? "", home.get(b.wpId) ?? ""].toSorted(compareWpIds);
    const common = lower === higher ? [] : commonEntries(a, b);
    if (common.length === 0) continue;
    for (const [wpId, root] of home) if (root === higher) home.set(wpId, lower);
    collapses.push({ wpA: a.wpId, wpB: b.wpId, rule: "write_scope_overlap", evidence: scopeEvidence(a, b, common) });
  }
  return { groups: Map.groupBy(wps, (wp) => home.get(wp.wpId) ?? wp.wpId), collapses };
}

function scopeEvidence(a: LaneInput, b: LaneInput, common: ReturnType<typeof commonEntries>): string {
  const entries = common.map((pair) => (pair.globA === pair.globB ? pair.globA : `${pair.globA} and ${pair.globB}`));
  const direct = a.dependencies.includes(b.wpId) || b.dependencies.includes(a.wpId);
  return `both can write ${entries.join(", ")}${direct ? "; one depends on the other" : ""}`;
}

/** Joins every set of groups that wait for each other, and adds the planning group. */
function mergeCycles(codeGroups: Groups, all: readonly LaneInput[], graph: Graph<WpId>): Result<Merged, LaneRefusal> {
  const planning = all.filter((wp) => wp.executionMode === "planning_artifact");
  const groups = new Map([...codeGroups, ...(planning.length > 0 ? [[PLANNING_LANE, planning] as const] : [])]);
  const edges = laneGraph(groups, graph);
  const result = new Map<string, readonly LaneInput[]>();
  const collapses: CollapseEvent[] = [];
  for (const component of stronglyConnected(edges)) {
    const ordered = component.toSorted(compareWpIds);
    const members = ordered.flatMap((key) => groups.get(key) ?? []).toSorted((a, b) => compareWpIds(a.wpId, b.wpId));
    const [first = "", ...others] = ordered;
    if (others.length > 0 && component.includes(PLANNING_LANE)) {
      return err({ code: "LANE_CYCLE_THROUGH_PLANNING", lanes: component, wpIds: members.map((wp) => wp.wpId) });
    }
    result.set(first, members);
    const walk = findCycles(new Map(component.map((key) => [key, edges.get(key) ?? []])))[0] ?? [];
    const evidence = `the lanes of these packages would wait for each other: ${walk.join(" -> ")}`;
    for (const other of others) collapses.push({ wpA: first, wpB: other, rule: "lane_cycle", evidence });
  }
  return ok({ groups: result, collapses });
}

/** Which groups wait for which: group keys for both. */
function laneGraph(groups: Groups, graph: Graph<WpId>): Graph {
  const home = new Map([...groups].flatMap(([key, wps]) => wps.map((wp) => [wp.wpId, key] as const)));
  return new Map(
    [...groups].map(([key, wps]) => {
      const targets = wps.flatMap((wp) => graph.get(wp.wpId) ?? []).flatMap((id) => home.get(id) ?? []);
      return [key, [...new Set(targets)].filter((target) => target !== key)];
    }),
  );
}

/** Gives groups their ids, in order of their lowest package, and sorts by (group, id). */
function nameLanes(groups: Groups, graph: Graph<WpId>): readonly ExecutionLane[] {
  const order = topologicalOrder(graph);
  const edges = laneGraph(groups, graph);
  const codeKeys = [...groups.keys()].filter((key) => key !== PLANNING_LANE).toSorted(compareWpIds);
  const idOf = new Map<string, string>(codeKeys.map((key, index) => [key, laneIdOf(index)]));
  if (groups.has(PLANNING_LANE)) idOf.set(PLANNING_LANE, PLANNING_LANE);
  const depth = new Map<string, number>();
  for (const key of topologicalOrder(edges)) {
    depth.set(key, Math.max(0, ...(edges.get(key) ?? []).map((target) => (depth.get(target) ?? 0) + 1)));
  }
  const lanes = [...idOf].map(([key, laneId]): ExecutionLane => {
    const members = groups.get(key) ?? [];
    const ids = new Set(members.map((wp) => wp.wpId));
    const isPlanning = key === PLANNING_LANE;
    return {
      laneId,
      wpIds: isPlanning ? [...ids] : localOrder(ids, graph, order),
      writeScope: [...new Set(members.flatMap((wp) => wp.ownedFiles))].toSorted(),
      predictedAreas: isPlanning ? ["planning"] : [],
      dependsOnLanes: (edges.get(key) ?? []).flatMap((target) => idOf.get(target) ?? []).toSorted(compareLaneIds),
      parallelGroup: depth.get(key) ?? 0,
    };
  });
  return lanes.toSorted((a, b) => a.parallelGroup - b.parallelGroup || compareLaneIds(a.laneId, b.laneId));
}

/** Dependencies first, lowest id first among the ready, by edges within the lane only. */
function localOrder(ids: ReadonlySet<WpId>, graph: Graph<WpId>, order: readonly WpId[]): readonly WpId[] {
  const members = order.filter((id) => ids.has(id));
  return topologicalOrder(new Map(members.map((id) => [id, graph.get(id) ?? []])));
}

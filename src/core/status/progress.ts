/** How far a mission is: counts by lane, and the share of the work that is done. */
import { LANE_FACTS, LANES, type Lane } from "./lane.ts";
import { countLanes, type Snapshot } from "./reduce.ts";

export type Progress = {
  readonly total: number;
  /** Lanes that hold at least one package, in board order. */
  readonly byLane: { readonly [L in Lane]?: number };
  /** Each package weighted by its lane, 0 to 100, one decimal. */
  readonly weightedPercentage: number;
  readonly doneCount: number;
  /** 0 to 100, one decimal. */
  readonly donePercentage: number;
};

/** Computes progress over the lanes of all packages of a mission; no package gives zeros. */
export function computeProgress(lanes: Iterable<Lane>): Progress {
  const counts = countLanes([...lanes].map((lane) => ({ lane })));
  const present = LANES.filter((lane) => counts[lane] > 0);
  const total = present.reduce((sum, lane) => sum + counts[lane], 0);
  const weight = present.reduce((sum, lane) => sum + counts[lane] * LANE_FACTS[lane].weight, 0);
  return {
    total,
    byLane: Object.fromEntries(present.map((lane) => [lane, counts[lane]])),
    weightedPercentage: percentage(weight, total),
    doneCount: counts.done,
    donePercentage: percentage(counts.done, total),
  };
}

/** Lists the lanes of the packages that count: those that were moved at least once. */
export const lanesOf = (snapshot: Snapshot): readonly Lane[] =>
  [...snapshot.workPackages.values()].flatMap(({ lane }) => (lane === "uninitialized" ? [] : [lane]));

const percentage = (part: number, total: number): number =>
  total === 0 ? 0 : Math.round((part / total) * 1000 + 1e-9) / 10;

/**
 * The state of a mission as a whole, derived from its lanes, its metadata and the clock; nothing stores it.
 * A merged mission is complete whatever its lanes say; a reopening that is newer than the merge takes that back.
 */
import { parseEpochMs } from "../lib/instant.ts";
import { LANE_FACTS, LANES, type Lane } from "../status/lane.ts";

export const MISSION_STATES = [
  "reopened",
  "active",
  "recoverable",
  "stale",
  "abandoned",
  "recently_completed",
  "archived",
] as const;
export type MissionState = (typeof MISSION_STATES)[number];

/** Days without activity. */
export const STALE_AFTER_DAYS = 14;
export const ABANDONED_AFTER_DAYS = 30;
/** Days for which a completed mission still counts as recent. */
export const RECENT_DAYS = 3;

export type LifecycleFacts = {
  readonly byLane: { readonly [L in Lane]?: number };
  /** ISO 8601, any dialect; "" if nothing ever happened. */
  readonly lastActivityAt: string;
  readonly mergedAt: string | undefined;
  readonly lastReopenedAt: string | undefined;
  /** Milliseconds since the Unix epoch. */
  readonly nowMs: number;
};

export type Lifecycle = {
  readonly state: MissionState;
  /** The same in three words, for filters. */
  readonly coarse: "open" | "quiet" | "completed";
  readonly reason: string;
  readonly activeCount: number;
  readonly total: number;
  /** Whole days since the last activity; `undefined` if there was none. */
  readonly idleDays: number | undefined;
};

const DAY_MS = 86_400_000;

/** Derives the state. */
export function deriveLifecycle(facts: LifecycleFacts): Lifecycle {
  const total = LANES.reduce((sum, lane) => sum + (facts.byLane[lane] ?? 0), 0);
  const count = (wanted: (lane: Lane) => boolean): number =>
    LANES.filter(wanted).reduce((sum, lane) => sum + (facts.byLane[lane] ?? 0), 0);
  const activeCount = count((lane) => LANE_FACTS[lane].bucket === "in_flight" || LANE_FACTS[lane].bucket === "review");
  const terminal = count((lane) => LANE_FACTS[lane].bucket === "terminal");
  const last = parseEpochMs(facts.lastActivityAt);
  const idleDays = last === undefined ? undefined : Math.max(0, Math.floor((facts.nowMs - last) / DAY_MS));
  const { state, reason } = judge(facts, { activeCount, idleDays, isOver: total > 0 && terminal === total });
  return { state, coarse: COARSE[state], reason, activeCount, total, idleDays };
}

type Counts = { readonly activeCount: number; readonly idleDays: number | undefined; readonly isOver: boolean };
type Judged = { readonly state: MissionState; readonly reason: string };

const timeOf = (text: string | undefined): number | undefined => (text === undefined ? undefined : parseEpochMs(text));

function judge(facts: LifecycleFacts, { activeCount, idleDays, isOver }: Counts): Judged {
  const merged = timeOf(facts.mergedAt);
  const reopened = timeOf(facts.lastReopenedAt);
  if (reopened !== undefined && reopened > (merged ?? 0)) return { state: "reopened", reason: "reopened_after_merge" };
  const days = idleDays ?? 0;
  if (facts.mergedAt === undefined && !isOver) {
    return activeCount > 0
      ? byAge(days, "active", "work_in_progress")
      : byAge(days, "recoverable", "nothing_in_progress");
  }
  const ended = merged === undefined ? days : Math.floor((facts.nowMs - merged) / DAY_MS);
  const reason = facts.mergedAt === undefined ? "all_packages_ended" : "merged";
  return { state: ended <= RECENT_DAYS ? "recently_completed" : "archived", reason };
}

function byAge(days: number, fresh: MissionState, reason: string): Judged {
  if (days >= ABANDONED_AFTER_DAYS) return { state: "abandoned", reason: "no_activity" };
  return days >= STALE_AFTER_DAYS ? { state: "stale", reason: "no_activity" } : { state: fresh, reason };
}

const COARSE: { readonly [S in MissionState]: Lifecycle["coarse"] } = {
  reopened: "open",
  active: "open",
  recoverable: "open",
  stale: "quiet",
  abandoned: "quiet",
  recently_completed: "completed",
  archived: "completed",
};

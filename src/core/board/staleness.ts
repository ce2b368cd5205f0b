/**
 * Whether work in progress has gone quiet: nothing was committed on its lane and nothing was recorded for some time.
 * Pure over times; a claim that is younger than the threshold is fresh whatever its branch says.
 */

export type Staleness = {
  readonly status: "fresh" | "stale" | "unknown" | "not_applicable";
  readonly reason: string;
  /** Whole minutes; `undefined` where there is no commit to look at. */
  readonly minutesSinceCommit: number | undefined;
  /** ISO 8601, UTC. */
  readonly lastCommitTime: string | undefined;
};

export type StalenessFacts = {
  /** Milliseconds since the Unix epoch, all of them. */
  readonly nowMs: number;
  readonly lastCommitMs: number | undefined;
  readonly lastTransitionMs: number | undefined;
  readonly thresholdMinutes: number;
  /** True for planning lanes: their work is not committed on a branch of its own. */
  readonly withoutBranch: boolean;
};

const minutesBetween = (from: number, to: number): number => Math.max(0, Math.floor((to - from) / 60_000));

/** Judges one work package that is in progress. */
export function judgeStaleness(facts: StalenessFacts): Staleness {
  const { nowMs, lastCommitMs, lastTransitionMs, thresholdMinutes } = facts;
  const minutesSinceCommit = lastCommitMs === undefined ? undefined : minutesBetween(lastCommitMs, nowMs);
  const lastCommitTime = lastCommitMs === undefined ? undefined : new Date(lastCommitMs).toISOString();
  const shared = { minutesSinceCommit, lastCommitTime };
  if (facts.withoutBranch) return { status: "not_applicable", reason: "planning_lane", ...shared };
  if (lastCommitMs === undefined) return { status: "unknown", reason: "no_lane_branch", ...shared };
  const quiet = minutesBetween(Math.max(lastCommitMs, lastTransitionMs ?? 0), nowMs);
  return quiet >= thresholdMinutes
    ? { status: "stale", reason: "no_recent_activity", ...shared }
    : { status: "fresh", reason: "recent_activity", ...shared };
}

/** Minutes after which a review counts as stalled. */
export const STALL_MINUTES = 30;

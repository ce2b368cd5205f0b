/**
 * What a list of missions needs to know of one log: small, free of the clock, and the same for the same bytes,
 * so that it may be kept beside the id of those bytes.
 */
import { isJsonObject, type Json, type JsonObject } from "../lib/json.ts";
import { isLane, LANES, type Lane } from "../status/lane.ts";
import { lastTimeOf, type ParsedLog } from "../status/parse-log.ts";
import { reduce, type Snapshot } from "../status/reduce.ts";

/** Raised whenever the same log would give another summary. */
export const SUMMARY_VERSION = 1;

export type LogSummary = {
  /** Lanes that hold a package. */
  readonly byLane: { readonly [L in Lane]?: number };
  readonly eventCount: number;
  /** Greatest time on the log; "" if it is empty. */
  readonly lastActivityAt: string;
  readonly lastReopenedAt: string | undefined;
  /** First line that cannot be read; `undefined` for a log that is whole. */
  readonly badLine: number | undefined;
};

/** Summarizes one log; `snapshot` is its fold, where the caller has it already. */
export function summarizeLog(log: ParsedLog, snapshot: Snapshot = reduce(log.rows)): LogSummary {
  const { summary, eventCount } = snapshot;
  const reopened = log.rows.flatMap(({ family, row }) => {
    const { event_type: type, timestamp } = row as JsonObject;
    return family === "lifecycle" && type === "MissionReopened" && typeof timestamp === "string" ? [timestamp] : [];
  });
  return {
    byLane: Object.fromEntries(LANES.filter((lane) => summary[lane] > 0).map((lane) => [lane, summary[lane]])),
    eventCount,
    lastActivityAt: lastTimeOf(log.rows),
    lastReopenedAt: reopened.sort().at(-1),
    badLine: log.problems[0]?.line ?? log.torn?.line,
  };
}

/** The summary of a mission without a log. */
export const EMPTY_SUMMARY: LogSummary = {
  byLane: {},
  eventCount: 0,
  lastActivityAt: "",
  lastReopenedAt: undefined,
  badLine: undefined,
};

/** Prints a summary for the cache. */
export const summaryJson = (summary: LogSummary): JsonObject => ({
  byLane: { ...summary.byLane },
  eventCount: summary.eventCount,
  lastActivityAt: summary.lastActivityAt,
  ...(summary.lastReopenedAt === undefined ? {} : { lastReopenedAt: summary.lastReopenedAt }),
  ...(summary.badLine === undefined ? {} : { badLine: summary.badLine }),
});

/** Reads a summary from the cache; `undefined` if it is none. */
export function parseSummary(value: Json | undefined): LogSummary | undefined {
  if (value === undefined || !isJsonObject(value)) return undefined;
  const { byLane, eventCount, lastActivityAt, lastReopenedAt, badLine } = value as {
    readonly [key: string]: Json | undefined;
  };
  if (byLane === undefined || !isJsonObject(byLane) || typeof eventCount !== "number") return undefined;
  if (!Object.entries(byLane).every(([lane, count]) => isLane(lane) && typeof count === "number")) return undefined;
  if (typeof lastActivityAt !== "string") return undefined;
  return {
    byLane: byLane as LogSummary["byLane"],
    eventCount,
    lastActivityAt,
    lastReopenedAt: typeof lastReopenedAt === "string" ? lastReopenedAt : undefined,
    badLine: typeof badLine === "number" ? badLine : undefined,
  };
}

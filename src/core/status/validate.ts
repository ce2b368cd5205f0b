/**
 * What is wrong with a log, for `agent status validate`. Errors are damage: rows that cannot be counted or counted twice.
 * History that breaks today's rules is a warning, because it can neither be changed nor does it stop anything.
 */
import { parseInstant } from "../lib/instant.ts";
import type { LogRow, TransitionRow } from "./event.ts";
import type { Lane, SourceLane } from "./lane.ts";
import type { LogProblem, ParsedLog } from "./parse-log.ts";
import { nextLanes } from "./transition.ts";

export type LogFinding =
  | ({ readonly severity: "error" } & LogProblem)
  | { readonly severity: "error"; readonly code: "LOG_LINE_TORN"; readonly line: number }
  | {
      readonly severity: "error";
      readonly code: "LOG_ID_REPEATED";
      readonly line: number;
      readonly eventId: string;
      readonly firstLine: number;
      /** The same row twice, or two rows that claim one id. */
      readonly identical: boolean;
    }
  | { readonly severity: "warning"; readonly code: "LOG_NEWLINE_MISSING"; readonly line: number }
  | { readonly severity: "warning"; readonly code: "LOG_TIME_UNREADABLE"; readonly line: number; readonly at: string }
  | { readonly severity: "warning"; readonly code: "LOG_ROW_UNKNOWN"; readonly line: number }
  | ({ readonly severity: "warning"; readonly code: "LOG_MOVE_ILLEGAL" } & Move)
  | ({ readonly severity: "warning"; readonly code: "LOG_FORCE_UNEXPLAINED" } & Move)
  /** The row says the package came from `from`, but it stood in `stood`. */
  | ({ readonly severity: "warning"; readonly code: "LOG_MOVE_DISCONTINUOUS"; readonly stood: Lane } & Move);

type Move = { readonly line: number; readonly wpId: string; readonly from: SourceLane; readonly to: Lane };

/** Lists all findings of a log, by line; an empty list means that it is whole and legal. */
export function validateLog(log: ParsedLog): readonly LogFinding[] {
  const findings: LogFinding[] = [
    ...log.problems.map((problem) => ({ severity: "error" as const, ...problem })),
    ...repeatedIds(log.rows),
    ...log.rows.flatMap(rowFindings),
    ...discontinuities(log.rows),
  ];
  if (log.torn !== undefined) findings.push({ severity: "error", code: "LOG_LINE_TORN", line: log.torn.line });
  if (log.unterminated) {
    const line = Math.max(log.rows.at(-1)?.line ?? 0, log.problems.at(-1)?.line ?? 0);
    findings.push({ severity: "warning", code: "LOG_NEWLINE_MISSING", line });
  }
  return findings.sort((a, b) => a.line - b.line);
}

function repeatedIds(rows: readonly LogRow[]): readonly LogFinding[] {
  const first = new Map<string, LogRow>();
  const findings: LogFinding[] = [];
  for (const entry of rows) {
    const { event_id: eventId } = entry.row;
    if (typeof eventId !== "string") continue;
    const known = first.get(eventId);
    if (known === undefined) first.set(eventId, entry);
    else {
      const identical = known.raw.trim() === entry.raw.trim();
      const { line } = entry;
      findings.push({ severity: "error", code: "LOG_ID_REPEATED", line, eventId, firstLine: known.line, identical });
    }
  }
  return findings;
}

function rowFindings(entry: LogRow): readonly LogFinding[] {
  const { line } = entry;
  if (entry.family === "unknown") return [{ severity: "warning", code: "LOG_ROW_UNKNOWN", line }];
  if (entry.family !== "transition" && entry.family !== "annotation") return [];
  const { at } = entry.row;
  const findings: LogFinding[] =
    parseInstant(at) === undefined ? [{ severity: "warning", code: "LOG_TIME_UNREADABLE", line, at }] : [];
  if (entry.family === "annotation") return findings;
  const { row } = entry;
  if (!row.force && !nextLanes(row.from_lane).includes(row.to_lane)) {
    findings.push({ severity: "warning", code: "LOG_MOVE_ILLEGAL", ...moveOf(row, line) });
  }
  if (row.force && (row.actor === "" || (row.reason ?? "").trim() === "")) {
    findings.push({ severity: "warning", code: "LOG_FORCE_UNEXPLAINED", ...moveOf(row, line) });
  }
  return findings;
}

function discontinuities(rows: readonly LogRow[]): readonly LogFinding[] {
  const moves = rows.flatMap((entry) => (entry.family === "transition" ? [entry] : []));
  const sorted = moves.sort((a, b) => compareText(a.row.at, b.row.at) || compareText(a.row.event_id, b.row.event_id));
  const stands = new Map<string, Lane>();
  const findings: LogFinding[] = [];
  for (const { row, line } of sorted) {
    const stood = stands.get(row.wp_id);
    if (stood !== undefined && stood !== row.from_lane) {
      findings.push({ severity: "warning", code: "LOG_MOVE_DISCONTINUOUS", stood, ...moveOf(row, line) });
    }
    stands.set(row.wp_id, row.to_lane);
  }
  return findings;
}

const moveOf = (row: TransitionRow, line: number): Move => ({
  line,
  wpId: row.wp_id,
  from: row.from_lane,
  to: row.to_lane,
});

const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/**
 * Reads a log's text into rows. Total: any text gives rows and problems, never an exception, and no line is lost:
 * each line is a row, a problem that names it, or the torn end. Lines end at "\n" only.
 * A last line without its newline counts as a row when it is whole (no proper prefix of a JSON object is one).
 * Bytes are decoded by the caller, invalid UTF-8 as U+FFFD.
 */
import { isJsonObject, type JsonObject } from "../lib/json.ts";
import type { Mismatch } from "../lib/mismatch.ts";
import { checkAnnotationRow } from "../wire/generated/annotation-row.generated.ts";
import { checkTransitionRow } from "../wire/generated/transition-row.generated.ts";
import { type AnnotationRow, familyOf, type LogRow, type TransitionRow, timeOf } from "./event.ts";

/** A line that cannot be taken into account; `line` counts from 1. */
export type LogProblem =
  | { readonly code: "LOG_LINE_MALFORMED"; readonly line: number; readonly detail: string }
  /** `path` is the key that is missing or wrong, `found` its value as JSON ("nothing" when absent). */
  | ({ readonly code: "LOG_ROW_INVALID"; readonly line: number; readonly found: string } & Mismatch);

/** The end of a log whose last write was cut off. */
export type TornLine = { readonly line: number; readonly raw: string };

export type ParsedLog = {
  readonly rows: readonly LogRow[];
  readonly problems: readonly LogProblem[];
  readonly torn: TornLine | undefined;
  /** The last row lacks its newline; an append has to supply it. */
  readonly unterminated: boolean;
};

/** Parses a whole log or any prefix of one. Blank lines and a leading byte order mark are skipped. */
export function parseLog(text: string): ParsedLog {
  const rows: LogRow[] = [];
  const problems: LogProblem[] = [];
  const lines = (text.startsWith("\ufeff") ? text.slice(1) : text).split("\n");
  const tail = lines.pop() ?? "";
  for (const [index, raw] of lines.entries()) {
    const parsed = parseLine(raw, index + 1);
    if (!("code" in parsed)) rows.push(parsed);
    else if (raw.trim() !== "") problems.push(parsed);
  }
  if (tail.trim() === "") return { rows, problems, torn: undefined, unterminated: false };
  const last = parseLine(tail, lines.length + 1);
  if (!("code" in last)) return { rows: [...rows, last], problems, torn: undefined, unterminated: true };
  if (last.code === "LOG_ROW_INVALID" && last.path !== "") {
    return { rows, problems: [...problems, last], torn: undefined, unterminated: true };
  }
  return { rows, problems, torn: { line: last.line, raw: tail }, unterminated: false };
}

/** Parses one line, without its newline. */
export function parseLine(raw: string, line: number): LogRow | LogProblem {
  let row: unknown;
  try {
    row = JSON.parse(raw);
  } catch (error) {
    return { code: "LOG_LINE_MALFORMED", line, detail: error instanceof Error ? error.message : String(error) };
  }
  if (!isJsonObject(row)) return { code: "LOG_ROW_INVALID", line, path: "", expected: "an object", found: raw };
  const family = familyOf(row);
  switch (family) {
    case "transition": {
      const mismatch = checkTransitionRow(row);
      return mismatch === undefined
        ? { family, line, raw, row: row as unknown as TransitionRow }
        : invalid(row, line, mismatch);
    }
    case "annotation": {
      const mismatch = checkAnnotationRow(row);
      return mismatch === undefined
        ? { family, line, raw, row: row as unknown as AnnotationRow }
        : invalid(row, line, mismatch);
    }
    case "lifecycle":
    case "retrospective":
    case "unknown":
      return { family, line, raw, row };
  }
}

function invalid(row: JsonObject, line: number, mismatch: Mismatch): LogProblem {
  const found = row[mismatch.path];
  return { code: "LOG_ROW_INVALID", line, ...mismatch, found: found === undefined ? "nothing" : JSON.stringify(found) };
}

/** Returns the greatest time on a log by code point, which new rows must follow; "" for an empty log. */
export function lastTimeOf(rows: readonly LogRow[]): string {
  let last = "";
  for (const { row } of rows) {
    const time = timeOf(row);
    if (time > last) last = time;
  }
  return last;
}

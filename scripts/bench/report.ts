/** One measured number, what it may be, and the table of all of them. */
export type Row = {
  readonly name: string;
  /** NaN where nothing could be measured. */
  readonly value: number;
  readonly unit: "× empty" | "× parse" | "× git commit" | "ms" | "processes";
  /** Undefined for numbers that are only there to compare with. */
  readonly budget: number | undefined;
  /** `missing`: the command does not exist yet. `not reached`: an earlier command of the same flow failed. */
  readonly verdict: "ok" | "over" | "missing" | "failed" | "not reached" | "info";
  readonly note?: string;
};

const number = (value: number): string => (Number.isNaN(value) ? "–" : value.toFixed(value < 10 ? 2 : 0));

/** Renders a plain table, worst news last so that it is what one sees. */
export function renderTable(rows: readonly Row[]): string {
  const cells = rows.map((row) => [
    row.name,
    number(row.value),
    row.budget === undefined ? "" : `≤ ${row.budget}`,
    row.unit,
    row.verdict === "over" || row.verdict === "failed" ? row.verdict.toUpperCase() : row.verdict,
    row.note?.split("\n")[0] ?? "",
  ]);
  const widths = [0, 1, 2, 3, 4].map((i) => Math.max(...cells.map((row) => (row[i] ?? "").length)));
  return cells
    .map((row) =>
      row.map((cell, i) => (i === 1 ? cell.padStart(widths[i] ?? 0) : cell.padEnd(widths[i] ?? 0))).join("  "),
    )
    .map((line) => line.trimEnd())
    .join("\n");
}

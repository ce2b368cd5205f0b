/**
 * Rows in aligned columns, as pure text. On a terminal the widest flexible column gives way until the line fits;
 * piped, nothing is cut and columns are two spaces apart, so that a program can split them.
 */
import type { Style } from "../style.ts";
import { cut, pad, plainText, widthOfText } from "./text.ts";

export type Column = {
  readonly title: string;
  /** Numbers stand to the right. */
  readonly align?: "left" | "right";
  /** May be cut on a narrow terminal. */
  readonly flexible?: boolean;
  /** Colours a finished cell. */
  readonly paint?: (text: string, style: Style) => string;
};

const GAP = "  ";
const MIN_FLEXIBLE = 8;

/** Renders a header, a rule and one line a row. Cells beyond the columns are ignored; missing ones are empty. */
export function renderTable(columns: readonly Column[], rows: readonly (readonly string[])[], style: Style): string {
  const cells = rows.map((row) => columns.map((_, at) => plainText(row[at] ?? "")));
  const widths = fitWidths(columns, cells, style.width);
  const line = (row: readonly string[], isHead: boolean): string =>
    columns
      .map((column, at) => {
        const width = widths[at] ?? 0;
        const text = cut(row[at] ?? "", width);
        const placed = column.align === "right" ? `${" ".repeat(width - widthOfText(text))}${text}` : pad(text, width);
        const filled = at === columns.length - 1 && column.align !== "right" ? text : placed;
        return isHead ? style.bold(filled) : (column.paint?.(filled, style) ?? filled);
      })
      .join(GAP)
      .trimEnd();
  const head = line(
    columns.map((column) => column.title),
    true,
  );
  return [
    head,
    style.dim(widths.map((width) => "─".repeat(width)).join(GAP)),
    ...cells.map((row) => line(row, false)),
  ].join("\n");
}

/** Natural widths, then the widest flexible column shrinks until the line fits or none can. */
function fitWidths(
  columns: readonly Column[],
  cells: readonly (readonly string[])[],
  total: number | undefined,
): readonly number[] {
  const widths = columns.map(({ title }, at) =>
    Math.max(widthOfText(title), ...cells.map((row) => widthOfText(row[at] ?? ""))),
  );
  if (total === undefined) return widths;
  let spare = total - widths.reduce((sum, width) => sum + width, 0) - GAP.length * (columns.length - 1);
  while (spare < 0) {
    const candidates = widths
      .map((width, at) => ({ width, at }))
      .filter(({ width, at }) => columns[at]?.flexible === true && width > MIN_FLEXIBLE)
      .sort((a, b) => b.width - a.width);
    const [widest, next] = candidates;
    if (widest === undefined) break;
    const floor = Math.max(MIN_FLEXIBLE, Math.min(widest.width - 1, next?.width ?? MIN_FLEXIBLE));
    const taken = Math.min(-spare, widest.width - floor);
    widths[widest.at] = widest.width - taken;
    spare += taken;
  }
  return widths;
}

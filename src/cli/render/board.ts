/**
 * A mission's board for a person: title, progress, its columns, and what is off the track below them. Pure.
 * Side by side where each column has room, else one list under the other; piped, always the lists, and nothing is cut.
 * Every lane that holds a card is shown: blocked and canceled work never disappears.
 */
import type { Style } from "../style.ts";
import { cut, pad, plainText, widthOfText, wrapText } from "./text.ts";

export type BoardTone = "waiting" | "active" | "review" | "done" | "trouble" | "muted";

export type BoardCard = {
  /** E.g. `WP01`. */
  readonly id: string;
  readonly title: string;
  /** Short remark: who has it, what it waits for, that it went stale. */
  readonly note?: string;
  /** The remark asks for attention. */
  readonly alert?: boolean;
};

export type BoardColumn = {
  readonly title: string;
  readonly tone: BoardTone;
  readonly cards: readonly BoardCard[];
  /** Off the track (blocked, canceled): shown below, and only when it holds cards. */
  readonly aside?: boolean;
};

export type Board = {
  readonly title: string;
  /** Cards that are done, and all that count. */
  readonly done: number;
  readonly total: number;
  /** Weighted readiness, 0 to 100. */
  readonly percent: number;
  readonly columns: readonly BoardColumn[];
  /** The next thing to do, as a command line. */
  readonly next?: string;
};

const GAP = 2;
const MIN_COLUMN = 13;
const MAX_TITLE_LINES = 3;

/** Renders the whole board; no trailing newline. */
export function renderBoard(board: Board, style: Style): string {
  const main = board.columns.filter((column) => column.aside !== true);
  const aside = board.columns.filter((column) => column.aside === true && column.cards.length > 0);
  const isEmpty = board.columns.every((column) => column.cards.length === 0);
  const columnWidth = Math.floor(((style.width ?? 0) - GAP * (main.length - 1)) / Math.max(1, main.length));
  const tracks =
    columnWidth >= MIN_COLUMN ? [renderGrid(main, columnWidth, style)] : main.map((one) => renderList(one, style));
  return [
    [style.bold(style.cyan(cut(plainText(board.title), style.width))), renderProgress(board, style)].join("\n"),
    ...(isEmpty ? [style.dim("No work packages yet")] : [...tracks, ...aside.map((one) => renderList(one, style))]),
    ...(board.next === undefined ? [] : [`${style.bold("Next:")} ${board.next}`]),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

/** `████████░░░░  41%  2 of 5 done`; the bar takes up to 40 columns and is left out when piped. */
export function renderProgress(board: Pick<Board, "done" | "total" | "percent">, style: Style): string {
  const percent = Math.round(Math.min(100, Math.max(0, board.percent)));
  const words = `${percent}%  ${board.done} of ${board.total} done`;
  if (style.width === undefined) return words;
  const cells = Math.max(10, Math.min(40, style.width - widthOfText(words) - 3));
  const full = Math.round((cells * percent) / 100);
  return `${style.green("█".repeat(full))}${style.dim("░".repeat(cells - full))}  ${words}`;
}

const heading = (column: BoardColumn, style: Style): string =>
  `${style.bold(paint(column.tone, style)(column.title))} ${style.dim(String(column.cards.length))}`;

function renderGrid(columns: readonly BoardColumn[], width: number, style: Style): string {
  const gap = " ".repeat(GAP);
  const bodies = columns.map((column) => column.cards.flatMap((card) => renderCell(card, column, width, style)));
  const height = Math.max(0, ...bodies.map((body) => body.length));
  const row = (cell: (at: number) => string): string =>
    columns
      .map((_, at) => pad(cell(at), width))
      .join(gap)
      .trimEnd();
  const title = (at: number): string => {
    const column = columns[at];
    return column === undefined
      ? ""
      : heading({ ...column, title: cut(column.title, width - String(column.cards.length).length - 1) }, style);
  };
  return [
    row(title),
    style.dim(row(() => "─".repeat(width))),
    ...Array.from({ length: height }, (_, line) => row((at) => bodies[at]?.[line] ?? "")),
  ]
    .join("\n")
    .trimEnd();
}

/** A card in a narrow column: id, title over a few lines, remark, and an empty line. */
function renderCell(card: BoardCard, column: BoardColumn, width: number, style: Style): readonly string[] {
  const id = plainText(card.id);
  const [first, ...others] = wrapText(`${id} ${plainText(card.title)}`, width, MAX_TITLE_LINES);
  const head = (first ?? "").startsWith(id)
    ? `${paint(column.tone, style)(id)}${(first ?? "").slice(id.length)}`
    : (first ?? "");
  const note = card.note === undefined ? [] : wrapText(plainText(card.note), width, 2);
  return [head, ...others, ...note.map(card.alert === true ? style.yellow : style.dim), ""];
}

function renderList(column: BoardColumn, style: Style): string {
  const idWidth = Math.max(0, ...column.cards.map((card) => widthOfText(plainText(card.id))));
  return [heading(column, style), ...column.cards.map((card) => renderLine(card, column, idWidth, style))].join("\n");
}

/** A card on one line; where that is too long, its title over several and the remark below. */
function renderLine(card: BoardCard, column: BoardColumn, idWidth: number, style: Style): string {
  const lead = `  ${paint(column.tone, style)(pad(plainText(card.id), idWidth))}  `;
  const room = style.width === undefined ? Number.POSITIVE_INFINITY : style.width - idWidth - 4;
  const color = card.alert === true ? style.yellow : style.dim;
  const title = plainText(card.title);
  const note = card.note === undefined ? "" : `(${plainText(card.note)})`;
  if (widthOfText(title) + 2 + widthOfText(note) <= room) return `${lead}${title}  ${color(note)}`.trimEnd();
  const below = note === "" ? [] : wrapText(note, room).map(color);
  return `${lead}${[...wrapText(title, room), ...below].join(`\n${" ".repeat(idWidth + 4)}`)}`;
}

function paint(tone: BoardTone, style: Style): (text: string) => string {
  switch (tone) {
    case "waiting":
      return style.yellow;
    case "active":
      return style.blue;
    case "review":
      return style.cyan;
    case "done":
      return style.green;
    case "trouble":
      return style.red;
    case "muted":
      return style.dim;
  }
}

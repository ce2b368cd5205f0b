/**
 * The board of a mission: its authored work packages and what the log says of each, side by side.
 * Every package of either side is on it: one whose file is damaged or gone stays visible, with what is known of it.
 * A package that was never recorded stands in `planned`.
 */
import { compareCodePoints } from "../lib/json.ts";
import type { MissionMeta } from "../mission/meta.ts";
import { isTerminal, LANES, type Lane } from "../status/lane.ts";
import { computeProgress, type Progress } from "../status/progress.ts";
import type { Snapshot, WpStatus } from "../status/reduce.ts";
import type { WorkPackage } from "../work-package/work-package.ts";
import { compareWpIds } from "../work-package/wp-id.ts";

/** A file below `tasks/`: a package, or why it is none. */
export type PackageFile = {
  /** E.g. `tasks/WP01-cart.md`. */
  readonly path: string;
  /** Id that the file's name says. */
  readonly id: string;
  readonly authored: WorkPackage | undefined;
  /** Code of the error, where `authored` is absent. */
  readonly damage: string | undefined;
};

export type BoardEntry = {
  readonly id: string;
  /** "" where no file says one. */
  readonly title: string;
  readonly lane: Lane;
  /** `undefined` if the log does not know it yet. */
  readonly status: WpStatus | undefined;
  readonly authored: WorkPackage | undefined;
  readonly path: string | undefined;
  /** What is wrong with its file: a code, `WP_FILE_MISSING` or `WP_DUPLICATE_FILES`. */
  readonly damage: string | undefined;
  /** Ids it depends on, as its author lists them. */
  readonly dependencies: readonly string[];
};

export type Board = {
  /** By id. */
  readonly entries: readonly BoardEntry[];
  readonly progress: Progress;
};

/** Puts files and status together. */
export function makeBoard(files: readonly PackageFile[], snapshot: Pick<Snapshot, "workPackages">): Board {
  const known = [...snapshot.workPackages].flatMap(([id, { lane }]) => (lane === "uninitialized" ? [] : [id]));
  const ids = [...new Set([...files.map(({ id }) => id), ...known])].sort(
    (a, b) => compareWpIds(a, b) || compareCodePoints(a, b),
  );
  const entries = ids.map((id) =>
    toEntry(
      id,
      files.filter((file) => file.id === id),
      snapshot.workPackages.get(id),
    ),
  );
  return { entries, progress: computeProgress(entries.map(({ lane }) => lane)) };
}

function toEntry(id: string, files: readonly PackageFile[], found: WpStatus | undefined): BoardEntry {
  const [file, ...others] = files;
  const authored = file?.authored;
  const status = found?.lane === "uninitialized" ? undefined : found;
  const lane = status === undefined || status.lane === "uninitialized" ? "planned" : status.lane;
  return {
    id,
    title: authored?.title ?? "",
    lane,
    status,
    authored,
    path: file?.path,
    damage: others.length > 0 ? "WP_DUPLICATE_FILES" : file === undefined ? "WP_FILE_MISSING" : file.damage,
    dependencies: authored?.dependencies ?? [],
  };
}

/** Finds a package by id. */
export const findEntry = (board: Board, id: string): BoardEntry | undefined =>
  board.entries.find((entry) => entry.id === id);

/** Tells whether a package may be built upon: its work is approved or done. A canceled one never satisfies. */
export const isSatisfied = (lane: Lane | undefined): boolean => lane === "approved" || lane === "done";

/** Lists the dependencies of a package that are not approved or done yet. */
export const blockersOf = (board: Board, entry: BoardEntry): readonly string[] =>
  entry.dependencies.filter((id) => !isSatisfied(findEntry(board, id)?.lane));

/** Lists the packages that list this one as a dependency. */
export const dependentsOf = (board: Board, id: string): readonly string[] =>
  board.entries.filter((entry) => entry.dependencies.includes(id)).map((entry) => entry.id);

/** Lists packages in a lane, in board order of ids. */
export const inLane = (board: Board, ...lanes: readonly Lane[]): readonly BoardEntry[] =>
  board.entries.filter(({ lane }) => lanes.includes(lane));

/** Lists the planned packages that nothing blocks. */
export const readyEntries = (board: Board): readonly BoardEntry[] =>
  inLane(board, "planned").filter((entry) => entry.damage === undefined && blockersOf(board, entry).length === 0);

/** Tells whether all packages have come to an end, and there is at least one. */
export const isOver = (board: Board): boolean =>
  board.entries.length > 0 && board.entries.every(({ lane }) => isTerminal(lane));

/** Counts every lane, also the empty ones, in board order. */
export const countAll = (board: Board): Readonly<Record<Lane, number>> =>
  Object.fromEntries(LANES.map((lane) => [lane, board.progress.byLane[lane] ?? 0])) as Record<Lane, number>;

/**
 * Tells whether a mission has reached its target: its metadata says so, or its packages were brought to an end by a merge
 * (missions of old versions say it nowhere else).
 */
export const isMerged = (meta: Pick<MissionMeta, "mergedAt" | "baselineMergeCommit">, board: Board): boolean =>
  meta.mergedAt !== undefined ||
  meta.baselineMergeCommit !== undefined ||
  (isOver(board) && board.entries.some(({ lane, status }) => lane === "done" && status?.actor === "merge"));

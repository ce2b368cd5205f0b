/**
 * The nine lanes of the board, and what each means for display and progress.
 * The words are stored in logs and answered to programs: never rename one.
 * `genesis` exists only as the source of a work package's first row; it is never shown, stored as a target or counted.
 */

/** Board order. */
export const LANES = [
  "planned",
  "claimed",
  "in_progress",
  "for_review",
  "in_review",
  "approved",
  "done",
  "blocked",
  "canceled",
] as const;

export type Lane = (typeof LANES)[number];
/** Where a stored row may come from. */
export type SourceLane = Lane | "genesis";

/** Rough stage of the work, for filters. */
export type Bucket = "not_started" | "in_flight" | "review" | "terminal";

export type LaneFacts = {
  /** Share of the work that is done when a package is here, 0 to 1. */
  readonly weight: number;
  readonly bucket: Bucket;
  /** Column of the board that shows it; several lanes may share one. */
  readonly label: string;
};

export const LANE_FACTS: { readonly [L in Lane]: LaneFacts } = {
  planned: { weight: 0, bucket: "not_started", label: "Planned" },
  claimed: { weight: 0.05, bucket: "in_flight", label: "In Progress" },
  in_progress: { weight: 0.3, bucket: "in_flight", label: "In Progress" },
  for_review: { weight: 0.6, bucket: "review", label: "Review" },
  in_review: { weight: 0.7, bucket: "review", label: "In Progress" },
  approved: { weight: 0.8, bucket: "review", label: "Approved" },
  done: { weight: 1, bucket: "terminal", label: "Done" },
  blocked: { weight: 0, bucket: "in_flight", label: "Blocked" },
  canceled: { weight: 0, bucket: "terminal", label: "Canceled" },
};

const ALIASES: Readonly<Record<string, Lane>> = { doing: "in_progress" };
const LANE_SET: ReadonlySet<string> = new Set(LANES);

/** Tells whether a stored value is one of the nine lanes; no alias, no other case. */
export const isLane = (value: unknown): value is Lane => typeof value === "string" && LANE_SET.has(value);

/** Reads what a person or program typed: trimmed, any case, aliases included. `undefined` if it is no lane. */
export function parseLane(text: string): Lane | undefined {
  const word = text.trim().toLowerCase();
  return isLane(word) ? word : Object.hasOwn(ALIASES, word) ? ALIASES[word] : undefined;
}

/** Tells whether work in this lane is over; leaving it needs force. */
export const isTerminal = (lane: Lane): boolean => LANE_FACTS[lane].bucket === "terminal";

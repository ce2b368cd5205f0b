/**
 * Subtasks: ids like `T001` that a work package lists in its front matter (the roster). The log says which are done; rows in
 * tasks.md only help to find the package an id belongs to. An id counts only if its package exists in the mission.
 */
import type { WpId } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { readMarkdownLines } from "./markdown-lines.ts";
import { parseWpId, wpIdsIn } from "./wp-id.ts";

/** Where an id was found, in order of precedence. */
export type SubtaskFormat = "checkbox" | "pipe_table" | "inline" | "roster";

/** A subtask id as typed: `T001`, `<slug>/T001`, `<slug>:T001`, `WP03/T001`, `WP03:T001`, in any case. */
export type SubtaskHandle = {
  readonly subtaskId: string;
  readonly wpId: WpId | undefined;
  readonly missionSlug: string | undefined;
};

export type SubtaskRow = { readonly subtaskId: string; readonly wpId: WpId; readonly format: SubtaskFormat };

export type SubtaskError =
  | { readonly code: "SUBTASK_ID_INVALID"; readonly given: string }
  /** A whole package was named: its lane is moved, not marked. */
  | { readonly code: "SUBTASK_ID_IS_WORK_PACKAGE"; readonly given: string }
  | { readonly code: "SUBTASK_MISSION_MISMATCH"; readonly given: string; readonly missionSlug: string }
  | { readonly code: "SUBTASK_NOT_FOUND"; readonly subtaskId: string; readonly known: readonly string[] }
  | { readonly code: "SUBTASK_AMBIGUOUS"; readonly subtaskId: string; readonly wpIds: readonly WpId[] };

/** Reads what a user typed. */
export function parseSubtaskHandle(given: string): Result<SubtaskHandle, SubtaskError> {
  const text = given.trim();
  if (/^WP\d+$/i.test(text)) return err({ code: "SUBTASK_ID_IS_WORK_PACKAGE", given });
  const match = /^(?:([\w.-]+)[/:])?(T\d{1,6}[a-z]?)$/i.exec(text);
  const [, prefix, id] = match ?? [];
  if (id === undefined) return err({ code: "SUBTASK_ID_INVALID", given });
  const wpId = parseWpId(prefix?.toUpperCase() ?? "");
  const subtaskId = `T${id.slice(1)}`;
  return ok({ subtaskId, wpId, missionSlug: wpId ? undefined : prefix });
}

/** Which subtasks each package of the mission lists; only packages that exist are keys. */
export type SubtaskRosters = ReadonlyMap<WpId, readonly string[]>;

/**
 * Finds the one package that an id belongs to: by the rosters, else by rows of tasks.md. `missionSlug` is the mission at
 * hand; a handle that names another one is refused. `format` tells the first place where the id stands.
 */
export function findSubtask(
  handle: SubtaskHandle,
  facts: { readonly missionSlug: string; readonly rosters: SubtaskRosters; readonly rows: readonly SubtaskRow[] },
): Result<SubtaskRow, SubtaskError> {
  const { subtaskId, missionSlug, wpId } = handle;
  if (missionSlug !== undefined && missionSlug !== facts.missionSlug) {
    return err({ code: "SUBTASK_MISSION_MISMATCH", given: missionSlug, missionSlug: facts.missionSlug });
  }
  const listed = [...facts.rosters].flatMap(([owner, ids]) =>
    ids.map((id): SubtaskRow => ({ subtaskId: id, wpId: owner, format: "roster" })),
  );
  const isMeant = (row: SubtaskRow) =>
    row.subtaskId.toUpperCase() === subtaskId.toUpperCase() && (wpId === undefined || row.wpId === wpId);
  const inRoster = listed.filter(isMeant);
  const inRows = facts.rows.filter((row) => facts.rosters.has(row.wpId) && isMeant(row));
  const owners = [...new Set((inRoster.length > 0 ? inRoster : inRows).map((row) => row.wpId))];
  const [owner, ...others] = owners;
  const found = [...inRoster, ...inRows].find((row) => row.wpId === owner);
  if (!found)
    return err({ code: "SUBTASK_NOT_FOUND", subtaskId, known: [...new Set(listed.map((row) => row.subtaskId))] });
  if (others.length > 0) return err({ code: "SUBTASK_AMBIGUOUS", subtaskId, wpIds: owners });
  return ok({ ...found, format: inRows.find((row) => row.wpId === owner)?.format ?? "roster" });
}

const FORMATS: readonly (readonly [SubtaskFormat, RegExp])[] = [
  ["checkbox", /^\s*[-*]\s+\[[ xXD]\]\s+\**(T\d{3,6}[a-z]?)\b/],
  ["pipe_table", /^\s*\|\s*\**(T\d{3,6}[a-z]?)\**\s*\|/],
  ["inline", /^\s*(?:[-*]\s+)?\**(?:Included\s+)?Subtasks\**\s*:\**(.*)$/i],
];

/**
 * Lists the rows of tasks.md that name subtasks: checkboxes first, then table rows, then inline lists. A row belongs to the
 * package of its section (a heading of two to four hashes; a closed section never reopens), or, in a table above the
 * sections, to the one package its row names.
 */
export function parseSubtaskRows(text: string): readonly SubtaskRow[] {
  const rows: SubtaskRow[] = [];
  const closed = new Set<WpId>();
  let open: WpId | undefined;
  for (const line of readMarkdownLines(text)) {
    const next = line.level >= 2 && line.level <= 4 ? wpIdsIn(line.title)[0] : undefined;
    if (next && next !== open) {
      if (open) closed.add(open);
      open = closed.has(next) ? undefined : next;
    }
    rows.push(...readRow(line.text, open));
  }
  const rank = new Map(FORMATS.map(([format], index) => [format, index]));
  return rows.toSorted((a, b) => (rank.get(a.format) ?? 0) - (rank.get(b.format) ?? 0));
}

function readRow(text: string, section: WpId | undefined): readonly SubtaskRow[] {
  for (const [format, shape] of FORMATS) {
    const value = shape.exec(text)?.[1];
    if (value === undefined) continue;
    const named = wpIdsIn(text);
    const wpId = section ?? (named.length === 1 ? named[0] : undefined);
    const ids = value.match(/\bT\d{3,6}[a-z]?\b/g) ?? [];
    return wpId === undefined ? [] : ids.map((subtaskId) => ({ subtaskId, wpId, format }));
  }
  return [];
}

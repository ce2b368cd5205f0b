/**
 * Whether one work package's file, its dependencies and its place on the board fit together.
 * Errors would stop somebody who works on it; warnings are facts that a reviewer wants to know.
 */
import { type Board, type BoardEntry, blockersOf, findEntry } from "./board.ts";

export type PackageFinding =
  | { readonly severity: "error"; readonly code: "WP_FILE_DAMAGED"; readonly damage: string }
  | { readonly severity: "error"; readonly code: "WP_DEPENDENCY_UNKNOWN"; readonly dependency: string }
  | { readonly severity: "error"; readonly code: "WP_LANE_MISSING" }
  | { readonly severity: "error"; readonly code: "WP_DEPENDENCIES_OPEN"; readonly blockers: readonly string[] }
  | { readonly severity: "warning"; readonly code: "WP_NOT_FINALIZED" }
  | { readonly severity: "warning"; readonly code: "WP_SUBTASKS_OPEN"; readonly subtasks: readonly string[] }
  | { readonly severity: "warning"; readonly code: "WP_TITLE_MISSING" }
  | { readonly severity: "warning"; readonly code: "WP_VERDICT_MISSING" };

const WORKED_ON: ReadonlySet<string> = new Set(["claimed", "in_progress", "for_review", "in_review"]);
const HANDED_OVER: ReadonlySet<string> = new Set(["for_review", "in_review", "approved", "done"]);

/** Lists what is wrong with a package. `isInLanes`: whether a lane lists it; `undefined` where there is no lanes file. */
export function checkPackage(
  board: Board,
  entry: BoardEntry,
  isInLanes: boolean | undefined,
): readonly PackageFinding[] {
  const { authored, status, lane, damage } = entry;
  const unknown = entry.dependencies.filter((id) => findEntry(board, id) === undefined);
  const blockers = blockersOf(board, entry);
  const open = (authored?.subtasks ?? []).filter((id) => status?.subtasks?.[id] !== "done");
  const findings: (PackageFinding | false)[] = [
    damage !== undefined && { severity: "error", code: "WP_FILE_DAMAGED", damage },
    ...unknown.map((dependency) => ({
      severity: "error" as const,
      code: "WP_DEPENDENCY_UNKNOWN" as const,
      dependency,
    })),
    isInLanes === false && lane !== "canceled" && { severity: "error", code: "WP_LANE_MISSING" },
    WORKED_ON.has(lane) && blockers.length > 0 && { severity: "error", code: "WP_DEPENDENCIES_OPEN", blockers },
    status === undefined && { severity: "warning", code: "WP_NOT_FINALIZED" },
    HANDED_OVER.has(lane) && open.length > 0 && { severity: "warning", code: "WP_SUBTASKS_OPEN", subtasks: open },
    authored !== undefined && authored.title === "" && { severity: "warning", code: "WP_TITLE_MISSING" },
    (lane === "approved" || lane === "done") &&
      status?.reviewResult === null && { severity: "warning", code: "WP_VERDICT_MISSING" },
  ];
  return findings.filter((finding) => finding !== false);
}

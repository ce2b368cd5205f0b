/** How a mission that was closed or discarded is shown. */
import type { JsonObject } from "../../core/lib/json.ts";
import type { DiscardedReport, MergedReport } from "../../core/merge/report.ts";
import type { Style } from "../style.ts";
import { mergeHuman, mergeJson } from "./merged.ts";

export type ClosedAnswer = MergedReport | DiscardedReport;

function discardedHuman(value: DiscardedReport, style: Style): string {
  return [
    `${style.green("✓")} Discarded mission ${style.bold(value.folder)}; the target was not touched`,
    ...value.worktrees.map((path) => `  Removed worktree ${path}`),
    ...value.branches.map(
      ({ branch, tip }) => `  Deleted branch ${branch}; to bring it back: git branch ${branch} ${tip}`,
    ),
    ...value.trash.map(({ folder, files }) => `  Moved ${files.length} uncommitted files to ${folder}`),
    ...(value.remains === undefined ? [] : [`  Its files stay in ${value.remains.dir} on ${value.remains.branch}`]),
  ].join("\n");
}

/** The lines for a person. */
export const closedHuman = (value: ClosedAnswer, style: Style): string =>
  value.kind === "merged" ? mergeHuman(value, style) : discardedHuman(value, style);

/** The document for a program. */
export const closedJson = (value: ClosedAnswer): JsonObject =>
  value.kind === "merged"
    ? { ...mergeJson(value), discarded: false }
    : {
        result: "success",
        discarded: true,
        mission_slug: value.folder,
        mission_id: value.missionId ?? null,
        feature_dir: value.featureDir,
        deleted_branches: value.branches.map(({ branch, tip }) => ({ branch, tip })),
        removed_worktrees: value.worktrees,
        remains: value.remains ?? null,
        trash: value.trash.map(({ folder, files }) => ({ folder, files })),
      };

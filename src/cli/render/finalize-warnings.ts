/** Sentences for what finalize-tasks noticed and did not refuse. */
import type { FinalizeWarning } from "../../core/finalize/decide-finalize.ts";
import type { OwnershipWarning } from "../../core/work-package/ownership.ts";
import type { RequirementWarning } from "../../core/work-package/requirements.ts";

/** One sentence about requirements. */
export function requirementSentence(warning: RequirementWarning): string {
  const ids = warning.ids.join(", ");
  return warning.code === "REQUIREMENTS_NOT_DECLARED"
    ? `spec.md cites ${ids} but declares no requirement: begin a table row, heading or list item with each id`
    : `${warning.wpId} refers to ${ids}: success criteria count for nothing in coverage`;
}

/** One sentence about the ownership of files. */
export function ownershipWarningSentence(warning: OwnershipWarning): string {
  switch (warning.kind) {
    case "glob_matches_nothing":
      return `${warning.wpId} owns "${warning.path}", which matches no file yet`;
    case "mode_mismatch":
      return `${warning.wpId} is ${warning.executionMode}, but its owned_files look like the other mode`;
    case "codebase_wide":
      return `${warning.wpId} may write everywhere (scope: codebase-wide), so its overlaps are not checked`;
    case "inferred_default":
      return `${warning.wpId} names no files, so it owns src/**; list its owned_files`;
  }
}

/** Warnings as sentences, by the key that answers list them under. */
export function finalizeWarnings(warnings: readonly FinalizeWarning[]): {
  readonly ownership: readonly string[];
  readonly requirements: readonly string[];
  readonly others: readonly string[];
} {
  return {
    ownership: warnings.flatMap((each) => (each.code === "OWNERSHIP" ? [ownershipWarningSentence(each.warning)] : [])),
    requirements: warnings.flatMap((each) =>
      each.code === "REQUIREMENTS_NOT_DECLARED" || each.code === "SUCCESS_CRITERIA_IGNORED"
        ? [requirementSentence(each)]
        : [],
    ),
    others: warnings.flatMap((each) => {
      if (each.code === "PLAN_CONCERN_MISSING")
        return [`No plan concern is named by ${each.wpIds.join(", ")}, while other packages name theirs`];
      if (each.code === "DEPENDENCY_LINE_UNCLEAR")
        return [`tasks.md line ${each.line} of ${each.wpId} was not understood and not used: ${each.text}`];
      return [];
    }),
  };
}

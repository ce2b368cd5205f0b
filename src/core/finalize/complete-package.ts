/**
 * One work package with the keys that finalize owns filled in, as edits of its front matter. Only those eight keys are ever
 * touched, and only where the value changes; what the author wrote beside them stays byte for byte.
 */
import type { WpId } from "../lib/brand.ts";
import type { Json } from "../lib/json.ts";
import { commonFolder, inferExecutionMode, inferOwnedFiles, type Ownership } from "../work-package/ownership.ts";
import type { WorkPackage } from "../work-package/work-package.ts";

export type FrontMatterEdit = { readonly path: readonly string[]; readonly value: Json };

export type CompletedPackage = {
  readonly wp: WorkPackage;
  readonly ownership: Ownership;
  /** Empty if the file stays as it is. */
  readonly edits: readonly FrontMatterEdit[];
  /** True if neither author nor body named a file, so `src/**` was assumed. */
  readonly usedDefaultFiles: boolean;
};

/** Fills what the author left out and lists what has to change in the file. */
export function completePackage(
  wp: WorkPackage,
  facts: {
    readonly body: string;
    readonly missionSlug: string;
    readonly targetBranch: string;
    readonly dependencies: readonly WpId[];
    readonly requirementRefs: readonly string[];
  },
): CompletedPackage {
  const executionMode = wp.executionMode ?? inferExecutionMode([...(wp.ownedFiles ?? []), facts.body].join("\n"));
  const inferred = inferOwnedFiles(facts.body, executionMode, facts.missionSlug);
  const ownedFiles = wp.ownedFiles ?? inferred.ownedFiles;
  const authoritativePath = wp.authoritativePath ?? commonFolder(ownedFiles);
  const wanted: readonly (readonly [string, Json, Json | undefined])[] = [
    ["dependencies", facts.dependencies, wp.dependencies],
    ["planning_base_branch", facts.targetBranch, wp.planningBaseBranch],
    ["merge_target_branch", facts.targetBranch, wp.mergeTargetBranch],
    ["branch_strategy", branchStrategy(facts.targetBranch), keptStrategy(wp, facts.targetBranch)],
    ["requirement_refs", facts.requirementRefs, wp.requirementRefs],
    ["execution_mode", executionMode, wp.executionMode],
    ["owned_files", ownedFiles, wp.ownedFiles],
    ["authoritative_surface", authoritativePath, wp.authoritativePath],
  ];
  return {
    wp,
    ownership: {
      wpId: wp.id,
      executionMode,
      ownedFiles,
      createIntent: wp.createIntent,
      authoritativePath,
      codebaseWide: wp.codebaseWide,
    },
    edits: wanted.flatMap(([key, value, current]) =>
      sameValue(value, current) || (value === "" && current === undefined) ? [] : [{ path: [key], value }],
    ),
    usedDefaultFiles: wp.ownedFiles === undefined && inferred.usedDefault,
  };
}

const branchStrategy = (target: string): string =>
  `Planned on ${target}. Work on the branch that implement prepares; finished work merges back into ${target}.`;

/** A strategy that names the right target is kept, whoever worded it. */
const keptStrategy = (wp: WorkPackage, target: string): string | undefined =>
  wp.branchStrategy?.includes(target) ? branchStrategy(target) : wp.branchStrategy;

/** Lists are compared as sets: an author's order is not worth an edit. */
function sameValue(value: Json, current: Json | undefined): boolean {
  if (!Array.isArray(value) || !Array.isArray(current)) return value === current;
  return value.length === current.length && value.every((item) => current.includes(item));
}

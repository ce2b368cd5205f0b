/**
 * Which requirements each work package covers, and the refusal if a package covers none, names an unknown one, or a
 * functional requirement is left over. Refs of wps.yaml and of front matter count together; tasks.md only where both are silent.
 */
import type { WpId } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";
import {
  checkCoverage,
  parseSpecRequirements,
  parseTaskRequirementRefs,
  type RequirementWarning,
  readRequirementRefs,
} from "../work-package/requirements.ts";
import type { WorkPackage } from "../work-package/work-package.ts";
import type { ManifestEntry } from "../work-package/wps-manifest.ts";

export type RequirementRefusal = {
  readonly code: "REQUIREMENT_MAPPING_INVALID";
  readonly missingRefs: readonly WpId[];
  readonly unknownRefs: ReadonlyMap<WpId, readonly string[]>;
  readonly unmapped: readonly string[];
  readonly bareProse: readonly string[];
  readonly dependencies: ReadonlyMap<WpId, readonly WpId[]>;
  readonly refs: ReadonlyMap<WpId, readonly string[]>;
};

export type ResolvedRequirements = {
  /** Every package is a key. */
  readonly byWp: ReadonlyMap<WpId, readonly string[]>;
  readonly warnings: readonly RequirementWarning[];
};

export type MappingSources = {
  readonly packages: readonly WorkPackage[];
  readonly entries: readonly ManifestEntry[] | undefined;
  readonly tasksText: string | undefined;
};

/** Reads which requirements each package names, in the order of the packages. */
export function readMappings(sources: MappingSources): readonly {
  readonly wpId: WpId;
  readonly refs: readonly string[];
  readonly warnings: readonly RequirementWarning[];
}[] {
  const fromTasks = sources.entries === undefined ? parseTaskRequirementRefs(sources.tasksText ?? "") : new Map();
  return sources.packages.map((wp) => {
    const entry = sources.entries?.find((each) => each.id === wp.id);
    const stated = readRequirementRefs(wp.id, [...(entry?.requirementRefs ?? []), ...(wp.requirementRefs ?? [])]);
    const refs: readonly string[] = stated.refs.length > 0 ? stated.refs : (fromTasks.get(wp.id) ?? []);
    return { wpId: wp.id, refs, warnings: stated.warnings };
  });
}

/** Resolves and judges the requirement mapping. `dependencies` only travels into the refusal's report. */
export function resolveRequirements(
  input: MappingSources & {
    readonly specText: string;
    readonly dependencies: ReadonlyMap<WpId, readonly WpId[]>;
  },
): Result<ResolvedRequirements, RequirementRefusal> {
  const spec = parseSpecRequirements(input.specText);
  const read = readMappings(input);
  const byWp = new Map(read.map(({ wpId, refs }) => [wpId, refs]));
  const coverage = checkCoverage(spec.declared, byWp);
  const faults =
    coverage.missingRefs.length + coverage.unknownRefs.size + coverage.unmapped.length + spec.bareProse.length;
  if (faults === 0) return ok({ byWp, warnings: [...spec.warnings, ...read.flatMap((each) => each.warnings)] });
  return err({
    code: "REQUIREMENT_MAPPING_INVALID",
    ...coverage,
    bareProse: spec.bareProse,
    dependencies: input.dependencies,
    refs: byWp,
  });
}

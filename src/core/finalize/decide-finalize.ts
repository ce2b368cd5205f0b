/**
 * What finalize-tasks would do, decided from authored text alone: validate everything, then plan every file, so that a
 * refusal leaves nothing half written. Dependencies come from wps.yaml, else front matter, else tasks.md; two sources that
 * are explicit, not empty and different are refused. Everything is in the order of work-package ids.
 */
import { computeLanes, type LanePlan, type LaneRefusal } from "../execution-lane/compute.ts";
import type { LanesFile } from "../execution-lane/lanes-file.ts";
import type { WpId } from "../lib/brand.ts";
import { findCycles } from "../lib/graph.ts";
import type { Json } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import {
  checkOwnership,
  forbiddenEntries,
  type Ownership,
  type OwnershipError,
  type OwnershipWarning,
} from "../work-package/ownership.ts";
import type { RequirementWarning } from "../work-package/requirements.ts";
import { parseRoster, type WorkPackage, type WorkPackageError } from "../work-package/work-package.ts";
import { compareWpIds } from "../work-package/wp-id.ts";
import {
  findUnconcerned,
  parseWpsManifest,
  renderTasksFromManifest,
  type WpsManifest,
  type WpsManifestError,
} from "../work-package/wps-manifest.ts";
import { type CompletedPackage, completePackage } from "./complete-package.ts";
import { type DependencyRefusal, gatherDependencies, type ResolvedDependencies } from "./dependencies.ts";
import { type RequirementRefusal, resolveRequirements } from "./requirements.ts";
import { type SettleRefusal, settleLanes } from "./settle-lanes.ts";

export type FinalizeInput = {
  readonly missionSlug: string;
  /** Branch the mission was planned on and merges into; from meta.json, never from a checkout. */
  readonly targetBranch: string;
  /** The `WP*.md` files of `tasks/`, each with its front matter as a value and its body. */
  readonly files: readonly { readonly fileName: string; readonly value: Json; readonly body: string }[];
  readonly tasksText: string | undefined;
  readonly specText: string;
  /** The value of wps.yaml, or `undefined` without that file. */
  readonly wpsManifest: Json | undefined;
  /** Current lane of each package that has any event. */
  readonly currentLanes: ReadonlyMap<string, string>;
  /** The committed lanes file, if there is one. */
  readonly lanesFile: LanesFile | undefined;
  /** Every file of the repository at the target, relative to its root. */
  readonly repositoryPaths: readonly string[];
};

export type FinalizeRefusal =
  | WorkPackageError
  | WpsManifestError
  | DependencyRefusal
  | RequirementRefusal
  | LaneRefusal
  | { readonly code: "FINALIZE_NO_WORK_PACKAGES" }
  | {
      readonly code: "WP_SECTION_COVERAGE";
      /** Packages without a section in tasks.md (or an entry in wps.yaml). */
      readonly missing: readonly WpId[];
      readonly extra: readonly WpId[];
    }
  | {
      readonly code: "INVALID_WP_OWNED_FILES_KITTY_SPECS";
      readonly invalid: readonly { readonly wpId: WpId; readonly path: string }[];
    }
  | { readonly code: "WP_OWNERSHIP_INVALID"; readonly errors: readonly OwnershipError[] }
  | SettleRefusal;

export type FinalizeWarning =
  | RequirementWarning
  | { readonly code: "OWNERSHIP"; readonly warning: OwnershipWarning }
  | { readonly code: "PLAN_CONCERN_MISSING"; readonly wpIds: readonly WpId[] }
  /** Lines of tasks.md that were not understood, of packages whose dependencies are stated elsewhere. */
  | { readonly code: "DEPENDENCY_LINE_UNCLEAR"; readonly wpId: WpId; readonly line: number; readonly text: string };

export type FinalizePlan = {
  readonly packages: readonly CompletedPackage[];
  /** Text of tasks.md if wps.yaml exists and the text would change. */
  readonly tasksText: string | undefined;
  /** Lanes as computed today. */
  readonly lanes: LanePlan;
  /** The committed file, if it stays: work began with it, or it says the same. */
  readonly keptLanes: LanesFile | undefined;
  readonly toSeed: readonly WpId[];
  readonly alreadySeeded: readonly WpId[];
  /** Every package is a key of both. */
  readonly dependencies: ReadonlyMap<WpId, readonly WpId[]>;
  readonly requirements: ReadonlyMap<WpId, readonly string[]>;
  readonly warnings: readonly FinalizeWarning[];
};

/** Lanes in which no work was done yet. */
const UNSTARTED: ReadonlySet<string> = new Set(["genesis", "planned"]);

/** Decides the whole of finalize-tasks, or names the first thing that is wrong. */
export function decideFinalize(input: FinalizeInput): Result<FinalizePlan, FinalizeRefusal> {
  const sources = readSources(input);
  if (!sources.ok) return sources;
  const { packages, manifest, dependencies } = sources.value;
  const requirements = resolveRequirements({
    packages,
    entries: manifest?.entries,
    tasksText: input.tasksText,
    specText: input.specText,
    dependencies: dependencies.byWp,
  });
  if (!requirements.ok) return requirements;
  if (dependencies.disagreement) return err(dependencies.disagreement);
  const completed = packages.map((wp) =>
    completePackage(wp, {
      body: input.files.find((file) => file.fileName === wp.fileName)?.body ?? "",
      missionSlug: input.missionSlug,
      targetBranch: input.targetBranch,
      dependencies: dependencies.byWp.get(wp.id) ?? [],
      requirementRefs: requirements.value.byWp.get(wp.id) ?? [],
    }),
  );
  const owned = decideLanes(input, completed, dependencies);
  if (!owned.ok) return owned;
  const { ownershipWarnings, ...lanes } = owned.value;
  const tasksText = manifest && renderTasksFromManifest(manifest, input.missionSlug);
  return ok({
    packages: completed,
    tasksText: tasksText === input.tasksText ? undefined : tasksText,
    ...lanes,
    ...splitSeeds(packages, input.currentLanes),
    dependencies: dependencies.byWp,
    requirements: requirements.value.byWp,
    warnings: [
      ...requirements.value.warnings,
      ...dependencies.unclear.map((line) => ({ code: "DEPENDENCY_LINE_UNCLEAR" as const, ...line })),
      ...ownershipWarnings.map((warning) => ({ code: "OWNERSHIP" as const, warning })),
      ...concernWarnings(manifest),
    ],
  });
}

type Sources = {
  readonly packages: readonly WorkPackage[];
  readonly manifest: WpsManifest | undefined;
  readonly dependencies: ResolvedDependencies;
};

/** Reads every file and checks what they say about each other's existence and order. */
function readSources(input: FinalizeInput): Result<Sources, FinalizeRefusal> {
  const roster = parseRoster(input.files);
  if (!roster.ok) return roster;
  const packages = roster.value;
  if (packages.length === 0) return err({ code: "FINALIZE_NO_WORK_PACKAGES" });
  const parsed = input.wpsManifest === undefined ? ok(undefined) : parseWpsManifest(input.wpsManifest);
  if (!parsed.ok) return parsed;
  const manifest = parsed.value;
  const gathered = gatherDependencies({ packages, entries: manifest?.entries, tasksText: input.tasksText });
  const isIndexed = manifest !== undefined || input.tasksText !== undefined;
  const coverage = isIndexed ? checkSections(packages, new Set(gathered.listed)) : undefined;
  if (coverage) return err(coverage);
  const cycles = findCycles(gathered.stated);
  if (cycles.length > 0) return err({ code: "DEPENDENCY_CYCLE", cycles });
  const dependencies = gathered.check();
  return dependencies.ok ? ok({ packages, manifest, dependencies: dependencies.value }) : dependencies;
}

function concernWarnings(manifest: WpsManifest | undefined): readonly FinalizeWarning[] {
  const wpIds = manifest ? findUnconcerned(manifest) : [];
  return wpIds.length > 0 ? [{ code: "PLAN_CONCERN_MISSING", wpIds }] : [];
}

function checkSections(packages: readonly WorkPackage[], listed: ReadonlySet<WpId>): FinalizeRefusal | undefined {
  const ids = new Set(packages.map((wp) => wp.id));
  const missing = packages.flatMap((wp) => (listed.has(wp.id) ? [] : [wp.id]));
  const extra = [...listed].filter((id) => !ids.has(id)).toSorted(compareWpIds);
  return missing.length + extra.length > 0 ? { code: "WP_SECTION_COVERAGE", missing, extra } : undefined;
}

/** Checks ownership, then groups the packages into lanes. */
function decideLanes(
  input: FinalizeInput,
  completed: readonly CompletedPackage[],
  dependencies: ResolvedDependencies,
): Result<
  {
    readonly lanes: LanePlan;
    readonly keptLanes: LanesFile | undefined;
    readonly ownershipWarnings: readonly OwnershipWarning[];
  },
  FinalizeRefusal
> {
  const owners: readonly Ownership[] = completed.map((each) => each.ownership);
  const invalid = owners.flatMap((owner) => forbiddenEntries(owner).map((path) => ({ wpId: owner.wpId, path })));
  if (invalid.length > 0) return err({ code: "INVALID_WP_OWNED_FILES_KITTY_SPECS", invalid });
  const report = checkOwnership(owners, dependencies.byWp, input.repositoryPaths);
  if (report.errors.length > 0) return err({ code: "WP_OWNERSHIP_INVALID", errors: report.errors });
  const started = owners.flatMap(({ wpId }) =>
    UNSTARTED.has(input.currentLanes.get(wpId) ?? "genesis") ? [] : [wpId],
  );
  const lanes = computeLanes(
    owners.map((owner) => ({ ...owner, dependencies: dependencies.byWp.get(owner.wpId) ?? [] })),
  );
  if (!lanes.ok) return lanes;
  const settled = settleLanes(input.lanesFile, lanes.value, started);
  if (!settled.ok) return settled;
  const inferred = completed.flatMap((each) =>
    each.usedDefaultFiles ? [{ kind: "inferred_default" as const, wpId: each.ownership.wpId }] : [],
  );
  return ok({
    lanes: lanes.value,
    keptLanes: settled.value,
    ownershipWarnings: [...inferred, ...report.warnings],
  });
}

const splitSeeds = (packages: readonly WorkPackage[], lanes: ReadonlyMap<string, string>) => ({
  toSeed: packages.flatMap((wp) => (lanes.has(wp.id) ? [] : [wp.id])),
  alreadySeeded: packages.flatMap((wp) => (lanes.has(wp.id) ? [wp.id] : [])),
});

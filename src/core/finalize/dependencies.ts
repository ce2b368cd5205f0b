/**
 * The one answer to "what does each work package depend on", from up to three sources. The strongest explicit source wins,
 * but two explicit, non-empty lists that differ are refused, and so is a line of tasks.md that was not understood unless a
 * stronger source states the list.
 */
import type { WpId } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { parseDependencies, type SectionDependencies } from "../work-package/dependencies.ts";
import type { WorkPackage } from "../work-package/work-package.ts";
import { compareWpIds, parseWpId } from "../work-package/wp-id.ts";
import type { ManifestEntry } from "../work-package/wps-manifest.ts";

export type DependencySource = "wps.yaml" | "frontmatter" | "tasks.md";

export type DependencyConflict = {
  readonly wpId: WpId;
  /** The differing lists, strongest source first. */
  readonly lists: readonly { readonly source: DependencySource; readonly dependencies: readonly string[] }[];
};

export type UnclearDependency = { readonly wpId: WpId; readonly line: number; readonly text: string };

export type DependencyRefusal =
  | { readonly code: "DEPENDENCY_CYCLE"; readonly cycles: readonly (readonly string[])[] }
  | {
      readonly code: "DEPENDENCY_INVALID";
      readonly wpId: WpId;
      readonly invalid: readonly string[];
      readonly unknown: readonly string[];
    }
  | { readonly code: "DEPENDENCY_SOURCES_DISAGREE"; readonly conflicts: readonly DependencyConflict[] }
  | { readonly code: "DEPENDENCY_LINES_UNCLEAR"; readonly lines: readonly UnclearDependency[] };

export type ResolvedDependencies = {
  /** Sorted, each once; every package is a key. */
  readonly byWp: ReadonlyMap<WpId, readonly WpId[]>;
  /** Unclear lines of packages whose list a stronger source states. */
  readonly unclear: readonly UnclearDependency[];
  /** Reported only after the requirement mapping was judged. */
  readonly disagreement: DependencyRefusal | undefined;
};

type Source = { readonly source: DependencySource; readonly dependencies: readonly string[] };

/** Gathers the sources. `stated` serves to name cycles before anything else is judged; `check` judges. */
export function gatherDependencies(input: {
  readonly packages: readonly WorkPackage[];
  readonly entries: readonly ManifestEntry[] | undefined;
  readonly tasksText: string | undefined;
}): {
  /** The packages that wps.yaml, or else tasks.md, lists. */
  readonly listed: readonly WpId[];
  readonly stated: ReadonlyMap<string, readonly string[]>;
  readonly check: () => Result<ResolvedDependencies, DependencyRefusal>;
} {
  // A tasks.md that is made from wps.yaml repeats it and may be stale: it is no source of its own.
  const sections =
    input.entries === undefined ? parseDependencies(input.tasksText ?? "") : new Map<WpId, SectionDependencies>();
  const sources = new Map(
    input.packages.map((wp) => [wp.id, sourcesOf(wp, input.entries, sections.get(wp.id))] as const),
  );
  const chosen = new Map([...sources].map(([wpId, list]) => [wpId, list[0]?.dependencies ?? []] as const));
  const unclear = [...sections].flatMap(([wpId, section]) =>
    section.unclear.map((line) => ({ wpId, line: line.line, text: line.text })),
  );
  const listed = input.entries?.map((entry) => entry.id) ?? [...sections.keys()];
  return { listed, stated: chosen, check: () => judge(sources, unclear) };
}

/** The explicit sources of a package, strongest first. */
function sourcesOf(
  wp: WorkPackage,
  entries: readonly ManifestEntry[] | undefined,
  section: SectionDependencies | undefined,
): readonly Source[] {
  const entry = entries?.find((each) => each.id === wp.id);
  return [
    ...(entry ? [{ source: "wps.yaml" as const, dependencies: entry.dependencies }] : []),
    ...(wp.dependencies ? [{ source: "frontmatter" as const, dependencies: wp.dependencies }] : []),
    ...(section ? [{ source: "tasks.md" as const, dependencies: section.dependencies }] : []),
  ];
}

function judge(
  sources: ReadonlyMap<WpId, readonly Source[]>,
  unclear: readonly UnclearDependency[],
): Result<ResolvedDependencies, DependencyRefusal> {
  const byWp = new Map<WpId, readonly WpId[]>();
  for (const [wpId, [chosen]] of sources) {
    const listed = [...new Set(chosen?.dependencies)];
    const ids = listed.flatMap((text) => parseWpId(text) ?? []);
    const invalid = listed.filter((text) => parseWpId(text) === undefined);
    const unknown = ids.filter((id) => !sources.has(id));
    if (invalid.length + unknown.length > 0) return err({ code: "DEPENDENCY_INVALID", wpId, invalid, unknown });
    byWp.set(wpId, ids.toSorted(compareWpIds));
  }
  const conflicts = [...sources].flatMap(([wpId, lists]) => findConflict(wpId, lists) ?? []);
  const unstated = unclear.filter(({ wpId }) => {
    const strongest = sources.get(wpId)?.[0]?.source;
    return strongest === undefined || strongest === "tasks.md";
  });
  return ok({ byWp, unclear, disagreement: disagreementOf(conflicts, unstated) });
}

function disagreementOf(
  conflicts: readonly DependencyConflict[],
  lines: readonly UnclearDependency[],
): DependencyRefusal | undefined {
  if (conflicts.length > 0) return { code: "DEPENDENCY_SOURCES_DISAGREE", conflicts };
  return lines.length > 0 ? { code: "DEPENDENCY_LINES_UNCLEAR", lines } : undefined;
}

/** An empty list of a weaker source says nothing; an explicit empty list of the strongest one stands. */
function findConflict(wpId: WpId, lists: readonly Source[]): DependencyConflict | undefined {
  const full = lists.filter((list) => list.dependencies.length > 0);
  const spellings = new Set(full.map((list) => [...new Set(list.dependencies)].toSorted().join()));
  return spellings.size > 1 ? { wpId, lists: full } : undefined;
}

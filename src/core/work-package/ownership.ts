/**
 * Which files each work package owns, and whether the claims hold: two packages that no dependency orders may not own a
 * common path, what is named literally must exist or be announced, and code packages own nothing below `kitty-specs/`.
 * Patterns are compared by what they match, never by string prefix.
 */
import type { WpId } from "../lib/brand.ts";
import { type Graph, reachability } from "../lib/graph.ts";
import { suggest } from "../lib/suggest.ts";
import { globMatcher, intersectGlobs, isGlob, normalizeEntry } from "./glob.ts";
import type { ExecutionMode } from "./work-package.ts";

/** What a work package owns once inference has filled what its author left out. */
export type Ownership = {
  readonly wpId: WpId;
  readonly executionMode: ExecutionMode;
  readonly ownedFiles: readonly string[];
  readonly createIntent: readonly string[];
  readonly authoritativePath: string;
  readonly codebaseWide: boolean;
};

export type OwnershipError =
  | {
      readonly kind: "overlap";
      readonly wpA: WpId;
      readonly wpB: WpId;
      readonly globA: string;
      readonly globB: string;
      /** A path that both entries own; only possible if `certain` is false. */
      readonly witness: string;
      readonly certain: boolean;
    }
  /** The authoritative path is empty or the prefix of no owned entry. */
  | { readonly kind: "authoritative_path"; readonly wpId: WpId; readonly path: string }
  /** A literal entry that matches no file and is not announced in `create_intent`. */
  | { readonly kind: "missing_path"; readonly wpId: WpId; readonly path: string; readonly nearest: string | undefined }
  /** An absolute path, or one that leaves the repository. */
  | { readonly kind: "unsafe_path"; readonly wpId: WpId; readonly path: string }
  | { readonly kind: "kitty_specs"; readonly wpId: WpId; readonly path: string };

export type OwnershipWarning =
  | { readonly kind: "glob_matches_nothing"; readonly wpId: WpId; readonly path: string }
  | { readonly kind: "mode_mismatch"; readonly wpId: WpId; readonly executionMode: ExecutionMode }
  | { readonly kind: "codebase_wide"; readonly wpId: WpId }
  | { readonly kind: "inferred_default"; readonly wpId: WpId };

export type OwnershipReport = {
  readonly errors: readonly OwnershipError[];
  readonly warnings: readonly OwnershipWarning[];
};

/**
 * Checks all packages together. `paths` are the repository's files, relative to its root with forward slashes;
 * `dependencies` decides which overlaps are harmless.
 */
export function checkOwnership(
  owners: readonly Ownership[],
  dependencies: Graph<WpId>,
  paths: readonly string[],
): OwnershipReport {
  const known = indexPaths(paths);
  const each = owners.map((owner) => checkOne(owner, known));
  return {
    errors: [...findOverlaps(owners, dependencies), ...each.flatMap((report) => report.errors)],
    warnings: each.flatMap((report) => report.warnings),
  };
}

/** Pairs of entries that own a common path though no dependency orders their packages. */
function findOverlaps(owners: readonly Ownership[], dependencies: Graph<WpId>): readonly OwnershipError[] {
  const reach = reachability(dependencies);
  const narrow = owners.filter((owner) => !owner.codebaseWide);
  return narrow.flatMap((a, index) =>
    narrow.slice(index + 1).flatMap((b) => {
      if (reach.get(a.wpId)?.has(b.wpId) || reach.get(b.wpId)?.has(a.wpId)) return [];
      return commonEntries(a, b).map((pair) => ({ kind: "overlap" as const, wpA: a.wpId, wpB: b.wpId, ...pair }));
    }),
  );
}

/** Every pair of entries of two packages that can match the same path. */
export const commonEntries = (
  a: Pick<Ownership, "ownedFiles">,
  b: Pick<Ownership, "ownedFiles">,
): readonly { globA: string; globB: string; witness: string; certain: boolean }[] =>
  a.ownedFiles.flatMap((globA) =>
    b.ownedFiles.flatMap((globB) => {
      const overlap = intersectGlobs(globA, globB);
      return overlap ? [{ globA, globB, ...overlap }] : [];
    }),
  );

type KnownPaths = {
  readonly files: readonly string[];
  readonly folders: ReadonlySet<string>;
  readonly fileSet: ReadonlySet<string>;
};

function indexPaths(files: readonly string[]): KnownPaths {
  const folders = new Set<string>();
  for (const file of files) {
    for (let at = file.lastIndexOf("/"); at > 0; at = file.lastIndexOf("/", at - 1)) {
      const folder = file.slice(0, at);
      if (folders.has(folder)) break;
      folders.add(folder);
    }
  }
  return { files, folders, fileSet: new Set(files) };
}

function checkOne(owner: Ownership, known: KnownPaths): OwnershipReport {
  const { wpId, executionMode } = owner;
  const announced = new Set(owner.createIntent.map(normalizeEntry));
  const entries = owner.ownedFiles.map((path) => checkEntry(wpId, path, { announced, known }));
  const prefixErrors: readonly OwnershipError[] =
    owner.codebaseWide || ownsAuthoritativePath(owner)
      ? []
      : [{ kind: "authoritative_path", wpId, path: owner.authoritativePath }];
  const forbidden = forbiddenEntries(owner).map((path) => ({ kind: "kitty_specs" as const, wpId, path }));
  const modeWarnings: readonly OwnershipWarning[] = owner.codebaseWide
    ? [{ kind: "codebase_wide", wpId }]
    : modeContradictsPaths(owner)
      ? [{ kind: "mode_mismatch", wpId, executionMode }]
      : [];
  return {
    errors: [...prefixErrors, ...forbidden, ...entries.flatMap((entry) => entry.error ?? [])],
    warnings: [...modeWarnings, ...entries.flatMap((entry) => entry.warning ?? [])],
  };
}

function checkEntry(
  wpId: WpId,
  path: string,
  facts: { readonly announced: ReadonlySet<string>; readonly known: KnownPaths },
): { readonly error?: OwnershipError; readonly warning?: OwnershipWarning } {
  const entry = normalizeEntry(path);
  if (isUnsafe(entry)) return { error: { kind: "unsafe_path", wpId, path } };
  if (facts.announced.has(entry) || exists(entry, facts.known)) return {};
  if (isGlob(entry)) return { warning: { kind: "glob_matches_nothing", wpId, path } };
  return { error: { kind: "missing_path", wpId, path, nearest: nearestPath(entry, facts.known.files) } };
}

const isUnsafe = (entry: string): boolean => /^(?:\/|~|[A-Za-z]:|\\)/.test(entry) || entry.split("/").includes("..");

/** A string prefix counts: `src/api` covers `src/api_v1.py`, as authors write it. */
const ownsAuthoritativePath = (owner: Ownership): boolean =>
  owner.ownedFiles.length === 0
    ? owner.executionMode === "planning_artifact"
    : owner.authoritativePath !== "" && owner.ownedFiles.some((entry) => entry.startsWith(owner.authoritativePath));

const isPlanningPath = (entry: string): boolean => /^(?:kitty-specs|docs)\//.test(normalizeEntry(entry));

/** Entries below `kitty-specs/` that this package may not own. */
export const forbiddenEntries = (owner: Pick<Ownership, "executionMode" | "ownedFiles">): readonly string[] =>
  owner.executionMode === "planning_artifact" && owner.ownedFiles.every(isPlanningPath)
    ? []
    : owner.ownedFiles.filter((entry) => /^kitty-specs(?:\/|$)/.test(normalizeEntry(entry)));

const modeContradictsPaths = ({ executionMode, ownedFiles }: Ownership): boolean =>
  ownedFiles.length > 0 &&
  (executionMode === "planning_artifact"
    ? ownedFiles.some((entry) => CODE_PATH.test(entry))
    : ownedFiles.every((entry) => /^kitty-specs\//.test(normalizeEntry(entry))));

function exists(entry: string, known: KnownPaths): boolean {
  if (known.fileSet.has(entry) || known.folders.has(entry)) return true;
  if (!isGlob(entry)) return false;
  const base = entry.slice(0, entry.search(/[*?{[]/));
  const matches = globMatcher(entry);
  return known.files.some((file) => file.startsWith(base) && matches(file));
}

/** The file of the same name elsewhere, else the one whose whole path is closest. */
function nearestPath(entry: string, files: readonly string[]): string | undefined {
  const name = entry.slice(entry.lastIndexOf("/") + 1);
  const namesakes = files.filter((file) => file === name || file.endsWith(`/${name}`));
  const shared = (file: string) => entry.split("/").filter((part) => file.split("/").includes(part)).length;
  const best = namesakes.toSorted((a, b) => shared(b) - shared(a) || (a < b ? -1 : 1))[0];
  return best ?? suggest(entry, files, 1)[0];
}

const PLANNING_SIGNAL = /kitty-specs\/|\b(?:spec|plan|tasks|data-model|quickstart)\.md\b/;
const CODE_SIGNAL = /(?:^|[\s`"'(/])(?:src|tests?)\/|\.(?:py|ts|js)\b/m;
const CODE_PATH = /^(?:src|tests?)\/|\.(?:py|ts|js)$/;

/** Guesses the mode from paths: planning only if there are planning signals and no code signals. */
export const inferExecutionMode = (text: string): ExecutionMode =>
  PLANNING_SIGNAL.test(text) && !CODE_SIGNAL.test(text) ? "planning_artifact" : "code_change";

/** Harvests owned paths from a prompt's body; `src/**` (and `usedDefault`) if it names none. */
export function inferOwnedFiles(
  body: string,
  executionMode: ExecutionMode,
  missionSlug: string,
): { readonly ownedFiles: readonly string[]; readonly usedDefault: boolean } {
  if (executionMode === "planning_artifact")
    return { ownedFiles: [`kitty-specs/${missionSlug}/**`], usedDefault: false };
  const found = [...body.matchAll(/(?<![\w./-])(?:src|tests?|docs)\/[\w./*@-]+/g)].map(([path]) => {
    const clean = path.replace(/[./]+$/, "");
    return /\.\w+$|\*$/.test(clean) ? clean : `${clean}/**`;
  });
  const ownedFiles = [...new Set(found)].toSorted();
  return ownedFiles.length > 0 ? { ownedFiles, usedDefault: false } : { ownedFiles: ["src/**"], usedDefault: true };
}

/** The longest folder that all entries share, with a trailing slash; a single file is its own. Empty if they share none. */
export function commonFolder(entries: readonly string[]): string {
  const [first, ...others] = entries.map((entry) => normalizeEntry(entry).split("/"));
  if (!first) return "";
  if (others.length === 0 && !isGlob(first.join("/"))) return first.join("/");
  const fixed = first.slice(0, -1);
  const end = fixed.findIndex(
    (part, at) => isGlob(part) || others.some((other) => other.length - 1 <= at || other[at] !== part),
  );
  const shared = end < 0 ? fixed : fixed.slice(0, end);
  return shared.length > 0 ? `${shared.join("/")}/` : "";
}

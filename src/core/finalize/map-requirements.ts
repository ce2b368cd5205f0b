/**
 * Adds requirement ids to work packages, or replaces them. Every id must be declared in spec.md and every package must exist,
 * or nothing is changed. Ids that a package has already are not added again, and its own spelling of them stays.
 */
import type { ClaimRefusal } from "../execution-lane/claim.ts";
import type { WpId } from "../lib/brand.ts";
import { isJsonObject, parseJson } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import {
  checkCoverage,
  parseSpecRequirements,
  type RequirementWarning,
  readRequirementRefs,
} from "../work-package/requirements.ts";
import { readList, type WorkPackage } from "../work-package/work-package.ts";
import { readTypedWpId } from "../work-package/wp-id.ts";
import type { FrontMatterEdit } from "./complete-package.ts";
import { type MappingSources, readMappings } from "./requirements.ts";

const typedId = (given: string): string => readTypedWpId(given) ?? given.toUpperCase();

export type MappingRefusal =
  /** The flags do not say which package gets what; `detail` says why. */
  | { readonly code: "MAPPING_REQUEST_INVALID"; readonly detail: string }
  | Extract<ClaimRefusal, { code: "WP_NOT_FOUND" }>
  /** `declared` are the ids of spec.md. */
  | {
      readonly code: "REQUIREMENT_REFS_UNKNOWN";
      /** The first package that was to get one of them. */
      readonly wpId: string;
      readonly unknown: readonly string[];
      readonly declared: readonly string[];
    };

/** Requirement ids by work package, as asked for; ids in upper case. An empty list asks for none. */
export type MappingRequest = ReadonlyMap<string, readonly string[]>;

const refsOf = (texts: readonly string[]): readonly string[] => [
  ...new Set(texts.flatMap((text) => text.toUpperCase().split(/[\s,]+/)).filter((text) => text !== "")),
];

/** Reads the flags: one package with its refs, or a JSON object of packages. Errors: MAPPING_REQUEST_INVALID. */
export function parseMappingRequest(flags: {
  readonly wp: string | undefined;
  readonly refs: string | undefined;
  readonly batch: string | undefined;
  readonly hasTrackerRefs: boolean;
}): Result<MappingRequest, MappingRefusal> {
  const refuse = (detail: string) => err({ code: "MAPPING_REQUEST_INVALID" as const, detail });
  const { wp, refs, batch } = flags;
  if (batch !== undefined) {
    return wp === undefined && refs === undefined
      ? parseBatch(batch)
      : refuse("--batch takes the place of --wp and --refs");
  }
  if (wp === undefined) return refuse("no work package is named");
  const ids = refsOf([refs ?? ""]);
  if (ids.length === 0 && !flags.hasTrackerRefs) return refuse("no requirement is named");
  return ok(new Map([[typedId(wp), ids]]));
}

function parseBatch(batch: string): Result<MappingRequest, MappingRefusal> {
  const parsed = parseJson(batch);
  const value = parsed.ok ? parsed.value : undefined;
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  const lists = entries.map(([wp, refs]) => [typedId(wp), refsOf(readList(refs) ?? [])] as const);
  return lists.length > 0 && lists.every(([, refs]) => refs.length > 0)
    ? ok(new Map(lists))
    : err({ code: "MAPPING_REQUEST_INVALID", detail: "--batch is no JSON object of package ids with lists of refs" });
}

export type MappingPlan = {
  readonly edits: readonly { readonly wp: WorkPackage; readonly edits: readonly FrontMatterEdit[] }[];
  /** What was asked for. */
  readonly mapped: MappingRequest;
  /** Every package with its refs as they are from now on. */
  readonly total: ReadonlyMap<WpId, readonly string[]>;
  readonly functional: readonly string[];
  /** Functional requirements that no package covers yet. */
  readonly unmapped: readonly string[];
  readonly bareProse: readonly string[];
  readonly warnings: readonly RequirementWarning[];
};

/** Decides which front matter changes. Errors: WP_NOT_FOUND, REQUIREMENT_REFS_UNKNOWN. */
export function decideMapping(
  sources: MappingSources & {
    readonly specText: string;
    readonly request: MappingRequest;
    readonly mode: "add" | "replace";
  },
): Result<MappingPlan, MappingRefusal> {
  const { packages, request } = sources;
  const known = packages.map((wp) => wp.id);
  const absent = [...request.keys()].find((id) => !known.some((each) => each === id));
  if (absent !== undefined) return err({ code: "WP_NOT_FOUND", wpId: absent, known });
  const spec = parseSpecRequirements(sources.specText);
  const unknown = [...new Set([...request.values()].flat())].filter((id) => !spec.declared.includes(id));
  if (unknown.length > 0) {
    const wpId = [...request].find(([, refs]) => refs.some((id) => unknown.includes(id)))?.[0] ?? "";
    return err({ code: "REQUIREMENT_REFS_UNKNOWN", wpId, unknown, declared: spec.declared });
  }
  const after = packages.map((wp) => ({ wp, refs: mergeRefs(wp, request.get(wp.id) ?? [], sources.mode) }));
  const read = readMappings({ ...sources, packages: after.map(({ wp, refs }) => ({ ...wp, requirementRefs: refs })) });
  const total = new Map(read.map(({ wpId, refs }) => [wpId, refs]));
  return ok({
    edits: after.flatMap(({ wp, refs }) =>
      refs === wp.requirementRefs || refs === undefined
        ? []
        : [{ wp, edits: [{ path: ["requirement_refs"], value: refs }] }],
    ),
    mapped: request,
    total,
    functional: spec.declared.filter((id) => id.startsWith("FR-")),
    unmapped: checkCoverage(spec.declared, total).unmapped,
    bareProse: spec.bareProse,
    warnings: [...spec.warnings, ...read.flatMap(({ warnings }) => warnings)],
  });
}

/** The very list of the package, if nothing is new. */
function mergeRefs(wp: WorkPackage, wanted: readonly string[], mode: "add" | "replace"): readonly string[] | undefined {
  const own = wp.requirementRefs ?? [];
  const stated = readRequirementRefs(wp.id, own).refs;
  if (wanted.length === 0) return wp.requirementRefs;
  const missing = wanted.filter((id) => !stated.includes(id));
  const isSame = missing.length === 0 && (mode === "add" || stated.length === wanted.length);
  if (isSame) return wp.requirementRefs;
  return mode === "replace" ? wanted : [...own, ...missing];
}

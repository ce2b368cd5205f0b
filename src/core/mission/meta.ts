/**
 * A mission's meta.json: a typed view for this program over the whole document for everyone else.
 * Keys that are not known here survive every rewrite as they stood; legacy keys are read, and replaced on the first edit.
 * A missing file is an empty identity; a broken one is always an error that names its path, never a default.
 */
import { isMissionId, isSafeSegment } from "../layout/names.ts";
import { isJsonObject, type Json, type JsonObject, parseJson, renderJsonPretty } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { checkMissionMeta } from "../wire/generated/mission-meta.generated.ts";

/** Where the parts of a mission live; only the last two have a coordination branch. */
export const TOPOLOGIES = ["single_branch", "lanes", "coord", "lanes_with_coord"] as const;
export type Topology = (typeof TOPOLOGIES)[number];

export type MissionMeta = {
  /** The document as it was read. */
  readonly raw: JsonObject;
  readonly missionId: string | undefined;
  /** Display only, assigned at merge, not unique. */
  readonly missionNumber: number | undefined;
  /** `mission_slug`, else `slug`, else the old `feature_slug`; `undefined` for an empty document. */
  readonly missionSlug: string | undefined;
  readonly slug: string | undefined;
  readonly friendlyName: string | undefined;
  /** "" when absent: a type is never assumed. */
  readonly missionType: string;
  readonly targetBranch: string | undefined;
  /** As stored; `topologyOf` derives it when absent. */
  readonly topology: Topology | undefined;
  readonly coordinationBranch: string | undefined;
  /** The mission once had a coordination branch and was flattened; no topology of its own. */
  readonly flattened: boolean;
  readonly prBound: boolean;
  readonly purposeTldr: string | undefined;
  readonly purposeContext: string | undefined;
  /** ISO 8601 as stored. */
  readonly createdAt: string | undefined;
  readonly acceptedAt: string | undefined;
  readonly mergedAt: string | undefined;
  readonly baselineMergeCommit: string | undefined;
  /** `bulk_edit` or absent. */
  readonly changeMode: string | undefined;
};

export type MetaError =
  | { readonly code: "META_CORRUPT"; readonly file: string; readonly detail: string }
  /** `path` is the key whose value is not what `expected` says. */
  | { readonly code: "META_INVALID"; readonly file: string; readonly path: string; readonly expected: string }
  | { readonly code: "META_NUMBER_UNASSIGNED"; readonly file: string; readonly value: string };

/**
 * Parses meta.json; `file` is its path, for errors only.
 * Errors: `META_CORRUPT` (no JSON object), `META_INVALID` (a key has the wrong type), `META_NUMBER_UNASSIGNED`.
 */
export function parseMeta(text: string, file: string): Result<MissionMeta, MetaError> {
  const parsed = parseJson(text);
  if (!parsed.ok) {
    const detail = parsed.error.code === "JSON_MALFORMED" ? parsed.error.detail : parsed.error.code;
    return err({ code: "META_CORRUPT", file, detail });
  }
  if (!isJsonObject(parsed.value)) return err({ code: "META_CORRUPT", file, detail: "It is not a JSON object" });
  return metaOf(parsed.value, file);
}

/** Takes a document that is already in memory. Errors as `parseMeta`. */
export function metaOf(raw: JsonObject, file: string): Result<MissionMeta, MetaError> {
  const mismatch = checkMissionMeta(raw) ?? checkNames(raw);
  if (mismatch !== undefined) return err({ code: "META_INVALID", file, ...mismatch });
  const number = parseNumber(raw["mission_number"] ?? raw["feature_number"] ?? null);
  if (typeof number === "string") return err({ code: "META_NUMBER_UNASSIGNED", file, value: number });
  return ok(view(raw, number));
}

/** Prints meta.json canonically: sorted keys, two spaces, text as it is, one newline. */
export const renderMeta = (meta: MissionMeta): string => renderJsonPretty(meta.raw);

export type MetaEdit = { readonly set?: JsonObject; readonly unset?: readonly string[] };

/**
 * Sets and removes keys; all other keys stay, legacy keys give way to their present names.
 * Errors as `parseMeta`: an edit cannot leave a document that would not be read again.
 */
export function editMeta(meta: MissionMeta, edit: MetaEdit, file: string): Result<MissionMeta, MetaError> {
  const dropped = new Set([...LEGACY_KEYS, ...(edit.unset ?? [])]);
  const kept = Object.entries({ ...meta.raw, ...modernNames(meta) }).filter(([key]) => !dropped.has(key));
  return metaOf({ ...Object.fromEntries(kept), ...edit.set }, file);
}

/** Says which topology a mission has: the stored one, else what its coordination branch and lanes.json imply. */
export function topologyOf(meta: MissionMeta, hasLanesFile: boolean): Topology {
  if (meta.topology !== undefined) return meta.topology;
  if (meta.coordinationBranch !== undefined) return hasLanesFile ? "lanes_with_coord" : "coord";
  return hasLanesFile ? "lanes" : "single_branch";
}

/** Tells whether a topology records status on a coordination branch. */
export const isCoordinated = (topology: Topology): boolean => topology === "coord" || topology === "lanes_with_coord";

const LEGACY_KEYS = ["feature_slug", "feature_number", "mission_key", "legacy_aggregate_id", "mission"] as const;

function checkNames(raw: JsonObject): { readonly path: string; readonly expected: string } | undefined {
  const id = text(raw, "mission_id");
  if (id !== undefined && !isMissionId(id)) return { path: "mission_id", expected: "26 characters of a ULID" };
  const path = (["mission_slug", "slug", "feature_slug"] as const).find((key) => {
    const slug = text(raw, key);
    return slug !== undefined && !isSafeSegment(slug);
  });
  return path === undefined ? undefined : { path, expected: "one safe folder name" };
}

/** Returns the number, `undefined` for none, or the text that is no number. */
function parseNumber(value: Json): number | string | undefined {
  if (typeof value === "number") return value;
  if (typeof value !== "string" || value.trim() === "") return undefined;
  return /^\d{1,9}$/.test(value.trim()) ? Number(value) : value;
}

function view(raw: JsonObject, missionNumber: number | undefined): MissionMeta {
  const slug = text(raw, "slug") ?? text(raw, "mission_slug") ?? text(raw, "feature_slug");
  return {
    raw,
    missionId: text(raw, "mission_id"),
    missionNumber,
    missionSlug: text(raw, "mission_slug") ?? slug,
    slug,
    friendlyName: text(raw, "friendly_name"),
    missionType: text(raw, "mission_type") ?? "",
    targetBranch: text(raw, "target_branch") ?? text(raw, "merge_target_branch"),
    topology: TOPOLOGIES.find((topology) => topology === raw["topology"]),
    coordinationBranch: text(raw, "coordination_branch"),
    flattened: raw["flattened"] === true,
    prBound: raw["pr_bound"] === true,
    purposeTldr: text(raw, "purpose_tldr"),
    purposeContext: text(raw, "purpose_context"),
    createdAt: text(raw, "created_at"),
    acceptedAt: text(raw, "accepted_at"),
    mergedAt: text(raw, "merged_at"),
    baselineMergeCommit: text(raw, "baseline_merge_commit"),
    changeMode: text(raw, "change_mode"),
  };
}

/** The present names and forms of what legacy keys say. */
const modernNames = (meta: MissionMeta): JsonObject => ({
  ...(meta.missionSlug === undefined ? {} : { mission_slug: meta.missionSlug }),
  ...(meta.slug === undefined ? {} : { slug: meta.slug }),
  ...(meta.missionNumber === undefined ? {} : { mission_number: meta.missionNumber }),
});

/** Reads a text; blank counts as absent. */
function text(raw: JsonObject, key: string): string | undefined {
  const value = raw[key];
  return typeof value === "string" && value.trim() !== "" ? value : undefined;
}

/**
 * `lanes.json`: the committed answer to "which packages share a branch". The file wins over any recomputation. The reader
 * takes every layout and fills what old files lack; the writer prints two-space JSON in a fixed key order, ASCII only, with a
 * final newline, so that a canonical file survives reading and writing byte for byte. Unknown keys of the top level and of
 * lanes are kept.
 */
import { PLANNING_LANE } from "../layout/branches.ts";
import { isJsonObject, isRawNumber, type Json, type JsonObject, parseJson, renderJsonPretty } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { readList, readText } from "../work-package/work-package.ts";
import type { CollapseEvent, ExecutionLane, LanePlan } from "./compute.ts";

export type LanesFile = {
  readonly missionSlug: string;
  /** A ULID; some old files hold the slug. */
  readonly missionId: string | undefined;
  readonly missionBranch: string;
  readonly targetBranch: string;
  readonly lanes: readonly (ExecutionLane & { readonly extras: JsonObject })[];
  readonly computedAt: string;
  readonly computedFrom: string;
  /** Absent in some old files; the planning lane says the same. */
  readonly planningArtifactWps: readonly string[] | undefined;
  /** The commit that lanes must contain; `null` if known to be none, `undefined` if the file says nothing. */
  readonly planningCommitSha: string | null | undefined;
  readonly collapseReport: CollapseReport | undefined;
  readonly extras: JsonObject;
};

export type CollapseReport = {
  readonly events: readonly CollapseEvent[];
  readonly totalMerges: number;
  readonly independentWpsCollapsed: number;
  readonly byRule: Readonly<Record<string, number>>;
};

export type LanesFileError =
  /** Not JSON, or a required key is missing; `detail` says which. */
  | { readonly code: "LANES_FILE_CORRUPT"; readonly path: string; readonly detail: string }
  | { readonly code: "LANES_FILE_TOO_NEW"; readonly path: string; readonly version: number };

export const LANES_VERSION = 1;
export const COMPUTED_FROM = "dependency_graph+ownership";

const TOP_KEYS: ReadonlySet<string> = new Set(
  `version mission_slug mission_id mission_branch target_branch lanes computed_at computed_from planning_artifact_wps
  planning_commit_sha collapse_report`.split(/\s+/),
);
const LANE_KEYS: ReadonlySet<string> = new Set(
  "lane_id wp_ids write_scope predicted_surfaces depends_on_lanes parallel_group".split(" "),
);

/** Reads the text of a lanes file; `path` only names it in an error. */
export function parseLanesFile(text: string, path: string): Result<LanesFile, LanesFileError> {
  const corrupt = (detail: string) => err({ code: "LANES_FILE_CORRUPT", path, detail } as const);
  const parsed = parseJson(text);
  if (!parsed.ok || !isJsonObject(parsed.value)) return corrupt("it is not a JSON object");
  const { value } = parsed;
  const version = numberOf(value["version"]) ?? LANES_VERSION;
  if (version > LANES_VERSION) return err({ code: "LANES_FILE_TOO_NEW", path, version });
  const slug = readText(value["mission_slug"]) ?? readText(value["feature_slug"]);
  if (slug === undefined) return corrupt("mission_slug is missing");
  if (!Array.isArray(value["lanes"])) return corrupt("lanes is missing");
  const lanes = value["lanes"].flatMap((lane: Json) => parseLane(lane) ?? []);
  if (lanes.length < value["lanes"].length) return corrupt("a lane lacks lane_id or wp_ids");
  const sha = value["planning_commit_sha"];
  return ok({
    missionSlug: slug,
    missionId: readText(value["mission_id"]),
    missionBranch: readText(value["mission_branch"]) ?? "",
    targetBranch: readText(value["target_branch"]) ?? "main",
    lanes,
    computedAt: readText(value["computed_at"]) ?? "",
    computedFrom: readText(value["computed_from"]) ?? COMPUTED_FROM,
    planningArtifactWps: readList(value["planning_artifact_wps"]),
    planningCommitSha: sha === undefined ? undefined : (readText(sha) ?? null),
    collapseReport: parseCollapseReport(value["collapse_report"]),
    extras: extrasOf(value, TOP_KEYS),
  });
}

const numberOf = (value: Json | undefined): number | undefined =>
  isRawNumber(value) ? Number(value.rawJSON) : typeof value === "number" ? value : undefined;

const extrasOf = (value: JsonObject, known: ReadonlySet<string>): JsonObject =>
  Object.fromEntries(Object.entries(value).filter(([key]) => !known.has(key)));

function parseLane(value: Json): (ExecutionLane & { readonly extras: JsonObject }) | undefined {
  if (!isJsonObject(value)) return undefined;
  const laneId = readText(value["lane_id"]);
  if (laneId === undefined || !Array.isArray(value["wp_ids"])) return undefined;
  return {
    laneId,
    wpIds: readList(value["wp_ids"]) ?? [],
    writeScope: readList(value["write_scope"]) ?? [],
    predictedAreas: readList(value["predicted_surfaces"]) ?? [],
    dependsOnLanes: readList(value["depends_on_lanes"]) ?? [],
    parallelGroup: numberOf(value["parallel_group"]) ?? 0,
    extras: extrasOf(value, LANE_KEYS),
  };
}

function parseCollapseReport(value: Json | undefined): CollapseReport | undefined {
  if (!isJsonObject(value)) return undefined;
  const events = Array.isArray(value["events"]) ? value["events"].filter(isJsonObject) : [];
  const text = (event: JsonObject, key: string) => readText(event[key]) ?? "";
  const count = (key: string) => numberOf(value[key]) ?? 0;
  const rules = isJsonObject(value["by_rule"]) ? Object.entries(value["by_rule"]) : [];
  return {
    events: events.map((event) => ({
      wpA: text(event, "wp_a"),
      wpB: text(event, "wp_b"),
      rule: text(event, "rule"),
      evidence: text(event, "evidence"),
    })),
    totalMerges: count("total_merges"),
    independentWpsCollapsed: count("independent_wps_collapsed"),
    byRule: Object.fromEntries(rules.map(([rule, times]) => [rule, numberOf(times) ?? 0])),
  };
}

/** Prints a lanes file canonically. */
export function renderLanesFile(file: LanesFile): string {
  const document = {
    version: LANES_VERSION,
    mission_slug: file.missionSlug,
    mission_id: file.missionId ?? null,
    mission_branch: file.missionBranch,
    target_branch: file.targetBranch,
    lanes: file.lanes.map((lane) => ({
      lane_id: lane.laneId,
      wp_ids: lane.wpIds,
      write_scope: lane.writeScope,
      predicted_surfaces: lane.predictedAreas,
      depends_on_lanes: lane.dependsOnLanes,
      parallel_group: lane.parallelGroup,
      ...lane.extras,
    })),
    computed_at: file.computedAt,
    computed_from: file.computedFrom,
    ...(file.planningArtifactWps === undefined ? {} : { planning_artifact_wps: file.planningArtifactWps }),
    ...(file.planningCommitSha === undefined ? {} : { planning_commit_sha: file.planningCommitSha }),
    ...(file.collapseReport === undefined ? {} : { collapse_report: collapseReportJson(file.collapseReport) }),
    ...file.extras,
  };
  return renderJsonPretty(document, { ascii: true, sortKeys: false });
}

/** A collapse report in the names of the format. */
export const collapseReportJson = (report: CollapseReport): JsonObject => ({
  events: report.events.map((event) => ({
    wp_a: event.wpA,
    wp_b: event.wpB,
    rule: event.rule,
    evidence: event.evidence,
  })),
  total_merges: report.totalMerges,
  independent_wps_collapsed: report.independentWpsCollapsed,
  by_rule: report.byRule,
});

/** Counts the collapses of a plan; `undefined` if nothing was merged. */
export function collapseReportOf(plan: LanePlan): CollapseReport | undefined {
  if (plan.collapses.length === 0) return undefined;
  const byRule = Map.groupBy(plan.collapses, (event) => event.rule);
  return {
    events: plan.collapses,
    totalMerges: plan.collapses.length,
    independentWpsCollapsed: plan.independentCollapsed,
    byRule: Object.fromEntries([...byRule].map(([rule, events]) => [rule, events.length])),
  };
}

/** Makes the file of a plan; what a clock or git must supply comes in `stamp`. */
export function makeLanesFile(
  plan: LanePlan,
  stamp: Pick<
    LanesFile,
    "missionSlug" | "missionId" | "missionBranch" | "targetBranch" | "computedAt" | "planningCommitSha"
  >,
): LanesFile {
  return {
    ...stamp,
    lanes: plan.lanes.map((lane) => ({ ...lane, extras: {} })),
    computedFrom: COMPUTED_FROM,
    planningArtifactWps: plan.lanes.flatMap((lane) => (lane.laneId === PLANNING_LANE ? lane.wpIds : [])),
    collapseReport: collapseReportOf(plan),
    extras: {},
  };
}

/** Tells whether a committed file and a plan agree on lanes, their packages, scopes and order; labels do not count. */
export function saysTheSame(file: LanesFile | undefined, plan: LanePlan): boolean {
  const essence = (lanes: readonly ExecutionLane[]) =>
    JSON.stringify(lanes.map((l) => [l.laneId, l.wpIds, l.writeScope, l.dependsOnLanes, l.parallelGroup]));
  return file !== undefined && essence(file.lanes) === essence(plan.lanes);
}

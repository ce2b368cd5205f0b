/**
 * What a merge records, in the same commit as the code: a row for each package that becomes done, one for each that was
 * integrated, the end of the mission, and the metadata of a mission that has no coordination branch any more.
 */
import { PLANNING_LANE } from "../layout/branches.ts";
import type { Instant } from "../lib/brand.ts";
import { isJsonObject, type Json, type JsonObject } from "../lib/json.ts";
import type { Result } from "../lib/result.ts";
import { editMeta, type MetaError, type MissionMeta } from "../mission/meta.ts";
import type { EventDraft } from "../status/draft.ts";
import type { LogRow } from "../status/event.ts";
import type { Snapshot, WpStatus } from "../status/reduce.ts";

export type MergeStrategy = "squash" | "merge";
export const MERGE_ACTOR = "merge";
const HISTORY_LIMIT = 20;

export type MergedPackage = {
  readonly wpId: string;
  readonly status: WpStatus;
  readonly laneId: string;
  /** The lane's branch and tip; absent for packages that only plan. */
  readonly branch: string | undefined;
  readonly commit: string | undefined;
};

export type MergeRecord = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly missionNumber: number;
  readonly targetBranch: string;
  readonly strategy: MergeStrategy;
  readonly packages: readonly MergedPackage[];
  /** Tip of the mission's own branch that was merged; absent if the mission was recorded on the target itself. */
  readonly missionCommit: string | undefined;
  /** Why the check of reviews was left out. */
  readonly note: string | undefined;
};

/** The number a mission gets: what it has, else one more than the greatest on the target; 1 on an empty one. */
export const nextMissionNumber = (own: number | undefined, taken: readonly number[]): number =>
  own ?? Math.max(0, ...taken) + 1;

/** Who approved a package, for its evidence. */
const reviewerOf = (status: WpStatus): string => status.reviewResult?.reviewer || status.actor || "unknown";

function doneDraft(record: MergeRecord, merged: MergedPackage): readonly EventDraft[] {
  if (merged.status.lane !== "approved") return [];
  const { wpId } = merged;
  return [
    {
      family: "transition",
      missionSlug: record.folder,
      ...(record.missionId === undefined ? {} : { missionId: record.missionId }),
      wpId,
      from: "approved",
      to: "done",
      actor: MERGE_ACTOR,
      executionMode: merged.laneId === PLANNING_LANE ? "direct_repo" : "worktree",
      reason: `Merged ${wpId} into ${record.targetBranch}`,
      evidence: {
        review: { reviewer: reviewerOf(merged.status), verdict: "approved", reference: `lane-approved:${wpId}` },
      },
      policyMetadata: { merge_phase: "lane_integrated", target_branch: record.targetBranch },
    },
  ];
}

const integratedDraft = (record: MergeRecord, merged: MergedPackage): EventDraft => ({
  family: "lifecycle",
  type: "lane_integrated",
  aggregateId: merged.wpId,
  aggregateType: "WorkPackage",
  payload: {
    mission_slug: record.folder,
    wp_id: merged.wpId,
    lane_id: merged.laneId,
    lane_branch: merged.branch ?? null,
    lane_commit: merged.commit ?? null,
    target_branch: record.targetBranch,
    strategy: record.strategy,
    actor: MERGE_ACTOR,
  },
  timeKeys: ["at"],
});

/** Drafts all rows of a merge, in order. */
export const mergeDrafts = (record: MergeRecord): readonly EventDraft[] => [
  ...record.packages.flatMap((merged) => doneDraft(record, merged)),
  ...record.packages.map((merged) => integratedDraft(record, merged)),
  {
    family: "lifecycle",
    type: "MissionClosed",
    aggregateId: record.missionId ?? record.folder,
    aggregateType: "Mission",
    payload: {
      mission_id: record.missionId ?? null,
      mission_slug: record.folder,
      mission_number: record.missionNumber,
      target_branch: record.targetBranch,
      strategy: record.strategy,
      mission_commit: record.missionCommit ?? null,
      merged_wps: record.packages.map(({ wpId }) => wpId),
      closed_by: MERGE_ACTOR,
      ...(record.note === undefined ? {} : { review_check_skipped: record.note }),
    },
    timeKeys: ["closed_at"],
  },
];

/** Appends to one of the histories in meta.json, which keep their newest twenty entries. */
export const withHistory = (meta: MissionMeta, key: string, entry: JsonObject): readonly Json[] => {
  const history = meta.raw[key];
  return [...(Array.isArray(history) ? history.filter(isJsonObject) : []), entry].slice(-HISTORY_LIMIT);
};

/**
 * Computes the metadata of a merged mission: numbered, with the facts of the merge, and without coordination branch if it had one.
 * `baseline` is the commit that the target stood at. Errors: those of `editMeta`.
 */
export function mergedMeta(
  meta: MissionMeta,
  facts: {
    readonly record: MergeRecord;
    readonly at: Instant;
    readonly by: string;
    readonly baseline: string;
    readonly push: boolean;
    readonly hasLanes: boolean;
  },
  file: string,
): Result<MissionMeta, MetaError> {
  const { record, at, by, baseline, push, hasLanes } = facts;
  const merged = {
    merged_at: at,
    merged_by: by,
    merged_into: record.targetBranch,
    merged_strategy: record.strategy,
    merged_push: push,
  };
  const coordinated =
    meta.coordinationBranch !== undefined || meta.topology === "coord" || meta.topology === "lanes_with_coord";
  return editMeta(
    meta,
    {
      set: {
        ...merged,
        mission_number: record.missionNumber,
        baseline_merge_commit: baseline,
        merge_history: withHistory(meta, "merge_history", merged),
        ...(coordinated ? { flattened: true, topology: hasLanes ? "lanes" : "single_branch" } : {}),
      },
      ...(coordinated ? { unset: ["coordination_branch"] } : {}),
    },
    file,
  );
}

/** Lists the packages that a merge concerns: all that are not canceled, by id, each with its lane. */
export function mergedPackages(
  snapshot: Snapshot,
  lanes: readonly {
    readonly laneId: string;
    readonly wpIds: readonly string[];
    readonly branch: string | undefined;
    readonly commit: string | undefined;
  }[],
): readonly MergedPackage[] {
  return [...snapshot.workPackages]
    .filter(([, { lane }]) => lane === "approved" || lane === "done")
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([wpId, status]) => {
      const lane = lanes.find(({ wpIds }) => wpIds.includes(wpId));
      return { wpId, status, laneId: lane?.laneId ?? PLANNING_LANE, branch: lane?.branch, commit: lane?.commit };
    });
}

/** Marks the commits that a merge makes; what follows the key is the mission's folder. */
export const MERGE_TRAILER = "Spec-Kitty-Merge";

/** The message of a merge. */
export function mergeMessage(record: MergeRecord, titles: ReadonlyMap<string, string>): string {
  const lines = record.packages.map(({ wpId }) => `${wpId} ${titles.get(wpId) ?? ""}`.trimEnd());
  return [
    `Merge mission ${record.folder} into ${record.targetBranch}`,
    "",
    ...lines,
    "",
    `${MERGE_TRAILER}: ${record.folder}`,
  ].join("\n");
}

/** Tells whether a commit was made by the merge of some mission, or of the given one. */
export const isMergeMessage = (message: string, folder?: string): boolean =>
  message
    .split("\n")
    .some((line) =>
      folder === undefined ? line.startsWith(`${MERGE_TRAILER}: `) : line === `${MERGE_TRAILER}: ${folder}`,
    );

/** What the newest merge on a log integrated: tips of lanes by branch, and of the mission's own branch. */
export function integratedTips(rows: readonly LogRow[]): {
  readonly lanes: ReadonlyMap<string, string>;
  readonly mission: string | undefined;
} {
  const lanes = new Map<string, string>();
  let mission: string | undefined;
  for (const { family, row } of rows) {
    if (family !== "lifecycle") continue;
    const payload = row["payload"];
    if (!isJsonObject(payload)) continue;
    const { lane_branch: branch, lane_commit: commit, mission_commit: own } = payload;
    if (row["event_type"] === "lane_integrated" && typeof branch === "string" && typeof commit === "string")
      lanes.set(branch, commit);
    if (row["event_type"] === "MissionClosed") mission = typeof own === "string" ? own : undefined;
  }
  return { lanes, mission };
}

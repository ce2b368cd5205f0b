/** What a new mission consists of: its meta.json, its first two milestones, and which files there are. Pure. */
import type { BranchName, Instant, Oid } from "../lib/brand.ts";
import type { JsonObject } from "../lib/json.ts";
import type { BranchFacts } from "./branch-contract.ts";
import type { CreatePlan } from "./decide-create.ts";
import { isCoordinated, type MissionMeta } from "./meta.ts";

export type NewMission = {
  readonly plan: Extract<CreatePlan, { kind: "create" }>;
  readonly missionId: string;
  /** Slug and mid8: the folder's name. */
  readonly folder: string;
  /** The branch that records it. */
  readonly branch: BranchName;
  readonly createdAt: Instant;
  readonly purposeTldr: string | undefined;
  readonly purposeContext: string | undefined;
  readonly prBound: boolean;
};

/** What creating a mission answers. */
export type CreatedMission = {
  readonly outcome: "created" | "already" | "planned";
  readonly folder: string;
  readonly meta: MissionMeta;
  /** Absolute folder in which the mission is authored. */
  readonly featureDir: string;
  readonly branches: BranchFacts;
  /** Repository paths of the files that were committed. */
  readonly createdFiles: readonly string[];
  readonly commit: Oid | undefined;
  /** Every ref that moved. */
  readonly commits: readonly MovedRef[];
};

/** One ref that a command moved, or was refused to move. */
export type MovedRef = {
  readonly branch: string;
  readonly message: string;
  readonly outcome: "ok" | "refused";
  readonly sha: Oid | undefined;
};

const oneLine = (text: string | undefined): string => (text ?? "").trim().replace(/\s+/g, " ");

/** Builds meta.json; what was not said is left out. */
export function newMeta(mission: NewMission): JsonObject {
  const { plan, folder } = mission;
  const tldr = oneLine(mission.purposeTldr);
  const context = oneLine(mission.purposeContext);
  return {
    ...(isCoordinated(plan.topology) ? { coordination_branch: mission.branch } : {}),
    created_at: mission.createdAt,
    flattened: false,
    friendly_name: plan.friendlyName,
    mission_id: mission.missionId,
    mission_number: null,
    mission_slug: folder,
    mission_type: plan.missionType,
    ...(mission.prBound ? { pr_bound: true } : {}),
    ...(context === "" ? {} : { purpose_context: context }),
    ...(tldr === "" ? {} : { purpose_tldr: tldr }),
    slug: folder,
    target_branch: plan.target.branch,
    topology: plan.topology,
  };
}

/** Builds the payload of MissionCreated. */
export const createdPayload = (mission: NewMission): JsonObject => ({
  mission_id: mission.missionId,
  mission_slug: mission.folder,
  mission_number: null,
  mission_type: mission.plan.missionType,
  target_branch: mission.plan.target.branch,
  wp_count: 0,
  friendly_name: mission.plan.friendlyName,
  purpose_tldr: oneLine(mission.purposeTldr) || null,
  purpose_context: oneLine(mission.purposeContext) || null,
  created_at: mission.createdAt,
});

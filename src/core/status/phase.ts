/** Milestones of a mission's planning. Each is recorded once: a repeated command finds the row and adds none. */
import type { JsonObject } from "../lib/json.ts";
import type { LifecycleDraft } from "./draft.ts";
import type { LogRow } from "./event.ts";

export type PhaseFacts = {
  readonly missionSlug: string;
  readonly missionNumber: number | undefined;
  /** The command that reached the milestone. */
  readonly actor: string;
  /** Repository path of the document that begins or ends the phase. */
  readonly artifactPath?: string;
  readonly wpCount?: number;
};

/** Drafts a milestone such as `SpecifyStarted` or `PlanCompleted`. */
export const phaseDraft = (type: string, facts: PhaseFacts): LifecycleDraft => ({
  family: "lifecycle",
  type,
  aggregateId: facts.missionSlug,
  aggregateType: "Mission",
  payload: {
    mission_slug: facts.missionSlug,
    mission_number: facts.missionNumber ?? null,
    actor: facts.actor,
    ...(facts.artifactPath === undefined ? {} : { artifact_path: facts.artifactPath }),
    ...(facts.wpCount === undefined ? {} : { wp_count: facts.wpCount }),
  },
  timeKeys: ["at"],
});

/** Tells whether a log has a milestone already. */
export const hasMilestone = (rows: readonly LogRow[], type: string): boolean =>
  rows.some(({ family, row }) => family === "lifecycle" && (row as JsonObject)["event_type"] === type);

/**
 * The bytes of status.json: a disposable projection of the log, written for people and other programs, never read back.
 * Keys are the format's own names; what the log did not set is not written.
 */
import type { Json, JsonObject } from "../lib/json.ts";
import { renderJsonPretty } from "../lib/json.ts";
import type { Snapshot, WpStatus } from "./reduce.ts";

/** What meta.json adds to a status. */
export type SnapshotIdentity = {
  readonly missionNumber: number | undefined;
  /** "" when unknown. */
  readonly missionType: string;
};

/** Renders status.json, with its final newline. */
export const renderSnapshot = (snapshot: Snapshot, identity: SnapshotIdentity): string =>
  renderJsonPretty(snapshotJson(snapshot, identity));

/** Builds the document of status.json. */
export function snapshotJson(snapshot: Snapshot, identity: SnapshotIdentity): JsonObject {
  return {
    event_count: snapshot.eventCount,
    last_event_id: snapshot.lastEventId,
    materialized_at: snapshot.materializedAt,
    mission_number: numberText(snapshot.missionSlug, identity.missionNumber),
    mission_slug: snapshot.missionSlug,
    mission_type: identity.missionType,
    summary: { ...snapshot.summary },
    work_packages: Object.fromEntries([...snapshot.workPackages].map(([id, status]) => [id, wpJson(status)])),
  };
}

const numberText = (slug: string, missionNumber: number | undefined): string =>
  missionNumber === undefined ? (/^(\d{3})-/.exec(slug)?.[1] ?? "") : String(missionNumber);

function wpJson(status: WpStatus): JsonObject {
  const members: readonly (readonly [string, Json | undefined])[] = [
    ["actor", status.actor],
    ["agent", status.agent],
    ["agent_profile", status.agentProfile],
    ["agent_profile_version", status.agentProfileVersion],
    ["assignee", status.assignee],
    ["force_count", status.forceCount],
    ["lane", status.lane],
    ["last_event_id", status.lastEventId],
    ["last_transition_at", status.lastTransitionAt],
    ["model", status.model],
    ["notes", status.notes],
    ["provider", status.provider],
    ["review", status.review],
    ["review_result", status.reviewResult],
    ["role", status.role],
    ["shell_pid", status.shellPid],
    ["shell_pid_created_at", status.shellPidCreatedAt],
    ["subtasks", status.subtasks],
    ["tracker_refs", status.trackerRefs],
  ];
  return Object.fromEntries(members.filter((member): member is readonly [string, Json] => member[1] !== undefined));
}

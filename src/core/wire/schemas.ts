/**
 * The schemas of files that other programs also write, as arktype types: the one place that says which keys must be there.
 * The program never loads this file at run time: `bun run generate` turns it into the validators in `generated/`.
 * All are open: keys that are not named here are allowed and kept.
 */
import { type } from "arktype";
import { LANES } from "../status/lane.ts";

const text = type("string");
const textOrNull = type("string | null");
const lane = type.enumerated(...LANES);
const agent = type({ role: textOrNull, profile: textOrNull, tool: textOrNull, model: textOrNull, "+": "reject" });
const openObject = type({});

/** A move of a work package on the log. */
export const transitionRow = type({
  event_id: "string >= 1",
  "mission_slug?": text,
  "feature_slug?": text,
  "mission_id?": textOrNull,
  wp_id: "string >= 1",
  from_lane: type.enumerated(...LANES, "genesis"),
  to_lane: lane,
  at: "string >= 1",
  actor: type("string | number | boolean | null").or(agent),
  force: "boolean",
  execution_mode: "'worktree' | 'direct_repo'",
  "reason?": textOrNull,
  "review_ref?": textOrNull,
  "evidence?": openObject.or("null"),
  "policy_metadata?": openObject.or("null"),
  "review_result?": type({
    reviewer: text,
    verdict: text,
    reference: text,
    "feedback_path?": textOrNull,
  }).or("null"),
});

/** A fact about a work package on the log. */
export const annotationRow = type({
  event_id: "string >= 1",
  kind: "'annotation'",
  wp_id: "string >= 1",
  at: "string >= 1",
  delta: {
    "shell_pid?": "number | null",
    "shell_pid_created_at?": textOrNull,
    "agent?": textOrNull,
    "assignee?": textOrNull,
    "role?": textOrNull,
    "agent_profile?": textOrNull,
    "agent_profile_version?": textOrNull,
    "model?": textOrNull,
    "provider?": textOrNull,
    "subtasks?": type({ "[string]": "string" }),
    "note?": textOrNull,
    "tracker_refs?": "string[]",
    "tracker_refs_replace?": "string[]",
    "review?": openObject.or("null"),
    "release_runtime_claim?": "boolean",
  },
});

/** A mission's meta.json, with legacy keys and forms that readers accept. */
export const missionMeta = type({
  "mission_id?": textOrNull,
  "mission_number?": "number.integer | string | null",
  "slug?": text,
  "mission_slug?": text,
  "feature_slug?": text,
  "friendly_name?": text,
  "mission_type?": text,
  "target_branch?": text,
  "merge_target_branch?": text,
  "created_at?": text,
  "topology?": "'single_branch' | 'lanes' | 'coord' | 'lanes_with_coord'",
  "coordination_branch?": textOrNull,
  "flattened?": "boolean",
  "pr_bound?": "boolean",
  "purpose_tldr?": textOrNull,
  "purpose_context?": textOrNull,
});

/** A mission's lanes.json: the execution lanes that finalize computed. */
export const lanesFile = type({
  version: "1",
  "mission_slug?": text,
  "mission_id?": textOrNull,
  "mission_branch?": text,
  "target_branch?": text,
  lanes: type({
    lane_id: "string >= 1",
    wp_ids: "string[]",
    "write_scope?": "string[]",
    "predicted_surfaces?": "string[]",
    "depends_on_lanes?": "string[]",
    "parallel_group?": "number.integer",
  }).array(),
  "computed_at?": text,
  "computed_from?": text,
  "planning_artifact_wps?": "string[]",
  "planning_commit_sha?": textOrNull,
  "collapse_report?": openObject.or("null"),
});

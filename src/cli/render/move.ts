/** The answer of a move. */

import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { Json } from "../../core/lib/json.ts";
import { commitsJson, type RecordedCommit, renderCommits } from "./commits.ts";

/** What is shown of a move. */
export type ShownMove = {
  readonly mission: {
    readonly folder: string;
    readonly featureDir: string;
    readonly meta: { readonly missionId: string | undefined; readonly targetBranch: string | undefined };
  };
  readonly wpId: string;
  readonly path: string;
  readonly from: string;
  readonly to: string;
  readonly already: boolean;
  readonly eventIds: readonly string[];
  readonly plan:
    | {
        readonly hops: readonly string[];
        readonly forced: boolean;
        readonly rejection: boolean;
        readonly reset: readonly string[];
        readonly previouslyDone: readonly string[];
      }
    | undefined;
  readonly feedbackFile: string | undefined;
  readonly neverDone: readonly string[];
  readonly captured: readonly string[];
  readonly commits: readonly RecordedCommit[];
};

/** Text for a person or agent. */
export function moveHuman(move: ShownMove): string {
  const { plan } = move;
  const commits = renderCommits("move-task", move.commits);
  // Every step back is recorded as forced; to who sends work back with a reason, that is no force.
  const how = plan?.forced !== true ? "" : move.feedbackFile === undefined ? " (forced)" : " (sent back)";
  const head = move.already
    ? `${move.wpId} is in ${move.to} already`
    : `Moved ${move.wpId} from ${move.from} to ${move.to}${how}`;
  return [
    `Branch: ${move.mission.meta.targetBranch ?? ""} (target for this mission)`,
    head,
    ...(move.feedbackFile === undefined ? [] : [`Feedback: ${move.feedbackFile}`]),
    ...(plan === undefined || plan.reset.length === 0 ? [] : [`Subtasks to do again: ${plan.reset.join(", ")}`]),
    ...(move.captured.length === 0 ? [] : [`Recorded files: ${move.captured.join(", ")}`]),
    `Mission: ${move.mission.featureDir}`,
    ...(commits === "" ? [] : [commits]),
  ].join("\n");
}

/** The document for programs. */
export function moveJson(move: ShownMove): Json {
  const { plan, mission } = move;
  return {
    result: "success",
    task_id: move.wpId,
    work_package_id: move.wpId,
    old_lane: move.from,
    new_lane: move.to,
    to_lane: move.to,
    path: move.path,
    event_id: move.eventIds.at(-1) ?? null,
    event_ids: move.eventIds,
    status_events_path: `${mission.featureDir}/${MISSION_FILES.log}`,
    mission_slug: mission.folder,
    mission_id: mission.meta.missionId ?? null,
    feature_dir: mission.featureDir,
    already: move.already,
    forced: plan?.forced ?? false,
    hops: plan?.hops ?? [],
    ...(move.to === "for_review" ? { pre_review_gate: { status: "off", files_captured: move.captured } } : {}),
    ...(move.to === "approved" ? { verdict_durably_persisted: true } : {}),
    ...(plan !== undefined && move.to === "planned"
      ? {
          review_feedback: move.feedbackFile ?? null,
          subtasks_reset_count: plan.reset.length,
          subtasks_reset_ids: plan.reset,
          subtasks_previously_completed: plan.previouslyDone,
          subtasks_never_completed: move.neverDone,
          runtime_claim_released: true,
          review_override_cleared: true,
        }
      : {}),
    commits: commitsJson(move.commits),
  };
}

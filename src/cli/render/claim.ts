/** The answers of the commands that start an implementation or a review. */
import type { Json } from "../../core/lib/json.ts";
import type { Style } from "../style.ts";
import { commitsJson, type RecordedCommit, renderCommits } from "./commits.ts";

/** What is shown of a claim. */
export type ShownClaim = {
  readonly action: "implement" | "review";
  readonly mission: {
    readonly folder: string;
    readonly branch: string;
    readonly featureDir: string;
    readonly meta: { readonly missionId: string | undefined; readonly targetBranch: string | undefined };
  };
  readonly wp: {
    readonly id: string;
    readonly title: string;
    readonly fileName: string;
    readonly dependencies: readonly string[] | undefined;
  };
  readonly identity: {
    readonly tool: string;
    readonly model: string | null;
    readonly profile: string | null;
    readonly role: string;
  };
  readonly workspace: {
    readonly kind: string;
    readonly laneId: string;
    readonly branch: string;
    readonly path: string;
    readonly created: boolean;
    readonly merged: readonly string[];
  };
  readonly fromLane: string;
  readonly lane: string;
  readonly already: boolean;
  readonly eventIds: readonly string[];
  readonly dependents: readonly string[];
  readonly promptFile: string;
  readonly closing: readonly string[];
  readonly feedbackFile: string | undefined;
  readonly warnings: readonly string[];
  readonly commits: readonly RecordedCommit[];
};

/** Text for a person or agent. */
export function claimHuman(claim: ShownClaim, style: Style): string {
  const { wp, workspace, mission, action } = claim;
  const verb = action === "review" ? "review" : "implementation";
  const head = claim.already
    ? `${wp.id} is yours already (${claim.lane})`
    : `Started the ${verb} of ${wp.id}: ${wp.title}`;
  const commits = renderCommits(action, claim.commits);
  const diff =
    action === "review" && workspace.kind === "lane"
      ? [
          `Diff:      git -C ${workspace.path} diff ${mission.branch}...${workspace.branch} -- . ':(exclude)kitty-specs'`,
        ]
      : [];
  return [
    `Branch: ${mission.meta.targetBranch ?? mission.branch} (target for this mission)`,
    style.bold(head),
    ...claim.warnings.map((line) => `${style.yellow("Warning:")} ${line}`),
    ...(action === "review" && claim.dependents.length > 0
      ? [`Waiting for this review: ${claim.dependents.join(", ")}`]
      : []),
    ...(action === "implement" && claim.feedbackFile !== undefined
      ? [`Sent back: ${claim.feedbackFile} (its text is in the prompt)`]
      : []),
    `Workspace: ${workspace.path}`,
    `On branch: ${workspace.branch} (${workspace.laneId})`,
    ...(workspace.merged.length > 0 ? [`Brought in: ${workspace.merged.join(", ")}`] : []),
    `Mission:   ${mission.featureDir}`,
    ...diff,
    "",
    "Read the prompt, then follow it:",
    `  cat ${claim.promptFile}`,
    "",
    action === "review" ? "To finish, one of:" : "To finish:",
    ...claim.closing.map((line) => `  ${line}`),
    ...(commits === "" ? [] : ["", commits]),
  ].join("\n");
}

/** The document for programs. */
export function claimJson(claim: ShownClaim): Json {
  const { wp, workspace, mission, identity } = claim;
  return {
    result: "success",
    success: true,
    action: claim.action,
    mission_slug: mission.folder,
    mission_id: mission.meta.missionId ?? null,
    feature_dir: mission.featureDir,
    target_branch: mission.meta.targetBranch ?? null,
    wp_id: wp.id,
    work_package_id: wp.id,
    title: wp.title,
    wp_file: `${mission.featureDir}/tasks/${wp.fileName}`,
    from_lane: claim.fromLane,
    to_lane: claim.lane,
    lane: claim.lane,
    already: claim.already,
    event_ids: claim.eventIds,
    actor: { tool: identity.tool, model: identity.model, profile: identity.profile, role: identity.role },
    lane_id: workspace.laneId,
    branch_name: workspace.branch,
    workspace_path: workspace.path,
    resolution_kind: workspace.kind === "lane" ? "lane_workspace" : "repository_root",
    worktree_created: workspace.created,
    merged_lanes: workspace.merged,
    dependencies: wp.dependencies ?? [],
    dependents: claim.dependents,
    prompt_file: claim.promptFile,
    review_feedback: claim.feedbackFile ?? null,
    commands: claim.closing,
    warnings: claim.warnings,
    commits: commitsJson(claim.commits),
  };
}

/** `spec-kitty agent context resolve`: what one action of a mission is about, and the command that does it. */
import { leaf } from "../../../cli/leaf.ts";
import type { Json } from "../../../core/lib/json.ts";
import { CONTEXT_ACTIONS, type ContextAction } from "../../../core/mission/decide-context.ts";
import { type ResolvedContext, resolveContext } from "../../../usecases/resolve-context.ts";

function json(value: ResolvedContext): Json {
  const { work, targetBranch } = value;
  const { workspace } = work ?? {};
  return {
    success: true,
    action: value.action,
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: value.featureDir,
    target_branch: targetBranch,
    detection_method: value.detection,
    wp_id: work?.wpId ?? null,
    wp_file: work?.wpFile ?? null,
    lane: work?.lane ?? null,
    lane_id: workspace?.laneId ?? null,
    branch_name: workspace?.branch ?? null,
    execution_mode: work?.executionMode ?? null,
    resolution_kind: workspace === undefined ? "mission" : workspace.kind === "lane" ? "lane_workspace" : "repo_root",
    dependencies: work?.dependencies ?? [],
    resolved_base: workspace?.kind === "lane" ? workspace.branch.replace(/-lane-[a-z]+$/, "") : targetBranch,
    auto_merge: (work?.dependencies.length ?? 0) > 0,
    workspace_path: work?.workspacePath ?? null,
    commands: { workflow: value.command },
    warnings: [],
  };
}

export const resolve = leaf({
  path: "agent context resolve",
  summary: "Resolve mission, work package, branch and workspace for an action",
  examples: [
    { line: "spec-kitty agent context resolve --action implement --mission shop --json", does: "what to work on next" },
    {
      line: "spec-kitty agent context resolve --action review --mission shop --wp-id WP02 --json",
      does: "one package",
    },
  ],
  args: {
    action: {
      type: "option",
      value: "ACTION",
      summary: "What is to be done",
      choices: CONTEXT_ACTIONS,
      required: true,
    },
    mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
    wpId: { type: "option", value: "WP", summary: "Work package, e.g. WP01", complete: "wp" },
    agent: { type: "option", value: "AGENT", summary: "Agent to put into the command", complete: "agent" },
  },
  envelope: "contract",
  run: (ctx, { action, mission, wpId, agent }) =>
    resolveContext(ctx, { action: action as ContextAction, mission, wpId, agent }),
  human: ({ folder, work, command, featureDir }, style) =>
    [
      work === undefined ? style.bold(folder) : `${style.bold(`${folder} ${work.wpId}`)} (${work.lane})`,
      `  Work in: ${work?.workspacePath ?? featureDir}`,
      `${style.bold("Next:")} ${command}`,
    ].join("\n"),
  json,
});

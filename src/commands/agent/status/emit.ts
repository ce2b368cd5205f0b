/** `spec-kitty agent status emit`: one raw move, guarded and recorded. */
import { leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import { MISSION_FILES } from "../../../core/layout/paths.ts";
import { emitStatus } from "../../../usecases/emit-status.ts";

export const emit = leaf({
  path: "agent status emit",
  summary: "Record one raw move of a work package",
  description:
    "One edge, one row; worktrees and files are not looked at. For programs that do their own checks: people and agents use move-task.",
  examples: [
    { line: "spec-kitty agent status emit WP01 --to claimed --actor claude", does: "claim" },
    {
      line: `spec-kitty agent status emit WP01 --to approved --actor bob --review-result-json '{"reviewer":"bob","verdict":"approved","reference":"PR 7"}'`,
      does: "approve from in_review",
    },
    { line: 'spec-kitty agent status emit WP01 --to planned --actor bob --force --reason "reset"', does: "force" },
  ],
  args: {
    wpId: { type: "positional", summary: "Work package, e.g. WP01", complete: "wp" },
    to: { type: "option", value: "LANE", summary: "Lane to move to", required: true, complete: "lane" },
    actor: { type: "option", value: "NAME", summary: "Who acts", required: true },
    mission: {
      type: "option",
      value: "HANDLE",
      summary: "Mission, by folder, slug, number or id",
      complete: "mission",
    },
    force: { type: "flag", summary: "Skip edges and guards; needs --reason" },
    reason: { type: "option", value: "TEXT", summary: "Why" },
    evidenceJson: { type: "option", value: "JSON", summary: "Evidence of an approval" },
    reviewRef: { type: "option", value: "REF", summary: "The review this follows from" },
    reviewResultJson: { type: "option", value: "JSON", summary: "Reviewer, verdict and reference" },
    workspaceContext: { type: "option", value: "TEXT", summary: "Where the work happens" },
    subtasksComplete: { type: "flag", summary: "Say that all subtasks are done", negatable: true },
    implementationEvidencePresent: { type: "flag", summary: "Say that there is work to review", negatable: true },
    executionMode: {
      type: "option",
      value: "MODE",
      summary: "worktree if left out",
      choices: ["worktree", "direct_repo"],
    },
  },
  envelope: "contract",
  run: (ctx, { implementationEvidencePresent, executionMode, ...input }) =>
    emitStatus(ctx, {
      ...input,
      implementationEvidence: implementationEvidencePresent,
      executionMode: executionMode === "direct_repo" ? "direct_repo" : "worktree",
    }),
  human: ({ wpId, from, to, eventId, mission }) =>
    `${eventId === undefined ? `${wpId} is in ${to} already` : `${wpId}: ${from} → ${to}`}\nMission: ${mission.featureDir}`,
  json: ({ wpId, from, to, eventId, actor, mission, commits }) => ({
    event_id: eventId ?? null,
    wp_id: wpId,
    work_package_id: wpId,
    from_lane: from,
    to_lane: to,
    status_events_path: `${mission.featureDir}/${MISSION_FILES.log}`,
    actor,
    already: eventId === undefined,
    mission_slug: mission.folder,
    mission_id: mission.meta.missionId ?? null,
    feature_dir: mission.featureDir,
    commits: commitsJson(commits),
  }),
});

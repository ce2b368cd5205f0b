/** How a merge, or the forecast of one, is shown: to a person in a few lines, to a program with the contract's keys. */
import { VERSION } from "../../core/lib/build-info.ts";
import type { JsonObject } from "../../core/lib/json.ts";
import type { ForecastReport, MergedReport, MergeFacts, Teardown } from "../../core/merge/report.ts";
import type { Style } from "../style.ts";
import { commitsJson, renderCommits } from "./commits.ts";

export type MergeAnswer = MergedReport | ForecastReport;

const keptLines = (teardown: Teardown): readonly string[] => [
  ...teardown.keptWorktrees.map(
    ({ path, reason, files }) =>
      `Kept ${path}: ${reason}${files.length === 0 ? "" : ` (${files.slice(0, 5).join(", ")})`}`,
  ),
  ...teardown.keptBranches.map(({ branch, reason }) => `Kept branch ${branch}: ${reason}`),
];

function pushLines({ push, target }: MergedReport): readonly string[] {
  if (push.state === "not-requested") return [];
  if (push.state === "pushed") return [`Pushed ${target} to ${push.remote}`];
  return [`Push pending: ${push.detail}`, `The merge itself is done. Push it with: ${push.command}`];
}

function mergedHuman(value: MergedReport, style: Style): string {
  const { subject, target, teardown } = value;
  const head = value.alreadyMerged
    ? `Mission ${style.bold(subject.folder)} is merged into ${target} already`
    : `${style.green("✓")} Merged mission ${style.bold(subject.folder)} into ${target} as number ${value.missionNumber ?? "?"}, in one commit ${(value.commit ?? "").slice(0, 10)}`;
  const removed = teardown.removedWorktrees.length + teardown.deletedBranches.length;
  return [
    head,
    ...(value.alreadyMerged
      ? []
      : [
          `  ${value.mergedWps.join(", ")} are done; ${target} holds the work of ${value.lanes.length} lanes (verified)`,
        ]),
    ...(removed === 0
      ? []
      : [`  Removed ${teardown.removedWorktrees.length} worktrees and ${teardown.deletedBranches.length} branches`]),
    ...keptLines(teardown).map((line) => `  ${line}`),
    ...value.kept.map(({ worktree, path }) => `  Left your version of ${path} in ${worktree}`),
    ...value.discarded.map((path) => `  Did not take over what a hook did to ${path}`),
    ...value.warnings.map((line) => `  ${style.yellow("Note:")} ${line}`),
    ...pushLines(value).map((line) => `  ${line}`),
    ...(value.commits.length === 0 ? [] : ["", renderCommits("merge", value.commits)]),
  ].join("\n");
}

const MARKS = { pass: "✓", warn: "!", fail: "✗", skip: "-" } as const;

function forecastHuman(value: ForecastReport, style: Style): string {
  const { subject, target } = value;
  if (value.alreadyMerged) return `Mission ${style.bold(subject.folder)} is merged into ${target} already`;
  const clean = value.steps.every((step) => step.clean);
  return [
    `${style.bold(subject.folder)} into ${target} (${value.strategy}), as number ${value.missionNumber ?? "?"}; nothing was moved`,
    "",
    ...value.checks.map(({ name, verdict, details }) => `  ${MARKS[verdict]} ${name}: ${details}`),
    "",
    ...value.steps.map(
      (step) =>
        `  ${step.clean ? "✓" : "✗"} ${step.from} → ${step.into}${step.clean ? "" : `: ${step.conflicts.map(({ path }) => path).join(", ")}`}`,
    ),
    ...(value.blockers.length === 0
      ? []
      : ["", ...value.blockers.map(({ code, details }) => `  ${style.red(code)}: ${details}`)]),
    ...(value.resolution.length === 0 ? [] : ["", "Resolve it with:", ...value.resolution.map((line) => `  ${line}`)]),
    "",
    value.blockers.length === 0 && clean
      ? `${style.bold("Next:")} spec-kitty merge --mission ${subject.folder}`
      : "The merge would be refused",
  ].join("\n");
}

/** The lines for a person. */
export const mergeHuman = (value: MergeAnswer, style: Style): string =>
  value.kind === "merged" ? mergedHuman(value, style) : forecastHuman(value, style);

const factsJson = (value: MergeFacts): JsonObject => ({
  spec_kitty_version: VERSION,
  mission_slug: value.subject.folder,
  mission_id: value.subject.missionId ?? null,
  feature_dir: value.subject.featureDir,
  target_branch: value.target,
  strategy: value.strategy,
  delete_branch: value.flags.deleteBranches,
  remove_worktree: value.flags.removeWorktrees,
  push: value.flags.push,
  mission_branch: value.missionBranch,
  lanes: value.lanes,
});

function mergedJson(value: MergedReport): JsonObject {
  const { teardown, push } = value;
  return {
    ...factsJson(value),
    result: "success",
    merged: true,
    already_merged: value.alreadyMerged,
    verified: value.verified,
    commit: value.commit ?? null,
    mission_number: value.missionNumber ?? null,
    merged_wps: value.mergedWps,
    warnings: value.warnings,
    removed_worktrees: teardown.removedWorktrees,
    deleted_branches: teardown.deletedBranches,
    kept_worktrees: teardown.keptWorktrees.map(({ path, reason, files }) => ({ path, reason, files })),
    kept_branches: teardown.keptBranches.map(({ branch, reason }) => ({ branch, reason })),
    kept_files: value.kept.map(({ worktree, path }) => ({ worktree, path })),
    discarded_hook_changes: value.discarded,
    push_state: push.state,
    push_pending: push.state === "pending",
    push_command: push.state === "pending" ? push.command : null,
    push_error: push.state === "pending" ? push.detail : null,
    commits: commitsJson(value.commits),
  };
}

function forecastJson(value: ForecastReport): JsonObject {
  const blocked = value.blockers.length > 0;
  return {
    ...factsJson(value),
    dry_run: true,
    already_merged: value.alreadyMerged,
    would_assign_mission_number: value.alreadyMerged ? null : (value.missionNumber ?? null),
    forecast: {
      clean: value.steps.every((step) => step.clean),
      steps: value.steps.map(({ from, into, clean, conflicts }) => ({
        from,
        into,
        clean,
        conflicts: conflicts.map(({ path, type }) => ({ path, type })),
      })),
    },
    gates: value.checks.map(({ name, verdict, details, blocking }) => ({
      gate_name: name,
      verdict,
      details,
      blocking,
    })),
    would_move_refs: value.moves.map(({ ref, from, to }) => ({ ref, from, to })),
    blocked,
    ...(blocked
      ? {
          diagnostic_code: value.blockers[0]?.code ?? null,
          blockers: value.blockers.map(({ code, details, files }) => ({ code, details, files })),
          resolution: value.resolution,
        }
      : {}),
  };
}

/** The document for a program. */
export const mergeJson = (value: MergeAnswer): JsonObject =>
  value.kind === "merged" ? mergedJson(value) : forecastJson(value);

/** 1 for a forecast that something stops, 3 for a merge whose push is left to do. */
export function mergeExit(value: MergeAnswer): number {
  if (value.kind === "forecast") return value.blockers.length > 0 ? 1 : 0;
  return value.push.state === "pending" ? 3 : 0;
}

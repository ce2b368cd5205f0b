/** How an acceptance is shown: to a person as a checklist, to a program with the contract's keys. */
import type { JsonObject } from "../../core/lib/json.ts";
import { ACCEPTANCE_CHECKS, type Acceptance, type AcceptedPackage } from "../../core/merge/acceptance.ts";
import { LANES } from "../../core/status/lane.ts";
import type { Style } from "../style.ts";

export type AcceptedAnswer = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly branch: string;
  readonly target: string;
  readonly root: string;
  readonly mode: string;
  readonly acceptance: Acceptance;
  readonly packages: readonly AcceptedPackage[];
  readonly tests: readonly string[];
  readonly recorded:
    | { readonly at: string; readonly by: string; readonly commit: string | undefined; readonly already: boolean }
    | undefined;
  readonly files: readonly string[];
  readonly mergedAt: string | undefined;
};

/** The lines for a person. */
export function acceptedHuman(value: AcceptedAnswer, style: Style): string {
  const { acceptance, recorded, folder } = value;
  if (value.mergedAt !== undefined)
    return `${folder} is merged already: ${value.target} has it since ${value.mergedAt}. Nothing was recorded`;
  const failed = new Map(acceptance.failed.map(({ check, detail }) => [check, detail]));
  const state = (check: string): string =>
    acceptance.skipped.includes(check) ? "-" : failed.has(check) ? style.red("✗") : style.green("✓");
  const lines = ACCEPTANCE_CHECKS.map(
    (check) => `  ${state(check)} ${check.replaceAll("_", " ")}${failed.has(check) ? `: ${failed.get(check)}` : ""}`,
  );
  const end = recorded?.already
    ? `Accepted already, by ${recorded.by}`
    : recorded !== undefined
      ? `${style.green("✓")} Accepted mission ${style.bold(folder)}. Next: spec-kitty merge --mission ${folder}`
      : acceptance.ok
        ? "All checks pass; nothing was recorded"
        : `Not accepted: ${acceptance.failed.length} checks fail. Mend the first, then: spec-kitty accept --mission ${folder}`;
  return [
    style.bold(folder),
    "",
    ...lines,
    ...acceptance.advisories.map((line) => `  ${style.yellow("Note:")} ${line}`),
    "",
    end,
  ].join("\n");
}

const packageJson = (wp: AcceptedPackage): JsonObject => ({
  id: wp.wpId,
  title: wp.title,
  path: wp.path ?? null,
  lane: wp.lane ?? null,
  latest_lane: wp.lane ?? null,
  has_lane_entry: wp.inLanesFile,
  metadata: { agent: wp.agent ?? null, assignee: wp.assignee ?? null, shell_pid: wp.shellPid ?? null },
});

/** The document for a program; `diagnose` adds the packages by what is left to do. */
export function acceptedJson(value: AcceptedAnswer, diagnose: boolean): JsonObject {
  const { acceptance, packages, recorded } = value;
  const inLane = (...lanes: readonly string[]): readonly string[] =>
    packages.filter(({ lane }) => lanes.includes(lane ?? "")).map(({ wpId }) => wpId);
  const detail = (check: string): readonly string[] =>
    acceptance.failed.filter((failed) => failed.check === check).flatMap((failed) => failed.detail.split("; "));
  return {
    result: acceptance.ok ? "success" : "failed",
    ok: acceptance.ok,
    all_done: acceptance.allDone,
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: value.featureDir,
    repo_root: value.root,
    branch: value.branch,
    target_branch: value.target,
    mode: value.mode,
    lanes: Object.fromEntries(LANES.map((lane) => [lane, inLane(lane)])),
    work_packages: packages.map(packageJson),
    metadata_issues: acceptance.metadataIssues,
    activity_issues: [],
    unchecked_tasks: acceptance.uncheckedTasks,
    needs_clarification: acceptance.needsClarification,
    missing_artifacts: acceptance.missingArtifacts,
    optional_missing: acceptance.optionalMissing,
    git_dirty: detail("git_dirty"),
    path_violations: [],
    warnings: acceptance.advisories,
    advisories: acceptance.advisories,
    failed_checks: acceptance.failed.map(({ check, detail: text }) => ({ check, detail: text })),
    skipped_checks: acceptance.skipped,
    blocked_checks: [],
    recommended_fix_order: acceptance.failed.map(({ check }) => check),
    tests: value.tests,
    accepted: recorded !== undefined,
    already: value.mergedAt !== undefined || (recorded?.already ?? false),
    merged_at: value.mergedAt ?? null,
    accepted_at: recorded?.at ?? null,
    accepted_by: recorded?.by ?? null,
    commit_created: recorded?.commit !== undefined,
    commit_hash: recorded?.commit ?? null,
    files_committed: value.files,
    ...(diagnose
      ? {
          accepted_wps: inLane("approved", "done"),
          approved_wps: inLane("approved"),
          done_wps: inLane("done"),
          merge_pending_wps: inLane("approved"),
        }
      : {}),
  };
}

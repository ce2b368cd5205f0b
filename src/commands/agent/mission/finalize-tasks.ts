/** `spec-kitty agent mission finalize-tasks`: from authored work packages to lanes and a board. */
import { type Leaf, leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import { finalizeWarnings } from "../../../cli/render/finalize-warnings.ts";
import type { Style } from "../../../cli/style.ts";
import { finalizeReport, validationReport } from "../../../core/finalize/report.ts";
import { MISSION_FILES } from "../../../core/layout/paths.ts";
import type { Json, JsonObject } from "../../../core/lib/json.ts";
import { type FinalizedTasks, finalizeTasks as run } from "../../../usecases/finalize-tasks.ts";

const ARGS = {
  mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
  validateOnly: { type: "flag", summary: "Check everything and write nothing" },
  targetBranch: {
    type: "option",
    value: "BRANCH",
    summary: "Merge into this branch instead of the one that meta.json names",
    complete: "branch",
  },
} as const;

function human(value: FinalizedTasks, style: Style): string {
  const { plan, outcome } = value;
  const { lanes } = plan.keptLanes ?? plan.lanes;
  const count = `${plan.packages.length} work package${plan.packages.length === 1 ? "" : "s"}`;
  const head = {
    recorded: `${style.green("✓")} Finalized ${count} of ${style.bold(value.folder)} on ${value.recordedOn}`,
    unchanged: `Everything is recorded already: ${count} of ${style.bold(value.folder)}`,
    validated: `${style.green("✓")} ${count} of ${style.bold(value.folder)} can be finalized; nothing was written`,
  }[outcome];
  const warnings = Object.values(finalizeWarnings(plan.warnings)).flat();
  const changed = plan.packages.filter(({ edits }) => edits.length > 0).map(({ wp }) => wp.id);
  const first = lanes[0]?.wpIds[0] ?? "WP01";
  return [
    head,
    "",
    ...lanes.map(({ laneId, wpIds, dependsOnLanes }) => {
      const after = dependsOnLanes.length > 0 ? style.dim(`  after ${dependsOnLanes.join(", ")}`) : "";
      return `  ${laneId.padEnd(14)} ${wpIds.join(", ")}${after}`;
    }),
    ...(changed.length > 0
      ? ["", `  ${outcome === "validated" ? "Would fill in" : "Filled in"} the front matter of ${changed.join(", ")}`]
      : []),
    ...value.kept.map(({ path }) => `Kept your version of ${path}`),
    ...warnings.map((text) => `${style.yellow("Note:")} ${text}`),
    "",
    outcome === "validated"
      ? `${style.bold("Next:")} spec-kitty agent mission finalize-tasks --mission ${value.folder}`
      : `${style.bold("Next:")} spec-kitty agent action implement ${first} --mission ${value.folder} --agent <name>`,
  ].join("\n");
}

/** Keys that both reports have. */
function shared(value: FinalizedTasks): JsonObject {
  const warnings = finalizeWarnings(value.plan.warnings);
  return {
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: value.featureDir,
    target_branch: value.target.branch,
    ownership_warnings: warnings.ownership,
    requirement_extraction_warnings: warnings.requirements,
    post_integration_acceptance_warnings: [],
    warnings: warnings.others,
    spec_kitty_version: value.version,
  };
}

function overrideJson({ target, commit }: FinalizedTasks): Json {
  const persisted = target.requested !== undefined && target.persist && commit !== undefined;
  return {
    requested: target.requested ?? null,
    persisted,
    committed: persisted,
    previous_value: target.requested === undefined ? null : (target.previous ?? null),
    persist_error: null,
  };
}

function json(value: FinalizedTasks): Json {
  if (value.outcome === "validated") {
    return {
      result: "validation_passed",
      ...validationReport(value.plan),
      ...shared(value),
      message: "Everything is in order; nothing was written",
    };
  }
  const { commit } = value;
  return {
    result: "success",
    ...finalizeReport(value.plan),
    tasks_dir: `${value.featureDir}/${MISSION_FILES.tasksDir}`,
    commit_created: commit !== undefined,
    commit_hash: commit ?? null,
    commit_hashes: commit === undefined ? [] : [{ branch: value.recordedOn, hash: commit }],
    files_committed: value.files,
    commits: commitsJson(value.commits),
    kept: value.kept.map(({ path }) => path),
    target_branch_override: overrideJson(value),
    ...shared(value),
  };
}

/** The command under one of its two names. */
export const finalizeLeaf = (path: string): Leaf<typeof ARGS, FinalizedTasks> =>
  leaf({
    path,
    summary: "Check the work packages and record the plan: lanes, dependencies, board",
    description:
      "Reads what was written in the mission's folder, checks all of it, and records it in one commit with completed front matter, lanes.json and one entry on the board for each package. A refusal changes nothing; a second run records nothing new.",
    examples: [
      { line: `spec-kitty ${path} --mission shop --validate-only`, does: "check without writing" },
      { line: `spec-kitty ${path} --mission shop`, does: "record the plan" },
      { line: `spec-kitty ${path} --mission shop --json`, does: "the same for a program" },
    ],
    args: ARGS,
    envelope: "contract",
    run: (ctx, { mission, targetBranch, validateOnly }) =>
      run(ctx, { mission, targetBranch, mode: validateOnly ? "validate" : "apply" }),
    human,
    json,
  });

export const finalizeTasks = finalizeLeaf("agent mission finalize-tasks");

/**
 * What finalize-tasks tells programs about a plan, in the key names of the contract. Commit facts, the target override,
 * warnings as sentences and the tool's version are added by the command that has them.
 */
import { collapseReportJson, collapseReportOf } from "../execution-lane/lanes-file.ts";
import type { Json, JsonObject } from "../lib/json.ts";
import type { FinalizePlan } from "./decide-finalize.ts";

const toObject = (map: ReadonlyMap<string, Json>): JsonObject => Object.fromEntries(map);

/** Keys of the success report that a plan determines. */
export function finalizeReport(plan: FinalizePlan): JsonObject {
  const changed = plan.packages.filter((each) => each.edits.length > 0).map((each) => each.wp.id);
  return {
    wp_count: plan.packages.length,
    updated_wp_count: changed.length,
    modified_wps: changed,
    unchanged_wps: unchangedOf(plan),
    preserved_wps: [],
    dependencies_parsed: toObject(plan.dependencies),
    requirement_refs_parsed: toObject(plan.requirements),
    bootstrap: bootstrapOf(plan),
    lanes: lanesOf(plan),
  };
}

/** Keys of the `--validate-only` report that a plan determines. */
export function validationReport(plan: FinalizePlan): JsonObject {
  const modified = plan.packages.filter((each) => each.edits.length > 0);
  return {
    wp_count: plan.packages.length,
    validate_only: true,
    would_modify: modified.map((each) => ({
      wp_id: each.wp.id,
      changes: Object.fromEntries(each.edits.map((edit) => [edit.path.join("."), edit.value])),
    })),
    would_preserve: [],
    unchanged: unchangedOf(plan),
    updated_wp_count: modified.length,
    validation: { bootstrap_preview: bootstrapOf(plan), lanes_preview: lanesOf(plan) },
  };
}

const unchangedOf = (plan: FinalizePlan): readonly string[] =>
  plan.packages.flatMap((each) => (each.edits.length === 0 ? [each.wp.id] : []));

const bootstrapOf = (plan: FinalizePlan): JsonObject => ({
  total_wps: plan.packages.length,
  newly_seeded: plan.toSeed.length,
  already_initialized: plan.alreadySeeded.length,
});

/** The lanes that hold from now on: those that stay, else those of the plan. */
function lanesOf(plan: FinalizePlan): JsonObject {
  const { lanes } = plan.keptLanes ?? plan.lanes;
  const report = plan.keptLanes === undefined ? collapseReportOf(plan.lanes) : plan.keptLanes.collapseReport;
  return {
    computed: true,
    count: lanes.length,
    lane_ids: lanes.map((lane) => lane.laneId),
    planning_artifact_wps: plan.packages.flatMap((each) =>
      each.ownership.executionMode === "planning_artifact" ? [each.wp.id] : [],
    ),
    collapse_report: report ? collapseReportJson(report) : null,
  };
}

/**
 * The rows that finalize-tasks adds to a log: the milestones of planning, one row for each new work package, and the seed that
 * puts a package on the board. What the log says already is not said again.
 */
import { MISSION_FILES, missionPath } from "../layout/paths.ts";
import { isJsonObject } from "../lib/json.ts";
import type { EventDraft } from "../status/draft.ts";
import type { LogRow } from "../status/event.ts";
import { hasMilestone, phaseDraft } from "../status/phase.ts";
import type { FinalizePlan } from "./decide-finalize.ts";

/** Names the command in milestones. */
export const FINALIZE_ACTOR = "spec-kitty agent mission finalize-tasks";
const SEED_ACTOR = "finalize-tasks";
const SEED_REASON = "canonical bootstrap";

export type MilestoneFacts = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly missionNumber: number | undefined;
};

/** Drafts what is missing, in the order in which it happened. */
export function finalizeEvents(
  plan: FinalizePlan,
  rows: readonly LogRow[],
  facts: MilestoneFacts,
): readonly EventDraft[] {
  const phase = {
    missionSlug: facts.folder,
    missionNumber: facts.missionNumber,
    actor: FINALIZE_ACTOR,
  };
  const artifactPath = missionPath(facts.folder, MISSION_FILES.tasks);
  const completed = { ...phase, artifactPath, wpCount: plan.packages.length };
  return [
    ...(hasMilestone(rows, "TasksStarted") ? [] : [phaseDraft("TasksStarted", phase)]),
    ...createdDrafts(plan, rows, facts),
    ...(hasMilestone(rows, "TasksCompleted") ? [] : [phaseDraft("TasksCompleted", completed)]),
    ...plan.toSeed.map(
      (wpId): EventDraft => ({
        family: "transition",
        missionSlug: facts.folder,
        ...(facts.missionId === undefined ? {} : { missionId: facts.missionId }),
        wpId,
        from: "genesis",
        to: "planned",
        actor: SEED_ACTOR,
        executionMode: "worktree",
        reason: SEED_REASON,
      }),
    ),
  ];
}

function createdDrafts(plan: FinalizePlan, rows: readonly LogRow[], facts: MilestoneFacts): readonly EventDraft[] {
  const known = new Set(rows.flatMap(createdPackage));
  return plan.packages.flatMap(({ wp }): readonly EventDraft[] =>
    known.has(wp.id)
      ? []
      : [
          {
            family: "lifecycle",
            type: "WPCreated",
            aggregateId: wp.id,
            aggregateType: "WorkPackage",
            payload: {
              mission_slug: facts.folder,
              mission_number: facts.missionNumber ?? null,
              wp_id: wp.id,
              wp_title: wp.title,
              wp_path: missionPath(facts.folder, `${MISSION_FILES.tasksDir}/${wp.fileName}`),
              depends_on: plan.dependencies.get(wp.id) ?? [],
              actor: FINALIZE_ACTOR,
            },
            timeKeys: ["created_at"],
          },
        ],
  );
}

/** The package that a row announces, if it is such a row. */
function createdPackage({ family, row }: LogRow): readonly string[] {
  if (family !== "lifecycle" || row["event_type"] !== "WPCreated") return [];
  const payload = row["payload"];
  const wpId = isJsonObject(payload) ? payload["wp_id"] : undefined;
  return typeof wpId === "string" ? [wpId] : [];
}

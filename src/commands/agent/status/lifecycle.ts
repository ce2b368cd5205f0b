/** `spec-kitty agent status lifecycle`: the state of a mission as a whole, derived from its log and the clock. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { ABANDONED_AFTER_DAYS, RECENT_DAYS, STALE_AFTER_DAYS } from "../../../core/board/lifecycle.ts";
import { readLifecycle } from "../../../usecases/read-log.ts";

export const lifecycle = leaf({
  path: "agent status lifecycle",
  summary: "Tell whether a mission is active, stale, abandoned or completed",
  examples: [
    { line: "spec-kitty agent status lifecycle", does: "judge the mission you are in" },
    { line: "spec-kitty agent status lifecycle --mission auth --json", does: "judge another one, for a program" },
  ],
  args: { mission: MISSION_ARG },
  envelope: "contract",
  run: (ctx, { mission }) => readLifecycle(ctx, mission),
  human: ({ identity, lifecycle: one, progress, lastActivityAt }, style) =>
    [
      `${style.bold(identity.missionSlug)}: ${one.state} (${one.reason.replaceAll("_", " ")})`,
      `Last activity: ${lastActivityAt === "" ? "none" : `${lastActivityAt}, ${one.idleDays ?? 0} days ago`}`,
      `Progress: ${Math.round(progress.weightedPercentage)}%, ${progress.doneCount} of ${progress.total} done`,
    ].join("\n"),
  json: ({ identity, lifecycle: one, progress, lastActivityAt, mergedAt }) => ({
    ...identityJson(identity),
    state: one.state,
    surface_state: one.coarse,
    reason: one.reason,
    last_activity_at: lastActivityAt === "" ? null : lastActivityAt,
    idle_days: one.idleDays ?? null,
    merged_at: mergedAt ?? null,
    completion_pct: progress.donePercentage,
    weighted_percentage: progress.weightedPercentage,
    active_wp_count: one.activeCount,
    total_wp_count: one.total,
    done_wp_count: progress.doneCount,
    stale_after_days: STALE_AFTER_DAYS,
    abandoned_after_days: ABANDONED_AFTER_DAYS,
    recently_completed_days: RECENT_DAYS,
  }),
});

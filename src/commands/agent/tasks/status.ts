/** `spec-kitty agent tasks status`: the board of a mission, the same from every folder of the repository. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { renderBoard } from "../../../cli/render/board.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { boardView, statusEntryJson } from "../../../cli/render/status.ts";
import { readStatus } from "../../../usecases/read-status.ts";

export const status = leaf({
  path: "agent tasks status",
  summary: "Show the board of a mission: what is done, in work, in review and next",
  examples: [
    { line: "spec-kitty agent tasks status", does: "show the board of the mission you are in" },
    { line: "spec-kitty agent tasks status --mission auth", does: "show another mission" },
    { line: "spec-kitty agent tasks status --mission auth --json", does: "the same for a program" },
  ],
  args: {
    mission: MISSION_ARG,
    staleThreshold: {
      type: "option",
      value: "MINUTES",
      summary: "Work without a sign of life for this long is stale (10 if absent)",
      integer: true,
    },
  },
  envelope: "contract",
  run: (ctx, { mission, staleThreshold }) => readStatus(ctx, { mission, staleMinutes: staleThreshold ?? 10 }),
  human: (status, style) => renderBoard(boardView(status), style),
  json: (status) => {
    const { progress } = status.board;
    return {
      ...identityJson(status.identity),
      total_wps: progress.total,
      by_lane: { ...progress.byLane },
      work_packages: status.entries.map(statusEntryJson),
      progress_percentage: progress.weightedPercentage,
      progress_semantics: "weighted_readiness",
      weighted_percentage: progress.weightedPercentage,
      done_count: progress.doneCount,
      done_percentage: progress.donePercentage,
      stale_wps: status.stale,
      stale_verdicts: [],
      stalled_wps: status.stalled,
      auto_commit: true,
    };
  },
});

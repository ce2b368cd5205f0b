/** `spec-kitty mission list`: every mission of the repository, with its progress and state. */
import { leaf } from "../../cli/leaf.ts";
import { identityJson } from "../../cli/render/identity.ts";
import { renderTable } from "../../cli/render/table.ts";
import { MISSION_STATES, type MissionState } from "../../core/board/lifecycle.ts";
import { listMissions } from "../../usecases/list-missions.ts";

/** "recoverable" means that nothing is in work at the moment; the group's name says that without alarm, and is a filter too. */
const stateName = ({ state, coarse }: { readonly state: MissionState; readonly coarse: string }): string =>
  state === "recoverable" ? coarse : state;

const STATES = ["open", "quiet", "completed", ...MISSION_STATES] as const;

export const list = leaf({
  path: "mission list",
  summary: "List the missions of this repository with their progress and state",
  examples: [
    { line: "spec-kitty mission list", does: "list all missions" },
    { line: "spec-kitty mission list --state open", does: "list those that are being worked on" },
    { line: "spec-kitty mission list --json", does: "the same for a program" },
  ],
  args: {
    state: { type: "option", value: "STATE", summary: "Only missions in this state or group", choices: STATES },
  },
  envelope: "own",
  kind: "mission_list",
  run: (ctx, { state }) => listMissions(ctx, { state: state as MissionState | undefined }),
  human: ({ missions, unreadable, hidden, total }, style) => {
    if (total === 0) return "No missions yet. Start one with: spec-kitty mission create";
    const rows = missions.map(({ identity, progress, lifecycle, target }) => [
      identity.missionSlug,
      identity.title === identity.missionSlug ? "" : identity.title,
      stateName(lifecycle),
      `${progress.doneCount}/${progress.total}`,
      `${Math.round(progress.weightedPercentage)}%`,
      target ?? "",
    ]);
    const table = renderTable(
      [
        { title: "Mission", flexible: true },
        { title: "Title", flexible: true },
        { title: "State" },
        { title: "Done", align: "right" },
        { title: "Ready", align: "right" },
        { title: "Target" },
      ],
      rows,
      style,
    );
    const broken = unreadable.map(({ folder, code }) => style.red(`${folder}: cannot be read (${code})`));
    if (missions.length === 0 && broken.length === 0)
      return `No mission in this state; ${hidden} in other states: spec-kitty mission list`;
    const rest = hidden === 0 ? [] : [style.dim(`${hidden} in other states: spec-kitty mission list`)];
    return [table, ...broken, ...rest].join("\n");
  },
  json: ({ missions, unreadable, total, hidden }) => ({
    missions: missions.map((one) => ({
      ...identityJson(one.identity),
      handle: one.handle,
      title: one.identity.title,
      state: one.lifecycle.state,
      group: one.lifecycle.coarse,
      total_wps: one.progress.total,
      by_lane: { ...one.progress.byLane },
      done_count: one.progress.doneCount,
      done_percentage: one.progress.donePercentage,
      weighted_percentage: one.progress.weightedPercentage,
      event_count: one.summary.eventCount,
      last_activity_at: one.summary.lastActivityAt || null,
      target_branch: one.target ?? null,
      destination_ref: one.branch,
      published: one.published,
      accepted: one.accepted,
    })),
    unreadable: unreadable.map(({ folder, code }) => ({ mission: folder, error_code: code })),
    total,
    hidden,
  }),
});

/** The status of a mission as a board for people and as keys for programs. Pure. */
import type { BoardEntry, Board as MissionBoard } from "../../core/board/board.ts";
import { blockersOf, isOver, readyEntries } from "../../core/board/board.ts";
import type { Staleness } from "../../core/board/staleness.ts";
import type { JsonObject } from "../../core/lib/json.ts";
import type { Lane } from "../../core/status/lane.ts";
import type { Board, BoardCard, BoardColumn } from "./board.ts";

type Entry = BoardEntry & {
  readonly workspace: { readonly kind: string; readonly laneId: string; readonly exists: boolean } | undefined;
  readonly staleness: Staleness | undefined;
};

export type StatusFacts = {
  readonly identity: { readonly missionSlug: string; readonly title: string };
  readonly board: MissionBoard;
  readonly entries: readonly Entry[];
  readonly stalled: readonly string[];
  readonly finalized: boolean;
  readonly accepted: boolean;
  readonly merged: boolean;
};

const COLUMNS: readonly (Pick<BoardColumn, "title" | "tone" | "aside"> & { readonly lanes: readonly Lane[] })[] = [
  { title: "Planned", tone: "waiting", lanes: ["planned"] },
  { title: "Doing", tone: "active", lanes: ["claimed", "in_progress", "in_review"] },
  { title: "For Review", tone: "review", lanes: ["for_review"] },
  { title: "Approved", tone: "review", lanes: ["approved"] },
  { title: "Done", tone: "done", lanes: ["done"] },
  { title: "Blocked", tone: "trouble", lanes: ["blocked"], aside: true },
  { title: "Canceled", tone: "muted", lanes: ["canceled"], aside: true },
];

/** What the board shows of a mission. */
export const boardView = (status: StatusFacts): Board => {
  const { identity, board, entries } = status;
  const { missionSlug, title } = identity;
  return {
    title: title === missionSlug ? title : `${title} (${missionSlug})`,
    done: board.progress.doneCount,
    total: board.progress.total,
    percent: board.progress.weightedPercentage,
    columns: COLUMNS.map(({ lanes, ...column }) => ({
      ...column,
      cards: entries.filter(({ lane }) => lanes.includes(lane)).map((entry) => cardOf(status, entry)),
    })),
    next: nextLine(status),
  };
};

function cardOf(status: StatusFacts, entry: Entry): BoardCard {
  const card = { id: entry.id, title: entry.title };
  if (entry.damage !== undefined) return { ...card, note: `damaged: ${entry.damage}`, alert: true };
  if (status.stalled.includes(entry.id)) return { ...card, note: "in review for a long time", alert: true };
  const { staleness } = entry;
  if (staleness?.status === "stale") {
    return { ...card, note: `no commit for ${staleness.minutesSinceCommit ?? 0} min`, alert: true };
  }
  const note = entry.lane === "planned" ? waiting(status.board, entry) : holder(entry);
  return note === "" ? card : { ...card, note };
}

function waiting(board: MissionBoard, entry: BoardEntry): string {
  const blockers = blockersOf(board, entry);
  return blockers.length > 0 ? `waits for ${blockers.join(", ")}` : "ready";
}

function holder({ lane, status }: BoardEntry): string {
  if (lane === "done" || lane === "canceled" || status === undefined) return "";
  const who = typeof status.agent === "string" ? status.agent : (status.actor ?? "");
  return lane === "in_review" ? `in review by ${who}` : who;
}

/** The command that moves the mission on. */
function nextLine({ identity, board, finalized, accepted, merged, entries }: StatusFacts): string {
  const mission = `--mission ${identity.missionSlug}`;
  const review = entries.find(({ lane }) => lane === "for_review");
  const [ready] = readyEntries(board);
  if (entries.length === 0) return `spec-kitty next ${mission}`;
  if (!finalized) return `spec-kitty agent mission finalize-tasks ${mission}`;
  if (review !== undefined) return `spec-kitty agent action review ${review.id} --agent <agent> ${mission}`;
  if (ready !== undefined) return `spec-kitty agent action implement ${ready.id} --agent <agent> ${mission}`;
  if (merged || (isOver(board) && accepted)) return "spec-kitty mission list";
  return accepted ? `spec-kitty merge ${mission}` : `spec-kitty next ${mission}`;
}

/** What only packages in progress say. */
const stalenessJson = (staleness: Staleness, workspaceExists: boolean): JsonObject => ({
  stale: {
    status: staleness.status,
    reason: staleness.reason,
    minutes_since_commit: staleness.minutesSinceCommit ?? null,
    last_commit_time: staleness.lastCommitTime ?? null,
  },
  is_stale: staleness.status === "stale",
  minutes_since_commit: staleness.minutesSinceCommit ?? null,
  worktree_exists: workspaceExists,
});

/** Who works on a package: the runtime facts, and what its author recommends where there are none. */
const holderJson = ({ status, authored }: Entry): JsonObject => ({
  agent: status?.agent ?? null,
  agent_profile: status?.agentProfile ?? null,
  resolved_agent_profile: status?.agentProfile ?? authored?.agentProfile ?? null,
  resolved_role: status?.role ?? authored?.role ?? null,
  resolved_model: status?.model ?? authored?.model ?? null,
  shell_pid: status?.shellPid ?? null,
  shell_pid_created_at: status?.shellPidCreatedAt ?? null,
});

/** One package of the contract's status document. */
export const statusEntryJson = (entry: Entry): JsonObject => ({
  id: entry.id,
  title: entry.title,
  lane: entry.lane,
  phase: entry.authored?.phase ?? null,
  file: entry.path ?? null,
  ...holderJson(entry),
  execution_mode: entry.authored?.executionMode ?? null,
  workspace_kind: entry.workspace?.kind ?? null,
  lane_id: entry.workspace?.laneId ?? null,
  dependencies: entry.dependencies,
  damage: entry.damage ?? null,
  ...(entry.staleness === undefined ? {} : stalenessJson(entry.staleness, entry.workspace?.exists ?? false)),
});

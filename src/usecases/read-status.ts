/** The board of one mission with all that a person or program wants to know of each package; see `core/board`. */
import { join } from "node:path";
import { type Board, type BoardEntry, inLane, isMerged } from "../core/board/board.ts";
import { judgeStaleness, STALL_MINUTES, type Staleness } from "../core/board/staleness.ts";
import { laneBranch, laneWorktree, missionBranch, PLANNING_LANE } from "../core/layout/branches.ts";
import type { BranchName } from "../core/lib/brand.ts";
import { parseEpochMs } from "../core/lib/instant.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import { kindOf } from "../shell/fs/files.ts";
import { readBranch } from "../shell/git/refs.ts";
import {
  identityOf,
  type MissionIdentity,
  type OneMission,
  type ReadError,
  readOneMission,
} from "./read-one-mission.ts";

export type Workspace = {
  readonly laneId: string;
  readonly kind: "lane_workspace" | "repo_root";
  readonly branch: BranchName | undefined;
  /** Absolute. */
  readonly path: string;
  readonly exists: boolean;
};

export type StatusEntry = BoardEntry & {
  readonly workspace: Workspace | undefined;
  /** Only of packages in progress. */
  readonly staleness: Staleness | undefined;
};

export type Status = {
  readonly identity: MissionIdentity;
  readonly board: Board;
  readonly entries: readonly StatusEntry[];
  readonly stale: readonly string[];
  /** In review for longer than `STALL_MINUTES`. */
  readonly stalled: readonly string[];
  readonly finalized: boolean;
  readonly accepted: boolean;
  readonly merged: boolean;
};

export type StatusRequest = { readonly mission: string | undefined; readonly staleMinutes: number };

/** Says where each package is worked on, from the committed lanes alone. */
export function workspacesOf({ mission, lanes, session }: OneMission): ReadonlyMap<string, Workspace> {
  const name = missionBranch({ slug: mission.meta.missionSlug ?? mission.folder, missionId: mission.meta.missionId });
  const base = (lanes?.missionBranch || (name.ok ? name.value : "")) as BranchName;
  const { root } = session.repo;
  return new Map(
    (lanes?.lanes ?? []).flatMap(({ laneId, wpIds }) => {
      const branch = laneBranch(base, laneId);
      const path = join(root, laneWorktree(branch));
      const workspace: Workspace =
        laneId === PLANNING_LANE
          ? { laneId, kind: "repo_root", branch: undefined, path: root, exists: true }
          : { laneId, kind: "lane_workspace", branch, path, exists: kindOf(path) === "directory" };
      return wpIds.map((id) => [id, workspace] as const);
    }),
  );
}

async function commitTimes(one: OneMission, branches: readonly BranchName[]): Promise<ReadonlyMap<string, number>> {
  const tips = [...new Set(branches)].flatMap((branch) => {
    const tip = readBranch(one.session.repo, branch);
    return tip === undefined ? [] : [{ branch, tip }];
  });
  const commits = await one.session.objects.readAll(tips.map(({ tip }) => tip));
  return new Map(
    tips.flatMap(({ branch }, i) => {
      const data = commits[i]?.data;
      const seconds =
        data === undefined ? undefined : /^committer .* (\d+) [+-]\d{4}$/m.exec(new TextDecoder().decode(data))?.[1];
      return seconds === undefined ? [] : [[branch, Number(seconds) * 1000] as const];
    }),
  );
}

const lastMoveMs = (entry: BoardEntry): number | undefined => parseEpochMs(entry.status?.lastTransitionAt ?? "");

async function statusOf(one: OneMission, nowMs: number, staleMinutes: number): Promise<Status> {
  const { mission, board } = one;
  const workspaces = workspacesOf(one);
  const active = inLane(board, "in_progress");
  const times = await commitTimes(
    one,
    active.flatMap(({ id }) => workspaces.get(id)?.branch ?? []),
  );
  const entries = board.entries.map((entry): StatusEntry => {
    const workspace = workspaces.get(entry.id);
    const staleness =
      entry.lane === "in_progress"
        ? judgeStaleness({
            nowMs,
            lastCommitMs: times.get(workspace?.branch ?? ""),
            lastTransitionMs: lastMoveMs(entry),
            thresholdMinutes: staleMinutes,
            withoutBranch: workspace?.kind === "repo_root",
          })
        : undefined;
    return { ...entry, workspace, staleness };
  });
  const isStalled = (entry: BoardEntry): boolean => nowMs - (lastMoveMs(entry) ?? nowMs) > STALL_MINUTES * 60_000;
  return {
    identity: identityOf(mission),
    board,
    entries,
    stale: entries.flatMap(({ id, staleness }) => (staleness?.status === "stale" ? [id] : [])),
    stalled: inLane(board, "in_review")
      .filter(isStalled)
      .map(({ id }) => id),
    finalized: one.lanes !== undefined || one.state.snapshot.eventCount > 0,
    accepted: mission.meta.acceptedAt !== undefined,
    merged: isMerged(mission.meta, board),
  };
}

/** Reads the status of one mission. Errors: those of `readOneMission`. */
export const readStatus = (ctx: Ctx, { mission, staleMinutes }: StatusRequest): Promise<Result<Status, ReadError>> =>
  readOneMission(ctx, mission, async (one) => ok(await statusOf(one, ctx.now(), staleMinutes)));

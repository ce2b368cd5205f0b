/** All missions of the repository, each with its progress and state; one that cannot be read is listed with its code. */
import { deriveLifecycle, type Lifecycle, type MissionState } from "../core/board/lifecycle.ts";
import type { LogSummary } from "../core/board/summary.ts";
import { humanSlug } from "../core/layout/names.ts";
import { ok, type Result } from "../core/lib/result.ts";
import { LANES } from "../core/status/lane.ts";
import { computeProgress, type Progress } from "../core/status/progress.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { listMissions as readMissions } from "../shell/mission/read-mission.ts";
import { readSummaries } from "../shell/mission/read-summaries.ts";
import { withSession } from "../shell/transaction/session.ts";
import { identityOf, type MissionIdentity } from "./read-one-mission.ts";

export type ListedMission = {
  readonly identity: MissionIdentity;
  /** The shortest name that a person would type: the slug without number and id. */
  readonly handle: string;
  readonly summary: LogSummary;
  readonly progress: Progress;
  readonly lifecycle: Lifecycle;
  readonly target: string | undefined;
  /** Branch that owns the log. */
  readonly branch: string;
  /** False while it is only in the working tree. */
  readonly published: boolean;
  readonly accepted: boolean;
};

export type UnreadableMission = { readonly folder: string; readonly code: string };

export type MissionList = {
  readonly missions: readonly ListedMission[];
  readonly unreadable: readonly UnreadableMission[];
  /** All that there are, before the filter. */
  readonly total: number;
  /** How many the filter left out. */
  readonly hidden: number;
};

export type ListRequest = {
  /** Only missions in this state, or in this group of states; all if absent. */
  readonly state: MissionState | Lifecycle["coarse"] | undefined;
};

/** Lists the missions by folder. Errors: only those of opening the repository. */
export const listMissions = (ctx: Ctx, { state }: ListRequest): Promise<Result<MissionList, GitError>> =>
  withSession(ctx, async (session) => {
    session.objects.warm();
    const nowMs = ctx.now();
    const found = await readMissions(session);
    const readable = found.flatMap(({ mission, at }) => (mission.ok ? [{ mission: mission.value, at }] : []));
    const summaries = await readSummaries(session, readable);
    const missions = readable.map(({ mission }): ListedMission => {
      const summary = summaries.of(mission);
      const { meta, folder } = mission;
      const facts = {
        byLane: summary.byLane,
        lastActivityAt: summary.lastActivityAt || (meta.createdAt ?? ""),
        mergedAt: meta.mergedAt,
        lastReopenedAt: summary.lastReopenedAt,
        nowMs,
      };
      return {
        identity: identityOf(mission),
        handle: humanSlug(folder, meta.missionId),
        summary,
        progress: computeProgress(
          LANES.flatMap((lane) => Array.from({ length: summary.byLane[lane] ?? 0 }, () => lane)),
        ),
        lifecycle: deriveLifecycle(facts),
        target: meta.targetBranch,
        branch: mission.branch,
        published: mission.tip !== undefined,
        accepted: meta.acceptedAt !== undefined,
      };
    });
    const damaged = missions.filter(({ summary }) => summary.badLine !== undefined);
    const whole = missions.filter(({ summary }) => summary.badLine === undefined);
    const shown = whole.filter(
      ({ lifecycle }) => state === undefined || lifecycle.state === state || lifecycle.coarse === state,
    );
    const unreadable = [
      ...found.flatMap(({ folder, mission }) => (mission.ok ? [] : [{ folder, code: mission.error.code }])),
      ...damaged.map(({ identity }) => ({ folder: identity.missionSlug, code: "STATUS_LOG_CORRUPT" })),
    ];
    return ok({ missions: shown, unreadable, total: found.length, hidden: whole.length - shown.length });
  });

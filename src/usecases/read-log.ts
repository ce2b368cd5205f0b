/** Questions about the record of a mission itself: is its log in order, and in which state is the mission as a whole. */
import { deriveLifecycle, type Lifecycle } from "../core/board/lifecycle.ts";
import { summarizeLog } from "../core/board/summary.ts";
import { MISSION_FILES, missionPath } from "../core/layout/paths.ts";
import { ok, type Result } from "../core/lib/result.ts";
import { parseLog } from "../core/status/parse-log.ts";
import { computeProgress, lanesOf, type Progress } from "../core/status/progress.ts";
import { reduce } from "../core/status/reduce.ts";
import { type LogFinding, validateLog } from "../core/status/validate.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readLogText } from "../shell/mission/mission-state.ts";
import { type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { withSession } from "../shell/transaction/session.ts";
import { identityOf, type MissionIdentity, type ReadError, readOneMission } from "./read-one-mission.ts";

export type CheckedLog = {
  readonly identity: MissionIdentity;
  readonly findings: readonly LogFinding[];
  /** The log, relative to the repository. */
  readonly path: string;
};

/** Lists everything that is wrong with a mission's log. Works on any bytes; errors are only those of the handle. */
export const checkLog = (
  ctx: Ctx,
  handle: string | undefined,
): Promise<Result<CheckedLog, ReadMissionError | GitError>> =>
  withSession<CheckedLog, ReadMissionError | GitError>(ctx, async (session) => {
    const mission = await readMission(session, handle);
    if (!mission.ok) return mission;
    const findings = validateLog(parseLog(await readLogText(session, mission.value)));
    const path = missionPath(mission.value.folder, MISSION_FILES.log);
    return ok({ identity: identityOf(mission.value), findings, path });
  });

export type MissionLifecycle = {
  readonly identity: MissionIdentity;
  readonly lifecycle: Lifecycle;
  readonly progress: Progress;
  readonly lastActivityAt: string;
  readonly mergedAt: string | undefined;
};

/** Derives the state of one mission from its log, its metadata and the clock. Errors: those of reading. */
export const readLifecycle = (ctx: Ctx, handle: string | undefined): Promise<Result<MissionLifecycle, ReadError>> =>
  readOneMission<MissionLifecycle, never>(ctx, handle, async ({ mission, state }) => {
    const { byLane, lastActivityAt, lastReopenedAt } = summarizeLog(state.log);
    const { mergedAt, createdAt } = mission.meta;
    const last = lastActivityAt || (createdAt ?? "");
    return ok({
      identity: identityOf(mission),
      lifecycle: deriveLifecycle({ byLane, lastActivityAt: last, mergedAt, lastReopenedAt, nowMs: ctx.now() }),
      progress: computeProgress(lanesOf(reduce(state.log.rows))),
      lastActivityAt: last,
      mergedAt,
    });
  });

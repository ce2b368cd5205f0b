/**
 * How every command that reads one mission begins: open the repository, resolve the handle, read the board, hand it on.
 * Nothing is locked and nothing is written.
 */
import type { Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import type { LogCorrupt } from "../shell/mission/mission-state.ts";
import { type MissionBoard, readBoard } from "../shell/mission/read-board.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";

export type ReadError = ReadMissionError | LogCorrupt | GitError;

export type OneMission = MissionBoard & { readonly mission: Mission; readonly session: Session };

/** Reads the mission that `handle` names and answers from it. Errors beside `use`'s own: those of handle, metadata and log. */
export const readOneMission = <T, E>(
  ctx: Ctx,
  handle: string | undefined,
  use: (one: OneMission) => Promise<Result<T, E>>,
): Promise<Result<T, E | ReadError>> =>
  withSession<T, E | ReadError>(ctx, async (session) => {
    session.objects.warm();
    const mission = await readMission(session, handle);
    if (!mission.ok) return mission;
    const board = await readBoard(session, mission.value);
    return board.ok ? use({ ...board.value, mission: mission.value, session }) : board;
  });

/** Who a mission is, as every answer says it. */
export type MissionIdentity = {
  readonly missionId: string | undefined;
  readonly missionSlug: string;
  readonly missionNumber: number | undefined;
  readonly missionType: string;
  readonly featureDir: string;
  readonly title: string;
};

/** Picks the identity of a mission. */
export const identityOf = ({ meta, folder, featureDir }: Mission): MissionIdentity => ({
  missionId: meta.missionId,
  missionSlug: meta.missionSlug ?? folder,
  missionNumber: meta.missionNumber,
  missionType: meta.missionType,
  featureDir,
  title: meta.friendlyName ?? meta.missionSlug ?? folder,
});

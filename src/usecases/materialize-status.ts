/**
 * status.json against the log it is made from: print the fold, compare it with what is committed, or bring that up to date.
 * Printing and comparing write nothing. The file is a projection: the log is never changed here.
 */
import { MISSION_FILES } from "../core/layout/paths.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { Snapshot } from "../core/status/reduce.ts";
import { renderSnapshot } from "../core/status/snapshot.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import {
  type LogCorrupt,
  type MissionSnapshot,
  readMissionState,
  readStateAt,
} from "../shell/mission/mission-state.ts";
import {
  type ListedMission,
  listMissions,
  type Mission,
  type MissionCopy,
  type ReadMissionError,
  readMission,
} from "../shell/mission/read-mission.ts";
import { rememberAll } from "../shell/mission/remember.ts";
import { type MissionError, transactMission } from "../shell/mission/transact-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { identityOf, type MissionIdentity } from "./read-one-mission.ts";

export type MaterializeError = ReadMissionError | MissionError | GitError;

export type Materialized = {
  readonly identity: MissionIdentity;
  readonly snapshot: Snapshot;
  readonly mission: Mission;
  /** The exact bytes that status.json has or gets. */
  readonly text: string;
  /** Whether a commit was made; never when printing. */
  readonly written: boolean;
  readonly commit: string | undefined;
};

/** Why a committed snapshot does or does not match; `unreadable` carries the code of the refusal. */
export type Comparison = {
  readonly folder: string;
  readonly matches: boolean;
  readonly reason: "equal" | "no_log" | "snapshot_missing" | "snapshot_differs" | "refreshed" | "unreadable";
  readonly code: string | undefined;
};

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

const rendered = (mission: Pick<Mission, "identity">, { snapshot }: Pick<MissionSnapshot, "snapshot">): string =>
  renderSnapshot(snapshot, mission.identity);

/** Folds one mission's log and answers with the bytes of status.json. Writes nothing. */
export const printStatus = (ctx: Ctx, handle: string | undefined): Promise<Result<Materialized, MaterializeError>> =>
  withSession<Materialized, MaterializeError>(ctx, async (session) => {
    const mission = await readMission(session, handle);
    if (!mission.ok) return mission;
    const state = await readMissionState(session, mission.value);
    if (!state.ok) return state;
    const { snapshot } = state.value;
    const text = rendered(mission.value, state.value);
    return ok({
      identity: identityOf(mission.value),
      mission: mission.value,
      snapshot,
      text,
      written: false,
      commit: undefined,
    });
  });

async function refresh(session: Session, mission: Mission): Promise<Result<Materialized, MissionError>> {
  const published = await transactMission<Omit<Materialized, "commit">, never>(
    session,
    mission,
    { purpose: "agent status materialize" },
    async (state) => {
      const text = rendered(mission, state);
      const answer = { identity: identityOf(mission), mission, snapshot: state.snapshot, text };
      if (textOf(await state.readFile(MISSION_FILES.status)) === text) {
        return ok({ kind: "unchanged", answer: { ...answer, written: false } });
      }
      return ok({
        kind: "commit",
        message: `status(${mission.folder}): bring status.json up to its log`,
        events: [],
        files: [{ path: MISSION_FILES.status, bytes: text }],
        answer: () => ({ ...answer, written: true }),
      });
    },
  );
  if (!published.ok) return published;
  return ok({ ...published.value.answer, commit: published.value.commit });
}

/** Brings the committed status.json of one mission up to its log, in one commit if it differs. */
export const materializeStatus = (
  ctx: Ctx,
  handle: string | undefined,
): Promise<Result<Materialized, MaterializeError>> =>
  withSession<Materialized, MaterializeError>(ctx, async (session) => {
    const mission = await readMission(session, handle);
    return mission.ok ? refresh(session, mission.value) : mission;
  });

type Folded = { readonly copy: MissionCopy; readonly state: Result<MissionSnapshot, LogCorrupt> };

async function compare({ copy, state }: Folded): Promise<Comparison> {
  const { folder } = copy;
  if (!state.ok) return { folder, matches: false, reason: "unreadable", code: state.error.code };
  const committed = textOf(await state.value.readFile(MISSION_FILES.status));
  const answer = (matches: boolean, reason: Comparison["reason"]): Comparison => ({
    folder,
    matches,
    reason,
    code: undefined,
  });
  if (committed === undefined) {
    return state.value.logBytes.length === 0 ? answer(true, "no_log") : answer(false, "snapshot_missing");
  }
  return committed === rendered(copy, state.value) ? answer(true, "equal") : answer(false, "snapshot_differs");
}

/** Compares the published copy; where the mission's own branch is gone, the copy that is left, which is a fact of its own. */
async function compareOne(session: Session, { folder, mission, copy }: ListedMission): Promise<Comparison> {
  const isLeft = !mission.ok && mission.error.code === "COORDINATION_BRANCH_DELETED";
  if (isLeft && copy?.tip !== undefined) return compare({ copy, state: await readStateAt(session, copy, copy.tip) });
  if (!mission.ok) return { folder, matches: false, reason: "unreadable", code: mission.error.code };
  return compare({ copy: mission.value, state: await readMissionState(session, mission.value) });
}

async function compareAndRefresh(session: Session, listed: ListedMission): Promise<Comparison> {
  const compared = await compareOne(session, listed);
  if (compared.matches || compared.reason === "unreadable" || !listed.mission.ok) return compared;
  const refreshed = await refresh(session, listed.mission.value);
  return refreshed.ok
    ? { ...compared, matches: true, reason: "refreshed" }
    : { ...compared, reason: "unreadable", code: refreshed.error.code };
}

/**
 * Compares every mission's committed status.json with the fold of its log. With `check` nothing is written; without, those that
 * differ are refreshed, and what a list of missions needs is remembered for all of them.
 */
export const materializeAll = (
  ctx: Ctx,
  { check }: { readonly check: boolean },
): Promise<Result<readonly Comparison[], GitError>> =>
  withSession(ctx, async (session) => {
    const compared: Comparison[] = [];
    for (const listed of await listMissions(session)) {
      compared.push(await (check ? compareOne : compareAndRefresh)(session, listed));
    }
    if (!check) await rememberAll(session);
    return ok(compared);
  });

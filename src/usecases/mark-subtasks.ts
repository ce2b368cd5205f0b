/**
 * Marks subtasks done or pending: one annotation for each work package they belong to, all in one commit. The state is in the
 * log alone; rows of tasks.md stay as their author wrote them. What is so already is said and not recorded again.
 */
import { humanSlug } from "../core/layout/names.ts";
import { MISSION_FILES } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import { decideMarks, type MarkPlan, type MarkResult, type SubtaskMark } from "../core/work-package/mark-subtasks.ts";
import { parseSubtaskRows, type SubtaskError } from "../core/work-package/subtasks.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type ReadPackagesError, readPlan } from "../shell/mission/read-work-packages.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";

export type MarkSubtasksInput = {
  readonly mission: string | undefined;
  readonly ids: readonly string[];
  readonly mark: SubtaskMark;
};

export type MarkedSubtasks = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly mark: SubtaskMark;
  readonly results: readonly MarkResult[];
  readonly commit: Oid | undefined;
  readonly commits: readonly MovedRef[];
};

export type MarkSubtasksError = SubtaskError | ReadPackagesError | ReadMissionError | MissionError | GitError;

/** The contract's actor of marks, whoever runs the command. */
const ACTOR = "user";

async function plan(
  session: Session,
  mission: Mission,
  work: { readonly state: MissionState; readonly input: MarkSubtasksInput },
): Promise<Result<MarkPlan, MarkSubtasksError>> {
  const { state, input } = work;
  const read = await readPlan(session, mission, state.base.tip);
  if (!read.ok) return read;
  const tasks = await session.objects.read(`${read.value.commit}:${mission.dir}/${MISSION_FILES.tasks}`);
  const { missionId, missionSlug, slug } = mission.meta;
  const others = [missionSlug, slug, missionId, humanSlug(mission.folder, missionId)];
  return decideMarks({
    given: input.ids,
    mark: input.mark,
    missionNames: [mission.folder, ...others.filter((name) => name !== undefined)],
    rosters: new Map(read.value.packages.map((wp) => [wp.id, wp.subtasks ?? []])),
    rows: tasks === undefined ? [] : parseSubtaskRows(new TextDecoder().decode(tasks.data)),
    recorded: new Map([...state.snapshot.workPackages].map(([id, status]) => [id, status.subtasks])),
  });
}

function draftOf({ results, deltas }: MarkPlan, mark: SubtaskMark): MissionDraft<readonly MarkResult[]> {
  if (deltas.size === 0) return { kind: "unchanged", answer: results };
  const parts = [...deltas].map(([wpId, subtasks]) => `${wpId} ${Object.keys(subtasks).join(" ")}`);
  const [only, ...others] = deltas.keys();
  return {
    kind: "commit",
    message: `Mark ${mark}: ${parts.join(", ")}`,
    events: [...deltas].map(([wpId, subtasks]) => ({ family: "annotation", wpId, actor: ACTOR, delta: { subtasks } })),
    ...(only !== undefined && others.length === 0 ? { wpId: only } : {}),
    answer: () => results,
  };
}

async function mark(session: Session, input: MarkSubtasksInput): Promise<Result<MarkedSubtasks, MarkSubtasksError>> {
  const read = await readMission(session, input.mission);
  if (!read.ok) return read;
  const mission = read.value;
  const request = { purpose: `mark-status ${input.ids.join(" ")}` };
  const published = await transactMission<readonly MarkResult[], MarkSubtasksError>(
    session,
    mission,
    request,
    async (state) => {
      const decided = await plan(session, mission, { state, input });
      return decided.ok ? ok(draftOf(decided.value, input.mark)) : decided;
    },
  );
  if (!published.ok) return published;
  return ok({
    folder: mission.folder,
    missionId: mission.meta.missionId,
    featureDir: mission.featureDir,
    mark: input.mark,
    results: published.value.answer,
    commit: published.value.commit,
    commits: session.ledger,
  });
}

/** Marks subtasks. Errors: those of ids, of reading and of recording; an id that nothing lists is a result. */
export const markSubtasks = (ctx: Ctx, input: MarkSubtasksInput): Promise<Result<MarkedSubtasks, MarkSubtasksError>> =>
  withSession(ctx, (session) => mark(session, input));

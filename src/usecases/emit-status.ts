/** Records one raw move of a package, with the guards of the board and nothing else. */
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Attempted } from "../core/status/attempt.ts";
import { decideEmit, type EmitRefusal, type EmitRequest } from "../core/status/decide-emit.ts";
import { parseLane } from "../core/status/lane.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type MissionError, transactMission } from "../shell/mission/transact-mission.ts";
import { type CommitRecord, withSession } from "../shell/transaction/session.ts";
import { withAttempt } from "./attempt.ts";
import { findPackage, type PlanContextError, readPlanContext } from "./plan-context.ts";

type Refusal =
  | EmitRefusal
  | PlanContextError
  | { readonly code: "WP_NOT_FOUND"; readonly wpId: string; readonly known: readonly string[] };

export type EmitError = Attempted<Refusal | MissionError> | ReadMissionError | GitError;

export type Emitted = {
  readonly mission: Mission;
  readonly wpId: string;
  readonly actor: string;
  readonly from: string;
  readonly to: string;
  /** `undefined` for a repeat that recorded nothing. */
  readonly eventId: string | undefined;
  readonly commits: readonly CommitRecord[];
};

type Moved = Omit<Emitted, "commits">;

/** Emits one move. */
export function emitStatus(
  ctx: Ctx,
  input: EmitRequest & { readonly mission: string | undefined },
): Promise<Result<Emitted, EmitError>> {
  return withSession<Emitted, EmitError>(ctx, async (session) => {
    const mission = await readMission(session, input.mission);
    if (!mission.ok) return mission;
    const { value } = mission;
    const purpose = `emit ${input.wpId} ${input.to}`;
    const published = await transactMission<Moved, Refusal>(session, value, { purpose }, async (state) => {
      const context = await readPlanContext(session, value, state.base.tip);
      if (!context.ok) return context;
      const wp = findPackage(context.value, input.wpId);
      if (wp === undefined) {
        return err({ code: "WP_NOT_FOUND", wpId: input.wpId, known: [...context.value.dependencies.keys()] });
      }
      const status = state.snapshot.workPackages.get(wp.id);
      const facts = {
        mission: { slug: value.meta.missionSlug ?? value.folder, id: value.meta.missionId },
        status,
        roster: wp.subtasks,
      };
      const decided = decideEmit(facts, { ...input, wpId: wp.id });
      if (!decided.ok) return decided;
      const said = { mission: value, wpId: wp.id, actor: input.actor };
      if (decided.value.kind === "already") {
        const lane = parseLane(input.to) ?? "";
        return ok({ kind: "unchanged", answer: { ...said, from: lane, to: lane, eventId: undefined } });
      }
      const { draft } = decided.value;
      return ok({
        kind: "commit",
        message: `Move ${wp.id} to ${draft.to} [${input.actor}]`,
        events: [draft],
        wpId: wp.id,
        answer: ([row]) => ({ ...said, from: draft.from, to: draft.to, eventId: row?.event_id }),
      });
    });
    if (!published.ok) {
      return withAttempt(published, { session, mission: value, wpId: input.wpId, to: input.to, message: purpose });
    }
    return ok({ ...published.value.answer, commits: session.ledger });
  });
}

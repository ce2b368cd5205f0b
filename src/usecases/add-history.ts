/** Adds a note to a package's history: one annotation in the log. The package's file is never edited. */
import { type AgentInvalid, parseAgent } from "../core/agent/identity.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type MissionError, transactMission } from "../shell/mission/transact-mission.ts";
import { type CommitRecord, withSession } from "../shell/transaction/session.ts";
import { findPackage, type PlanContextError, readPlanContext } from "./plan-context.ts";

export type HistoryInput = {
  readonly wpId: string;
  readonly mission: string | undefined;
  readonly note: string;
  readonly agent: string | undefined;
  readonly shellPid: number | undefined;
};

type Refusal =
  | PlanContextError
  | { readonly code: "NOTE_BLANK" }
  | { readonly code: "WP_NOT_FOUND"; readonly wpId: string; readonly known: readonly string[] };

export type HistoryError = Refusal | MissionError | AgentInvalid | ReadMissionError | GitError;

export type AddedHistory = {
  readonly mission: Mission;
  readonly wpId: string;
  /** The line as it stands in the log. */
  readonly note: string;
  readonly eventId: string;
  readonly commits: readonly CommitRecord[];
};

type Added = Omit<AddedHistory, "commits">;

/** Records a note. */
export function addHistory(ctx: Ctx, input: HistoryInput): Promise<Result<AddedHistory, HistoryError>> {
  return withSession<AddedHistory, HistoryError>(ctx, async (session) => {
    const agent = input.agent === undefined ? ok(undefined) : parseAgent(input.agent);
    if (!agent.ok) return agent;
    const text = input.note.trim().replace(/\s*\n\s*/g, " ");
    if (text === "") return err({ code: "NOTE_BLANK" });
    const mission = await readMission(session, input.mission);
    if (!mission.ok) return mission;
    const { value } = mission;
    const actor = agent.value?.tool ?? "user";
    const note = `- [${new Date(ctx.now()).toISOString().slice(0, 19)}Z] ${actor}: ${text}`;
    const purpose = `add-history ${input.wpId}`;
    const published = await transactMission<Added, Refusal>(session, value, { purpose }, async (state) => {
      const context = await readPlanContext(session, value, state.base.tip);
      if (!context.ok) return context;
      const wp = findPackage(context.value, input.wpId);
      if (wp === undefined) {
        return err({ code: "WP_NOT_FOUND", wpId: input.wpId, known: [...context.value.dependencies.keys()] });
      }
      const pid = input.shellPid === undefined ? {} : { shell_pid: input.shellPid };
      return ok({
        kind: "commit",
        message: `Note on ${wp.id} [${actor}]`,
        events: [{ family: "annotation", wpId: wp.id, actor, delta: { note, ...pid } }],
        wpId: wp.id,
        answer: ([row]) => ({ mission: value, wpId: wp.id, note, eventId: row?.event_id ?? "" }),
      });
    });
    return published.ok ? ok({ ...published.value.answer, commits: session.ledger }) : published;
  });
}

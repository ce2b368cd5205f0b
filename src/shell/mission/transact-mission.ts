/**
 * One logical change of a mission: events and files, one commit on the branch that owns the mission's log.
 * The new log extends the old one byte for byte, and status.json is the fold of it, in the same commit. Nothing else appends to a log.
 */
import { Buffer } from "node:buffer";
import { type LogSummary, summarizeLog } from "../../core/board/summary.ts";
import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { instantOf } from "../../core/lib/instant.ts";
import { ok, type Result } from "../../core/lib/result.ts";
import { type EventDraft, renderRows, type StampedRow, stamp } from "../../core/status/draft.ts";
import { lastTimeOf, parseLog } from "../../core/status/parse-log.ts";
import { reduce } from "../../core/status/reduce.ts";
import { renderSnapshot, type SnapshotIdentity } from "../../core/status/snapshot.ts";
import { openMint } from "../ids/mint.ts";
import type { TransactionError } from "../transaction/errors.ts";
import type { Captured } from "../transaction/project.ts";
import type { Session } from "../transaction/session.ts";
import {
  type Base,
  type BranchMove,
  type FileChange,
  type FollowUp,
  type Published,
  transact,
} from "../transaction/transact.ts";
import { type LogCorrupt, type MissionSnapshot, readStateAt } from "./mission-state.ts";
import type { Mission } from "./read-mission.ts";
import { rememberPublished } from "./remember.ts";

/** The mission as it is at the tip, under the lock. */
export type MissionState = MissionSnapshot & { readonly base: Base };

export type MissionError = TransactionError | LogCorrupt;

export type MissionDraft<T> =
  | { readonly kind: "unchanged"; readonly answer: T; readonly followUp?: FollowUp }
  | {
      readonly kind: "commit";
      readonly message: string;
      readonly events: readonly EventDraft[];
      /** Paths are relative to the mission's folder. */
      readonly files?: readonly FileChange[];
      /** What status.json says of the mission, if this change alters it. */
      readonly identity?: SnapshotIdentity;
      readonly refs?: readonly BranchMove[];
      readonly followUp?: FollowUp;
      readonly parents?: readonly Oid[];
      readonly tree?: Oid;
      /** Authored bytes taken over, by path in the mission's folder. */
      readonly captured?: Captured;
      readonly wpId?: string;
      /** Builds the answer from the rows as they were stamped. */
      readonly answer: (rows: readonly StampedRow[]) => T;
    };

export type MissionRequest = {
  /** What is being done, for those who wait and for refusals, e.g. `move-task WP01`. */
  readonly purpose: string;
  readonly capability?: "bookkeeping" | "merge";
  /** Makes the mission's branch on top of this commit, if it does not exist. */
  readonly startAt?: Oid;
};

export type LogChange = {
  readonly rows: readonly StampedRow[];
  /** The new log and its fold; paths are relative to the repository. */
  readonly files: readonly FileChange[];
  /** The new log for those who list missions; absent if it did not change. */
  readonly summary?: LogSummary;
};

/** Computes what a log becomes when rows are added: stamped now, after all that it holds, its bytes extended. Writes nothing. */
export async function computeLogChange(
  session: Session,
  work: {
    readonly mission: Pick<Mission, "dir" | "identity">;
    readonly state: Pick<MissionSnapshot, "log" | "logBytes">;
    readonly draft: { readonly events: readonly EventDraft[]; readonly identity?: SnapshotIdentity };
  },
): Promise<LogChange> {
  const { draft, state, mission } = work;
  if (draft.events.length === 0 && draft.identity === undefined) return { rows: [], files: [] };
  const nowMs = session.ctx.now();
  const mint = await openMint(session.ctx);
  const taken = new Set(state.log.rows.map(({ row }) => row.event_id));
  const mintFresh = (): string => {
    // A fixed seed or a clock that stands still would repeat the ids of an earlier command.
    for (let id = mint(nowMs); ; id = mint(nowMs)) if (!taken.has(id)) return id;
  };
  const rows = stamp(draft.events, {
    at: instantOf(nowMs),
    after: lastTimeOf(state.log.rows),
    mintId: mintFresh,
  });
  const appended = `${state.log.unterminated ? "\n" : ""}${renderRows(rows)}`;
  const log = Buffer.concat([state.logBytes, Buffer.from(appended)]);
  const added = parseLog(renderRows(rows)).rows;
  const snapshot = reduce([...state.log.rows, ...added]);
  const status = renderSnapshot(snapshot, draft.identity ?? mission.identity);
  return {
    rows,
    summary: summarizeLog({ ...state.log, rows: [...state.log.rows, ...added] }, snapshot),
    files: [
      { path: `${mission.dir}/${MISSION_FILES.log}`, bytes: log },
      { path: `${mission.dir}/${MISSION_FILES.status}`, bytes: status },
    ],
  };
}

const below = (mission: Mission, files: readonly FileChange[]): readonly FileChange[] =>
  files.map((file) => ({ ...file, path: `${mission.dir}/${file.path}` }));

/**
 * Runs one change of a mission under its lock. `decide` sees the state at the tip and returns events and files, `unchanged`,
 * or its refusal. Errors beside its own: those of the transaction, STATUS_LOG_CORRUPT.
 */
export async function transactMission<T, E>(
  session: Session,
  mission: Mission,
  request: MissionRequest,
  decide: (state: MissionState) => Promise<Result<MissionDraft<T>, E>>,
): Promise<Result<Published<T>, E | MissionError>> {
  const destination = { branch: mission.branch, lock: mission.lock, ...request };
  const last: { recorded?: LogChange } = {};
  // Loads the package before the lock is taken.
  await openMint(session.ctx);
  const published = await transact<T, E | LogCorrupt>(session, destination, async (base) => {
    const read = await readStateAt(session, mission, base.tip);
    if (!read.ok) return read;
    const state: MissionState = { ...read.value, base };
    const decided = await decide(state);
    if (!decided.ok) return decided;
    const draft = decided.value;
    if (draft.kind === "unchanged") return ok(draft);
    const recorded = await computeLogChange(session, { mission, state, draft });
    last.recorded = recorded;
    const { events: _events, identity: _identity, captured, answer, files, ...rest } = draft;
    return ok({
      ...rest,
      files: [...below(mission, files ?? []), ...recorded.files],
      ...(captured === undefined
        ? {}
        : { captured: new Map([...captured].map(([path, content]) => [`${mission.dir}/${path}`, content])) }),
      answer: answer(recorded.rows),
    });
  });
  if (published.ok && published.value.commit !== undefined) {
    await rememberPublished(session, { mission, commit: published.value.commit, summary: last.recorded?.summary });
  }
  return published;
}

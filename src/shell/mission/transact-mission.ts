/**
 * One logical change of a mission: events and files, one commit on the branch that owns the mission's log.
 * The new log extends the old one byte for byte, and status.json is the fold of it, in the same commit. Nothing else appends to a log.
 */
import { Buffer } from "node:buffer";
import type { Oid } from "../../core/lib/brand.ts";
import { instantOf } from "../../core/lib/instant.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { type EventDraft, renderRows, type StampedRow, stamp } from "../../core/status/draft.ts";
import { lastTimeOf, type ParsedLog, parseLog } from "../../core/status/parse-log.ts";
import { reduce, type Snapshot } from "../../core/status/reduce.ts";
import { renderSnapshot, type SnapshotIdentity } from "../../core/status/snapshot.ts";
import type { RefMove } from "../git/commit.ts";
import { openMint } from "../ids/mint.ts";
import type { TransactionError } from "../transaction/errors.ts";
import type { Captured } from "../transaction/project.ts";
import type { Session } from "../transaction/session.ts";
import { type Base, type FileChange, type Published, transact } from "../transaction/transact.ts";
import type { Mission } from "./read-mission.ts";

/** A line of the log cannot be understood; nothing is appended to a log that cannot be read whole. */
export type LogCorrupt = {
  readonly code: "STATUS_LOG_CORRUPT";
  readonly mission: string;
  readonly line: number;
  readonly detail: string;
};

export type MissionError = TransactionError | LogCorrupt;

/** The mission as it is at the tip, under the lock. */
export type MissionState = {
  readonly base: Base;
  readonly log: ParsedLog;
  readonly snapshot: Snapshot;
  /** Reads a file of the mission's folder at the tip, by its path in that folder. */
  readonly readFile: (path: string) => Promise<Uint8Array | undefined>;
};

export type MissionDraft<T> =
  | { readonly kind: "unchanged"; readonly answer: T }
  | {
      readonly kind: "commit";
      readonly message: string;
      readonly events: readonly EventDraft[];
      /** Paths are relative to the mission's folder. */
      readonly files?: readonly FileChange[];
      /** What status.json says of the mission, if this change alters it. */
      readonly identity?: SnapshotIdentity;
      readonly refs?: readonly RefMove[];
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
};

const LOG = "status.events.jsonl";
const STATUS = "status.json";
const text = (bytes: Uint8Array | undefined): string => (bytes === undefined ? "" : new TextDecoder().decode(bytes));

/** Reads the log as it stands at a commit. Errors: STATUS_LOG_CORRUPT naming the first bad line. */
function readLog(mission: Mission, bytes: Uint8Array | undefined): Result<ParsedLog, LogCorrupt> {
  const log = parseLog(text(bytes));
  const problem = log.problems[0];
  if (problem !== undefined) {
    const detail = problem.code === "LOG_LINE_MALFORMED" ? problem.detail : `${problem.path}: expected ${problem.expected}`;
    return err({ code: "STATUS_LOG_CORRUPT", mission: mission.folder, line: problem.line, detail });
  }
  if (log.torn !== undefined) {
    return err({ code: "STATUS_LOG_CORRUPT", mission: mission.folder, line: log.torn.line, detail: "the last line is cut off" });
  }
  return ok(log);
}

type CommitDraft<T> = Extract<MissionDraft<T>, { kind: "commit" }>;

async function logChanges<T>(
  session: Session,
  work: { readonly mission: Mission; readonly state: MissionState; readonly bytes: Uint8Array | undefined; readonly draft: CommitDraft<T> },
): Promise<{ readonly rows: readonly StampedRow[]; readonly files: readonly FileChange[] }> {
  const { draft, state, mission, bytes } = work;
  if (draft.events.length === 0 && draft.identity === undefined) return { rows: [], files: [] };
  const nowMs = session.ctx.now();
  const mint = draft.events.length === 0 ? () => "" : await openMint(session.ctx);
  const rows = stamp(draft.events, { at: instantOf(nowMs), after: lastTimeOf(state.log.rows), mintId: () => mint(nowMs) });
  const appended = `${state.log.unterminated ? "\n" : ""}${renderRows(rows)}`;
  const log = Buffer.concat([bytes ?? new Uint8Array(0), Buffer.from(appended)]);
  const added = parseLog(renderRows(rows)).rows;
  const snapshot = reduce([...state.log.rows, ...added]);
  const status = renderSnapshot(snapshot, draft.identity ?? mission.identity);
  return {
    rows,
    files: [
      { path: `${mission.dir}/${LOG}`, bytes: log },
      { path: `${mission.dir}/${STATUS}`, bytes: status },
    ],
  };
}

const below = (mission: Mission, files: readonly FileChange[]): readonly FileChange[] =>
  files.map((file) => ({ ...file, path: `${mission.dir}/${file.path}` }));

/**
 * Runs one change of a mission under its lock. `decide` sees the state at the tip and returns events and files, `unchanged`,
 * or its refusal. Errors beside its own: those of the transaction, STATUS_LOG_CORRUPT.
 */
export function transactMission<T, E>(
  session: Session,
  mission: Mission,
  request: MissionRequest,
  decide: (state: MissionState) => Promise<Result<MissionDraft<T>, E>>,
): Promise<Result<Published<T>, E | MissionError>> {
  const destination = { branch: mission.branch, lock: mission.lock, ...request };
  return transact<T, E | LogCorrupt>(session, destination, async (base) => {
    const readFile = async (path: string) => (await session.objects.read(`${base.tip}:${mission.dir}/${path}`))?.data;
    const bytes = await readFile(LOG);
    const log = readLog(mission, bytes);
    if (!log.ok) return log;
    const state: MissionState = { base, log: log.value, snapshot: reduce(log.value.rows), readFile };
    const decided = await decide(state);
    if (!decided.ok) return decided;
    const draft = decided.value;
    if (draft.kind === "unchanged") return ok(draft);
    const recorded = await logChanges(session, { mission, state, bytes, draft });
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
}

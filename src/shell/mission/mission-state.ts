/**
 * The published state of a mission: its log, the fold of it, and its files, all at one commit.
 * Reads take no lock and write nothing; what is not committed does not exist for them.
 */
import { join } from "node:path";
import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { type ParsedLog, parseLog } from "../../core/status/parse-log.ts";
import { reduce, type Snapshot } from "../../core/status/reduce.ts";
import { readBytes } from "../fs/files.ts";
import type { Session } from "../transaction/session.ts";
import type { Mission } from "./read-mission.ts";

/** A line of the log cannot be understood; nothing is appended to a log that cannot be read whole. */
export type LogCorrupt = {
  readonly code: "STATUS_LOG_CORRUPT";
  readonly mission: string;
  readonly line: number;
  readonly detail: string;
};

export type MissionSnapshot = {
  /** Bytes of the log; empty if there is none. */
  readonly logBytes: Uint8Array;
  readonly log: ParsedLog;
  readonly snapshot: Snapshot;
  /** Reads a file of the mission's folder, by its path in that folder. */
  readonly readFile: (path: string) => Promise<Uint8Array | undefined>;
  /** Reads several files of the mission's folder in one question. */
  readonly readFiles: (paths: readonly string[]) => Promise<readonly (Uint8Array | undefined)[]>;
};

/** What has to be known of a mission to read its files at a commit. */
type Place = Pick<Mission, "folder" | "dir">;

/** Refuses a log with a line that cannot be understood: newer data than this program knows, or damage. */
function checkLog(mission: Place, log: ParsedLog): Result<ParsedLog, LogCorrupt> {
  const refuse = (line: number, detail: string) =>
    err({ code: "STATUS_LOG_CORRUPT" as const, mission: mission.folder, line, detail });
  const problem = log.problems[0];
  if (problem !== undefined) {
    return refuse(
      problem.line,
      problem.code === "LOG_LINE_MALFORMED" ? problem.detail : `${problem.path}: expected ${problem.expected}`,
    );
  }
  return log.torn === undefined ? ok(log) : refuse(log.torn.line, "the last line is cut off");
}

type ReadFiles = MissionSnapshot["readFiles"];

async function readWith(mission: Place, readFiles: ReadFiles): Promise<Result<MissionSnapshot, LogCorrupt>> {
  const readFile = async (path: string) => (await readFiles([path]))[0];
  const logBytes = (await readFile(MISSION_FILES.log)) ?? new Uint8Array(0);
  const log = checkLog(mission, parseLog(new TextDecoder().decode(logBytes)));
  return log.ok ? ok({ logBytes, log: log.value, snapshot: reduce(log.value.rows), readFile, readFiles }) : log;
}

type Remembered = { readonly at: string; readonly state: Promise<Result<MissionSnapshot, LogCorrupt>> };

/** The last state that each session read: a refusal is told from what was decided on, without a second fold. */
const LAST = new WeakMap<Session["objects"], Remembered>();

/** Reads a mission's state at a commit. Errors: STATUS_LOG_CORRUPT naming the first bad line. */
export function readStateAt(
  session: Session,
  mission: Place,
  commit: Oid,
): Promise<Result<MissionSnapshot, LogCorrupt>> {
  const at = `${commit}:${mission.dir}`;
  const last = LAST.get(session.objects);
  if (last?.at === at) return last.state;
  const state = foldAt(session, mission, commit);
  LAST.set(session.objects, { at, state });
  return state;
}

function foldAt(session: Session, mission: Place, commit: Oid): Promise<Result<MissionSnapshot, LogCorrupt>> {
  return readWith(mission, async (paths) => {
    const objects = await session.objects.readAll(paths.map((path) => `${commit}:${mission.dir}/${path}`));
    return objects.map((object) => (object?.type === "blob" ? object.data : undefined));
  });
}

/** Reads a mission's published state; of an unpublished mission, what its folder holds. Errors as `readStateAt`. */
export function readMissionState(session: Session, mission: Mission): Promise<Result<MissionSnapshot, LogCorrupt>> {
  if (mission.tip !== undefined) return readStateAt(session, mission, mission.tip);
  return readWith(mission, async (paths) => paths.map((path) => readBytes(join(mission.featureDir, path))));
}

/** Reads the text of a mission's log, whatever is in it; "" if there is none. */
export async function readLogText(session: Session, mission: Mission): Promise<string> {
  const bytes =
    mission.tip === undefined
      ? readBytes(join(mission.featureDir, MISSION_FILES.log))
      : (await session.objects.read(`${mission.tip}:${mission.dir}/${MISSION_FILES.log}`))?.data;
  return bytes === undefined ? "" : new TextDecoder().decode(bytes);
}

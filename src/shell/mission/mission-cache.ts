/**
 * What a list of missions needs, by the id of each mission's folder in git: one file below the git common directory.
 * It is a cache: whatever in it does not match is ignored, deleting it costs time only, and reads never write it. Its first
 * line carries a version and a checksum of the second, which holds the entries; a mission keeps one entry, so it stays small.
 */
import { join } from "node:path";
import { type LogSummary, parseSummary, SUMMARY_VERSION, summaryJson } from "../../core/board/summary.ts";
import { LOCAL } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { isJsonObject, type JsonObject, parseJson } from "../../core/lib/json.ts";
import { readText, writeAtomically } from "../fs/files.ts";
import type { Repo } from "../git/repo.ts";

type CachePlace = Pick<Repo, "commonDir">;

export type CachedMission = {
  readonly folder: string;
  /** Id of the folder's tree: everything below is made from that alone. */
  readonly tree: Oid;
  /** Text of meta.json; "" if there is none. */
  readonly meta: string;
  readonly summary: LogSummary;
};

export type MissionCache = {
  /** What is known of exactly this content of this mission's folder. */
  readonly find: (folder: string, tree: Oid) => CachedMission | undefined;
  readonly isEmpty: boolean;
};

const fileOf = ({ commonDir }: CachePlace): string => join(commonDir, LOCAL.cache, "missions.json");
const headOf = (body: string): string => `{"version":${SUMMARY_VERSION},"checksum":"${Bun.hash(body).toString(16)}"}`;

function readEntries(place: CachePlace): JsonObject {
  const text = readText(fileOf(place));
  const end = text?.indexOf("\n") ?? -1;
  if (text === undefined || end < 0) return {};
  const body = text.slice(end + 1);
  const entries = text.slice(0, end) === headOf(body) ? parseJson(body) : undefined;
  return entries?.ok === true && isJsonObject(entries.value) ? entries.value : {};
}

/** Opens the cache for reading. */
export function openMissionCache(place: CachePlace): MissionCache {
  const entries = readEntries(place);
  return {
    isEmpty: Object.keys(entries).length === 0,
    find: (folder, tree) => {
      const entry = Object.hasOwn(entries, folder) ? entries[folder] : undefined;
      if (entry === undefined || !isJsonObject(entry) || entry["tree"] !== tree) return undefined;
      const summary = parseSummary(entry["summary"]);
      const meta = entry["meta"];
      return summary === undefined || typeof meta !== "string" ? undefined : { folder, tree, meta, summary };
    },
  };
}

/**
 * Puts missions into the cache. Called after a commit is published; a writer that comes between costs an entry, not truth,
 * and a file that cannot be written costs nothing but time.
 */
export function rememberMissions(place: CachePlace, missions: readonly CachedMission[]): void {
  if (missions.length === 0) return;
  const added = missions.map(
    ({ folder, tree, meta, summary }) => [folder, { tree, meta, summary: summaryJson(summary) }] as const,
  );
  const body = JSON.stringify({ ...readEntries(place), ...Object.fromEntries(added) });
  try {
    writeAtomically(fileOf(place), `${headOf(body)}\n${body}`);
  } catch {
    // The change is published; its cache is not worth a failure.
  }
}

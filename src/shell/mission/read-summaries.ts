/** Summaries of many logs: from the cache where it knows them, else folded from all the missing logs in one question to git. */
import { EMPTY_SUMMARY, type LogSummary, summarizeLog } from "../../core/board/summary.ts";
import { parseLog } from "../../core/status/parse-log.ts";
import type { Session } from "../transaction/session.ts";
import type { CachedMission } from "./mission-cache.ts";
import { type MissionFolder, readFolders } from "./read-folders.ts";
import type { Mission } from "./read-mission.ts";

export type Located = {
  readonly mission: Mission;
  /** Its folder at its tip, where that was met on the way. */
  readonly at: MissionFolder | undefined;
};

export type Summaries = {
  readonly of: (mission: Mission) => LogSummary;
  /** Those that were not in the cache. */
  readonly fresh: readonly CachedMission[];
};

/** Reads the summaries of published missions; any other has an empty one. Writes nothing. */
export async function readSummaries(session: Session, located: readonly Located[]): Promise<Summaries> {
  const elsewhere = located.filter(({ mission, at }) => at === undefined && mission.tip !== undefined);
  const others = await readFolders(
    session,
    elsewhere.map(({ mission }) => ({ folder: mission.folder, name: `${mission.tip}:${mission.dir}` })),
  );
  const folders = [...located.map(({ at }) => at), ...others].filter((folder) => folder !== undefined);
  const known = new Map<string, LogSummary>();
  for (const { folder, cached } of folders) if (cached !== undefined) known.set(folder, cached.summary);
  const missing = folders.filter(({ cached }) => cached === undefined);
  const logs = await session.objects.readAll(missing.flatMap(({ log }) => log ?? []));
  const answers = logs.values();
  const decoder = new TextDecoder();
  const fresh = missing.map(({ folder, tree, meta, log }): CachedMission => {
    const data = log === undefined ? undefined : answers.next().value?.data;
    const summary = data === undefined ? EMPTY_SUMMARY : summarizeLog(parseLog(decoder.decode(data)));
    known.set(folder, summary);
    return { folder, tree, meta, summary };
  });
  return { of: ({ folder }) => known.get(folder) ?? EMPTY_SUMMARY, fresh };
}

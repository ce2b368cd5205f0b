/**
 * Fills the cache of missions, after a change is published and the lock is free: the first change in a clone remembers all
 * missions, later ones their own. Nothing here can fail a command that has done its work.
 */
import { type LogSummary, summarizeLog } from "../../core/board/summary.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { parseLog } from "../../core/status/parse-log.ts";
import type { Session } from "../transaction/session.ts";
import { openMissionCache, rememberMissions } from "./mission-cache.ts";
import { readFolders } from "./read-folders.ts";
import { listMissions, type Mission } from "./read-mission.ts";
import { readSummaries } from "./read-summaries.ts";

/** Remembers every mission that the cache does not know as it is. */
export async function rememberAll(session: Session): Promise<void> {
  const listed = await listMissions(session);
  const located = listed.flatMap(({ mission, at }) => (mission.ok ? [{ mission: mission.value, at }] : []));
  rememberMissions(session.repo, (await readSummaries(session, located)).fresh);
}

export type PublishedMission = {
  readonly mission: Mission;
  readonly commit: Oid;
  /** Of the log in that commit, where the caller has it. */
  readonly summary: LogSummary | undefined;
};

async function rememberOne(session: Session, { mission, commit, summary }: PublishedMission): Promise<void> {
  const [folder] = await readFolders(session, [{ folder: mission.folder, name: `${commit}:${mission.dir}` }]);
  if (folder === undefined) return;
  const { tree, meta, log } = folder;
  const read = summary !== undefined || log === undefined ? undefined : await session.objects.read(log);
  const own = summary ?? summarizeLog(parseLog(new TextDecoder().decode(read?.data)));
  rememberMissions(session.repo, [{ folder: mission.folder, tree, meta, summary: own }]);
}

/** Remembers a mission as it was just published. */
export async function rememberPublished(session: Session, published: PublishedMission): Promise<void> {
  try {
    await (openMissionCache(session.repo).isEmpty ? rememberAll(session) : rememberOne(session, published));
  } catch {
    // The change is published; its cache is not worth a failure.
  }
}

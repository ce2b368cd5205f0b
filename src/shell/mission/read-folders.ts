/**
 * Many missions' folders at once: what of each is cached, else its tree and its meta.json, in two questions to git.
 * Objects are asked for by id: a path would make git walk all folders of `kitty-specs/` again for each of them.
 */
import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { parseTree } from "../git/tree.ts";
import type { Session } from "../transaction/session.ts";
import { type CachedMission, type MissionCache, openMissionCache } from "./mission-cache.ts";

export type MissionFolder = {
  readonly folder: string;
  readonly tree: Oid;
  /** Text of meta.json; "" if there is none. */
  readonly meta: string;
  readonly log: Oid | undefined;
  readonly cached: CachedMission | undefined;
};

export type FolderPlace = {
  readonly folder: string;
  /** Id of its tree if it is known, else how git names it: `<commit>:<path>`. */
  readonly name: string;
};

/** Fewer than this are read faster than the cache. */
const WORTH_A_CACHE = 8;

/** The cache, if so many missions are worth it. */
export const cacheFor = (session: Session, count: number): MissionCache =>
  count < WORTH_A_CACHE ? { find: () => undefined, isEmpty: true } : openMissionCache(session.repo);

const fromCache = (cached: CachedMission): MissionFolder => ({
  folder: cached.folder,
  tree: cached.tree,
  meta: cached.meta,
  log: undefined,
  cached,
});

/** Reads folders; `undefined` for one that does not exist. Answers stand in the order of the places. */
export async function readFolders(
  session: Session,
  places: readonly FolderPlace[],
): Promise<readonly (MissionFolder | undefined)[]> {
  const cache = cacheFor(session, places.length);
  const found = places.map(({ folder, name }) => cache.find(folder, name as Oid));
  const trees = await session.objects.readAll(places.filter((_, i) => found[i] === undefined).map(({ name }) => name));
  const answers = trees.values();
  const hexLength = session.repo.objectFormat === "sha1" ? 40 : 64;
  const met = places.map(({ folder }, i) => {
    const known = found[i];
    if (known !== undefined) return fromCache(known);
    const object = answers.next().value;
    if (object?.type !== "tree") return undefined;
    const tree = object.oid as Oid;
    const cached = cache.find(folder, tree);
    if (cached !== undefined) return fromCache(cached);
    const entries = parseTree(object.data, hexLength);
    const log = entries.get(MISSION_FILES.log)?.oid;
    return { folder, tree, log, cached: undefined, metaId: entries.get(MISSION_FILES.meta)?.oid };
  });
  const wanted = met.flatMap((one) => (one !== undefined && "metaId" in one ? (one.metaId ?? []) : []));
  const objects = await session.objects.readAll(wanted);
  const texts = new Map(wanted.map((id, i) => [id, new TextDecoder().decode(objects[i]?.data)]));
  return met.map((one) => {
    if (one === undefined || !("metaId" in one)) return one;
    const { metaId, ...folder } = one;
    return { ...folder, meta: metaId === undefined ? "" : (texts.get(metaId) ?? "") };
  });
}

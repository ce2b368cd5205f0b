/**
 * Lists every mission of the repository, by folder name, from refs alone: first each local coordination branch's own folder, then
 * `kitty-specs/` on the target branches that those missions name and on the primary branch, then the main checkout's HEAD, then
 * missions on any other branch that they name as their target; last, folders that only the working tree has. A folder found
 * earlier wins. Questions to git go out in batches, whatever the number of missions and branches; the metadata of other
 * missions is read only when it is asked for.
 */
import { join } from "node:path";
import { MISSION_BRANCH_PREFIX, parseBranchName } from "../../core/layout/branches.ts";
import { isSafeSegment, withoutNumber } from "../../core/layout/names.ts";
import { MISSIONS_DIR } from "../../core/layout/paths.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { kindOf, listNames } from "../fs/files.ts";
import type { GitObject } from "../git/object-reader.ts";
import { listBranches, primaryBranch, readBranch, readHead } from "../git/refs.ts";
import { DIRECTORY_MODE, parseTree, type Tree } from "../git/tree.ts";
import type { Session } from "../transaction/session.ts";
import { type MissionFolder, readFolders } from "./read-folders.ts";

export type MissionSource =
  /** The mission's own coordination branch. */
  | { readonly kind: "coordination"; readonly branch: BranchName; readonly tip: Oid }
  | { readonly kind: "branch"; readonly branch: BranchName; readonly tip: Oid }
  /** Only in the main checkout's working tree: never committed so far. */
  | { readonly kind: "working-tree" };

export type MissionEntry = {
  /** Folder name below `kitty-specs/`. */
  readonly folder: string;
  readonly source: MissionSource;
  /** Id of the folder's tree; `undefined` while it is not committed. */
  readonly tree: Oid | undefined;
  /** The folder, where it was read on the way. */
  readonly at: MissionFolder | undefined;
};

type Place = { readonly kind: "coordination" | "branch"; readonly branch: BranchName; readonly tip: Oid };

/** True if a folder is the one that a coordination branch was made for; old folders carry a number that branches do not. */
export function isOwnFolder(branch: string, folder: string): boolean {
  const parsed = parseBranchName(branch);
  if (parsed === undefined) return false;
  const bare = withoutNumber(folder);
  if (parsed.mid8 === undefined) return folder === parsed.slug || bare === parsed.slug;
  return bare === `${parsed.slug}-${parsed.mid8}` || bare === parsed.slug;
}

const missionsAt = (place: Place): string => `${place.tip}:${MISSIONS_DIR}`;

const treeOf = (session: Session, object: GitObject | undefined): Tree =>
  object?.type === "tree" ? parseTree(object.data, session.repo.objectFormat === "sha1" ? 40 : 64) : new Map();

const foldersOf = (tree: Tree): readonly (readonly [string, Oid])[] =>
  [...tree].flatMap(([name, entry]) => (entry.mode === DIRECTORY_MODE ? [[name, entry.oid] as const] : []));

function coordinationPlaces(branches: ReadonlyMap<BranchName, Oid>): readonly (Place & { readonly likely: string })[] {
  return [...branches].flatMap(([branch, tip]) => {
    const parsed = parseBranchName(branch);
    if (parsed === undefined || parsed.laneId !== undefined) return [];
    const likely = parsed.mid8 === undefined ? parsed.slug : `${parsed.slug}-${parsed.mid8}`;
    return [{ kind: "coordination" as const, branch, tip, likely }];
  });
}

const toEntry = ({ kind, branch, tip }: Place, at: MissionFolder): MissionEntry => ({
  folder: at.folder,
  source: { kind, branch, tip },
  tree: at.tree,
  at,
});

/** Finds the own folder of each coordination branch: under the name the branch implies, else by looking through its tree. */
async function coordinationEntries(
  session: Session,
  branches: ReadonlyMap<BranchName, Oid>,
): Promise<readonly MissionEntry[]> {
  const places = coordinationPlaces(branches);
  const likely = await readFolders(
    session,
    places.map((place) => ({ folder: place.likely, name: `${missionsAt(place)}/${place.likely}` })),
  );
  const missing = places.filter((_, i) => likely[i] === undefined);
  const trees = await session.objects.readAll(missing.map(missionsAt));
  const searched = missing.flatMap((place, i) =>
    foldersOf(treeOf(session, trees[i]))
      .filter(([folder]) => isOwnFolder(place.branch, folder))
      .map(([folder, name]) => ({ place, folder, name })),
  );
  const others = await readFolders(session, searched);
  const found = [
    ...places.map((place, i) => ({ place, at: likely[i] })),
    ...searched.map(({ place }, i) => ({ place, at: others[i] })),
  ];
  return found.flatMap(({ place, at }) => (at === undefined ? [] : [toEntry(place, at)]));
}

const TARGET = /"(?:merge_)?target_branch"\s*:\s*"([^"\\]+)"/;
const COORDINATION = /"coordination_branch"\s*:\s*"([^"\\]+)"/;

/** True if a mission says itself that the branch it was found on is its coordination branch. */
const isCoordinatedHere = ({ source, at }: MissionEntry): boolean =>
  source.kind === "coordination" && COORDINATION.exec(at?.meta ?? "")?.[1] === source.branch;

/** The branches that hold missions without coordination, in order of precedence. */
function sharedPlaces(
  session: Session,
  branches: ReadonlyMap<BranchName, Oid>,
  coordinated: readonly MissionEntry[],
): readonly Place[] {
  const { repo } = session;
  const head = readHead(repo.commonDir);
  const seen = coordinated.flatMap(({ at }) => {
    const target = TARGET.exec(at?.meta ?? "")?.[1];
    return target === undefined ? [] : [target as BranchName];
  });
  const names = [...seen, primaryBranch(repo), head.kind === "branch" ? head.branch : undefined];
  return [...new Set(names)].flatMap((branch) => {
    const tip = branch === undefined ? undefined : branches.get(branch);
    return branch === undefined || tip === undefined ? [] : [{ kind: "branch" as const, branch, tip }];
  });
}

/**
 * Finds missions without coordination on branches that nobody looked at: those whose meta.json names the very branch as its target.
 * Copies that a feature branch merely inherited are left out; one question to git however many branches there are.
 */
async function targetEntries(
  session: Session,
  branches: ReadonlyMap<BranchName, Oid>,
  seen: { readonly places: readonly Place[]; readonly found: ReadonlyMap<string, MissionEntry> },
): Promise<readonly MissionEntry[]> {
  const looked = new Set(seen.places.map(({ branch }) => branch));
  const others = [...branches]
    .filter(([branch]) => !looked.has(branch) && parseBranchName(branch) === undefined)
    .map(([branch, tip]): Place => ({ kind: "branch", branch, tip }));
  const trees = await session.objects.readAll(others.map(missionsAt));
  const unknown = others.flatMap((place, i) =>
    foldersOf(treeOf(session, trees[i]))
      .filter(([folder]) => !seen.found.has(folder))
      .map(([folder, name]) => ({ place, folder, name })),
  );
  const folders = await readFolders(session, unknown);
  return unknown.flatMap(({ place }, i) => {
    const at = folders[i];
    return at !== undefined && TARGET.exec(at.meta)?.[1] === place.branch ? [toEntry(place, at)] : [];
  });
}

/**
 * Finds a folder on the coordination branch that its name implies, if the mission calls that branch its own: what the whole index
 * would answer, without reading the other missions. `undefined` means that the index has to be asked.
 */
export async function findCoordinated(session: Session, folder: string): Promise<MissionEntry | undefined> {
  const branch = `${MISSION_BRANCH_PREFIX}${withoutNumber(folder)}` as BranchName;
  const parsed = isSafeSegment(folder) ? parseBranchName(branch) : undefined;
  const tip = parsed === undefined || parsed.laneId !== undefined ? undefined : readBranch(session.repo, branch);
  if (tip === undefined) return undefined;
  const [at] = await readFolders(session, [{ folder, name: `${tip}:${MISSIONS_DIR}/${folder}` }]);
  const entry = at === undefined ? undefined : toEntry({ kind: "coordination", branch, tip }, at);
  return entry !== undefined && isCoordinatedHere(entry) ? entry : undefined;
}

/** Lists all missions, sorted by folder. */
export async function indexMissions(session: Session): Promise<readonly MissionEntry[]> {
  const { repo, objects } = session;
  const branches = listBranches(repo);
  const onOwnBranch = await coordinationEntries(session, branches);
  const coordinated = onOwnBranch.filter(isCoordinatedHere);
  const places = sharedPlaces(session, branches, coordinated);
  const trees = await objects.readAll(places.map(missionsAt));
  const found = new Map<string, MissionEntry>();
  const add = (entry: MissionEntry): void => {
    if (!found.has(entry.folder)) found.set(entry.folder, entry);
  };
  for (const entry of coordinated) add(entry);
  for (const [i, source] of places.entries()) {
    for (const [folder, { mode, oid }] of treeOf(session, trees[i])) {
      if (mode === DIRECTORY_MODE) add({ folder, source, tree: oid, at: undefined });
    }
  }
  for (const entry of await targetEntries(session, branches, { places, found })) add(entry);
  // A branch of that name that the mission does not call its own: the only copy, or an old one.
  for (const entry of onOwnBranch) add(entry);
  for (const folder of listNames(join(repo.root, MISSIONS_DIR))) {
    if (found.has(folder) || kindOf(join(repo.root, MISSIONS_DIR, folder, "meta.json")) !== "file") continue;
    add({ folder, source: { kind: "working-tree" }, tree: undefined, at: undefined });
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

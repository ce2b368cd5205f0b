/**
 * Lists every mission of the repository, by folder name, from refs alone: first each local coordination branch's own folder, then
 * `kitty-specs/` on the primary branch, then the main checkout's HEAD; last, folders that only the working tree has.
 * A folder found earlier wins. Names cost one tree read a branch; metadata is read only when it is asked for.
 */
import { join } from "node:path";
import { parseBranchName } from "../../core/layout/branches.ts";
import { withoutNumber } from "../../core/layout/names.ts";
import { MISSIONS_DIR } from "../../core/layout/paths.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { kindOf, listNames } from "../fs/files.ts";
import { listBranches, primaryBranch, readHead } from "../git/refs.ts";
import { DIRECTORY_MODE, readTree, type Tree } from "../git/tree.ts";
import type { Session } from "../transaction/session.ts";

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
};

type Place = { readonly kind: "coordination" | "branch"; readonly branch: BranchName; readonly tip: Oid };

const folders = (tree: Tree): readonly string[] =>
  [...tree].filter(([, entry]) => entry.mode === DIRECTORY_MODE).map(([name]) => name);

/** True if a folder is the one that a coordination branch was made for; old folders carry a number that branches do not. */
export function isOwnFolder(branch: string, folder: string): boolean {
  const parsed = parseBranchName(branch);
  if (parsed === undefined) return false;
  const bare = withoutNumber(folder);
  if (parsed.mid8 === undefined) return folder === parsed.slug || bare === parsed.slug;
  return bare === `${parsed.slug}-${parsed.mid8}` || bare === parsed.slug;
}

function coordinationPlaces(session: Session): readonly Place[] {
  return [...listBranches(session.repo)]
    .filter(([branch]) => {
      const parsed = parseBranchName(branch);
      return parsed !== undefined && parsed.laneId === undefined;
    })
    .map(([branch, tip]) => ({ kind: "coordination" as const, branch, tip }));
}

function sharedPlaces(session: Session): readonly Place[] {
  const { repo } = session;
  const branches = listBranches(repo);
  const head = readHead(repo.commonDir);
  const names = [primaryBranch(repo), head.kind === "branch" ? head.branch : undefined];
  return [...new Set(names)].flatMap((branch) => {
    const tip = branch === undefined ? undefined : branches.get(branch);
    return branch === undefined || tip === undefined ? [] : [{ kind: "branch" as const, branch, tip }];
  });
}

/** Lists all missions, sorted by folder. Reads no metadata. */
export async function indexMissions(session: Session): Promise<readonly MissionEntry[]> {
  const { repo, objects } = session;
  const found = new Map<string, MissionEntry>();
  for (const place of [...coordinationPlaces(session), ...sharedPlaces(session)]) {
    const tree = await readTree(repo, objects, `${place.tip}:${MISSIONS_DIR}`);
    for (const folder of folders(tree)) {
      if (place.kind === "coordination" && !isOwnFolder(place.branch, folder)) continue;
      if (!found.has(folder)) found.set(folder, { folder, source: place });
    }
  }
  for (const folder of listNames(join(repo.root, MISSIONS_DIR))) {
    if (found.has(folder) || kindOf(join(repo.root, MISSIONS_DIR, folder, "meta.json")) !== "file") continue;
    found.set(folder, { folder, source: { kind: "working-tree" } });
  }
  return [...found.values()].sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

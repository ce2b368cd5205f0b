/**
 * Git trees as values: parse, print in git's order, and edit by path without a checkout.
 * Source of the order and the entry format: git's tree.c (base_name_compare) and Documentation/gitformat.
 */
import type { Oid } from "../../core/lib/brand.ts";
import { ok, type Result } from "../../core/lib/result.ts";
import type { GitError } from "./errors.ts";
import { textOf } from "./exec.ts";
import type { ObjectReader } from "./object-reader.ts";
import { writeObject } from "./object-writer.ts";
import type { Repo } from "./repo.ts";

export type TreeEntry = { readonly mode: string; readonly oid: Oid };
export type Tree = ReadonlyMap<string, TreeEntry>;

export const DIRECTORY_MODE = "40000";
export const FILE_MODE = "100644";

/** Parses a tree object; `hexLength` is 40 (sha1) or 64 (sha256). */
export function parseTree(data: Uint8Array, hexLength: number): Tree {
  const entries = new Map<string, TreeEntry>();
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  const rawLength = hexLength / 2;
  for (let offset = 0; offset < bytes.length; ) {
    const space = bytes.indexOf(32, offset);
    const zero = bytes.indexOf(0, space);
    const oid = bytes.toString("hex", zero + 1, zero + 1 + rawLength) as Oid;
    entries.set(bytes.toString("utf8", space + 1, zero), { mode: bytes.toString("latin1", offset, space), oid });
    offset = zero + 1 + rawLength;
  }
  return entries;
}

/** Prints a tree object; folders sort as if their name ended in a slash. */
export function renderTree(tree: Tree): Uint8Array {
  const keyed = [...tree].map(([name, entry]) => ({
    key: Buffer.from(entry.mode === DIRECTORY_MODE ? `${name}/` : name),
    name,
    entry,
  }));
  keyed.sort((a, b) => Buffer.compare(a.key, b.key));
  return Buffer.concat(
    keyed.flatMap(({ name, entry }) => [Buffer.from(`${entry.mode} ${name}\0`), Buffer.from(entry.oid, "hex")]),
  );
}

const hexLengthOf = (repo: Pick<Repo, "objectFormat">): number => (repo.objectFormat === "sha1" ? 40 : 64);

/** Reads a tree by object id, or the tree of a commit or path by `<oid>^{tree}` / `<oid>:<path>`; empty if absent. */
export async function readTree(repo: Pick<Repo, "objectFormat">, objects: ObjectReader, name: string): Promise<Tree> {
  const object = await objects.read(name);
  return object?.type === "tree" ? parseTree(object.data, hexLengthOf(repo)) : new Map();
}

/** A new content for a path: a blob, a whole subtree, or `null` to delete. */
export type PathChange = { readonly path: string; readonly entry: TreeEntry | null };

function groupByFirstSegment(changes: readonly PathChange[]) {
  const groups = new Map<string, { leaf: PathChange | undefined; below: PathChange[] }>();
  for (const change of changes) {
    const slash = change.path.indexOf("/");
    const name = slash < 0 ? change.path : change.path.slice(0, slash);
    const group = groups.get(name) ?? { leaf: undefined, below: [] };
    groups.set(name, group);
    if (slash < 0) group.leaf = change;
    else group.below.push({ path: change.path.slice(slash + 1), entry: change.entry });
  }
  return groups;
}

/**
 * Writes the tree that results from applying changes to `base` (a tree id, or `undefined` for the empty tree).
 * Folders that become empty disappear. Returns the new tree's id, or `undefined` if nothing is left.
 */
export async function editTree(
  repo: Repo,
  objects: ObjectReader,
  edit: { readonly base: Oid | undefined; readonly changes: readonly PathChange[] },
): Promise<Oid | undefined> {
  const entries = new Map(edit.base === undefined ? [] : await readTree(repo, objects, edit.base));
  for (const [name, group] of groupByFirstSegment(edit.changes)) {
    if (group.leaf !== undefined) {
      if (group.leaf.entry === null) entries.delete(name);
      else entries.set(name, group.leaf.entry);
    }
    if (group.below.length === 0) continue;
    const child = entries.get(name);
    const base = treeOid(child);
    const oid = await editTree(repo, objects, { base, changes: group.below });
    if (oid !== undefined) entries.set(name, { mode: DIRECTORY_MODE, oid });
    else if (base !== undefined) entries.delete(name);
  }
  return entries.size === 0 ? undefined : writeObject(repo, "tree", renderTree(entries));
}

export type TreeDifference = {
  readonly path: string;
  readonly before: TreeEntry | undefined;
  readonly after: TreeEntry | undefined;
};

type Sides = { readonly before: Oid | undefined; readonly after: Oid | undefined };

const treeOid = (entry: TreeEntry | undefined): Oid | undefined =>
  entry?.mode === DIRECTORY_MODE ? entry.oid : undefined;
const fileOf = (entry: TreeEntry | undefined): TreeEntry | undefined =>
  entry?.mode === DIRECTORY_MODE ? undefined : entry;
const isSame = (a: TreeEntry | undefined, b: TreeEntry | undefined): boolean =>
  a?.oid === b?.oid && a?.mode === b?.mode;

async function bothSides(repo: Repo, objects: ObjectReader, sides: Sides): Promise<readonly [Tree, Tree]> {
  const read = async (oid: Oid | undefined): Promise<Tree> =>
    oid === undefined ? new Map() : readTree(repo, objects, oid);
  return [await read(sides.before), await read(sides.after)];
}

/** Lists files that differ between two trees, by descending only into folders whose ids differ; sorted by path. */
export async function diffTrees(
  repo: Repo,
  objects: ObjectReader,
  sides: Sides,
  prefix = "",
): Promise<readonly TreeDifference[]> {
  if (sides.before === sides.after) return [];
  const [before, after] = await bothSides(repo, objects, sides);
  const found: TreeDifference[] = [];
  for (const name of [...new Set([...before.keys(), ...after.keys()])].sort()) {
    const old = before.get(name);
    const now = after.get(name);
    if (isSame(old, now)) continue;
    const path = `${prefix}${name}`;
    found.push(...(await diffTrees(repo, objects, { before: treeOid(old), after: treeOid(now) }, `${path}/`)));
    const files = { before: fileOf(old), after: fileOf(now) };
    if (!isSame(files.before, files.after)) found.push({ path, ...files });
  }
  return found;
}

/** Lists all files below a tree, by path. */
export async function listFiles(
  repo: Repo,
  objects: ObjectReader,
  tree: Oid | undefined,
): Promise<ReadonlyMap<string, TreeEntry>> {
  const all = await diffTrees(repo, objects, { before: undefined, after: tree });
  return new Map(all.flatMap((d) => (d.after === undefined ? [] : [[d.path, d.after] as const])));
}

/** Lists the paths of all files of a commit, relative to the repository's root. One process, however large the tree. */
export function listPaths(repo: Repo, commit: Oid): Result<readonly string[], GitError> {
  const listed = repo.git(["ls-tree", "-r", "-z", "--full-tree", "--name-only", commit]);
  return listed.ok ? ok(textOf(listed.value).split("\0").slice(0, -1)) : listed;
}

/**
 * Questions about history that are answered through the one object reader, without a process of their own.
 * Walks are bounded; where the bound is met the answer is asked of git.
 */
import type { Oid } from "../../core/lib/brand.ts";
import { mergeBase } from "./merge.ts";
import type { GitObject, ObjectReader } from "./object-reader.ts";
import { asOid } from "./refs.ts";
import type { Repo } from "./repo.ts";

export type Commit = {
  readonly oid: Oid;
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly message: string;
};

/** Parses a commit object; `undefined` if it is none. */
export function parseCommit(object: GitObject | undefined): Commit | undefined {
  if (object?.type !== "commit") return undefined;
  const text = new TextDecoder().decode(object.data);
  const end = text.indexOf("\n\n");
  const header = (end < 0 ? text : text.slice(0, end)).split("\n");
  const tree = asOid(header.find((line) => line.startsWith("tree "))?.slice(5));
  if (tree === undefined) return undefined;
  const parents = header.flatMap((line) => (line.startsWith("parent ") ? (asOid(line.slice(7)) ?? []) : []));
  return { oid: object.oid as Oid, tree, parents, message: end < 0 ? "" : text.slice(end + 2) };
}

/** Reads a commit; `undefined` if there is none of that id. */
export const readCommit = async (objects: ObjectReader, oid: Oid): Promise<Commit | undefined> =>
  parseCommit(await objects.read(oid));

/** Each step of a walk is one question to the reader; beyond this many, one process is cheaper. */
const WALK_LIMIT = 300;

/** Tells whether `ancestor` is `descendant` or in its history. At most one process, and only where the walk is long. */
export async function isAncestor(
  repo: Repo,
  objects: ObjectReader,
  { ancestor, descendant }: { readonly ancestor: Oid; readonly descendant: Oid },
): Promise<boolean> {
  const seen = new Set<Oid>([descendant]);
  let frontier: readonly Oid[] = [descendant];
  while (frontier.length > 0 && seen.size < WALK_LIMIT && !seen.has(ancestor)) {
    const commits = (await objects.readAll(frontier)).map(parseCommit);
    const next = new Set(commits.flatMap((commit) => commit?.parents ?? []).filter((oid) => !seen.has(oid)));
    for (const oid of next) seen.add(oid);
    frontier = [...next];
  }
  if (seen.has(ancestor)) return true;
  return frontier.length > 0 && repo.git(["merge-base", "--is-ancestor", ancestor, descendant]).ok;
}

export type BranchHistory = {
  /** Commits of the branch since it left the other one, along first parents, newest first. */
  readonly own: readonly Commit[];
  /** The commit that it left from; `undefined` if the two share none. */
  readonly fork: Commit | undefined;
};

type Walk = { readonly commits: Commit[]; next: Oid | undefined };

function advance(walk: Walk, object: GitObject | undefined): void {
  const commit = walk.next === undefined ? undefined : parseCommit(object);
  if (commit !== undefined) walk.commits.push(commit);
  walk.next = commit?.parents[0];
}

/** Finds where a branch left another one. Walks both by first parents side by side; asks git only where that does not meet. */
export async function readBranchHistory(
  repo: Repo,
  objects: ObjectReader,
  tips: { readonly branch: Oid; readonly other: Oid },
): Promise<BranchHistory> {
  const mine: Walk = { commits: [], next: tips.branch };
  const theirs: Walk = { commits: [], next: tips.other };
  const others = new Set<Oid>();
  for (let step = 0; step < WALK_LIMIT && (mine.next ?? theirs.next) !== undefined; step++) {
    const [left, right] = await objects.readAll([mine.next ?? "", theirs.next ?? ""]);
    advance(mine, left);
    advance(theirs, right);
    const last = theirs.commits.at(-1);
    if (last !== undefined) others.add(last.oid);
    const met = mine.commits.findIndex(({ oid }) => others.has(oid));
    if (met >= 0) return { own: mine.commits.slice(0, met), fork: mine.commits[met] };
  }
  const base = mergeBase(repo, tips.branch, tips.other);
  const fork = base.ok && base.value !== undefined ? await readCommit(objects, base.value) : undefined;
  const end = mine.commits.findIndex(({ oid }) => oid === fork?.oid);
  return { own: end < 0 ? mine.commits : mine.commits.slice(0, end), fork };
}

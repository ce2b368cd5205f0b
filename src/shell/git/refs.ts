/**
 * Reads refs and HEAD as files, falling back to git where another backend keeps them.
 * Loose files win over packed-refs, as in git's own files backend. Nothing here writes.
 */
import { join } from "node:path";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { kindOf, listNames, readText } from "../fs/files.ts";
import { textOf } from "./exec.ts";
import type { Repo } from "./repo.ts";

const OID = /^[0-9a-f]{40}([0-9a-f]{24})?$/;

/** Narrows text to an object id; `undefined` if it is none. */
export const asOid = (text: string | undefined): Oid | undefined =>
  text !== undefined && OID.test(text) ? (text as Oid) : undefined;

/** Parses `packed-refs`: ref name → object id. Peeled lines and comments are skipped. */
export function parsePackedRefs(text: string): ReadonlyMap<string, Oid> {
  const refs = new Map<string, Oid>();
  for (const line of text.split("\n")) {
    const oid = asOid(line.slice(0, line.indexOf(" ")));
    if (oid !== undefined) refs.set(line.slice(line.indexOf(" ") + 1), oid);
  }
  return refs;
}

function walkLoose(directory: string, prefix: string, into: Map<string, Oid>): void {
  for (const name of listNames(directory)) {
    const path = join(directory, name);
    if (kindOf(path) === "directory") walkLoose(path, `${prefix}${name}/`, into);
    else {
      const oid = name.endsWith(".lock") ? undefined : asOid(readText(path)?.trim());
      if (oid !== undefined) into.set(`${prefix}${name}`, oid);
    }
  }
}

function refsFromGit(repo: Repo, prefix: string): ReadonlyMap<string, Oid> {
  const listed = repo.git(["for-each-ref", "--format=%(objectname) %(refname)", prefix]);
  return listed.ok ? parsePackedRefs(textOf(listed.value)) : new Map();
}

/** Lists refs below a prefix such as `refs/heads/`: full ref name → object id, sorted by name. */
export function listRefs(repo: Repo, prefix: string): ReadonlyMap<string, Oid> {
  if (!repo.refsAreFiles) return refsFromGit(repo, prefix);
  const all = new Map<string, Oid>();
  for (const [ref, oid] of parsePackedRefs(readText(join(repo.commonDir, "packed-refs")) ?? "")) {
    if (ref.startsWith(prefix)) all.set(ref, oid);
  }
  walkLoose(join(repo.commonDir, prefix), prefix, all);
  return new Map([...all].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Reads one full ref name; `undefined` if it does not exist. */
export function readRef(repo: Repo, ref: string): Oid | undefined {
  if (!repo.refsAreFiles) return refsFromGit(repo, ref).get(ref);
  const loose = readText(join(repo.commonDir, ref))?.trim();
  const target = loose?.startsWith("ref: ") ? readRef(repo, loose.slice(5)) : asOid(loose);
  return target ?? parsePackedRefs(readText(join(repo.commonDir, "packed-refs")) ?? "").get(ref);
}

/** Full ref name of a local branch. */
export const branchRef = (branch: string): string => `refs/heads/${branch}`;

/** Reads the tip of a local branch; `undefined` if there is no such branch. */
export const readBranch = (repo: Repo, branch: string): Oid | undefined => readRef(repo, branchRef(branch));

/** Tip of every local branch, by short name. */
export function listBranches(repo: Repo): ReadonlyMap<BranchName, Oid> {
  const prefix = "refs/heads/";
  return new Map([...listRefs(repo, prefix)].map(([ref, oid]) => [ref.slice(prefix.length) as BranchName, oid]));
}

export type Head =
  | { readonly kind: "branch"; readonly branch: BranchName }
  | { readonly kind: "detached"; readonly oid: Oid | undefined };

/** Reads the HEAD of a worktree, given that worktree's git directory. */
export function readHead(gitDir: string): Head {
  const text = readText(join(gitDir, "HEAD"))?.trim() ?? "";
  return text.startsWith("ref: refs/heads/")
    ? { kind: "branch", branch: text.slice("ref: refs/heads/".length) as BranchName }
    : { kind: "detached", oid: asOid(text) };
}

/** The branch that `origin/HEAD` names, from local data only; `undefined` if it is not set. Never asks the network. */
export function remoteDefaultBranch(repo: Repo): BranchName | undefined {
  const remoteHead = readText(join(repo.commonDir, "refs/remotes/origin/HEAD"))?.trim();
  const prefix = "ref: refs/remotes/origin/";
  return remoteHead?.startsWith(prefix) === true ? (remoteHead.slice(prefix.length) as BranchName) : undefined;
}

/** The remote's default branch, else the first of `main`, `master` that exists, else the main checkout's branch. */
export function primaryBranch(repo: Repo): BranchName | undefined {
  const remote = remoteDefaultBranch(repo);
  if (remote !== undefined) return remote;
  for (const name of ["main", "master"]) if (readBranch(repo, name) !== undefined) return name as BranchName;
  const head = readHead(repo.commonDir);
  return head.kind === "branch" ? head.branch : undefined;
}

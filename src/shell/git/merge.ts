/**
 * Three-way merges in the object database: no checkout, no index, no ref moves.
 * They run on synthetic commits so that `kitty-specs/` (or one mission's folder) is the same on all three sides and so takes no part:
 * a textual merge of logs could lose lines, and rename detection could move lines of code files into them.
 */
import type { Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { writeCommit } from "./commit.ts";
import type { GitError } from "./errors.ts";
import { textOf } from "./exec.ts";
import type { ObjectReader } from "./object-reader.ts";
import { asOid } from "./refs.ts";
import type { Repo } from "./repo.ts";
import { editTree, type TreeEntry } from "./tree.ts";

/** One path that both sides changed in ways git cannot combine. */
export type Conflict = { readonly path: string; readonly kind: string };

export type MergeOutcome =
  | { readonly kind: "contained" }
  | { readonly kind: "clean"; readonly tree: Oid }
  /** `tree` holds the files with git's conflict markers in them. */
  | { readonly kind: "conflict"; readonly conflicts: readonly Conflict[]; readonly tree: Oid | undefined };

export type MergeRequest = {
  /** Commit that receives; its copy of the shared folder is the result's. */
  readonly ours: Oid;
  readonly theirs: Oid;
  /** Folder that takes no part, e.g. `kitty-specs`. */
  readonly shared: string;
};

const MERGE_IDENTITY = {
  author: "spec-kitty <merge@spec-kitty.invalid>",
  committer: "spec-kitty <merge@spec-kitty.invalid>",
};

/** Parses the output of `merge-tree --write-tree --name-only -z --messages`: tree, conflicted paths, then messages. */
export function parseMergeTree(text: string): { readonly tree: string; readonly conflicts: readonly Conflict[] } {
  const fields = text.split("\0");
  const tree = fields[0] ?? "";
  const end = fields.indexOf("", 1);
  const paths = end < 0 ? fields.slice(1) : fields.slice(1, end);
  const messages = end < 0 ? [] : fields.slice(end + 1);
  const kinds = new Map<string, string>();
  // Each message: number of paths, the paths, the stable type, the text.
  for (let i = 0; i < messages.length; ) {
    const count = Number(messages[i]);
    if (!Number.isInteger(count) || messages[i] === "") break;
    const type = messages[i + 1 + count] ?? "";
    if (type.startsWith("CONFLICT"))
      for (const path of messages.slice(i + 1, i + 1 + count)) kinds.set(path, type.trim());
    i += count + 3;
  }
  return { tree, conflicts: [...new Set(paths)].sort().map((path) => ({ path, kind: kinds.get(path) ?? "CONFLICT" })) };
}

async function entryAt(objects: ObjectReader, commit: Oid, path: string): Promise<TreeEntry | null> {
  const object = await objects.read(`${commit}:${path}`);
  return object?.type === "tree" ? { mode: "40000", oid: object.oid as Oid } : null;
}

async function withShared(
  repo: Repo,
  objects: ObjectReader,
  side: { readonly commit: Oid; readonly shared: string; readonly entry: TreeEntry | null },
): Promise<Oid> {
  const base = asOid((await objects.read(`${side.commit}^{tree}`))?.oid);
  const tree = await editTree(repo, objects, { base, changes: [{ path: side.shared, entry: side.entry }] });
  return tree ?? (asOid((await objects.read(`${side.commit}^{tree}`))?.oid) as Oid);
}

/** The best common ancestor of two commits; `undefined` if they share none. One process. */
export function mergeBase(repo: Repo, a: Oid, b: Oid): Result<Oid | undefined, GitError> {
  const found = repo.git(["merge-base", a, b], { answers: [1] });
  return found.ok ? ok(asOid(textOf(found.value).trim())) : found;
}

/** All best common ancestors: several where each side has merged what the other has, too. One process. */
function mergeBases(repo: Repo, a: Oid, b: Oid): Result<readonly Oid[], GitError> {
  const found = repo.git(["merge-base", "--all", a, b], { answers: [1] });
  if (!found.ok) return found;
  return ok(
    textOf(found.value)
      .split("\n")
      .flatMap((line) => asOid(line.trim()) ?? []),
  );
}

async function syntheticSides(
  repo: Repo,
  objects: ObjectReader,
  request: MergeRequest & { readonly bases: readonly Oid[]; readonly entry: TreeEntry | null },
) {
  const { bases, entry } = request;
  const commit = async (of: Oid, parents: readonly Oid[]): Promise<Oid> => {
    const tree = await withShared(repo, objects, { commit: of, shared: request.shared, entry });
    return writeCommit(repo, { tree, parents, identity: MERGE_IDENTITY, atMs: 0, message: "side of a merge" });
  };
  // git merges several bases with each other first, and for that they need an ancestor of their own.
  const common = bases.length < 2 ? undefined : repo.git(["merge-base", "--octopus", ...bases], { answers: [1] });
  const ancestor = common?.ok === true ? asOid(textOf(common.value).trim()) : undefined;
  const below = ancestor === undefined ? [] : [await commit(ancestor, [])];
  const roots: Oid[] = [];
  for (const base of bases) roots.push(await commit(base, below));
  const parents = [...new Set(roots)];
  return { ours: await commit(request.ours, parents), theirs: await commit(request.theirs, parents) };
}

/**
 * Computes the merge of `theirs` into `ours`. Two processes, whatever the number of files; one where `ours` has nothing of its
 * own, three where the sides have several best common ancestors. Needs git 2.38.
 * `contained` if `theirs` is an ancestor of `ours` already.
 */
export async function mergeTrees(
  repo: Repo,
  objects: ObjectReader,
  request: MergeRequest,
): Promise<Result<MergeOutcome, GitError>> {
  if (request.ours === request.theirs) return ok({ kind: "contained" });
  const bases = mergeBases(repo, request.ours, request.theirs);
  if (!bases.ok) return bases;
  if (bases.value.includes(request.theirs)) return ok({ kind: "contained" });
  const entry = await entryAt(objects, request.ours, request.shared);
  if (bases.value.includes(request.ours)) {
    return ok({
      kind: "clean",
      tree: await withShared(repo, objects, { commit: request.theirs, shared: request.shared, entry }),
    });
  }
  const sides = await syntheticSides(repo, objects, { ...request, bases: bases.value, entry });
  const merged = repo.git(
    [
      "merge-tree",
      "--write-tree",
      "--name-only",
      "--messages",
      "-z",
      "--allow-unrelated-histories",
      sides.ours,
      sides.theirs,
    ],
    { answers: [1] },
  );
  if (!merged.ok) return needsNewerGit(merged.error);
  const parsed = parseMergeTree(textOf(merged.value));
  if (merged.value.exit === 1) return ok({ kind: "conflict", conflicts: parsed.conflicts, tree: asOid(parsed.tree) });
  const tree = asOid(parsed.tree);
  return tree === undefined
    ? err({ code: "GIT_FAILED", args: ["merge-tree"], exit: 0, stderr: "no tree in the answer" })
    : ok({ kind: "clean", tree });
}

function needsNewerGit(error: GitError): Result<never, GitError> {
  const isOld =
    error.code === "GIT_FAILED" && /usage: git merge-tree|unknown option|not a git command/.test(error.stderr);
  return err(
    isOld
      ? {
          code: "GIT_VERSION_TOO_OLD",
          found: "(this version)",
          needed: "2.38",
          purpose: "compute a merge without a checkout",
        }
      : error,
  );
}

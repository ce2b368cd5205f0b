/**
 * Brings worktrees up to a branch that moved. Files that are not ours are kept and named, never overwritten.
 * A path is written or deleted only if its bytes are missing, the old ones, the new ones, a prefix of the new ones (a torn write)
 * or those that this command captured; then the index entries that still were the old ones are advanced with one `update-index`.
 * A stamp per worktree says which commit it shows, so that whatever a killed process left is finished by the next.
 */
import { lstatSync, readlinkSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import type { Oid } from "../../core/lib/brand.ts";
import { isJsonObject } from "../../core/lib/json.ts";
import {
  ensureDirectory,
  kindOf,
  obstacleOnPath,
  readBytes,
  readText,
  removeEmptyDirectories,
  removeFile,
  writeAtomically,
} from "../fs/files.ts";
import { type Index, type IndexEntry, readIndex } from "../git/index-file.ts";
import type { ObjectReader } from "../git/object-reader.ts";
import { objectId } from "../git/object-writer.ts";
import { asOid } from "../git/refs.ts";
import { type Repo, stateDir } from "../git/repo.ts";
import { diffTrees, type TreeDifference, type TreeEntry } from "../git/tree.ts";
import { type Worktree, worktreesOf } from "../git/worktrees.ts";
import { reachFaultPoint } from "./fault-point.ts";
import type { Session } from "./session.ts";

/** A path that was left as its owner has it. */
export type KeptFile = { readonly worktree: string; readonly path: string };

/** Bytes a command read from a worktree and committed as they were. */
export type Captured = ReadonlyMap<string, Uint8Array>;

type Projector = Pick<Session, "repo" | "objects" | "ctx">;

type Scene = {
  readonly repo: Repo;
  readonly objects: ObjectReader;
  readonly ctx: Pick<Session["ctx"], "env">;
  readonly worktree: Worktree;
  readonly captured: Captured;
};

const stampPath = (repo: Repo, worktree: Worktree): string =>
  join(stateDir(repo), "projections", `${Bun.hash(worktree.path).toString(36)}.json`);

/** Which commit a worktree shows, as last written here; `undefined` if never, or for another branch. */
function readStamp(repo: Repo, worktree: Worktree, branch: string): Oid | undefined {
  const text = readText(stampPath(repo, worktree));
  if (text === undefined) return undefined;
  try {
    const stamp: unknown = JSON.parse(text);
    return isJsonObject(stamp) && stamp["branch"] === branch ? asOid(String(stamp["commit"])) : undefined;
  } catch {
    return undefined;
  }
}

/** Notes that a worktree shows a commit of a branch. */
export function stampWorktree(
  repo: Repo,
  worktree: Worktree,
  shown: { readonly branch: string; readonly commit: Oid },
): void {
  writeAtomically(stampPath(repo, worktree), `${JSON.stringify({ path: worktree.path, ...shown })}\n`);
}

const SYMLINK = "120000";
const GITLINK = "160000";

type Verdict = "write" | "keep" | "through-git";

function statMatches(entry: IndexEntry | undefined, path: string): boolean {
  if (entry === undefined) return false;
  const stat = lstatSync(path, { bigint: true });
  return (
    Number(stat.size) === entry.sizeBytes &&
    Number(stat.mtimeNs / 1_000_000_000n) === entry.mtimeSeconds &&
    Number(stat.mtimeNs % 1_000_000_000n) === entry.mtimeNanoseconds
  );
}

const startsWith = (whole: Uint8Array, prefix: Uint8Array): boolean =>
  Buffer.compare(Buffer.from(whole).subarray(0, prefix.length), Buffer.from(prefix)) === 0;

type FileFacts = { readonly newBytes: Uint8Array | undefined; readonly entry: IndexEntry | undefined };

function isOurs(
  scene: Scene,
  difference: TreeDifference,
  bytes: Uint8Array,
  newBytes: Uint8Array | undefined,
): boolean {
  const onDisk = objectId(scene.repo.objectFormat, "blob", bytes);
  if (onDisk === difference.before?.oid || onDisk === difference.after?.oid) return true;
  const captured = scene.captured.get(difference.path);
  if (captured !== undefined && Buffer.compare(captured, bytes) === 0) return true;
  return newBytes !== undefined && startsWith(newBytes, bytes);
}

function judge(scene: Scene, difference: TreeDifference, facts: FileFacts): Verdict {
  const { before, after } = difference;
  const path = join(scene.worktree.path, difference.path);
  // An object that cannot be read is no reason to delete what is there.
  if (after !== undefined && facts.newBytes === undefined) return "keep";
  if (obstacleOnPath(scene.worktree.path, dirname(difference.path)) !== undefined) return "keep";
  const kind = kindOf(path);
  if (kind === undefined) return "write";
  if (kind === "symlink") {
    const target = objectId(scene.repo.objectFormat, "blob", Buffer.from(readlinkSync(path)));
    return [before, after].some((side) => side?.mode === SYMLINK && side.oid === target) ? "write" : "keep";
  }
  if (kind !== "file") return "keep";
  if (isOurs(scene, difference, readBytes(path) ?? new Uint8Array(0), facts.newBytes)) return "write";
  // Bytes differ from the blob but git's own record says untouched: a checkout filter made them.
  return isAt(facts.entry, before) && statMatches(facts.entry, path) ? "through-git" : "keep";
}

/** True if an index entry says what a tree says of the path. */
const isAt = (entry: IndexEntry | undefined, side: TreeEntry | undefined): boolean =>
  entry === undefined || side === undefined
    ? entry === side
    : entry.stage === 0 && entry.oid === side.oid && entry.mode === side.mode;

function applyFile(worktree: Worktree, difference: TreeDifference, newBytes: Uint8Array | undefined): void {
  const { before, after } = difference;
  const path = join(worktree.path, difference.path);
  if (after === undefined || newBytes === undefined) {
    removeFile(path);
    removeEmptyDirectories(dirname(path), worktree.path);
    return;
  }
  if (after.mode === SYMLINK) {
    ensureDirectory(dirname(path));
    removeFile(path);
    symlinkSync(Buffer.from(newBytes).toString("utf8"), path);
    return;
  }
  const current = kindOf(path) === "file" ? readBytes(path) : undefined;
  const isSame = current !== undefined && Buffer.compare(current, newBytes) === 0;
  if (!isSame || before?.mode !== after.mode) writeAtomically(path, newBytes, after.mode === "100755" ? 0o755 : 0o644);
}

/** Tells whether a sparse checkout that this program made hides a path; only its own pattern forms are understood. */
export function isHiddenBySparsePatterns(patterns: string, path: string): boolean {
  let shown = false;
  for (const line of patterns.split("\n")) {
    const pattern = line.startsWith("!") ? line.slice(1) : line;
    const matches =
      pattern === "/*" || (pattern.endsWith("/") ? `/${path}`.startsWith(pattern) : `/${path}` === pattern);
    if (pattern !== "" && matches) shown = !line.startsWith("!");
  }
  return !shown;
}

/** Which paths sparse checkout hides. A kill between two index writes may lose the mark; then the patterns and the absence decide. */
function hiddenTest(worktree: Worktree, index: Index): (path: string) => boolean {
  const patterns = worktree.isMain ? undefined : readText(join(worktree.gitDir, "info", "sparse-checkout"));
  return (path) => {
    const entry = index.get(path);
    if (entry?.skipWorktree === true) return true;
    if (patterns === undefined || !isHiddenBySparsePatterns(patterns, path)) return false;
    return entry === undefined || kindOf(join(worktree.path, path)) === undefined;
  };
}

const indexLine = (repo: Repo, difference: TreeDifference): string =>
  difference.after === undefined
    ? `0 ${"0".repeat(repo.objectFormat === "sha1" ? 40 : 64)} 0\t${difference.path}\0`
    : `${difference.after.mode.padStart(6, "0")} ${difference.after.oid} 0\t${difference.path}\0`;

type Outcome = { readonly kept: readonly KeptFile[]; readonly complete: boolean };

function advanceIndex(
  scene: Scene,
  differences: readonly TreeDifference[],
  lists: { hidden: readonly string[]; throughGit: readonly string[] },
): boolean {
  const { repo, worktree } = scene;
  const cwd = worktree.path;
  const stdin = differences.map((d) => indexLine(repo, d)).join("");
  if (stdin !== "" && !repo.git(["update-index", "-z", "--index-info"], { cwd, stdin }).ok) return false;
  if (lists.hidden.length > 0) {
    const skip = repo.git(["update-index", "-z", "--skip-worktree", "--stdin"], {
      cwd,
      stdin: `${lists.hidden.join("\0")}\0`,
    });
    if (!skip.ok) return false;
  }
  if (lists.throughGit.length === 0) return true;
  return repo.git(["checkout-index", "-f", "-z", "--stdin"], { cwd, stdin: `${lists.throughGit.join("\0")}\0` }).ok;
}

/** Deletions come first: a file may have to make room for a folder of its name. */
async function differencesOf(scene: Scene, trees: { readonly before: Oid; readonly after: Oid }) {
  const all = await diffTrees(scene.repo, scene.objects, trees);
  return [...all.filter((d) => d.after === undefined), ...all.filter((d) => d.after !== undefined)];
}

async function projectInto(scene: Scene, trees: { readonly before: Oid; readonly after: Oid }): Promise<Outcome> {
  const { repo, objects, worktree } = scene;
  const differences = await differencesOf(scene, trees);
  const index = readIndex(worktree.gitDir, repo.objectFormat);
  if (index === undefined) return { kept: [], complete: false };
  const isHidden = hiddenTest(worktree, index);
  const hidden = differences.filter((d) => isHidden(d.path));
  const kept: KeptFile[] = [];
  const throughGit: string[] = [];
  const blobs = await objects.readAll(differences.map((d) => d.after?.oid ?? ""));
  for (const [i, difference] of differences.entries()) {
    const entry = index.get(difference.path);
    // The index is advanced last: where it already says the new state, the file was written before and is its owner's since.
    if (isAt(entry, difference.after) || hidden.includes(difference)) continue;
    if ((difference.after ?? difference.before)?.mode === GITLINK) continue;
    const newBytes = blobs[i]?.data;
    const verdict = judge(scene, difference, { newBytes, entry });
    if (verdict === "keep") kept.push({ worktree: worktree.path, path: difference.path });
    else if (verdict === "write" || difference.after === undefined) applyFile(worktree, difference, newBytes);
    else throughGit.push(difference.path);
    reachFaultPoint(scene.ctx.env, "file-projected");
  }
  reachFaultPoint(scene.ctx.env, "files-projected");
  const stale = differences.filter((d) => !isAt(index.get(d.path), d.after) && isAt(index.get(d.path), d.before));
  const toHide = hidden.filter(
    (d) => d.after !== undefined && (stale.includes(d) || index.get(d.path)?.skipWorktree === false),
  );
  const complete = advanceIndex(scene, stale, { hidden: toHide.map((d) => d.path), throughGit });
  reachFaultPoint(scene.ctx.env, "index-advanced");
  return { kept, complete };
}

type Move = {
  readonly branch: string;
  /** Commits; their trees are compared. */
  readonly before: Oid;
  readonly after: Oid;
  readonly captured: Captured;
};

const treeOf = async (objects: ObjectReader, commit: Oid): Promise<Oid | undefined> =>
  asOid((await objects.read(`${commit}^{tree}`))?.oid);

/** Notes, before a branch moves, what its worktrees show now; without it a kill after the move could not be told from edits. */
export function stampBeforeMove(repo: Repo, branch: string, tip: Oid): void {
  for (const worktree of worktreesOf(repo, branch)) {
    if (readStamp(repo, worktree, branch) === undefined) stampWorktree(repo, worktree, { branch, commit: tip });
  }
}

/** Shows a commit in every worktree that has its branch checked out. Returns the files it kept. */
export async function projectBranch(session: Projector, move: Move): Promise<readonly KeptFile[]> {
  const { repo, objects, ctx } = session;
  const kept: KeptFile[] = [];
  for (const worktree of worktreesOf(repo, move.branch)) {
    const from = readStamp(repo, worktree, move.branch) ?? move.before;
    const before = await treeOf(objects, from);
    const after = await treeOf(objects, move.after);
    if (before === undefined || after === undefined) continue;
    const outcome = await projectInto({ repo, objects, ctx, worktree, captured: move.captured }, { before, after });
    kept.push(...outcome.kept);
    if (outcome.complete) stampWorktree(repo, worktree, { branch: move.branch, commit: move.after });
  }
  return kept;
}

/**
 * Lists what stands in the way of showing a tree where a branch is checked out: files that are somebody's, and staged changes.
 * Changes nothing; starts no process.
 */
export async function findObstacles(
  session: Projector,
  move: { readonly branch: string; readonly before: Oid; readonly after: Oid },
): Promise<readonly KeptFile[]> {
  const { repo, objects, ctx } = session;
  const differences = await diffTrees(repo, objects, { before: move.before, after: move.after });
  const blobs = await objects.readAll(differences.map((d) => d.after?.oid ?? ""));
  const found: KeptFile[] = [];
  for (const worktree of worktreesOf(repo, move.branch)) {
    const scene: Scene = { repo, objects, ctx, worktree, captured: new Map() };
    const index = readIndex(worktree.gitDir, repo.objectFormat) ?? new Map<string, IndexEntry>();
    const isHidden = hiddenTest(worktree, index);
    for (const [i, difference] of differences.entries()) {
      const { path } = difference;
      const entry = index.get(path);
      if (!isHidden(path) && isInTheWay(scene, difference, { newBytes: newBytesOf(difference, blobs[i]), entry }))
        found.push({ worktree: worktree.path, path });
    }
  }
  return found;
}

const newBytesOf = ({ after }: TreeDifference, blob: { readonly data: Uint8Array } | undefined) =>
  after === undefined ? undefined : blob?.data;

function isInTheWay(scene: Scene, difference: TreeDifference, facts: FileFacts): boolean {
  const { before, after } = difference;
  if ((after ?? before)?.mode === GITLINK) return false;
  const staged = facts.entry?.oid;
  return (staged !== before?.oid && staged !== after?.oid) || judge(scene, difference, facts) === "keep";
}

/**
 * Takes note that the worktrees of a branch that people commit to show its tip, unless the tip is `ours`: then the files
 * may still be those of the commit before, and the next projection has to finish them.
 */
export async function adoptTip(
  session: Projector,
  at: { readonly branch: string; readonly tip: Oid },
  isOurs: () => Promise<boolean>,
): Promise<void> {
  const { repo } = session;
  const stale = worktreesOf(repo, at.branch).filter((w) => {
    const stamp = readStamp(repo, w, at.branch);
    return stamp !== undefined && stamp !== at.tip;
  });
  if (stale.length === 0 || (await isOurs())) return;
  for (const worktree of stale) stampWorktree(repo, worktree, { branch: at.branch, commit: at.tip });
}

/** Finishes the projection that a killed process left. Costs two file reads where nothing is to be done. */
export async function recoverProjections(
  session: Projector,
  at: { readonly branch: string; readonly tip: Oid },
): Promise<void> {
  const { repo } = session;
  const behind = worktreesOf(repo, at.branch).some((w) => {
    const stamp = readStamp(repo, w, at.branch);
    return stamp !== undefined && stamp !== at.tip;
  });
  if (behind) await projectBranch(session, { branch: at.branch, before: at.tip, after: at.tip, captured: new Map() });
}

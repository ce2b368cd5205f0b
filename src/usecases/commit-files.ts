/**
 * Commits exactly the files that were named to exactly the branch that was named, and nothing else: what else is staged, edited or
 * untracked stays as it is, byte for byte. File arguments resolve against the current folder, else against the mission's folder.
 * Contents pass through the repository's own filters, as `git add` would do it.
 */
import { isAbsolute, join, relative, resolve } from "node:path";
import { isProtectedBranch } from "../core/config/project-config.ts";
import { parseBranchName } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  decideSafeCommit,
  isCommandsOwn,
  type NamedPath,
  type SafeCommitRefusal,
} from "../core/mission/decide-safe-commit.ts";
import { isExecutableFile, kindOf, readBytes, symlinkOnPath } from "../shell/fs/files.ts";
import type { GitError } from "../shell/git/errors.ts";
import { textOf } from "../shell/git/exec.ts";
import { readIndex } from "../shell/git/index-file.ts";
import { objectId } from "../shell/git/object-writer.ts";
import { asOid, readBranch, remoteDefaultBranch } from "../shell/git/refs.ts";
import { FILE_MODE, type TreeEntry } from "../shell/git/tree.ts";
import { listWorktrees, type Worktree } from "../shell/git/worktrees.ts";
import { authoringRoot } from "../shell/mission/coordination-worktree.ts";
import { type Mission, readMission } from "../shell/mission/read-mission.ts";
import type { TransactionError } from "../shell/transaction/errors.ts";
import type { Session } from "../shell/transaction/session.ts";
import { type FollowUp, transact } from "../shell/transaction/transact.ts";

export type CommitFilesInput = {
  readonly files: readonly string[];
  readonly message: string;
  readonly destinationRef: string;
  /** The mission whose folder files may be named in. */
  readonly mission: Mission | undefined;
};

export type CommittedFiles = {
  readonly commit: Oid | undefined;
  /** Paths in the worktree that were committed, or would have been if anything had changed. */
  readonly files: readonly string[];
  /** Folder arguments, with what each stood for. */
  readonly expansion: readonly { readonly folder: string; readonly files: readonly string[] }[];
  readonly worktreeRoot: string;
};

export type CommitFilesError = SafeCommitRefusal | TransactionError | GitError;

/** Where an argument may mean a file: the first that exists wins, else the first. */
function candidatesOf(session: Session, given: string, mission: Mission | undefined): readonly string[] {
  if (isAbsolute(given)) return [given];
  const folders = mission === undefined ? [] : [mission.featureDir, authoringRoot(mission)];
  return [session.ctx.cwd, ...folders].map((folder) => resolve(folder, given));
}

const worktreeAround = (worktrees: readonly Worktree[], path: string): Worktree | undefined =>
  worktrees
    .filter((w) => w.present && (path === w.path || path.startsWith(`${w.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];

async function describe(session: Session, absolute: string, at: { given: string; ref: string }): Promise<NamedPath> {
  const worktree = worktreeAround(listWorktrees(session.repo), absolute);
  const path = worktree === undefined ? undefined : relative(worktree.path, absolute);
  const tip = readBranch(session.repo, at.ref);
  const inTip = tip !== undefined && path !== undefined && path !== "";
  return {
    given: at.given,
    path,
    kind: kindOf(absolute) ?? "absent",
    throughSymlink:
      worktree !== undefined && path !== undefined && symlinkOnPath(worktree.path, join(path, "..")) !== undefined,
    worktreeRoot: worktree?.path,
    head: worktree?.head.kind === "branch" ? worktree.head.branch : undefined,
    inTip: inTip && (await session.objects.read(`${tip}:${path}`)) !== undefined,
  };
}

/** Resolves one argument: what exists, else what the branch has and the disk has not (a deletion), else the first place. */
async function resolveArgument(session: Session, given: string, input: CommitFilesInput): Promise<NamedPath> {
  const described: NamedPath[] = [];
  for (const absolute of candidatesOf(session, given, input.mission))
    described.push(await describe(session, absolute, { given, ref: input.destinationRef }));
  const isRight = (one: NamedPath): boolean => one.head === input.destinationRef;
  const best =
    described.find((one) => one.kind !== "absent" && isRight(one)) ??
    described.find((one) => one.kind === "absent" && one.inTip && isRight(one)) ??
    described.find((one) => one.kind !== "absent") ??
    described.find(isRight) ??
    described[0];
  if (best === undefined) throw new Error("Bug: an argument without a place");
  return best;
}

type Wanted = Pick<CommittedFiles, "files" | "expansion">;

/** Replaces folders by the files in them that differ from HEAD or are new and not ignored. One process for each folder. */
function expand(session: Session, root: string, named: readonly NamedPath[]): Result<Wanted, GitError> {
  const expansion: { folder: string; files: readonly string[] }[] = [];
  const files = new Set<string>();
  for (const { path = "", kind, given } of named) {
    if (kind !== "directory") {
      files.add(path);
      continue;
    }
    const args = [
      "status",
      "--porcelain",
      "-z",
      "--no-renames",
      "--untracked-files=all",
      "--",
      path === "" ? "." : path,
    ];
    const listed = session.repo.git(args, { cwd: root });
    if (!listed.ok) return listed;
    const inside = textOf(listed.value)
      .split("\0")
      .filter((line) => line !== "" && !line.endsWith("/"))
      .map((line) => line.slice(3))
      .filter((file) => !isCommandsOwn(file));
    expansion.push({ folder: given, files: inside });
    for (const file of inside) files.add(file);
  }
  return ok({ files: [...files].toSorted(), expansion });
}

type Entry = { readonly path: string; readonly entry: TreeEntry | null };

/** Writes the blobs of the files that are there, through the repository's filters; one process whatever their number. */
function writeBlobs(session: Session, root: string, files: readonly string[]): Result<readonly Entry[], GitError> {
  const present = files.filter((path) => kindOf(join(root, path)) === "file");
  const gone = files.filter((path) => kindOf(join(root, path)) === undefined).map((path) => ({ path, entry: null }));
  if (present.length === 0) return ok(gone);
  const stdin = `${present.join("\n")}\n`;
  const hashed = session.repo.git(["hash-object", "-w", "--stdin-paths"], { cwd: root, stdin });
  if (!hashed.ok) return hashed;
  const oids = textOf(hashed.value).trim().split("\n");
  const written = present.flatMap((path, i) => {
    const oid = asOid(oids[i]);
    const mode = isExecutableFile(join(root, path)) ? "100755" : FILE_MODE;
    return oid === undefined ? [] : [{ path, entry: { mode, oid } }];
  });
  return ok([...written, ...gone]);
}

/** The bytes of files that no filter changes: projection may take them for what was committed. */
function capturedOf(session: Session, root: string, entries: readonly Entry[]): ReadonlyMap<string, Uint8Array> {
  const captured = new Map<string, Uint8Array>();
  for (const { path, entry } of entries) {
    const bytes = entry === null ? undefined : readBytes(join(root, path));
    if (bytes !== undefined && objectId(session.repo.objectFormat, "blob", bytes) === entry?.oid)
      captured.set(path, bytes);
  }
  return captured;
}

/** An older version that was staged of a committed file gives way to what was committed; other staged files are not touched. */
const advanceStaged =
  (session: Session, worktree: Worktree, entries: readonly Entry[]): FollowUp =>
  () => {
    const { repo } = session;
    const index = readIndex(worktree.gitDir, repo.objectFormat);
    const stale = entries.filter(({ path, entry }) => index?.get(path)?.oid !== entry?.oid);
    if (stale.length === 0) return ok(null);
    const zero = "0".repeat(repo.objectFormat === "sha1" ? 40 : 64);
    const stdin = stale
      .map(({ path, entry }) => (entry === null ? `0 ${zero} 0\t${path}\0` : `${entry.mode} ${entry.oid} 0\t${path}\0`))
      .join("");
    const advanced = repo.git(["update-index", "-z", "--index-info"], { cwd: worktree.path, stdin });
    return advanced.ok ? ok(null) : advanced;
  };

/** All writers of a mission take its lock, so a mission's branch is committed to under that. */
async function lockOf(session: Session, { destinationRef, mission }: CommitFilesInput): Promise<string> {
  if (mission !== undefined) return mission.lock;
  const parsed = parseBranchName(destinationRef);
  const found =
    parsed?.mid8 === undefined || parsed.laneId !== undefined
      ? undefined
      : await readMission(session, `${parsed.slug}-${parsed.mid8}`);
  return found?.ok === true ? found.value.lock : `branch-${encodeURIComponent(destinationRef)}`;
}

/**
 * Commits the named files. Nothing to commit is a success without a commit.
 * Errors: SAFE_COMMIT_*, those of recording.
 */
export async function commitFiles(
  session: Session,
  input: CommitFilesInput,
): Promise<Result<CommittedFiles, CommitFilesError>> {
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const { destinationRef, message } = input;
  const named: NamedPath[] = [];
  for (const given of input.files) named.push(await resolveArgument(session, given, input));
  const allowed = decideSafeCommit({
    destinationRef,
    message,
    named,
    exists: readBranch(session.repo, destinationRef) !== undefined,
    isProtected: isProtectedBranch(config.value, destinationRef, remoteDefaultBranch(session.repo)),
  });
  if (!allowed.ok) return allowed;
  const root = named[0]?.worktreeRoot ?? session.repo.root;
  const worktree = listWorktrees(session.repo).find((w) => w.path === root);
  if (worktree === undefined) return err({ code: "NOT_A_REPOSITORY", cwd: root });
  const purpose = `commit ${input.files.join(" ")}`;
  const destination = { branch: destinationRef as BranchName, lock: await lockOf(session, input), purpose };
  const published = await transact<Wanted, GitError>(session, destination, async () => {
    const wanted = expand(session, root, named);
    if (!wanted.ok) return wanted;
    const entries = writeBlobs(session, root, wanted.value.files);
    if (!entries.ok) return entries;
    return ok({
      kind: "commit",
      message,
      files: entries.value,
      captured: capturedOf(session, root, entries.value),
      followUp: advanceStaged(session, worktree, entries.value),
      answer: wanted.value,
    });
  });
  if (!published.ok) return published;
  return ok({ ...published.value.answer, commit: published.value.commit, worktreeRoot: root });
}

/**
 * The one way anything is recorded: lock, recover, read at the tip, decide, check the destination, write objects, ask the hooks,
 * publish by one compare-and-swap, project. Before the ref moves nothing happened; after it everything did.
 * There is no rollback, because nothing is visible before it is committed.
 */
import { join } from "node:path";
import { isProtectedBranch } from "../../core/config/project-config.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { checkDestination } from "../../core/mission/destination.ts";
import { moveRefs, type RefMove, writeCommit } from "../git/commit.ts";
import { commitIdentity } from "../git/config.ts";
import { writeObject } from "../git/object-writer.ts";
import { asOid, branchRef, listRefs, readBranch, remoteDefaultBranch } from "../git/refs.ts";
import { stateDir } from "../git/repo.ts";
import { editTree, FILE_MODE, type PathChange, type TreeEntry } from "../git/tree.ts";
import { withLock } from "../lock/lock.ts";
import type { TransactionError } from "./errors.ts";
import { runHooks } from "./hooks.ts";
import { type Captured, type KeptFile, projectBranch, recoverProjections, stampBeforeMove } from "./project.ts";
import type { Session } from "./session.ts";
import { clearStaleLocks } from "./stale-locks.ts";

export type Destination = {
  /** The branch that the commit lands on. */
  readonly branch: BranchName;
  /** Name of the lock; all writers of one mission use the mission's id. */
  readonly lock: string;
  /** What is being done, for those who wait, e.g. `move-task WP01`. */
  readonly purpose: string;
  readonly capability?: "bookkeeping" | "merge";
};

/** The destination as it stands now, under the lock. */
export type Base = { readonly tip: Oid; readonly tree: Oid };

/** New content of one path: bytes, a ready tree entry (a blob or a whole folder), or `null` to delete. */
export type FileChange =
  | { readonly path: string; readonly bytes: Uint8Array | string; readonly executable?: true }
  | { readonly path: string; readonly entry: TreeEntry | null };

export type Draft<T> =
  | { readonly kind: "unchanged"; readonly answer: T }
  | {
      readonly kind: "commit";
      readonly message: string;
      readonly files: readonly FileChange[];
      /** Starts from this tree instead of the tip's. */
      readonly tree?: Oid;
      /** Parents beside the tip. */
      readonly parents?: readonly Oid[];
      /** Other refs that move in the same update. */
      readonly refs?: readonly RefMove[];
      /** Authored bytes that this commit takes over from a worktree. */
      readonly captured?: Captured;
      readonly wpId?: string;
      readonly answer: T;
    };

export type Published<T> = {
  readonly answer: T;
  /** The commit that was made; `undefined` if there was nothing to record. */
  readonly commit: Oid | undefined;
  readonly tip: Oid;
  readonly kept: readonly KeptFile[];
  /** Index paths that a hook had changed and that were not taken over. */
  readonly discarded: readonly string[];
};

export type Decide<T, E> = (base: Base) => Promise<Result<Draft<T>, E>>;

const MAX_ATTEMPTS = 50;

type CommitDraft = Extract<Draft<unknown>, { kind: "commit" }>;

function toEntries(session: Session, files: readonly FileChange[]): readonly PathChange[] {
  return files.map((file) => {
    if ("entry" in file) return file;
    const bytes = typeof file.bytes === "string" ? Buffer.from(file.bytes) : file.bytes;
    const oid = writeObject(session.repo, "blob", bytes);
    return { path: file.path, entry: { mode: file.executable === true ? "100755" : FILE_MODE, oid } };
  });
}

async function checkPolicy(
  session: Session,
  destination: Destination,
  message: string,
): Promise<Result<null, TransactionError>> {
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const { branch } = destination;
  const exists = readBranch(session.repo, branch) !== undefined;
  const remoteSuffix = `/${branch}`;
  const verdict = checkDestination({
    branch,
    exists,
    existsOnRemote:
      !exists && [...listRefs(session.repo, "refs/remotes/").keys()].some((ref) => ref.endsWith(remoteSuffix)),
    isProtected: isProtectedBranch(config.value, branch, remoteDefaultBranch(session.repo)),
    capability: destination.capability ?? "bookkeeping",
  });
  return verdict.ok ? verdict : err({ code: verdict.error, destinationRef: branch, rejectedMessage: message });
}

const indexInfo = (changes: readonly PathChange[], zero: string): string =>
  changes
    .filter((change) => change.entry?.mode !== "40000")
    .map((c) => (c.entry === null ? `0 ${zero} 0\t${c.path}\0` : `${c.entry.mode} ${c.entry.oid} 0\t${c.path}\0`))
    .join("");

type Prepared = { readonly commit: Oid; readonly message: string; readonly discarded: readonly string[] };

async function prepareCommit(
  session: Session,
  destination: Destination,
  work: {
    readonly base: Base;
    readonly draft: CommitDraft;
    readonly tree: Oid;
    readonly entries: readonly PathChange[];
  },
): Promise<Result<Prepared, TransactionError>> {
  const { repo, ctx } = session;
  const { base, draft, tree, entries } = work;
  const config = session.gitConfig();
  if (!config.ok) return config;
  const identity = commitIdentity(ctx.env, config.value);
  if (!identity.ok) return identity;
  const isMerge = destination.capability === "merge";
  const hooked = runHooks(session, {
    branch: destination.branch,
    message: draft.message,
    indexInfo: indexInfo(entries, "0".repeat(base.tip.length)),
    hooks: [isMerge ? "pre-merge-commit" : "pre-commit", "commit-msg"],
  });
  if (!hooked.ok) return hooked;
  const commit = writeCommit(repo, {
    tree,
    parents: [base.tip, ...(draft.parents ?? [])],
    identity: identity.value,
    atMs: ctx.now(),
    message: hooked.value.message,
  });
  return ok({ commit, message: hooked.value.message, discarded: hooked.value.discarded });
}

type Attempt<T> = { readonly kind: "done"; readonly published: Published<T> } | { readonly kind: "lost-race" };

async function publish<T>(
  session: Session,
  destination: Destination,
  work: { readonly base: Base; readonly draft: Extract<Draft<T>, { kind: "commit" }> },
): Promise<Result<Attempt<T>, TransactionError>> {
  const { repo, objects } = session;
  const { base, draft } = work;
  const entries = toEntries(session, draft.files);
  const tree = await editTree(repo, objects, { base: draft.tree ?? base.tree, changes: entries });
  const finalTree = tree ?? writeObject(repo, "tree", new Uint8Array(0));
  const nothingNew = finalTree === base.tree && (draft.parents ?? []).length === 0;
  if (nothingNew && (draft.refs ?? []).length === 0) {
    return ok({
      kind: "done",
      published: { answer: draft.answer, commit: undefined, tip: base.tip, kept: [], discarded: [] },
    });
  }
  const prepared = await prepareCommit(session, destination, { base, draft, tree: finalTree, entries });
  if (!prepared.ok) return prepared;
  const { commit, message, discarded } = prepared.value;
  stampBeforeMove(repo, destination.branch, base.tip);
  const subject = message.split("\n", 1)[0] ?? "";
  const moves = [{ ref: branchRef(destination.branch), before: base.tip, after: commit }, ...(draft.refs ?? [])];
  const moved = moveRefs(repo, moves, `spec-kitty: ${subject}`);
  if (!moved.ok) return moved.error.code === "REF_MOVED_ELSEWHERE" ? ok({ kind: "lost-race" }) : err(moved.error);
  session.record({
    branch: destination.branch,
    message: subject,
    outcome: "ok",
    sha: commit,
    ...(draft.wpId === undefined ? {} : { wpId: draft.wpId }),
  });
  const captured = draft.captured ?? new Map();
  const kept = await projectBranch(repo, objects, {
    branch: destination.branch,
    before: base.tip,
    after: commit,
    captured,
  });
  return ok({ kind: "done", published: { answer: draft.answer, commit, tip: commit, kept, discarded } });
}

async function readBase(session: Session, branch: string): Promise<Base | undefined> {
  const tip = readBranch(session.repo, branch);
  if (tip === undefined) return undefined;
  const tree = asOid((await session.objects.read(`${tip}^{tree}`))?.oid);
  return tree === undefined ? undefined : { tip, tree };
}

async function attempt<T, E>(
  session: Session,
  destination: Destination,
  decide: Decide<T, E>,
): Promise<Result<Attempt<T>, E | TransactionError>> {
  const base = await readBase(session, destination.branch);
  if (base === undefined) {
    const refused = await checkPolicy(session, destination, destination.purpose);
    return refused.ok
      ? err({
          code: "DESTINATION_REF_NOT_FOUND",
          destinationRef: destination.branch,
          rejectedMessage: destination.purpose,
        })
      : refused;
  }
  const decided = await decide(base);
  if (!decided.ok) return decided;
  const draft = decided.value;
  if (draft.kind === "unchanged") {
    return ok({
      kind: "done",
      published: { answer: draft.answer, commit: undefined, tip: base.tip, kept: [], discarded: [] },
    });
  }
  const allowed = await checkPolicy(session, destination, draft.message);
  if (!allowed.ok) return allowed;
  return publish(session, destination, { base, draft });
}

/**
 * Runs one logical change on one branch. `decide` sees the tip under the lock and returns what to commit, `unchanged`, or its refusal;
 * it may run again if the branch was moved by somebody who does not take our lock.
 */
export async function transact<T, E>(
  session: Session,
  destination: Destination,
  decide: Decide<T, E>,
): Promise<Result<Published<T>, E | TransactionError>> {
  const { repo, objects, ctx } = session;
  const lock = { directory: join(stateDir(repo), "locks"), name: destination.lock, purpose: destination.purpose };
  return withLock<Published<T>, E | TransactionError>(ctx, lock, async (crashed) => {
    if (crashed !== undefined) await clearStaleLocks(repo, [destination.branch], crashed);
    for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
      const tip = readBranch(repo, destination.branch);
      if (tip !== undefined) await recoverProjections(repo, objects, { branch: destination.branch, tip });
      const tried = await attempt(session, destination, decide);
      if (!tried.ok) return tried;
      if (tried.value.kind === "done") return ok(tried.value.published);
    }
    return err({ code: "BOOKKEEPING_REF_CONTENDED", destinationRef: destination.branch, attempts: MAX_ATTEMPTS });
  });
}

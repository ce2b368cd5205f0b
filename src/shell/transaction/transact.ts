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
import { moveRefs, writeCommit } from "../git/commit.ts";
import { commitIdentity } from "../git/config.ts";
import { loadCompression, writeObject } from "../git/object-writer.ts";
import { asOid, branchRef, listRefs, readBranch, remoteDefaultBranch } from "../git/refs.ts";
import { stateDir } from "../git/repo.ts";
import { editTree, FILE_MODE, type PathChange, type TreeEntry } from "../git/tree.ts";
import type { WorktreeError } from "../git/worktree-create.ts";
import { withLock } from "../lock/lock.ts";
import type { TransactionError } from "./errors.ts";
import { type FaultPoint, reachFaultPoint } from "./fault-point.ts";
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
  /** If the branch does not exist, it is created by this change, on top of this commit. */
  readonly startAt?: Oid;
};

/** The destination as it stands now, under the lock. */
export type Base = {
  /** Tip of the branch, or the commit that it is to start at. */
  readonly tip: Oid;
  readonly tree: Oid;
  readonly exists: boolean;
};

/** New content of one path: bytes, a ready tree entry (a blob or a whole folder), or `null` to delete. */
export type FileChange =
  | { readonly path: string; readonly bytes: Uint8Array | string; readonly executable?: true }
  | { readonly path: string; readonly entry: TreeEntry | null };

/** Another branch that moves in the same update: created (`before` undefined), advanced, or deleted (`after` undefined). */
export type BranchMove = {
  readonly branch: BranchName;
  readonly before: Oid | undefined;
  readonly after: Oid | undefined;
  /** For the ledger and the reflog. */
  readonly message: string;
};

/** Runs under the lock after the refs have moved: makes or removes worktrees, idempotently. */
export type FollowUp = () => Result<null, WorktreeError> | Promise<Result<null, WorktreeError>>;

export type Draft<T> =
  | { readonly kind: "unchanged"; readonly answer: T; readonly followUp?: FollowUp }
  | {
      readonly kind: "commit";
      readonly message: string;
      readonly files: readonly FileChange[];
      /** Starts from this tree instead of the tip's. */
      readonly tree?: Oid;
      /** Parents beside the tip. */
      readonly parents?: readonly Oid[];
      readonly refs?: readonly BranchMove[];
      readonly followUp?: FollowUp;
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
  const exists = readBranch(session.repo, branch) !== undefined || destination.startAt !== undefined;
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
  reachFaultPoint(ctx.env, "hooks-passed");
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
type CommitDraftOf<T> = Extract<Draft<T>, { kind: "commit" }>;

const nothing = <T>(answer: T, base: Base): Attempt<T> => ({
  kind: "done",
  published: { answer, commit: undefined, tip: base.tip, kept: [], discarded: [] },
});

const isEmptyChange = (draft: CommitDraft, base: Base, tree: Oid): boolean =>
  tree === base.tree && base.exists && [...(draft.parents ?? []), ...(draft.refs ?? [])].length === 0;

/** True if only other branches move: then the destination gets no commit that says nothing. */
const movesOnlyRefs = (draft: CommitDraft, base: Base, tree: Oid): boolean =>
  isEmptyChange({ ...draft, refs: [] }, base, tree);

/** Moves the destination and all other branches of the draft in one update; `undefined` if somebody else was faster. */
function moveAll(
  session: Session,
  destination: Destination,
  work: { readonly base: Base; readonly draft: CommitDraft; readonly prepared: Prepared | undefined },
): Result<readonly BranchMove[] | undefined, TransactionError> {
  const { base, draft, prepared } = work;
  const message = (prepared ?? draft).message.split("\n", 1)[0] ?? "";
  const before = base.exists ? base.tip : undefined;
  const moves: readonly BranchMove[] = [
    ...(prepared === undefined ? [] : [{ branch: destination.branch, before, after: prepared.commit, message }]),
    ...(draft.refs ?? []),
  ];
  for (const move of moves) if (move.before !== undefined) stampBeforeMove(session.repo, move.branch, move.before);
  reachFaultPoint(session.ctx.env, "stamped");
  const refs = moves.map((m) => ({ ref: branchRef(m.branch), before: m.before, after: m.after }));
  const moved = moveRefs(session.repo, refs, `spec-kitty: ${message}`);
  if (!moved.ok) return moved.error.code === "REF_MOVED_ELSEWHERE" ? ok(undefined) : err(moved.error);
  const wp = draft.wpId === undefined ? {} : { wpId: draft.wpId };
  for (const move of moves) {
    session.record({ branch: move.branch, message: move.message, outcome: "ok", sha: move.after, ...wp });
  }
  return ok(moves);
}

/** Shows every moved branch in the worktrees that have it checked out. */
async function projectAll(
  session: Session,
  moves: readonly BranchMove[],
  captured: Captured,
): Promise<readonly KeptFile[]> {
  const kept: KeptFile[] = [];
  for (const { branch, before, after } of moves) {
    if (before === undefined || after === undefined) continue;
    kept.push(...(await projectBranch(session, { branch, before, after, captured })));
  }
  return kept;
}

async function publish<T>(
  session: Session,
  destination: Destination,
  work: { readonly base: Base; readonly draft: CommitDraftOf<T> },
): Promise<Result<Attempt<T>, TransactionError>> {
  const { repo, objects } = session;
  const { base, draft } = work;
  const reach = (point: FaultPoint): void => reachFaultPoint(session.ctx.env, point);
  const entries = toEntries(session, draft.files);
  reach("blobs-written");
  const edited = await editTree(repo, objects, { base: draft.tree ?? base.tree, changes: entries });
  const tree = edited ?? writeObject(repo, "tree", new Uint8Array(0));
  if (isEmptyChange(draft, base, tree)) return ok(nothing(draft.answer, base));
  reach("tree-written");
  const prepared = movesOnlyRefs(draft, base, tree)
    ? ok(undefined)
    : await prepareCommit(session, destination, { base, draft, tree, entries });
  if (!prepared.ok) return prepared;
  reach("commit-written");
  const moved = moveAll(session, destination, { base, draft, prepared: prepared.value });
  if (!moved.ok) return moved;
  reach("moved");
  if (moved.value === undefined) return ok({ kind: "lost-race" });
  const { commit, discarded } = prepared.value ?? { commit: undefined, discarded: [] };
  const kept = await projectAll(session, moved.value, draft.captured ?? new Map());
  reach("projected");
  const followed = (await draft.followUp?.()) ?? ok(null);
  if (!followed.ok) return followed;
  reach("followed-up");
  return ok({ kind: "done", published: { answer: draft.answer, commit, tip: commit ?? base.tip, kept, discarded } });
}

async function readBase(session: Session, { branch, startAt }: Destination): Promise<Base | undefined> {
  const existing = readBranch(session.repo, branch);
  const tip = existing ?? startAt;
  if (tip === undefined) return undefined;
  const tree = asOid((await session.objects.read(`${tip}^{tree}`))?.oid);
  return tree === undefined ? undefined : { tip, tree, exists: existing !== undefined };
}

async function attempt<T, E>(
  session: Session,
  destination: Destination,
  decide: Decide<T, E>,
): Promise<Result<Attempt<T>, E | TransactionError>> {
  const base = await readBase(session, destination);
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
  reachFaultPoint(session.ctx.env, "read");
  const decided = await decide(base);
  if (!decided.ok) return decided;
  const draft = decided.value;
  if (draft.kind === "unchanged") {
    const followed = (await draft.followUp?.()) ?? ok(null);
    return followed.ok ? ok(nothing(draft.answer, base)) : followed;
  }
  reachFaultPoint(session.ctx.env, "decided");
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
  const { repo, ctx } = session;
  const lock = { directory: join(stateDir(repo), "locks"), name: destination.lock, purpose: destination.purpose };
  // What does not depend on the tip is read and loaded before anybody has to wait for it.
  session.gitConfig();
  await session.projectConfig();
  loadCompression();
  return withLock<Published<T>, E | TransactionError>(ctx, lock, async (crashed) => {
    reachFaultPoint(ctx.env, "locked");
    if (crashed !== undefined) await clearStaleLocks(repo, destination.branch, crashed);
    for (let attempts = 1; attempts <= MAX_ATTEMPTS; attempts++) {
      const tip = readBranch(repo, destination.branch);
      if (tip !== undefined) await recoverProjections(session, { branch: destination.branch, tip });
      reachFaultPoint(ctx.env, "recovered");
      const tried = await attempt(session, destination, decide);
      if (!tried.ok) return tried;
      if (tried.value.kind === "done") return ok(tried.value.published);
    }
    return err({ code: "BOOKKEEPING_REF_CONTENDED", destinationRef: destination.branch, attempts: MAX_ATTEMPTS });
  });
}

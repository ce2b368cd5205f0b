/**
 * Reads what people and agents wrote in a mission's folder, once, into memory: what is validated is what is committed.
 * Called under the mission's lock, after projections were brought up to the tip, so that a difference is always somebody's work.
 * Symlinks are never followed; a folder that does not exist means that nothing was authored.
 */
import { dirname, join, relative } from "node:path";
import { MISSION_FILES } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  AUTHORED_FILE_LIMIT_BYTES,
  AUTHORED_WALK_LIMITS,
  type AuthoredChanges,
  type AuthoredRefusal,
  computeAuthoredChanges,
  isAuthoredPath,
  isIgnoredName,
} from "../core/mission/authored.ts";
import { type MetaError, parseMeta } from "../core/mission/meta.ts";
import { readBytes, symlinkOnPath } from "../shell/fs/files.ts";
import { type FoundFile, walkFolder } from "../shell/fs/walk.ts";
import { objectId } from "../shell/git/object-writer.ts";
import { asOid, readBranch } from "../shell/git/refs.ts";
import { listFiles } from "../shell/git/tree.ts";
import { listWorktrees, type Worktree } from "../shell/git/worktrees.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { Captured } from "../shell/transaction/project.ts";
import type { Session } from "../shell/transaction/session.ts";
import type { FileChange } from "../shell/transaction/transact.ts";

export type AuthoredFiles = {
  /** Every authored file as it is to be committed, by path in the mission's folder: from disk, else from the tip. */
  readonly files: ReadonlyMap<string, Uint8Array>;
  /** What differs from the tip; paths are relative to the mission's folder, as a mission draft wants them. */
  readonly changes: readonly FileChange[];
  /** The bytes that are taken over, for the draft's `captured`. */
  readonly captured: Captured;
};

type Read = { readonly bytes: Uint8Array; readonly oid: Oid; readonly executable: boolean };

/** The worktree that a folder is in: the deepest whose root contains it. */
function worktreeAround(session: Session, folder: string): Worktree | undefined {
  return listWorktrees(session.repo)
    .filter((w) => w.present && (folder === w.path || folder.startsWith(`${w.path}/`)))
    .toSorted((a, b) => b.path.length - a.path.length)[0];
}

/** Object ids of a mission's files at a commit, by path in its folder. */
async function filesAt(session: Session, commit: Oid | undefined, dir: string): Promise<ReadonlyMap<string, Oid>> {
  if (commit === undefined) return new Map();
  const tree = await session.objects.read(`${commit}:${dir}`);
  const files = await listFiles(session.repo, session.objects, tree?.type === "tree" ? asOid(tree.oid) : undefined);
  return new Map([...files].map(([path, entry]) => [path, entry.oid]));
}

function refusalOf(folder: string, found: readonly FoundFile[]): AuthoredRefusal | undefined {
  const unsafe = found.find((file) => file.kind !== "file" && isAuthoredPath(file.path));
  if (unsafe !== undefined) return { code: "AUTHORED_FILE_UNSAFE", path: join(folder, unsafe.path), kind: unsafe.kind };
  const large = found.find((file) => file.sizeBytes > AUTHORED_FILE_LIMIT_BYTES && isAuthoredPath(file.path));
  if (large === undefined) return undefined;
  const { path, sizeBytes } = large;
  return {
    code: "AUTHORED_FILE_TOO_LARGE",
    path: join(folder, path),
    sizeBytes,
    limitBytes: AUTHORED_FILE_LIMIT_BYTES,
  };
}

/** The object id of a file; of one that a checkout gave CRLF line ends, the id of what is committed, if that is all that differs. */
function idOf(session: Session, bytes: Uint8Array, committed: Oid | undefined): Oid {
  const hash = (content: Uint8Array): Oid => objectId(session.repo.objectFormat, "blob", content);
  const oid = hash(bytes);
  if (oid === committed || committed === undefined) return oid;
  const text = new TextDecoder("latin1").decode(bytes);
  return text.includes("\r\n") && hash(Buffer.from(text.replaceAll("\r\n", "\n"), "latin1")) === committed
    ? committed
    : oid;
}

function readFound(
  session: Session,
  place: { readonly folder: string; readonly tip: ReadonlyMap<string, Oid> },
  found: readonly FoundFile[],
): ReadonlyMap<string, Read> {
  const read = new Map<string, Read>();
  for (const { path, executable } of found) {
    const bytes = isAuthoredPath(path) ? readBytes(join(place.folder, path)) : undefined;
    if (bytes !== undefined) read.set(path, { bytes, executable, oid: idOf(session, bytes, place.tip.get(path)) });
  }
  return read;
}

function readDisk(
  session: Session,
  mission: Mission,
  at: { readonly worktree: Worktree; readonly tip: ReadonlyMap<string, Oid> },
): Result<ReadonlyMap<string, Read>, AuthoredRefusal> {
  const folder = mission.featureDir;
  const link = symlinkOnPath(at.worktree.path, relative(at.worktree.path, folder));
  if (link !== undefined) return err({ code: "AUTHORED_FILE_UNSAFE", path: link, kind: "symlink" });
  const found = walkFolder(folder, AUTHORED_WALK_LIMITS, isIgnoredName);
  if ("kind" in found) return err({ code: "AUTHORED_FOLDER_TOO_LARGE", path: join(folder, found.path) });
  const refusal = refusalOf(folder, found);
  if (refusal !== undefined) return err(refusal);
  return ok(readFound(session, { folder, tip: at.tip }, found));
}

async function contentOf(
  session: Session,
  tip: ReadonlyMap<string, Oid>,
  overlay: ReadonlyMap<string, Uint8Array | null>,
): Promise<ReadonlyMap<string, Uint8Array>> {
  const paths = [...tip.keys()].filter((path) => isAuthoredPath(path) && !overlay.has(path));
  const blobs = await session.objects.readAll(paths.map((path) => tip.get(path) ?? ""));
  const files = new Map<string, Uint8Array>();
  for (const [i, path] of paths.entries()) {
    const data = blobs[i]?.data;
    if (data !== undefined) files.set(path, data);
  }
  for (const [path, bytes] of overlay) if (bytes !== null) files.set(path, bytes);
  return new Map([...files].toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** Refuses a meta.json that would no longer be this mission's; everything else in it may be edited by hand. */
function checkMeta(mission: Mission, { written, deleted }: AuthoredChanges, read: ReadonlyMap<string, Read>) {
  const file = `${mission.dir}/${MISSION_FILES.meta}`;
  if (deleted.includes(MISSION_FILES.meta))
    return err({ code: "META_CORRUPT" as const, file, detail: "It was deleted" });
  if (!written.includes(MISSION_FILES.meta)) return ok(null);
  const meta = parseMeta(new TextDecoder().decode(read.get(MISSION_FILES.meta)?.bytes), file);
  if (!meta.ok) return meta;
  const path = IDENTITY_KEYS.find((key) => (meta.value.raw[key] ?? null) !== (mission.meta.raw[key] ?? null));
  return path === undefined
    ? ok(null)
    : err({
        code: "META_INVALID" as const,
        file,
        path,
        expected: `what was committed: ${mission.meta.raw[path] ?? "nothing"}`,
      });
}

const IDENTITY_KEYS = ["mission_id", "mission_slug", "coordination_branch"] as const;

/**
 * Reads a mission's authored files against the tip that the change is made on.
 * Errors: AUTHORED_FILE_UNSAFE, AUTHORED_FILE_TOO_LARGE, AUTHORED_FOLDER_TOO_LARGE;
 * META_CORRUPT, META_INVALID for a meta.json that was edited into another mission's or none.
 */
export async function readAuthoredFiles(
  session: Session,
  mission: Mission,
  tip: Oid,
): Promise<Result<AuthoredFiles, AuthoredRefusal | MetaError>> {
  const worktree = worktreeAround(session, dirname(mission.featureDir));
  const atTip = await filesAt(session, tip, mission.dir);
  const disk =
    worktree === undefined ? ok(new Map<string, Read>()) : readDisk(session, mission, { worktree, tip: atTip });
  if (!disk.ok) return disk;
  const head = worktree?.head;
  const showsMission = head?.kind === "branch" && head.branch === mission.branch;
  const shownTip = head?.kind === "branch" ? readBranch(session.repo, head.branch) : head?.oid;
  const shown = showsMission ? undefined : await filesAt(session, shownTip, mission.dir);
  const oids = new Map([...disk.value].map(([path, read]) => [path, read.oid]));
  const changes = computeAuthoredChanges({ disk: oids, tip: atTip, shown });
  const checked = checkMeta(mission, changes, disk.value);
  if (!checked.ok) return checked;
  const { written, deleted } = changes;
  const taken = written.flatMap((path) => {
    const read = disk.value.get(path);
    return read === undefined ? [] : [{ path, ...read }];
  });
  const overlay = new Map<string, Uint8Array | null>([
    ...(showsMission ? [...disk.value].map(([path, { bytes }]) => [path, bytes] as const) : []),
    ...taken.map(({ path, bytes }) => [path, bytes] as const),
    ...deleted.map((path) => [path, null] as const),
  ]);
  return ok({
    files: await contentOf(session, atTip, overlay),
    changes: [
      ...taken.map(({ path, bytes, executable }) => ({ path, bytes, ...(executable ? { executable } : {}) })),
      ...deleted.map((path) => ({ path, entry: null })),
    ] as readonly FileChange[],
    captured: new Map(taken.map(({ path, bytes }) => [path, bytes])),
  });
}

/**
 * The one mission resolver: from a handle, or from the worktree that the command was started in, to the mission as it is published.
 * The current directory never selects a copy of a mission; a lane's or coordination worktree only supplies a missing handle.
 */
import { join } from "node:path";
import { coordinationWorktree } from "../../core/layout/branches.ts";
import { MISSION_FILES, missionDir, missionPath } from "../../core/layout/paths.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { isCoordinated, type MetaError, type MissionMeta, parseMeta } from "../../core/mission/meta.ts";
import { type HandleRefusal, resolveHandle } from "../../core/mission/resolve.ts";
import type { SnapshotIdentity } from "../../core/status/snapshot.ts";
import { readBytes } from "../fs/files.ts";
import { readBranch, readHead } from "../git/refs.ts";
import type { Session } from "../transaction/session.ts";
import { indexMissions, isOwnFolder, type MissionEntry } from "./index-missions.ts";

/** No handle was given and none can be told from the current worktree. */
export type MissionRequired = { readonly code: "MISSION_REQUIRED"; readonly missions: readonly string[] };
/** The coordination branch that owns the mission's log was deleted; its last state is not guessed. */
export type CoordinationBranchDeleted = {
  readonly code: "COORDINATION_BRANCH_DELETED";
  readonly mission: string;
  readonly branch: string;
};

export type ReadMissionError = HandleRefusal | MetaError | MissionRequired | CoordinationBranchDeleted;

export type Mission = {
  readonly folder: string;
  /** `kitty-specs/<folder>`. */
  readonly dir: string;
  readonly meta: MissionMeta;
  /** The branch that owns the log: the explicit destination of every change. */
  readonly branch: BranchName;
  /** Its tip when the mission was read; `undefined` only while the mission is unpublished. */
  readonly tip: Oid | undefined;
  /** True if the mission has a coordination branch now. */
  readonly coordinated: boolean;
  /** Absolute folder where the mission's files are authored. */
  readonly featureDir: string;
  /** Name of the lock that all writers of this mission take. */
  readonly lock: string;
  readonly identity: SnapshotIdentity;
};

/** Reads the metadata of many missions in one question to git. */
async function readMetas(
  session: Session,
  entries: readonly MissionEntry[],
): Promise<readonly Result<MissionMeta, MetaError>[]> {
  const names = entries.map(({ source, folder }) =>
    source.kind === "working-tree" ? "" : `${source.tip}:${missionPath(folder, MISSION_FILES.meta)}`,
  );
  const objects = await session.objects.readAll(names.filter((name) => name !== ""));
  const committed = objects.values();
  return entries.map(({ source, folder }) => {
    const file = missionPath(folder, MISSION_FILES.meta);
    const bytes =
      source.kind === "working-tree" ? readBytes(join(session.repo.root, file)) : committed.next().value?.data;
    return parseMeta(bytes === undefined ? "{}" : new TextDecoder().decode(bytes), file);
  });
}

/** The branch that a mission without coordination is recorded on: its target if that holds it, else where it was found. */
async function plainDestination(session: Session, entry: MissionEntry, meta: MissionMeta): Promise<BranchName> {
  const found = entry.source.kind === "working-tree" ? undefined : entry.source.branch;
  const target = meta.targetBranch as BranchName | undefined;
  if (target === undefined || target === found) return found ?? ("main" as BranchName);
  const tip = readBranch(session.repo, target);
  const held =
    tip !== undefined && (await session.objects.read(`${tip}:${missionDir(entry.folder)}/meta.json`)) !== undefined;
  return held || found === undefined ? target : found;
}

async function toMission(
  session: Session,
  entry: MissionEntry,
  meta: MissionMeta,
): Promise<Result<Mission, ReadMissionError>> {
  const { repo } = session;
  const declared = meta.coordinationBranch as BranchName | undefined;
  const coordinated = declared !== undefined && readBranch(repo, declared) !== undefined;
  if (declared !== undefined && !coordinated && meta.topology !== undefined && isCoordinated(meta.topology)) {
    return err({ code: "COORDINATION_BRANCH_DELETED", mission: entry.folder, branch: declared });
  }
  const branch = coordinated ? declared : await plainDestination(session, entry, meta);
  const dir = missionDir(entry.folder);
  const worktree =
    coordinated && meta.missionId !== undefined
      ? coordinationWorktree(meta.missionSlug ?? entry.folder, meta.missionId)
      : undefined;
  return ok({
    folder: entry.folder,
    dir,
    meta,
    branch,
    tip: entry.source.kind === "working-tree" ? undefined : readBranch(repo, branch),
    coordinated,
    featureDir: join(repo.root, worktree ?? "", dir),
    lock: meta.missionId ?? entry.folder,
    identity: { missionNumber: meta.missionNumber, missionType: meta.missionType },
  });
}

/** The mission folder that a worktree's branch belongs to, if it is one of a mission. */
function folderOfWorktree(session: Session, entries: readonly MissionEntry[]): string | undefined {
  const head = readHead(session.repo.gitDir);
  return head.kind === "branch" ? entries.find((entry) => isOwnFolder(head.branch, entry.folder))?.folder : undefined;
}

/** What handles are compared with; a mission whose metadata is broken can still be named by its folder. */
async function readLightEntries(session: Session, entries: readonly MissionEntry[]) {
  const metas = await readMetas(session, entries);
  return entries.map(({ folder }, i) => {
    const meta = metas[i];
    return meta?.ok === true
      ? { folder, missionId: meta.value.missionId, missionNumber: meta.value.missionNumber }
      : { folder, missionId: undefined, missionNumber: undefined };
  });
}

async function resolveEntry(
  session: Session,
  entries: readonly MissionEntry[],
  handle: string | undefined,
): Promise<Result<MissionEntry, ReadMissionError>> {
  const wanted = handle ?? folderOfWorktree(session, entries);
  if (wanted === undefined) {
    const only = entries.length === 1 ? entries[0] : undefined;
    return only === undefined ? err({ code: "MISSION_REQUIRED", missions: entries.map((e) => e.folder) }) : ok(only);
  }
  const exact = entries.find((entry) => entry.folder === wanted);
  if (exact !== undefined) return ok(exact);
  const light = await readLightEntries(session, entries);
  const resolved = resolveHandle(light, wanted);
  if (!resolved.ok) return resolved;
  const entry = entries.find((e) => e.folder === resolved.value.folder);
  if (entry === undefined) throw new Error("Bug: a resolved mission that was not listed");
  return ok(entry);
}

/** Resolves a handle (id, id prefix, folder, bare slug, number) to its mission. */
export async function readMission(
  session: Session,
  handle: string | undefined,
): Promise<Result<Mission, ReadMissionError>> {
  const entry = await resolveEntry(session, await indexMissions(session), handle);
  if (!entry.ok) return entry;
  const [meta] = await readMetas(session, [entry.value]);
  if (meta === undefined) throw new Error("Bug: no answer for a mission");
  return meta.ok ? toMission(session, entry.value, meta.value) : meta;
}

export type ListedMission = { readonly folder: string; readonly mission: Result<Mission, ReadMissionError> };

/** Reads every mission; one that cannot be read is named with its error instead of being left out. */
export async function listMissions(session: Session): Promise<readonly ListedMission[]> {
  const entries = await indexMissions(session);
  const metas = await readMetas(session, entries);
  const listed: ListedMission[] = [];
  for (const [i, entry] of entries.entries()) {
    const meta = metas[i];
    if (meta !== undefined)
      listed.push({ folder: entry.folder, mission: meta.ok ? await toMission(session, entry, meta.value) : meta });
  }
  return listed;
}

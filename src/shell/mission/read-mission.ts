/**
 * The one mission resolver: from a handle, or from the worktree that the command was started in, to the mission as it is published.
 * The current directory never selects a copy of a mission; a lane's or coordination worktree only supplies a missing handle.
 */
import { join } from "node:path";
import { coordinationWorktree, parseBranchName } from "../../core/layout/branches.ts";
import { MISSION_FILES, missionDir, missionPath } from "../../core/layout/paths.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { isCoordinated, type MetaError, type MissionMeta, parseMeta } from "../../core/mission/meta.ts";
import { type HandleRefusal, resolveHandle } from "../../core/mission/resolve.ts";
import type { SnapshotIdentity } from "../../core/status/snapshot.ts";
import { readText } from "../fs/files.ts";
import { readBranch, readHead, readRef } from "../git/refs.ts";
import type { Session } from "../transaction/session.ts";
import { findCoordinated, indexMissions, isOwnFolder, type MissionEntry } from "./index-missions.ts";
import { type MissionFolder, readFolders } from "./read-folders.ts";

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

type Located = { readonly entry: MissionEntry; readonly at: MissionFolder | undefined };

/** Reads the folders of many missions in two questions to git; none where the index has brought them along. */
async function locate(session: Session, entries: readonly MissionEntry[]): Promise<readonly Located[]> {
  const asked = entries.filter(({ at, tree }) => at === undefined && tree !== undefined);
  const folders = await readFolders(
    session,
    asked.map(({ folder, tree }) => ({ folder, name: tree ?? "" })),
  );
  const answers = new Map(asked.map((entry, i) => [entry, folders[i]]));
  return entries.map((entry) => ({ entry, at: entry.at ?? answers.get(entry) }));
}

function metaOf(session: Session, { entry, at }: Located): Result<MissionMeta, MetaError> {
  const file = missionPath(entry.folder, MISSION_FILES.meta);
  const text = entry.source.kind === "working-tree" ? readText(join(session.repo.root, file)) : at?.meta;
  return parseMeta(text || "{}", file);
}

type Branches = Session & { readonly tipOf: (branch: string) => Oid | undefined };

/** A session whose branches are each looked up once; one that only the remote has here is read as last fetched. */
function withBranches(session: Session): Branches {
  const { repo } = session;
  const tips = new Map<string, Oid | undefined>();
  const tipOf = (branch: string): Oid | undefined => {
    if (!tips.has(branch)) tips.set(branch, readBranch(repo, branch) ?? readRef(repo, `refs/remotes/origin/${branch}`));
    return tips.get(branch);
  };
  return { ...session, tipOf };
}

/** The branch that a mission without coordination is recorded on: its target if that holds it, else where it was found. */
async function plainDestination(session: Branches, entry: MissionEntry, meta: MissionMeta): Promise<BranchName> {
  const found = entry.source.kind === "working-tree" ? undefined : entry.source.branch;
  const target = meta.targetBranch as BranchName | undefined;
  if (target === undefined || target === found) return found ?? ("main" as BranchName);
  const tip = session.tipOf(target);
  const held =
    tip !== undefined && (await session.objects.read(`${tip}:${missionDir(entry.folder)}/meta.json`)) !== undefined;
  return held || found === undefined ? target : found;
}

const identityOf = (meta: MissionMeta): SnapshotIdentity => ({
  missionNumber: meta.missionNumber,
  missionType: meta.missionType,
});

const copyOf = ({ folder, source }: MissionEntry, meta: MissionMeta): MissionCopy => ({
  folder,
  dir: missionDir(folder),
  tip: source.kind === "working-tree" ? undefined : source.tip,
  identity: identityOf(meta),
});

async function toMission(
  session: Branches,
  entry: MissionEntry,
  meta: MissionMeta,
): Promise<Result<Mission, ReadMissionError>> {
  const { repo, tipOf } = session;
  const declared = meta.coordinationBranch as BranchName | undefined;
  const coordinated = declared !== undefined && tipOf(declared) !== undefined;
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
    tip: entry.source.kind === "working-tree" ? undefined : tipOf(branch),
    coordinated,
    featureDir: join(repo.root, worktree ?? "", dir),
    lock: meta.missionId ?? entry.folder,
    identity: identityOf(meta),
  });
}

/** The mission folder that a worktree's branch belongs to, if it is one of a mission. */
function folderOfWorktree(session: Session, entries: readonly MissionEntry[]): string | undefined {
  const head = readHead(session.repo.gitDir);
  return head.kind === "branch" ? entries.find((entry) => isOwnFolder(head.branch, entry.folder))?.folder : undefined;
}

/** What handles are compared with; a mission whose metadata is broken can still be named by its folder. */
async function readLightEntries(session: Session, entries: readonly MissionEntry[]) {
  return (await locate(session, entries)).map((located) => {
    const { folder } = located.entry;
    const meta = metaOf(session, located);
    return meta.ok
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

/** The folder that the branch of a lane's or coordination worktree is named after. */
function implied(session: Session): string | undefined {
  const head = readHead(session.repo.gitDir);
  const parsed = head.kind === "branch" ? parseBranchName(head.branch) : undefined;
  return parsed?.mid8 === undefined ? undefined : `${parsed.slug}-${parsed.mid8}`;
}

/** Resolves a handle (id, id prefix, folder, bare slug, number) to its mission. */
export async function readMission(
  session: Session,
  handle: string | undefined,
): Promise<Result<Mission, ReadMissionError>> {
  const named = handle ?? implied(session);
  const own = named === undefined ? undefined : await findCoordinated(session, named);
  const entry = own === undefined ? await resolveEntry(session, await indexMissions(session), handle) : ok(own);
  if (!entry.ok) return entry;
  const [located] = await locate(session, [entry.value]);
  if (located === undefined) throw new Error("Bug: no answer for a mission");
  const meta = metaOf(session, located);
  return meta.ok ? toMission(withBranches(session), entry.value, meta.value) : meta;
}

export type ListedMission = {
  readonly folder: string;
  /** The folder at the mission's tip, where it was met on the way. */
  readonly at: MissionFolder | undefined;
  readonly mission: Result<Mission, ReadMissionError>;
  /** The copy that was met, which is not the mission's state where its own branch is gone; absent if meta.json is broken. */
  readonly copy: MissionCopy | undefined;
};

/** One committed copy of a mission's folder. */
export type MissionCopy = Pick<Mission, "folder" | "dir" | "tip" | "identity">;

/** Reads every mission; one that cannot be read is named with its error instead of being left out. */
export async function listMissions(session: Session): Promise<readonly ListedMission[]> {
  const entries = await indexMissions(session);
  const listed: ListedMission[] = [];
  const branches = withBranches(session);
  for (const { entry, at } of await locate(session, entries)) {
    const meta = metaOf(session, { entry, at });
    const mission = meta.ok ? await toMission(branches, entry, meta.value) : meta;
    const isThere = mission.ok && entry.source.kind !== "working-tree" && mission.value.tip === entry.source.tip;
    const copy = meta.ok ? copyOf(entry, meta.value) : undefined;
    listed.push({ folder: entry.folder, at: isThere ? at : undefined, mission, copy });
  }
  return listed;
}

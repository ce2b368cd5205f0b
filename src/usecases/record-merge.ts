/**
 * Turns a plan that nothing stops into the one change that publishes it: code, rows, metadata and number in one commit on the
 * target, and the mission's own branch brought to the same state in the same update. Writes objects only.
 */
import { MISSION_FILES } from "../core/layout/paths.ts";
import type { Instant, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { type MergeRecord, mergeDrafts, mergedMeta, mergedPackages, mergeMessage } from "../core/merge/bookkeeping.ts";
import { combineFolders, type FolderFiles } from "../core/merge/mission-folder.ts";
import { parseMeta, renderMeta } from "../core/mission/meta.ts";
import { writeCommit } from "../shell/git/commit.ts";
import { commitIdentity } from "../shell/git/config.ts";
import { readBranchHistory } from "../shell/git/history.ts";
import { writeObject } from "../shell/git/object-writer.ts";
import { asOid } from "../shell/git/refs.ts";
import { diffTrees, editTree, FILE_MODE, listFiles, type PathChange } from "../shell/git/tree.ts";
import { computeLogChange } from "../shell/mission/transact-mission.ts";
import type { Session } from "../shell/transaction/session.ts";
import type { BranchMove, FileChange } from "../shell/transaction/transact.ts";
import type { MergePlan, PlanMergeError } from "./plan-merge.ts";

export type RecordedMerge = {
  readonly record: MergeRecord;
  readonly message: string;
  /** What the target becomes. */
  readonly tree: Oid;
  readonly files: readonly FileChange[];
  readonly parents: readonly Oid[];
  readonly refs: readonly BranchMove[];
  /** The mission's own branch after the merge; `undefined` if it does not move. */
  readonly integration: Oid | undefined;
};

async function filesOf(session: Session, commit: Oid | undefined, dir: string): Promise<FolderFiles> {
  const tree = commit === undefined ? undefined : await session.objects.read(`${commit}:${dir}`);
  return listFiles(session.repo, session.objects, tree?.type === "tree" ? asOid(tree.oid) : undefined);
}

async function readFolder(
  session: Session,
  { mission, target, targetTip, missionTip }: MergePlan,
): Promise<FolderFiles> {
  const { repo, objects } = session;
  const onTarget = await filesOf(session, targetTip, mission.dir);
  if (mission.branch === target) return onTarget;
  const { fork } = await readBranchHistory(repo, objects, { branch: missionTip, other: targetTip });
  return combineFolders({
    base: await filesOf(session, fork?.oid, mission.dir),
    target: onTarget,
    mission: await filesOf(session, missionTip, mission.dir),
  });
}

function recordOf(plan: MergePlan): Omit<MergeRecord, "note"> {
  const { mission, target, strategy, missionNumber, lanes } = plan;
  const placed = lanes.map(({ laneId, wpIds, branch, tip }) => ({ laneId, wpIds, branch, commit: tip }));
  return {
    folder: mission.folder,
    missionId: mission.meta.missionId,
    missionNumber,
    targetBranch: target,
    strategy,
    packages: mergedPackages(plan.state.snapshot, placed),
    missionCommit: mission.branch === target ? undefined : plan.missionTip,
  };
}

const timeOfLast = (rows: readonly object[]): Instant => {
  const last = rows.at(-1);
  return (last !== undefined && "timestamp" in last ? String(last.timestamp) : "") as Instant;
};

/** Writes the mission's folder as it is after the merge. */
async function writeFolder(
  session: Session,
  plan: MergePlan,
  work: { readonly record: MergeRecord; readonly push: boolean; readonly by: string },
): Promise<Result<Oid | undefined, PlanMergeError>> {
  const { repo, objects } = session;
  const { mission } = plan;
  const files = await readFolder(session, plan);
  const identity = { missionNumber: plan.missionNumber, missionType: mission.meta.missionType };
  const log = await computeLogChange(session, {
    mission: { dir: mission.dir, identity },
    state: plan.state,
    draft: { events: mergeDrafts(work.record), identity },
  });
  const file = `${mission.dir}/${MISSION_FILES.meta}`;
  const stored = files.get(MISSION_FILES.meta);
  const text = stored === undefined ? undefined : await objects.read(stored.oid);
  const before = parseMeta(new TextDecoder().decode(text?.data ?? Buffer.from("{}")), file);
  if (!before.ok) return before;
  const hasLanes = files.has(MISSION_FILES.lanes) || plan.plan.lanes !== undefined;
  const facts = {
    record: work.record,
    at: timeOfLast(log.rows),
    by: work.by,
    baseline: plan.targetTip,
    push: work.push,
    hasLanes,
  };
  const meta = mergedMeta(before.value, facts, file);
  if (!meta.ok) return meta;
  const written: readonly { readonly path: string; readonly bytes: Uint8Array }[] = [
    { path: MISSION_FILES.meta, bytes: Buffer.from(renderMeta(meta.value)) },
    ...log.files.flatMap((f) =>
      "bytes" in f ? [{ path: f.path.slice(mission.dir.length + 1), bytes: Buffer.from(f.bytes) }] : [],
    ),
  ];
  const changes: readonly PathChange[] = [
    ...[...files].map(([path, entry]) => ({ path, entry })),
    ...written.map(({ path, bytes }) => ({ path, entry: { mode: FILE_MODE, oid: writeObject(repo, "blob", bytes) } })),
  ];
  return ok(await editTree(repo, objects, { base: undefined, changes }));
}

async function treeWith(session: Session, base: Oid, dir: string, folder: Oid | undefined): Promise<Oid> {
  const entry = folder === undefined ? null : { mode: "40000", oid: folder };
  const tree = await editTree(session.repo, session.objects, { base, changes: [{ path: dir, entry }] });
  if (tree === undefined) throw new Error("Bug: a merge that leaves nothing");
  return tree;
}

/** Prepares the publication of a plan. Errors: GIT_IDENTITY_UNKNOWN, those of metadata. */
export async function recordMerge(
  session: Session,
  plan: MergePlan,
  options: { readonly push: boolean; readonly note: string | undefined },
): Promise<Result<RecordedMerge, PlanMergeError>> {
  const { repo, objects, ctx } = session;
  const { mission, target, forecast, targetTip, missionTip } = plan;
  const config = session.gitConfig();
  if (!config.ok) return config;
  const identity = commitIdentity(ctx.env, config.value);
  if (!identity.ok) return identity;
  if (forecast?.tree === undefined || forecast.integrated === undefined)
    return err({ code: "MERGE_BLOCKED", mission: mission.folder, blockers: [] });
  const record = { ...recordOf(plan), note: options.note };
  const by = identity.value.committer.replace(/ <.*$/, "");
  const folder = await writeFolder(session, plan, { record, push: options.push, by });
  if (!folder.ok) return folder;
  const tree = await treeWith(session, forecast.tree, mission.dir, folder.value);
  const before = asOid((await objects.read(`${targetTip}^{tree}`))?.oid);
  const files = (await diffTrees(repo, objects, { before, after: tree })).map(({ path, after }) => ({
    path,
    entry: after ?? null,
  }));
  const titles = new Map(plan.plan.packages.map(({ id, title }) => [id as string, title]));
  const message = mergeMessage(record, titles);
  const laneTips = plan.lanes.map(({ tip }) => tip).filter((tip) => tip !== missionTip);
  if (mission.branch === target) {
    const parents = plan.strategy === "merge" ? laneTips : [];
    return ok({ record, message, tree, files, parents, refs: [], integration: undefined });
  }
  const code = asOid((await objects.read(`${forecast.integrated}^{tree}`))?.oid) ?? forecast.tree;
  const integration = writeCommit(repo, {
    tree: await treeWith(session, code, mission.dir, folder.value),
    parents: [missionTip, ...new Set(laneTips)],
    identity: identity.value,
    atMs: ctx.now(),
    message,
  });
  const move = {
    branch: mission.branch,
    before: missionTip,
    after: integration,
    message: `Integrate ${mission.folder}`,
  };
  const parents = plan.strategy === "merge" ? [integration] : [];
  return ok({
    record,
    message,
    tree,
    files,
    parents,
    refs: mission.coordinated ? [move] : [],
    integration: mission.coordinated ? integration : undefined,
  });
}

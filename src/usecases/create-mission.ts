/**
 * Creates a mission: one commit on the branch that records it, then the worktree it is authored in.
 * With coordination that branch is new and starts at the target's tip, so that neither the target nor anybody's checkout changes.
 * All creators of a repository take one lock, so that two of the same slug make one mission.
 */
import { join } from "node:path";
import { isProtectedBranch, type ProjectConfig } from "../core/config/project-config.ts";
import { coordinationWorktree, missionBranch, type NameRefusal, parseBranchName } from "../core/layout/branches.ts";
import { humanSlug, mid8Of, mid8Tail, missionFolder } from "../core/layout/names.ts";
import { MISSION_FILES, missionDir, missionPath } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { instantOf } from "../core/lib/instant.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  type CoordinationDiverged,
  type CreateFacts,
  type CreatePlan,
  type CreateRefusal,
  type CreateRequest,
  decideCreate,
} from "../core/mission/decide-create.ts";
import { fillDocument, renderTasksReadme } from "../core/mission/documents.ts";
import { mustRemint } from "../core/mission/identity.ts";
import { isCoordinated, type MetaError, type MissionMeta, metaOf, renderMeta } from "../core/mission/meta.ts";
import { type CreatedMission, createdPayload, type NewMission, newMeta } from "../core/mission/new-mission.ts";
import type { EventDraft } from "../core/status/draft.ts";
import { phaseDraft } from "../core/status/phase.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { mergeBase } from "../shell/git/merge.ts";
import { asOid, listBranches, readBranch, readHead, remoteDefaultBranch } from "../shell/git/refs.ts";
import { stateDir } from "../shell/git/repo.ts";
import { listFiles } from "../shell/git/tree.ts";
import { openMint } from "../shell/ids/mint.ts";
import { withLock } from "../shell/lock/lock.ts";
import { branchFactsOf } from "../shell/mission/branch-facts.ts";
import { ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { listMissions, type Mission } from "../shell/mission/read-mission.ts";
import { type MissionError, transactMission } from "../shell/mission/transact-mission.ts";
import { DOCUMENT_TEMPLATES } from "../shell/templates/documents.ts";
import { makeFirstCommit } from "../shell/transaction/first-commit.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { clearStaleLocks } from "../shell/transaction/stale-locks.ts";
import type { BranchMove, FileChange } from "../shell/transaction/transact.ts";

export type CreateMissionInput = CreateRequest & {
  readonly purposeTldr: string | undefined;
  readonly purposeContext: string | undefined;
  /** Joins an existing coordination branch that has lost its connection with the target. */
  readonly recreateCoordination: boolean;
  readonly mode: "apply" | "dry-run";
  /** Makes the repository's first, empty commit where there is none. */
  readonly firstCommit?: boolean;
};

export type CreateMissionError =
  | CreateRefusal
  | CoordinationDiverged
  | MetaError
  | NameRefusal
  | MissionError
  | GitError;

const ACTOR = "spec-kitty agent mission create";

/** The branch a person means by "here": never one of a mission's own. */
export function readOwnHead(session: Session): CreateFacts["head"] {
  for (const gitDir of [session.repo.gitDir, session.repo.commonDir]) {
    const head = readHead(gitDir);
    if (head.kind === "branch" && parseBranchName(head.branch) === undefined)
      return { branch: head.branch, tip: readBranch(session.repo, head.branch) };
  }
  return undefined;
}

const isDraft = async (session: Session, { meta, tip, dir }: Mission): Promise<boolean> =>
  meta.mergedAt === undefined &&
  (tip === undefined || (await session.objects.read(`${tip}:${dir}/${MISSION_FILES.lanes}`)) === undefined);

type Gathered = { readonly facts: CreateFacts; readonly missions: readonly Mission[]; readonly config: ProjectConfig };

/** Reads what the decision needs; only missions of the same slug are looked at closely. */
async function gather(session: Session, slug: string): Promise<Result<Gathered, MissionError>> {
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const missions = (await listMissions(session)).flatMap(({ mission }) => (mission.ok ? [mission.value] : []));
  const drafts: { folder: string; slug: string; targetBranch: string }[] = [];
  for (const mission of missions) {
    const own = humanSlug(mission.folder, mission.meta.missionId);
    if (own !== humanSlug(slug, undefined) || !(await isDraft(session, mission))) continue;
    drafts.push({ folder: mission.folder, slug: own, targetBranch: mission.meta.targetBranch ?? "" });
  }
  const remoteDefault = remoteDefaultBranch(session.repo);
  const facts: CreateFacts = {
    head: readOwnHead(session),
    branches: listBranches(session.repo),
    isProtected: (branch) => isProtectedBranch(config.value, branch, remoteDefault),
    activeTypes: config.value.missionTypes,
    drafts,
  };
  return ok({ facts, missions, config: config.value });
}

/** Mints an id whose mid8 no branch and no mission has, so that names made of it are new. */
async function mintIdentity(session: Session, missions: readonly Mission[]): Promise<string> {
  const mint = await openMint(session.ctx);
  const taken = new Set(
    [
      ...[...listBranches(session.repo).keys()].map((branch) => parseBranchName(branch)?.mid8),
      ...missions.flatMap(({ folder, meta }) => [mid8Tail(folder), meta.missionId && mid8Of(meta.missionId)]),
    ].filter((mid8) => mid8 !== undefined),
  );
  // A mid8 is the clock in steps of 1024 ms.
  for (let atMs = session.ctx.now(); ; atMs += 1024) {
    const id = mint(atMs);
    if (!mustRemint(id, taken)) return id;
  }
}

function initialFiles(mission: NewMission, meta: MissionMeta): readonly FileChange[] {
  const names = {
    friendlyName: mission.plan.friendlyName,
    missionSlug: mission.folder,
    createdAt: mission.createdAt,
  };
  return [
    { path: MISSION_FILES.meta, bytes: renderMeta(meta) },
    { path: MISSION_FILES.spec, bytes: fillDocument(DOCUMENT_TEMPLATES.spec, names) },
    { path: MISSION_FILES.tasksReadme, bytes: renderTasksReadme(mission.folder) },
    { path: MISSION_FILES.tasksKeep, bytes: "" },
  ];
}

const initialEvents = (mission: NewMission, config: ProjectConfig): readonly EventDraft[] => [
  {
    family: "lifecycle",
    type: "MissionCreated",
    aggregateId: mission.missionId,
    aggregateType: "Mission",
    payload: createdPayload(mission),
    ...(config.projectUuid === undefined ? {} : { projectUuid: config.projectUuid }),
    ...(config.projectSlug === undefined ? {} : { projectSlug: config.projectSlug }),
  },
  phaseDraft("SpecifyStarted", {
    missionSlug: mission.folder,
    missionNumber: undefined,
    actor: ACTOR,
    artifactPath: missionPath(mission.folder, MISSION_FILES.spec),
  }),
];

/** The mission as a value, before it exists. */
function toMission(session: Session, mission: NewMission, meta: MissionMeta): Mission {
  const { folder, missionId, plan } = mission;
  const coordinated = isCoordinated(plan.topology);
  const dir = missionDir(folder);
  return {
    folder,
    dir,
    meta,
    branch: mission.branch,
    tip: undefined,
    coordinated,
    featureDir: join(session.repo.root, coordinated ? coordinationWorktree(folder, missionId) : "", dir),
    lock: missionId,
    identity: { missionNumber: undefined, missionType: plan.missionType },
  };
}

async function nameMission(
  session: Session,
  input: CreateMissionInput,
  work: { readonly plan: NewMission["plan"]; readonly missions: readonly Mission[] },
): Promise<Result<NewMission, NameRefusal>> {
  const { plan } = work;
  const missionId = await mintIdentity(session, work.missions);
  const folder = missionFolder(plan.slug, missionId);
  const coordination = missionBranch({ slug: folder, missionId });
  if (!coordination.ok) return coordination;
  const { purposeTldr, purposeContext, prBound } = input;
  const branch = isCoordinated(plan.topology) ? coordination.value : (plan.target.branch as BranchName);
  const createdAt = instantOf(session.ctx.now());
  return ok({ plan, missionId, folder, branch, createdAt, purposeTldr, purposeContext, prBound });
}

type Answering = Pick<CreatedMission, "outcome" | "createdFiles" | "commit">;

function answerOf(session: Session, mission: Mission, rest: Answering): CreatedMission {
  return {
    folder: mission.folder,
    meta: mission.meta,
    featureDir: mission.featureDir,
    commits: session.ledger,
    branches: branchFactsOf(session, mission),
    ...rest,
  };
}

/** A target that is to be made moves in the same update as the coordination branch; without coordination it is the destination. */
const targetMove = (mission: NewMission): readonly BranchMove[] => {
  const { branch, tip, isNew } = mission.plan.target;
  if (!isNew || branch === mission.branch) return [];
  const message = `Start ${branch} for mission ${mission.folder}`;
  return [{ branch: branch as BranchName, before: undefined, after: tip, message }];
};

async function publishNew(
  session: Session,
  input: CreateMissionInput,
  work: { readonly plan: NewMission["plan"] } & Gathered,
): Promise<Result<CreatedMission, CreateMissionError>> {
  const named = await nameMission(session, input, work);
  if (!named.ok) return named;
  const fresh = named.value;
  const meta = metaOf(newMeta(fresh), missionPath(fresh.folder, MISSION_FILES.meta));
  if (!meta.ok) return meta;
  const mission = toMission(session, fresh, meta.value);
  const files = initialFiles(fresh, meta.value);
  const createdFiles = [...files.map(({ path }) => path), MISSION_FILES.log, MISSION_FILES.status].map((path) =>
    missionPath(fresh.folder, path),
  );
  if (input.mode === "dry-run")
    return ok(answerOf(session, mission, { outcome: "planned", createdFiles, commit: undefined }));
  const startAt = fresh.plan.target.tip;
  const published = await transactMission<null, never>(session, mission, { purpose: ACTOR, startAt }, async () =>
    ok({
      kind: "commit",
      message: `Create mission ${fresh.folder}`,
      events: initialEvents(fresh, work.config),
      files,
      refs: targetMove(fresh),
      followUp: () => ensureCoordinationWorktree(session, mission),
      answer: () => null,
    }),
  );
  if (!published.ok) return published;
  return ok(answerOf(session, mission, { outcome: "created", createdFiles, commit: published.value.commit }));
}

/** Finds out whether a coordination branch and the target have any history in common. */
function hasCommonHistory(session: Session, mission: Mission, target: Oid): Result<boolean, GitError> {
  if (!mission.coordinated || mission.tip === undefined) return ok(true);
  const base = mergeBase(session.repo, mission.tip, target);
  return base.ok ? ok(base.value !== undefined) : base;
}

/** Answers with the mission that is there; makes its worktree again, and joins its branch to the target's if asked to. */
async function answerExisting(
  session: Session,
  input: CreateMissionInput,
  at: { readonly mission: Mission; readonly target: Oid; readonly targetBranch: string },
): Promise<Result<CreatedMission, CreateMissionError>> {
  const { mission, target } = at;
  const common = hasCommonHistory(session, mission, target);
  if (!common.ok) return common;
  const { branch } = mission;
  if (!common.value && !input.recreateCoordination) {
    const slug = input.slug;
    return err({ code: "COORDINATION_BRANCH_DIVERGED", branch, target: at.targetBranch, slug });
  }
  const already = (commit: Oid | undefined) =>
    ok(answerOf(session, mission, { outcome: "already", createdFiles: [], commit }));
  if (mission.tip === undefined || input.mode === "dry-run") return already(undefined);
  const followUp = () => ensureCoordinationWorktree(session, mission);
  const published = await transactMission<null, never>(session, mission, { purpose: ACTOR }, async ({ base }) => {
    if (common.value) return ok({ kind: "unchanged", answer: null, followUp });
    const own = await session.objects.read(`${base.tip}:${mission.dir}`);
    const files = await listFiles(session.repo, session.objects, asOid(own?.oid));
    const tree = (await session.objects.read(`${target}^{tree}`))?.oid as Oid;
    return ok({
      kind: "commit",
      message: `Join ${branch} to ${at.targetBranch}`,
      events: [],
      tree,
      parents: [target],
      files: [...files].map(([path, entry]) => ({ path, entry })),
      followUp,
      answer: () => null,
    });
  });
  return published.ok ? already(published.value.commit) : published;
}

async function createUnderLock(
  session: Session,
  input: CreateMissionInput,
): Promise<Result<CreatedMission, CreateMissionError>> {
  const gathered = await gather(session, input.slug);
  if (!gathered.ok) return gathered;
  const { head } = gathered.value.facts;
  if (input.firstCommit === true && input.mode === "apply" && head !== undefined && head.tip === undefined) {
    const born = makeFirstCommit(session, head.branch as BranchName);
    return born.ok ? createUnderLock(session, { ...input, firstCommit: false }) : born;
  }
  const plan: Result<CreatePlan, CreateRefusal> = decideCreate(input, gathered.value.facts);
  if (!plan.ok) return plan;
  if (plan.value.kind === "create") return publishNew(session, input, { plan: plan.value, ...gathered.value });
  const { folder, target } = plan.value;
  const mission = gathered.value.missions.find((one) => one.folder === folder);
  if (mission === undefined) throw new Error("Bug: a mission that was listed is gone");
  return answerExisting(session, input, { mission, target: target.tip, targetBranch: target.branch });
}

/** Creates a mission, or finds it. Errors: those of `decideCreate`, COORDINATION_BRANCH_DIVERGED, and of recording. */
export function createMission(
  ctx: Ctx,
  input: CreateMissionInput,
): Promise<Result<CreatedMission, CreateMissionError>> {
  return withSession(ctx, (session) => {
    const lock = { directory: join(stateDir(session.repo), "locks"), name: "mission-create", purpose: ACTOR };
    return withLock(ctx, lock, async (crashed) => {
      if (crashed !== undefined) await clearStaleLocks(session.repo, undefined, crashed);
      return createUnderLock(session, input);
    });
  });
}

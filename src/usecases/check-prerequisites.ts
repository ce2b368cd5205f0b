/** Reads which documents of a mission are there: committed, or authored in its folder. Writes nothing, takes no lock. */
import { MISSION_FILES } from "../core/layout/paths.ts";
import { instantOf } from "../core/lib/instant.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { BranchesBeforeMission, BranchFacts } from "../core/mission/branch-contract.ts";
import { decidePrerequisites, type Prerequisites, resumeState } from "../core/mission/decide-prerequisites.ts";
import type { MissionMeta } from "../core/mission/meta.ts";
import { isSpecSubstantive } from "../core/work-package/spec-substance.ts";
import type { Ctx } from "../shell/ctx.ts";
import { walkFolder } from "../shell/fs/walk.ts";
import type { GitError } from "../shell/git/errors.ts";
import { asOid } from "../shell/git/refs.ts";
import { listFiles } from "../shell/git/tree.ts";
import { branchFactsOf, currentBranch } from "../shell/mission/branch-facts.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";

export type CheckedPrerequisites = Prerequisites & {
  readonly repoRoot: string;
  readonly folder: string;
  readonly meta: MissionMeta;
  readonly featureDir: string;
  readonly branches: BranchFacts;
  readonly resumeState: "found" | "existing";
  readonly specReady: boolean;
};

/** What a probe found; a handle that names nothing is an answer there, not an error. */
export type ResumeProbe =
  | { readonly kind: "found"; readonly checked: CheckedPrerequisites }
  | {
      readonly kind: "not_found" | "ambiguous" | "malformed";
      readonly error: ReadMissionError;
      readonly branches: BranchesBeforeMission;
    };

const WALK = { depth: 8, files: 5000 } as const;

async function filesOf(session: Session, mission: Mission): Promise<ReadonlySet<string>> {
  const onDisk = walkFolder(mission.featureDir, WALK, (name) => name.startsWith("."));
  const tree = mission.tip === undefined ? undefined : await session.objects.read(`${mission.tip}:${mission.dir}`);
  const committed = await listFiles(session.repo, session.objects, asOid(tree?.oid));
  const disk = "kind" in onDisk ? [] : onDisk.filter((file) => file.kind === "file").map((file) => file.path);
  return new Set([...disk, ...committed.keys()]);
}

async function isSpecReady(session: Session, mission: Mission): Promise<boolean> {
  if (mission.tip === undefined) return false;
  const spec = await session.objects.read(`${mission.tip}:${mission.dir}/${MISSION_FILES.spec}`);
  return spec !== undefined && isSpecSubstantive(new TextDecoder().decode(spec.data));
}

async function check(session: Session, mission: Mission, needs: { tasks: boolean }): Promise<CheckedPrerequisites> {
  const files = await filesOf(session, mission);
  return {
    ...decidePrerequisites(files, needs),
    repoRoot: session.repo.root,
    folder: mission.folder,
    meta: mission.meta,
    featureDir: mission.featureDir,
    branches: branchFactsOf(session, mission),
    resumeState: resumeState(files),
    specReady: await isSpecReady(session, mission),
  };
}

/** Checks a mission's documents. Errors: those of finding the mission. */
export const checkPrerequisites = (
  ctx: Ctx,
  input: { readonly mission: string | undefined; readonly includeTasks: boolean },
): Promise<Result<CheckedPrerequisites, ReadMissionError | GitError>> =>
  withSession<CheckedPrerequisites, ReadMissionError>(ctx, async (session) => {
    const mission = await readMission(session, input.mission);
    return mission.ok ? ok(await check(session, mission.value, { tasks: input.includeTasks })) : mission;
  });

function probeKind({ code }: ReadMissionError): "not_found" | "ambiguous" | "malformed" {
  if (code === "MISSION_NOT_FOUND") return "not_found";
  if (code === "MISSION_AMBIGUOUS_SELECTOR" || code === "MISSION_REQUIRED") return "ambiguous";
  return "malformed";
}

/** Finds out whether there is a mission to go on with. A repository without any answers `not_found`. */
export const probeResume = (ctx: Ctx, handle: string | undefined): Promise<Result<ResumeProbe, GitError>> =>
  withSession<ResumeProbe, never>(ctx, async (session) => {
    const mission = await readMission(session, handle);
    if (mission.ok) return ok({ kind: "found", checked: await check(session, mission.value, { tasks: false }) });
    const { error } = mission;
    const none = error.code === "MISSION_REQUIRED" && error.missions.length === 0;
    const current = currentBranch(session);
    const branch = current ?? "";
    const nowIso = instantOf(session.ctx.now());
    const { version } = session.ctx;
    const branches = { currentBranch: current, targetBranch: branch, recordedOn: undefined, nowIso, version };
    return ok({ kind: none ? "not_found" : probeKind(error), error, branches });
  });

/**
 * Goes from the specification to the plan: commits what was authored, exactly as it was read and checked, with the plan's outline
 * and the milestones, in one commit. A specification that says nothing yet is an answer, not an error, and commits nothing.
 */
import { MISSION_FILES, missionPath } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { instantOf } from "../core/lib/instant.ts";
import { ok, type Result } from "../core/lib/result.ts";
import type { AuthoredRefusal } from "../core/mission/authored.ts";
import type { BranchFacts } from "../core/mission/branch-contract.ts";
import { decidePlan, type PlanDecision, type SpecMissing } from "../core/mission/decide-plan.ts";
import { fillDocument } from "../core/mission/documents.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import { hasMilestone, phaseDraft } from "../core/status/phase.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import type { WorktreeError } from "../shell/git/worktree-create.ts";
import { branchFactsOf } from "../shell/mission/branch-facts.ts";
import { ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import { DOCUMENT_TEMPLATES } from "../shell/templates/documents.ts";
import type { KeptFile } from "../shell/transaction/project.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { type AuthoredFiles, readAuthoredFiles } from "./read-authored-files.ts";

export type PlanSetUp = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly branches: BranchFacts;
  readonly decision: PlanDecision;
  readonly commit: Oid | undefined;
  readonly commits: readonly MovedRef[];
  readonly kept: readonly KeptFile[];
};

export type SetUpPlanError = SpecMissing | AuthoredRefusal | ReadMissionError | MissionError | WorktreeError | GitError;

const ACTOR = "spec-kitty agent mission setup-plan";

const textOf = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

const outlineOf = (mission: Mission, createdAt: string): string =>
  fillDocument(DOCUMENT_TEMPLATES.plan, {
    friendlyName: mission.meta.friendlyName ?? mission.folder,
    missionSlug: mission.folder,
    createdAt,
  });

function draftOf(
  session: Session,
  mission: Mission,
  work: { readonly state: MissionState; readonly authored: AuthoredFiles; readonly decision: PlanDecision },
): MissionDraft<PlanDecision> {
  const { state, authored, decision } = work;
  if (decision.kind === "blocked") return { kind: "unchanged", answer: decision };
  const milestones = decision.milestones.filter((type) => !hasMilestone(state.log.rows, type));
  const plan = decision.writePlan
    ? [{ path: MISSION_FILES.plan, bytes: outlineOf(mission, instantOf(session.ctx.now())) }]
    : [];
  if (milestones.length + plan.length + authored.changes.length === 0) return { kind: "unchanged", answer: decision };
  const artifact = { SpecifyCompleted: MISSION_FILES.spec, PlanCompleted: MISSION_FILES.plan } as const;
  return {
    kind: "commit",
    message: `${decision.planSubstantive ? "Record the plan of" : "Set up the plan of"} ${mission.folder}`,
    events: milestones.map((type) =>
      phaseDraft(type, {
        missionSlug: mission.folder,
        missionNumber: mission.meta.missionNumber,
        actor: ACTOR,
        ...(type === "SpecifyCompleted" || type === "PlanCompleted"
          ? { artifactPath: missionPath(mission.folder, artifact[type]) }
          : {}),
      }),
    ),
    files: [...authored.changes, ...plan],
    captured: authored.captured,
    answer: () => decision,
  };
}

async function setUpInSession(
  session: Session,
  handle: string | undefined,
): Promise<Result<PlanSetUp, SetUpPlanError>> {
  const read = await readMission(session, handle);
  if (!read.ok) return read;
  const mission = read.value;
  const published = await transactMission<PlanDecision, SetUpPlanError>(
    session,
    mission,
    { purpose: ACTOR },
    async (state) => {
      const worktree = ensureCoordinationWorktree(session, mission);
      if (!worktree.ok) return worktree;
      const authored = await readAuthoredFiles(session, mission, state.base.tip);
      if (!authored.ok) return authored;
      const decision = decidePlan({
        mission: mission.folder,
        specPath: `${mission.featureDir}/${MISSION_FILES.spec}`,
        spec: textOf(authored.value.files.get(MISSION_FILES.spec)),
        plan: textOf(authored.value.files.get(MISSION_FILES.plan)),
        specCommitted: !authored.value.changes.some(({ path }) => path === MISSION_FILES.spec),
      });
      return decision.ok
        ? ok(draftOf(session, mission, { state, authored: authored.value, decision: decision.value }))
        : decision;
    },
  );
  if (!published.ok) return published;
  return ok({
    folder: mission.folder,
    missionId: mission.meta.missionId,
    featureDir: mission.featureDir,
    branches: branchFactsOf(session, mission),
    decision: published.value.answer,
    commit: published.value.commit,
    commits: session.ledger,
    kept: published.value.kept,
  });
}

/** Sets up or records the plan of a mission. Errors: SPEC_FILE_MISSING, AUTHORED_*, those of reading and recording. */
export const setUpPlan = (ctx: Ctx, handle: string | undefined): Promise<Result<PlanSetUp, SetUpPlanError>> =>
  withSession(ctx, (session) => setUpInSession(session, handle));

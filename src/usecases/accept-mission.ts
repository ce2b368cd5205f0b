/**
 * Accepts a mission: runs every check on its branch and on what its authors wrote, and records the acceptance in one commit there,
 * together with those files. Nothing is recorded unless all checks pass; the main checkout is never looked at.
 */
import { basename } from "node:path";
import { laneBranch } from "../core/layout/branches.ts";
import { MISSION_FILES, workPackageFile } from "../core/layout/paths.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { instantOf } from "../core/lib/instant.ts";
import { isJsonObject, parseJson } from "../core/lib/json.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  type Acceptance,
  type AcceptedPackage,
  decideAcceptance,
  MERGED_ACCEPTANCE,
} from "../core/merge/acceptance.ts";
import { withHistory } from "../core/merge/bookkeeping.ts";
import { decideReadiness } from "../core/merge/readiness.ts";
import { editMeta, type MetaError, parseMeta, renderMeta } from "../core/mission/meta.ts";
import { isLane } from "../core/status/lane.ts";
import type { Snapshot } from "../core/status/reduce.ts";
import type { Ctx } from "../shell/ctx.ts";
import { commitIdentity } from "../shell/git/config.ts";
import { readCommit } from "../shell/git/history.ts";
import { readBranch } from "../shell/git/refs.ts";
import { readStateAt } from "../shell/mission/mission-state.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { type MissionPlan, readPlan } from "../shell/mission/read-work-packages.ts";
import { transactMission } from "../shell/mission/transact-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { findLostLane, inspectLanes } from "./inspect-lanes.ts";
import { laneRoot, type PlanMergeError, readMerged } from "./plan-merge.ts";
import { type AuthoredFiles, readAuthoredFiles } from "./read-authored-files.ts";
import { readReadinessFacts } from "./read-readiness.ts";

export type AcceptInput = {
  readonly mission: string | undefined;
  readonly mode: "auto" | "pr" | "local" | "checklist";
  readonly actor: string | undefined;
  readonly tests: readonly string[];
  readonly lenient: boolean;
  /** `record` unless the answer alone is wanted. */
  readonly effect: "record" | "none";
};

export type AcceptMissionError = PlanMergeError | ReadMissionError;

export type AcceptedMission = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly branch: string;
  readonly target: string;
  readonly root: string;
  readonly mode: string;
  readonly acceptance: Acceptance;
  readonly packages: readonly AcceptedPackage[];
  readonly tests: readonly string[];
  /** `undefined` if nothing was recorded. */
  readonly recorded:
    | { readonly at: string; readonly by: string; readonly commit: string | undefined; readonly already: boolean }
    | undefined;
  readonly files: readonly string[];
  /** Since when the target has it; `undefined` if it was not merged. */
  readonly mergedAt: string | undefined;
};

const textOf = (value: unknown): string | undefined =>
  typeof value === "string" || typeof value === "number" ? String(value) : undefined;

function packagesOf(plan: MissionPlan, snapshot: Snapshot, tasks: string): readonly AcceptedPackage[] {
  const planned = new Map(plan.packages.map((wp) => [wp.id as string, wp]));
  const listed = new Set(plan.lanes?.lanes.flatMap(({ wpIds }) => wpIds));
  const known = [...snapshot.workPackages].filter(([, { lane }]) => lane !== "uninitialized").map(([id]) => id);
  const ticked = (id: string): boolean => new RegExp(`^\\s*[-*]\\s+\\[[xX]\\]\\s+\\**${id}\\b`, "m").test(tasks);
  return [...new Set([...planned.keys(), ...listed, ...known])].toSorted().map((wpId) => {
    const wp = planned.get(wpId);
    const status = snapshot.workPackages.get(wpId);
    const done = status?.subtasks ?? {};
    return {
      wpId,
      title: wp?.title ?? "",
      path: wp === undefined ? undefined : workPackageFile(wp.stem),
      lane: isLane(status?.lane) ? status.lane : undefined,
      agent: textOf(status?.agent),
      assignee: status?.assignee,
      shellPid: textOf(status?.shellPid),
      inLanesFile: listed.has(wpId),
      openSubtasks: (wp?.subtasks ?? []).filter((id) => done[id] !== "done" && !ticked(id)),
    };
  });
}

/** Lists what is not committed in the lanes' worktrees. Refuses work that was handed in and is on no branch any more. */
async function uncommittedInLanes(
  session: Session,
  mission: Mission,
  at: { readonly plan: MissionPlan; readonly snapshot: Snapshot; readonly tip: Oid },
): Promise<Result<readonly string[], PlanMergeError>> {
  const { plan, snapshot, tip } = at;
  const root = laneRoot(mission, plan);
  if (!root.ok) return root;
  const lanes = plan.lanes?.lanes.filter(({ laneId }) => laneId !== "lane-planning") ?? [];
  const branches = lanes.map(({ laneId, wpIds }) => ({ laneId, wpIds, branch: laneBranch(root.value, laneId) }));
  const lost = findLostLane(session, branches, snapshot);
  if (lost !== undefined) return err(lost);
  const inspected = await inspectLanes(session, lanes, { missionBranch: root.value, missionTip: tip });
  if (!inspected.ok) return inspected;
  return ok(
    inspected.value.problems.flatMap((problem) =>
      problem.code === "LANE_WORKTREE_DIRTY" ? problem.files.map((file) => `${basename(problem.path)}/${file}`) : [],
    ),
  );
}

type Examined = {
  readonly acceptance: Acceptance;
  readonly packages: readonly AcceptedPackage[];
  readonly authored: AuthoredFiles;
};

async function examine(
  session: Session,
  mission: Mission,
  tip: Oid,
  lenient: boolean,
): Promise<Result<Examined, AcceptMissionError>> {
  const config = await session.projectConfig();
  if (!config.ok) return config;
  const authored = await readAuthoredFiles(session, mission, tip);
  if (!authored.ok) return authored;
  const state = await readStateAt(session, mission, tip);
  if (!state.ok) return state;
  const plan = await readPlan(session, mission, tip);
  if (!plan.ok) return plan;
  const { snapshot } = state.value;
  const uncommitted = await uncommittedInLanes(session, mission, { plan: plan.value, snapshot, tip });
  if (!uncommitted.ok) return uncommitted;
  const required = { analysis: false, acceptance: false };
  const facts = await readReadinessFacts(
    session,
    { mission, commit: tip },
    { plan: plan.value, snapshot, required, skipReviewCheck: false },
  );
  const texts = new Map([...authored.value.files].map(([path, bytes]) => [path, new TextDecoder().decode(bytes)]));
  const packages = packagesOf(plan.value, snapshot, texts.get(MISSION_FILES.tasks) ?? "");
  const acceptance = decideAcceptance({
    packages,
    texts,
    hasLanesFile: plan.value.lanes !== undefined,
    uncommitted: uncommitted.value,
    matrixVerdict: facts.acceptance.verdict,
    matrixRequired: config.value.requireAcceptance,
    consistency: decideReadiness(facts).checks,
    lenient,
  });
  return ok({ acceptance, packages, authored: authored.value });
}

/** True if the tip is the acceptance itself and nothing was written since. */
async function isAccepted(
  session: Session,
  tip: Oid,
  text: string | undefined,
  authored: AuthoredFiles,
): Promise<boolean> {
  const parsed = text === undefined ? undefined : parseJson(text);
  const from = parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value["accepted_from_commit"] : undefined;
  const commit = await readCommit(session.objects, tip);
  return authored.changes.length === 0 && from !== undefined && commit?.parents[0] === from;
}

function acceptedText(
  text: string,
  facts: { readonly file: string; readonly at: string; readonly by: string; readonly mode: string; readonly from: Oid },
): Result<string, MetaError> {
  const meta = parseMeta(text, facts.file);
  if (!meta.ok) return meta;
  const entry = {
    accepted_at: facts.at,
    accepted_by: facts.by,
    acceptance_mode: facts.mode,
    accepted_from_commit: facts.from,
  };
  const edited = editMeta(
    meta.value,
    {
      set: { ...entry, acceptance_history: withHistory(meta.value, "acceptance_history", entry) },
      unset: ["accept_commit"],
    },
    facts.file,
  );
  return edited.ok ? ok(renderMeta(edited.value)) : edited;
}

type Answer = Pick<AcceptedMission, "acceptance" | "packages" | "recorded" | "files" | "mergedAt">;

function actorOf(session: Session, given: string | undefined): Result<string, AcceptMissionError> {
  if (given !== undefined) return ok(given);
  const config = session.gitConfig();
  if (!config.ok) return config;
  const identity = commitIdentity(session.ctx.env, config.value);
  return identity.ok ? ok(identity.value.committer.replace(/ <.*$/, "")) : identity;
}

async function record(
  session: Session,
  mission: Mission,
  input: AcceptInput,
  mode: string,
): Promise<Result<Answer, AcceptMissionError>> {
  const by = actorOf(session, input.actor);
  if (!by.ok) return by;
  const at = instantOf(session.ctx.now());
  const published = await transactMission<Answer, AcceptMissionError>(
    session,
    mission,
    { purpose: `accept ${mission.folder}` },
    async (state) => {
      const { tip } = state.base;
      const examined = await examine(session, mission, tip, input.lenient);
      if (!examined.ok) return examined;
      const { acceptance, packages, authored } = examined.value;
      const answer = { acceptance, packages, files: [], mergedAt: undefined };
      if (!acceptance.ok) return ok({ kind: "unchanged", answer: { ...answer, recorded: undefined } });
      const own = authored.files.get(MISSION_FILES.meta);
      const text = own === undefined ? undefined : new TextDecoder().decode(own);
      if (await isAccepted(session, tip, text, authored)) {
        const recorded = { at: mission.meta.acceptedAt ?? at, by: by.value, commit: undefined, already: true };
        return ok({ kind: "unchanged", answer: { ...answer, recorded } });
      }
      const file = `${mission.dir}/${MISSION_FILES.meta}`;
      const meta = acceptedText(text ?? JSON.stringify(mission.meta.raw), { file, at, by: by.value, mode, from: tip });
      if (!meta.ok) return err(meta.error);
      const changes = authored.changes.filter(({ path }) => path !== MISSION_FILES.meta);
      return ok({
        kind: "commit",
        message: `Accept mission ${mission.folder}`,
        events: [],
        files: [...changes, { path: MISSION_FILES.meta, bytes: meta.value }],
        captured: authored.captured,
        answer: () => ({
          ...answer,
          files: [...changes.map(({ path }) => path), MISSION_FILES.meta],
          recorded: { at, by: by.value, commit: undefined, already: false },
        }),
      });
    },
  );
  if (!published.ok) return published;
  const { answer, commit } = published.value;
  return ok(answer.recorded === undefined ? answer : { ...answer, recorded: { ...answer.recorded, commit } });
}

async function examineOnly(
  session: Session,
  mission: Mission,
  lenient: boolean,
): Promise<Result<Answer, AcceptMissionError>> {
  if (mission.tip === undefined)
    return err({ code: "MERGE_TARGET_NOT_FOUND", target: mission.branch, mission: mission.folder });
  const examined = await examine(session, mission, mission.tip, lenient);
  if (!examined.ok) return examined;
  const { acceptance, packages } = examined.value;
  return ok({ acceptance, packages, recorded: undefined, files: [], mergedAt: undefined });
}

/** The answer for a mission that its target has already; `undefined` if there is something to accept. */
async function answerMerged(
  session: Session,
  mission: Mission,
): Promise<Result<Answer | undefined, AcceptMissionError>> {
  const target = (mission.meta.targetBranch ?? mission.branch) as BranchName;
  const targetTip = readBranch(session.repo, target);
  if (targetTip === undefined) return ok(undefined);
  const merged = await readMerged(session, { mission, target }, { targetTip, missionTip: mission.tip ?? targetTip });
  if (!merged.ok) return merged;
  if (merged.value === undefined) return ok(undefined);
  const { meta, plan, state } = merged.value;
  const by = textOf(meta.raw["accepted_by"]) ?? "";
  return ok({
    acceptance: MERGED_ACCEPTANCE,
    packages: packagesOf(plan, state.snapshot, ""),
    recorded: meta.acceptedAt === undefined ? undefined : { at: meta.acceptedAt, by, commit: undefined, already: true },
    files: [],
    mergedAt: meta.mergedAt,
  });
}

async function acceptOnce(
  session: Session,
  mission: Mission,
  input: AcceptInput,
  mode: string,
): Promise<Result<Answer, AcceptMissionError>> {
  if (input.effect === "none" || input.mode === "checklist") return examineOnly(session, mission, input.lenient);
  const merged = await answerMerged(session, mission);
  if (!merged.ok) return merged;
  return merged.value === undefined ? record(session, mission, input, mode) : ok(merged.value);
}

/** Accepts a mission, or says why not; a failed check is an answer, not an error. */
export const acceptMission = (ctx: Ctx, input: AcceptInput): Promise<Result<AcceptedMission, AcceptMissionError>> =>
  withSession<AcceptedMission, AcceptMissionError>(ctx, async (session) => {
    const read = await readMission(session, input.mission);
    if (!read.ok) return read;
    const mission = read.value;
    const mode = input.mode === "auto" ? (mission.meta.prBound ? "pr" : "local") : input.mode;
    const answer = await acceptOnce(session, mission, input, mode);
    if (!answer.ok) return answer;
    return ok({
      ...answer.value,
      folder: mission.folder,
      missionId: mission.meta.missionId,
      featureDir: mission.featureDir,
      branch: mission.branch,
      target: mission.meta.targetBranch ?? "",
      root: session.repo.root,
      mode,
      tests: input.tests,
    });
  });

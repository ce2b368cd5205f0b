/**
 * Ends a mission. A finished one is merged and taken down; one that is given up is taken down without touching the target, and
 * what was never committed is moved to a trash folder first.
 */
import { basename } from "node:path";
import { laneBranch, PLANNING_LANE } from "../core/layout/branches.ts";
import type { BranchName, Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { DiscardedReport, MergedReport } from "../core/merge/report.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { readBranch } from "../shell/git/refs.ts";
import { changedFiles } from "../shell/git/working-tree.ts";
import { removeWorktree } from "../shell/git/worktree-create.ts";
import { type Worktree, worktreesOf } from "../shell/git/worktrees.ts";
import { readMissionState } from "../shell/mission/mission-state.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import { readPlan } from "../shell/mission/read-work-packages.ts";
import { moveToTrashFolder } from "../shell/mission/trash.ts";
import { deleteBranches } from "../shell/transaction/delete-branches.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import { transact } from "../shell/transaction/transact.ts";
import { isCurrent } from "./inspect-lanes.ts";
import { type MergeInput, type MergeMissionError, mergeInSession } from "./merge-mission.ts";
import { laneRoot } from "./plan-merge.ts";

export type CloseInput = {
  readonly mission: string | undefined;
  readonly discard: boolean;
  readonly confirmed: boolean;
};

export type CloseMissionError =
  | MergeMissionError
  | ReadMissionError
  | {
      readonly code: "MISSION_NOT_FINISHED";
      readonly mission: string;
      readonly unfinished: readonly { readonly wpId: string; readonly lane: string }[];
    }
  | { readonly code: "DISCARD_NOT_CONFIRMED"; readonly mission: string; readonly branches: readonly string[] }
  | { readonly code: "DISCARD_UNSAFE"; readonly mission: string; readonly detail: string }
  /** The mission has no branch or worktree of its own: all of it is a folder on the target, which a discard never touches. */
  | {
      readonly code: "DISCARD_NOTHING_OF_ITS_OWN";
      readonly mission: string;
      readonly branch: string;
      readonly dir: string;
    };

export type ClosedMission = MergedReport | DiscardedReport;

const MERGE: Omit<MergeInput, "mission"> = {
  target: undefined,
  strategy: undefined,
  deleteBranches: true,
  removeWorktrees: true,
  push: false,
  skipReviewCheck: false,
  note: undefined,
  mode: "apply",
};

/** Merges, if every package is done or canceled. */
async function closeFinished(session: Session, mission: Mission): Promise<Result<ClosedMission, CloseMissionError>> {
  const state = await readMissionState(session, mission);
  if (!state.ok) return state;
  const unfinished = [...state.value.snapshot.workPackages]
    .filter(([, { lane }]) => lane !== "done" && lane !== "canceled" && lane !== "uninitialized")
    .map(([wpId, { lane }]) => ({ wpId, lane }));
  if (unfinished.length > 0) return err({ code: "MISSION_NOT_FINISHED", mission: mission.folder, unfinished });
  return mergeInSession(session, { ...MERGE, mission: mission.folder });
}

type Branch = { readonly branch: BranchName; readonly tip: Oid };

/** The branches that the mission has for itself alone. */
async function ownBranches(session: Session, mission: Mission): Promise<Result<readonly Branch[], CloseMissionError>> {
  const tip = readBranch(session.repo, mission.branch);
  const plan = tip === undefined ? undefined : await readPlan(session, mission, tip);
  if (plan?.ok === false) return plan;
  const lanes = plan?.value.lanes?.lanes.filter(({ laneId }) => laneId !== PLANNING_LANE) ?? [];
  const root = plan === undefined ? ok(mission.branch) : laneRoot(mission, plan.value);
  if (!root.ok) return root;
  const named = lanes.map(({ laneId }) => laneBranch(root.value, laneId));
  const all = mission.coordinated ? [...named, mission.branch] : named;
  return ok(
    all.flatMap((branch) => {
      const at = readBranch(session.repo, branch);
      return at === undefined ? [] : [{ branch, tip: at }];
    }),
  );
}

function unsafe(session: Session, worktrees: readonly Worktree[]): string | undefined {
  const main = worktrees.find(({ isMain }) => isMain);
  if (main !== undefined) return "one of its branches is checked out in the main checkout";
  const locked = worktrees.find((w) => w.locked !== undefined);
  if (locked !== undefined) return `${locked.path} is locked`;
  const current = worktrees.find((w) => isCurrent(session, w));
  return current === undefined ? undefined : `this command was started in ${current.path}; leave it first`;
}

type TakenDown = Pick<DiscardedReport, "worktrees" | "trash">;

function takeDown(session: Session, mission: Mission, worktrees: readonly Worktree[]): Result<TakenDown, GitError> {
  const trash: { folder: string; files: readonly string[] }[] = [];
  const label = `${mission.folder}-${session.ctx.now()}`;
  for (const { path } of worktrees) {
    const files = changedFiles(session.repo, path);
    if (!files.ok) return files;
    if (files.value.length > 0) {
      const folder = moveToTrashFolder(
        session.repo,
        { worktree: path, files: files.value },
        `${label}/${basename(path)}`,
      );
      trash.push({ folder, files: files.value });
    }
    removeWorktree(session.repo, path);
  }
  return ok({ worktrees: worktrees.map(({ path }) => path), trash });
}

/** A mission that is recorded on its target keeps its folder there. */
const remainsOf = ({ coordinated, branch, dir }: Mission): DiscardedReport["remains"] =>
  coordinated ? undefined : { branch, dir };

async function discard(
  session: Session,
  mission: Mission,
  confirmed: boolean,
): Promise<Result<ClosedMission, CloseMissionError>> {
  const { folder } = mission;
  const branches = await ownBranches(session, mission);
  if (!branches.ok) return branches;
  const worktrees = branches.value.flatMap(({ branch }) => worktreesOf(session.repo, branch));
  if (branches.value.length === 0) {
    return err({ code: "DISCARD_NOTHING_OF_ITS_OWN", mission: folder, branch: mission.branch, dir: mission.dir });
  }
  const detail = unsafe(session, worktrees);
  if (detail !== undefined) return err({ code: "DISCARD_UNSAFE", mission: folder, detail });
  const names = branches.value.map(({ branch }) => branch);
  if (!confirmed) return err({ code: "DISCARD_NOT_CONFIRMED", mission: folder, branches: names });
  let taken: TakenDown = { worktrees: [], trash: [] };
  const followUp = async (): Promise<Result<null, GitError>> => {
    const done = takeDown(session, mission, worktrees);
    if (!done.ok) return done;
    taken = done.value;
    const deleted = deleteBranches(session, branches.value, `spec-kitty: ${folder} was discarded`);
    return deleted.ok ? ok(null) : deleted;
  };
  const destination = { branch: mission.branch, lock: mission.lock, purpose: `discard ${folder}` };
  const done = await transact<null, CloseMissionError>(session, destination, async () =>
    ok({ kind: "unchanged", answer: null, followUp }),
  );
  if (!done.ok) return done;
  const { meta, featureDir } = mission;
  return ok({
    kind: "discarded",
    folder,
    missionId: meta.missionId,
    featureDir,
    branches: branches.value,
    remains: remainsOf(mission),
    ...taken,
  });
}

/** Closes a mission. Errors: MISSION_NOT_FINISHED, DISCARD_*, those of a merge. */
export const closeMission = (ctx: Ctx, input: CloseInput): Promise<Result<ClosedMission, CloseMissionError>> =>
  withSession<ClosedMission, CloseMissionError>(ctx, async (session) => {
    const mission = await readMission(session, input.mission);
    if (!mission.ok) return mission;
    return input.discard ? discard(session, mission.value, input.confirmed) : closeFinished(session, mission.value);
  });

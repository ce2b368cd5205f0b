/**
 * A mission as commands that only read see it: its log's fold, its work packages and its execution lanes, at its tip.
 * A work-package file that cannot be read is an entry with a damage, never a reason to show nothing.
 * Missions of the reference may keep their planning files on the target branch: those are read there.
 */
import { join } from "node:path";
import { type Board, makeBoard, type PackageFile } from "../../core/board/board.ts";
import { type LanesFile, type LanesFileError, parseLanesFile } from "../../core/execution-lane/lanes-file.ts";
import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { ok, type Result } from "../../core/lib/result.ts";
import { splitFrontMatter } from "../../core/work-package/front-matter.ts";
import { parseWorkPackage } from "../../core/work-package/work-package.ts";
import { wpIdOfFileName } from "../../core/work-package/wp-id.ts";
import { listNames, readBytes } from "../fs/files.ts";
import { readBranch } from "../git/refs.ts";
import { readTree } from "../git/tree.ts";
import type { Session } from "../transaction/session.ts";
import { readYaml } from "../yaml/read.ts";
import { type LogCorrupt, type MissionSnapshot, readMissionState } from "./mission-state.ts";
import type { Mission } from "./read-mission.ts";

export type MissionBoard = {
  readonly state: MissionSnapshot;
  readonly board: Board;
  /** `undefined` if the mission is not finalized. */
  readonly lanes: LanesFile | undefined;
  readonly lanesError: LanesFileError | undefined;
  readonly planned: PlannedFiles;
};

/** Where a mission's planning files are, read by path in the mission's folder. */
export type PlannedFiles = {
  /** Names at the top of the folder, committed. */
  readonly names: readonly string[];
  readonly taskNames: readonly string[];
  readonly read: (paths: readonly string[]) => Promise<readonly (string | undefined)[]>;
};

const decode = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

async function committedAt(session: Session, mission: Mission, commit: Oid): Promise<PlannedFiles> {
  const at = (path: string): string => `${commit}:${mission.dir}${path === "" ? "" : `/${path}`}`;
  const top = await readTree(session.repo, session.objects, at(""));
  const tasks = top.get(MISSION_FILES.tasksDir);
  const taskTree = tasks === undefined ? new Map() : await readTree(session.repo, session.objects, tasks.oid);
  return {
    names: [...top.keys()],
    taskNames: [...taskTree.keys()],
    read: async (paths) => (await session.objects.readAll(paths.map(at))).map((object) => decode(object?.data)),
  };
}

/** The planning files of a mission: at its tip, else on its target branch; of an unpublished mission, in its folder. */
export async function findPlannedFiles(session: Session, mission: Mission): Promise<PlannedFiles> {
  if (mission.tip === undefined) {
    return {
      names: listNames(mission.featureDir),
      taskNames: listNames(join(mission.featureDir, MISSION_FILES.tasksDir)),
      read: async (paths) => paths.map((path) => decode(readBytes(join(mission.featureDir, path)))),
    };
  }
  const here = await committedAt(session, mission, mission.tip);
  const { targetBranch } = mission.meta;
  if (here.names.includes(MISSION_FILES.spec) || here.taskNames.length > 0 || targetBranch === undefined) return here;
  const target = readBranch(session.repo, targetBranch);
  const there = target === undefined ? undefined : await committedAt(session, mission, target);
  return there !== undefined && there.names.length > 0 ? there : here;
}

async function parseFile(name: string, text: string): Promise<PackageFile> {
  const path = `${MISSION_FILES.tasksDir}/${name}`;
  const id = wpIdOfFileName(name) ?? name;
  const damaged = (damage: string): PackageFile => ({ path, id, authored: undefined, damage });
  const parts = splitFrontMatter(text, path);
  if (!parts.ok) return damaged(parts.error.code);
  const value = await readYaml(parts.value.yaml, path);
  if (!value.ok) return damaged(value.error.code);
  const authored = parseWorkPackage(name, value.value);
  return authored.ok ? { path, id, authored: authored.value, damage: undefined } : damaged(authored.error.code);
}

/** Tells whether a name below `tasks/` is that of a work package's file. */
export const isPackageFile = (name: string): boolean => name.endsWith(".md") && wpIdOfFileName(name) !== undefined;

/** Reads a mission's board. Errors: STATUS_LOG_CORRUPT; everything else that is damaged is on the board. */
export async function readBoard(session: Session, mission: Mission): Promise<Result<MissionBoard, LogCorrupt>> {
  const state = await readMissionState(session, mission);
  if (!state.ok) return state;
  const planned = await findPlannedFiles(session, mission);
  const names = planned.taskNames.filter(isPackageFile);
  const texts = await planned.read([
    ...names.map((name) => `${MISSION_FILES.tasksDir}/${name}`),
    ...(planned.names.includes(MISSION_FILES.lanes) ? [MISSION_FILES.lanes] : []),
  ]);
  const files = await Promise.all(names.map((name, i) => parseFile(name, texts[i] ?? "")));
  const lanesText = texts[names.length];
  const lanes =
    lanesText === undefined ? undefined : parseLanesFile(lanesText, `${mission.dir}/${MISSION_FILES.lanes}`);
  return ok({
    state: state.value,
    board: makeBoard(files, state.value.snapshot),
    lanes: lanes?.ok === true ? lanes.value : undefined,
    lanesError: lanes?.ok === false ? lanes.error : undefined,
    planned,
  });
}

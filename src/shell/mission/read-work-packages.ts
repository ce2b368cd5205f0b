/**
 * The planned side of a mission at one commit: its work packages as their authors wrote them, and its lanes file.
 * A mission whose planning files are kept on the target branch is read there.
 */

import { type LanesFile, type LanesFileError, parseLanesFile } from "../../core/execution-lane/lanes-file.ts";
import { MISSION_FILES, workPackageFile } from "../../core/layout/paths.ts";
import type { Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { type FrontMatterError, splitFrontMatter } from "../../core/work-package/front-matter.ts";
import { parseRoster, type WorkPackage, type WorkPackageError } from "../../core/work-package/work-package.ts";
import { wpIdOfFileName } from "../../core/work-package/wp-id.ts";
import { readBranch } from "../git/refs.ts";
import { readTree } from "../git/tree.ts";
import type { Session } from "../transaction/session.ts";
import { readYaml, type YamlError } from "../yaml/read.ts";
import type { Mission } from "./read-mission.ts";

export type PlannedPackage = WorkPackage & {
  /** File name without `.md`. */
  readonly stem: string;
  /** The whole file. */
  readonly text: string;
};

export type ReadPackagesError = FrontMatterError | WorkPackageError | YamlError | LanesFileError;

export type MissionPlan = {
  /** Ordered by id. */
  readonly packages: readonly PlannedPackage[];
  /** `undefined` if the mission has no lanes file. */
  readonly lanes: LanesFile | undefined;
  /** The commit that this was read from. */
  readonly commit: Oid;
};

async function taskFiles(session: Session, mission: Mission, commit: Oid): Promise<readonly string[]> {
  const tree = await readTree(session.repo, session.objects, `${commit}:${mission.dir}/${MISSION_FILES.tasksDir}`);
  return [...tree.keys()].filter((name) => name.endsWith(".md") && wpIdOfFileName(name) !== undefined);
}

async function parseFiles(
  files: readonly { readonly fileName: string; readonly text: string }[],
): Promise<Result<readonly PlannedPackage[], ReadPackagesError>> {
  const values = [];
  for (const { fileName, text } of files) {
    const path = workPackageFile(fileName.slice(0, -3));
    const parts = splitFrontMatter(text, path);
    if (!parts.ok) return parts;
    const value = await readYaml(parts.value.yaml, path);
    if (!value.ok) return value;
    values.push({ fileName, value: value.value });
  }
  const roster = parseRoster(values);
  if (!roster.ok) return roster;
  const texts = new Map(files.map(({ fileName, text }) => [fileName, text]));
  return ok(roster.value.map((wp) => ({ ...wp, stem: wp.fileName.slice(0, -3), text: texts.get(wp.fileName) ?? "" })));
}

async function readAt(
  session: Session,
  mission: Mission,
  commit: Oid,
): Promise<Result<MissionPlan | undefined, ReadPackagesError>> {
  const names = await taskFiles(session, mission, commit);
  if (names.length === 0) return ok(undefined);
  const paths = [...names.map((name) => `${MISSION_FILES.tasksDir}/${name}`), MISSION_FILES.lanes];
  const objects = await session.objects.readAll(paths.map((path) => `${commit}:${mission.dir}/${path}`));
  const texts = objects.map((object) => (object === undefined ? undefined : new TextDecoder().decode(object.data)));
  const packages = await parseFiles(names.map((fileName, i) => ({ fileName, text: texts[i] ?? "" })));
  if (!packages.ok) return packages;
  const lanesText = texts.at(-1);
  const lanes = lanesText === undefined ? ok(undefined) : parseLanesFile(lanesText, `${mission.dir}/lanes.json`);
  return lanes.ok ? ok({ packages: packages.value, lanes: lanes.value, commit }) : err(lanes.error);
}

/** Reads the packages and lanes at a commit of the mission's branch; none at all is an empty plan. */
export async function readPlan(
  session: Session,
  mission: Mission,
  commit: Oid,
): Promise<Result<MissionPlan, ReadPackagesError>> {
  const here = await readAt(session, mission, commit);
  if (!here.ok) return here;
  if (here.value !== undefined) return ok(here.value);
  const target =
    mission.meta.targetBranch === undefined ? undefined : readBranch(session.repo, mission.meta.targetBranch);
  const there = target === undefined ? ok(undefined) : await readAt(session, mission, target);
  return there.ok ? ok(there.value ?? { packages: [], lanes: undefined, commit }) : there;
}

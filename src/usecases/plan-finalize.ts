/**
 * What finalize-tasks would do now: reads every authored file of the mission once and decides from those bytes alone.
 * Nothing is written here, so that `--validate-only` and the real run cannot judge differently.
 */
import { type LanesFile, type LanesFileError, parseLanesFile } from "../core/execution-lane/lanes-file.ts";
import { decideFinalize, type FinalizePlan, type FinalizeRefusal } from "../core/finalize/decide-finalize.ts";
import { type FinalizeTarget, resolveTarget, type TargetRefusal } from "../core/finalize/target.ts";
import { parseBranchName } from "../core/layout/branches.ts";
import { MISSION_FILES, missionPath } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import type { Json } from "../core/lib/json.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { AuthoredRefusal } from "../core/mission/authored.ts";
import type { SpecMissing } from "../core/mission/decide-plan.ts";
import { type MetaError, type MissionMeta, parseMeta } from "../core/mission/meta.ts";
import type { FrontMatterError } from "../core/work-package/front-matter.ts";
import type { GitError } from "../shell/git/errors.ts";
import { listBranches } from "../shell/git/refs.ts";
import { listPaths } from "../shell/git/tree.ts";
import type { MissionSnapshot } from "../shell/mission/mission-state.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { Session } from "../shell/transaction/session.ts";
import { readYaml, type YamlError } from "../shell/yaml/read.ts";
import { type AuthoredFiles, readAuthoredFiles } from "./read-authored-files.ts";
import { type AuthoredPackage, authoredText, type NotUtf8, readAuthoredPackages } from "./read-authored-packages.ts";

/** A bulk edit lists every place that it changes before it begins. `path` is absolute. */
export type OccurrenceMapMissing = {
  readonly code: "OCCURRENCE_MAP_MISSING";
  readonly mission: string;
  readonly path: string;
};

export type PlanFinalizeError =
  | OccurrenceMapMissing
  | FinalizeRefusal
  | TargetRefusal
  | SpecMissing
  | AuthoredRefusal
  | FrontMatterError
  | YamlError
  | NotUtf8
  | LanesFileError
  | MetaError
  | GitError;

export type PlannedFinalize = {
  readonly plan: FinalizePlan;
  readonly target: FinalizeTarget;
  readonly authored: AuthoredFiles;
  readonly packages: readonly AuthoredPackage[];
  /** As authored, before the target is put in. */
  readonly meta: MissionMeta;
  readonly lanesFile: LanesFile | undefined;
};

type Place = { readonly session: Session; readonly mission: Mission };

const textAt = (files: AuthoredFiles["files"], path: string): string | undefined => {
  const bytes = files.get(path);
  return bytes === undefined ? undefined : authoredText(bytes);
};

/** The authored metadata: what is committed is what was checked. */
function readMeta({ mission }: Place, files: AuthoredFiles["files"]): Result<MissionMeta, MetaError> {
  const text = textAt(files, MISSION_FILES.meta);
  return text === undefined ? ok(mission.meta) : parseMeta(text, missionPath(mission.folder, MISSION_FILES.meta));
}

function checkOccurrenceMap(
  { mission }: Place,
  meta: MissionMeta,
  files: AuthoredFiles["files"],
): Result<null, OccurrenceMapMissing> {
  if (meta.changeMode !== "bulk_edit" || files.has(MISSION_FILES.occurrenceMap)) return ok(null);
  const path = `${mission.featureDir}/${MISSION_FILES.occurrenceMap}`;
  return err({ code: "OCCURRENCE_MAP_MISSING", mission: mission.folder, path });
}

async function readManifest(files: AuthoredFiles["files"]): Promise<Result<Json | undefined, YamlError>> {
  const text = textAt(files, MISSION_FILES.wps);
  return text === undefined ? ok(undefined) : readYaml(text, MISSION_FILES.wps);
}

async function readLanes(state: MissionSnapshot): Promise<Result<LanesFile | undefined, LanesFileError>> {
  const bytes = await state.readFile(MISSION_FILES.lanes);
  return bytes === undefined ? ok(undefined) : parseLanesFile(new TextDecoder().decode(bytes), MISSION_FILES.lanes);
}

/** Packages that are on the board; one that was only annotated is not. */
const lanesOf = ({ snapshot }: MissionSnapshot): ReadonlyMap<string, string> =>
  new Map(
    [...snapshot.workPackages].flatMap(([id, { lane }]) => (lane === "uninitialized" ? [] : [[id, lane] as const])),
  );

/**
 * Reads and decides. `tip` is the commit that the change would be made on; paths count as existing if they are there or among
 * the authored files, because lanes fork from that branch.
 */
export async function planFinalize(
  place: Place,
  at: { readonly tip: Oid; readonly state: MissionSnapshot; readonly targetBranch: string | undefined },
): Promise<Result<PlannedFinalize, PlanFinalizeError>> {
  const { session, mission } = place;
  const authored = await readAuthoredFiles(session, mission, at.tip);
  if (!authored.ok) return authored;
  const { files } = authored.value;
  const meta = readMeta(place, files);
  if (!meta.ok) return meta;
  const mapped = checkOccurrenceMap(place, meta.value, files);
  if (!mapped.ok) return mapped;
  const branches = [...listBranches(session.repo).keys()].filter((name) => parseBranchName(name) === undefined);
  const asked = { mission: mission.folder, meta: meta.value, requested: at.targetBranch, branches };
  const target = resolveTarget(asked);
  if (!target.ok) return target;
  const specText = textAt(files, MISSION_FILES.spec);
  const specPath = `${mission.featureDir}/${MISSION_FILES.spec}`;
  if (specText === undefined) return err({ code: "SPEC_FILE_MISSING", mission: mission.folder, path: specPath });
  const packages = await readAuthoredPackages(files);
  if (!packages.ok) return packages;
  const manifest = await readManifest(files);
  if (!manifest.ok) return manifest;
  const lanesFile = await readLanes(at.state);
  if (!lanesFile.ok) return lanesFile;
  const committed = listPaths(session.repo, at.tip);
  if (!committed.ok) return committed;
  const plan = decideFinalize({
    missionSlug: mission.folder,
    targetBranch: target.value.branch,
    files: packages.value,
    tasksText: textAt(files, MISSION_FILES.tasks),
    specText,
    wpsManifest: manifest.value,
    currentLanes: lanesOf(at.state),
    lanesFile: lanesFile.value,
    repositoryPaths: [...committed.value, ...[...files.keys()].map((path) => `${mission.dir}/${path}`)],
  });
  if (!plan.ok) return plan;
  return ok({
    plan: plan.value,
    target: target.value,
    authored: authored.value,
    packages: packages.value,
    meta: meta.value,
    lanesFile: lanesFile.value,
  });
}

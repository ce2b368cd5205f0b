/**
 * Writes requirement ids into the front matter of work packages, from the bytes that their authors left, and commits these
 * together with whatever else was authored. References to a tracker go into the log. The answer says what is still not covered.
 */
import {
  decideMapping,
  type MappingPlan,
  type MappingRefusal,
  type MappingRequest,
  parseMappingRequest,
} from "../core/finalize/map-requirements.ts";
import { MISSION_FILES } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { AuthoredRefusal } from "../core/mission/authored.ts";
import type { SpecMissing } from "../core/mission/decide-plan.ts";
import type { MovedRef } from "../core/mission/new-mission.ts";
import type { EventDraft } from "../core/status/draft.ts";
import type { Snapshot } from "../core/status/reduce.ts";
import type { FrontMatterError } from "../core/work-package/front-matter.ts";
import { parseRoster, type WorkPackageError } from "../core/work-package/work-package.ts";
import { parseWpsManifest, type WpsManifestError } from "../core/work-package/wps-manifest.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import type { WorktreeError } from "../shell/git/worktree-create.ts";
import { authoringRoot, ensureCoordinationWorktree } from "../shell/mission/coordination-worktree.ts";
import { type Mission, type ReadMissionError, readMission } from "../shell/mission/read-mission.ts";
import {
  type MissionDraft,
  type MissionError,
  type MissionState,
  transactMission,
} from "../shell/mission/transact-mission.ts";
import { type Session, withSession } from "../shell/transaction/session.ts";
import type { FileChange } from "../shell/transaction/transact.ts";
import { readYaml } from "../shell/yaml/read.ts";
import type { YamlEditError } from "../shell/yaml/splice.ts";
import { type AuthoredFiles, readAuthoredFiles } from "./read-authored-files.ts";
import {
  type AuthoredPackage,
  authoredText,
  editPackage,
  type NotUtf8,
  readAuthoredPackages,
} from "./read-authored-packages.ts";

export type MapRequirementsInput = {
  readonly mission: string | undefined;
  readonly wp: string | undefined;
  /** Comma-separated. */
  readonly refs: string | undefined;
  /** JSON: `{"WP01": ["FR-001"]}`. */
  readonly batch: string | undefined;
  readonly mode: "add" | "replace";
  readonly trackerRefs: readonly string[];
};

export type MappedRequirements = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  readonly plan: MappingPlan;
  readonly recordedOn: string;
  /** Absolute root of the worktree in which the mission is authored. */
  readonly worktreeRoot: string;
  readonly commit: Oid | undefined;
  readonly commits: readonly MovedRef[];
};

export type MapRequirementsError =
  | MappingRefusal
  | WorkPackageError
  | WpsManifestError
  | SpecMissing
  | AuthoredRefusal
  | FrontMatterError
  | YamlEditError
  | NotUtf8
  | ReadMissionError
  | MissionError
  | WorktreeError
  | GitError;

type Work = {
  readonly session: Session;
  readonly mission: Mission;
  readonly input: MapRequirementsInput;
  readonly request: MappingRequest;
};

type Decided = {
  readonly plan: MappingPlan;
  readonly packages: readonly AuthoredPackage[];
};

/** Decides from authored bytes. */
async function decide(work: Work, files: AuthoredFiles["files"]): Promise<Result<Decided, MapRequirementsError>> {
  const { mission, input, request } = work;
  const text = (path: string): string | undefined => {
    const bytes = files.get(path);
    return bytes === undefined ? undefined : authoredText(bytes);
  };
  const specText = text(MISSION_FILES.spec);
  const specPath = `${mission.featureDir}/${MISSION_FILES.spec}`;
  if (specText === undefined) return err({ code: "SPEC_FILE_MISSING", mission: mission.folder, path: specPath });
  const packages = await readAuthoredPackages(files);
  if (!packages.ok) return packages;
  const roster = parseRoster(packages.value);
  if (!roster.ok) return roster;
  const wpsText = text(MISSION_FILES.wps);
  const wps = wpsText === undefined ? ok(undefined) : await readYaml(wpsText, MISSION_FILES.wps);
  if (!wps.ok) return wps;
  const manifest = wps.value === undefined ? ok(undefined) : parseWpsManifest(wps.value);
  if (!manifest.ok) return manifest;
  const plan = decideMapping({
    packages: roster.value,
    entries: manifest.value?.entries,
    tasksText: text(MISSION_FILES.tasks),
    specText,
    request,
    mode: input.mode,
  });
  return plan.ok ? ok({ plan: plan.value, packages: packages.value }) : plan;
}

/** One annotation for each package whose references change. */
function trackerEvents({ input }: Work, plan: MappingPlan, snapshot: Snapshot): readonly EventDraft[] {
  const wanted = [...new Set(input.trackerRefs)];
  if (wanted.length === 0) return [];
  return [...plan.mapped.keys()].flatMap((wpId): readonly EventDraft[] => {
    const known = snapshot.workPackages.get(wpId)?.trackerRefs ?? [];
    const isSame = wanted.every((ref) => known.includes(ref));
    if (isSame && (input.mode === "add" || known.length === wanted.length)) return [];
    const delta = input.mode === "replace" ? { tracker_refs_replace: wanted } : { tracker_refs: wanted };
    return [{ family: "annotation", wpId, actor: "user", delta }];
  });
}

async function draftOf(
  work: Work,
  at: { readonly state: MissionState; readonly authored: AuthoredFiles; readonly decided: Decided },
): Promise<Result<MissionDraft<MappingPlan>, MapRequirementsError>> {
  const { plan, packages } = at.decided;
  const edited: FileChange[] = [];
  for (const { wp, edits } of plan.edits) {
    const file = packages.find(({ fileName }) => fileName === wp.fileName);
    if (file === undefined) continue;
    const text = await editPackage(file, edits);
    if (!text.ok) return text;
    edited.push({ path: file.path, bytes: text.value });
  }
  const events = trackerEvents(work, plan, at.state.snapshot);
  const followUp = () => ensureCoordinationWorktree(work.session, work.mission);
  // What was asked for is there: then what else was authored is not this command's to commit.
  if (edited.length + events.length === 0) return ok({ kind: "unchanged", answer: plan, followUp });
  const changes = new Map([...at.authored.changes, ...edited].map((change) => [change.path, change]));
  return ok({
    kind: "commit",
    message: `Map requirements of ${[...plan.mapped.keys()].join(", ")}`,
    events,
    files: [...changes.values()],
    captured: at.authored.captured,
    followUp,
    answer: () => plan,
  });
}

async function map(work: Work): Promise<Result<MappedRequirements, MapRequirementsError>> {
  const { session, mission } = work;
  const purpose = "map-requirements";
  const published = await transactMission<MappingPlan, MapRequirementsError>(
    session,
    mission,
    { purpose },
    async (state) => {
      const authored = await readAuthoredFiles(session, mission, state.base.tip);
      if (!authored.ok) return authored;
      const decided = await decide(work, authored.value.files);
      return decided.ok ? draftOf(work, { state, authored: authored.value, decided: decided.value }) : decided;
    },
  );
  if (!published.ok) return published;
  return ok({
    folder: mission.folder,
    missionId: mission.meta.missionId,
    featureDir: mission.featureDir,
    plan: published.value.answer,
    recordedOn: mission.branch,
    worktreeRoot: authoringRoot(mission),
    commit: published.value.commit,
    commits: session.ledger,
  });
}

/** Maps requirements. Errors: MAPPING_REQUEST_INVALID, WP_NOT_FOUND, REQUIREMENT_REFS_UNKNOWN, those of reading and recording. */
export const mapRequirements = (
  ctx: Ctx,
  input: MapRequirementsInput,
): Promise<Result<MappedRequirements, MapRequirementsError>> =>
  withSession(ctx, async (session) => {
    const request = parseMappingRequest({ ...input, hasTrackerRefs: input.trackerRefs.length > 0 });
    if (!request.ok) return request;
    const read = await readMission(session, input.mission);
    return read.ok ? map({ session, mission: read.value, input, request: request.value }) : read;
  });

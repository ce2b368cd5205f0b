/** `spec-kitty agent mission check-prerequisites`: where a mission's documents are, and which are missing. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_FILES } from "../../../core/layout/paths.ts";
import type { JsonObject } from "../../../core/lib/json.ts";
import { ok } from "../../../core/lib/result.ts";
import { branchContract } from "../../../core/mission/branch-contract.ts";
import {
  type CheckedPrerequisites,
  checkPrerequisites,
  probeResume,
  type ResumeProbe,
} from "../../../usecases/check-prerequisites.ts";

type Answer =
  | { readonly kind: "checked" | "paths"; readonly checked: CheckedPrerequisites }
  | { readonly kind: "probe"; readonly probe: ResumeProbe };

const FILES = {
  feature_spec: MISSION_FILES.spec,
  impl_plan: MISSION_FILES.plan,
  tasks: MISSION_FILES.tasks,
  research: MISSION_FILES.research,
  data_model: MISSION_FILES.dataModel,
  quickstart: MISSION_FILES.quickstart,
} as const;
const FOLDERS = {
  contracts_dir: MISSION_FILES.contractsDir,
  checklists_dir: MISSION_FILES.checklistsDir,
  research_dir: MISSION_FILES.researchDir,
  tasks_dir: MISSION_FILES.tasksDir,
} as const;

const below = (folder: string, names: Readonly<Record<string, string>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(names).map(([key, name]) => [key, `${folder}/${name}`]));

const identityJson = ({ folder, meta }: CheckedPrerequisites): JsonObject => ({
  mission_slug: folder,
  mission_id: meta.missionId ?? null,
  mission_type: meta.missionType,
});

function pathsJson(checked: CheckedPrerequisites): JsonObject {
  const { featureDir, repoRoot } = checked;
  return {
    repo_root: repoRoot,
    specs_dir: featureDir.slice(0, featureDir.lastIndexOf("/")),
    feature_dir: featureDir,
    ...below(featureDir, FILES),
    ...below(featureDir, FOLDERS),
  };
}

const twins = (checked: CheckedPrerequisites): JsonObject => {
  const { featureDir } = checked;
  return {
    REPO_ROOT: checked.repoRoot,
    FEATURE_DIR: featureDir,
    FEATURE_SPEC: `${featureDir}/${FILES.feature_spec}`,
    IMPL_PLAN: `${featureDir}/${FILES.impl_plan}`,
    TASKS: `${featureDir}/${FILES.tasks}`,
    SPECS_DIR: featureDir.slice(0, featureDir.lastIndexOf("/")),
  };
};

function checkedJson(checked: CheckedPrerequisites): JsonObject {
  const { valid, errors, warnings, available, featureDir } = checked;
  return {
    valid,
    errors,
    warnings,
    ...identityJson(checked),
    feature_dir: featureDir,
    paths: pathsJson(checked),
    artifact_files: below(featureDir, FILES),
    artifact_dirs: below(featureDir, FOLDERS),
    available_docs: available,
    FEATURE_DIR: featureDir,
    AVAILABLE_DOCS: available,
    ...branchContract(checked.branches),
  };
}

function probeJson(probe: ResumeProbe): JsonObject {
  if (probe.kind !== "found")
    return { resume_state: probe.kind, error_code: probe.error.code, ...branchContract(probe.branches) };
  const { checked } = probe;
  const { meta } = checked;
  return {
    resume_state: checked.resumeState,
    ...identityJson(checked),
    friendly_name: meta.friendlyName ?? null,
    feature_dir: checked.featureDir,
    topology: meta.topology ?? null,
    pr_bound: meta.prBound,
    spec_committed_and_substantive: checked.specReady,
    ...branchContract(checked.branches),
  };
}

const documentOf = (answer: Answer): JsonObject => {
  if (answer.kind === "probe") return probeJson(answer.probe);
  if (answer.kind === "checked") return checkedJson(answer.checked);
  const { checked } = answer;
  return { ...identityJson(checked), ...pathsJson(checked), ...twins(checked), ...branchContract(checked.branches) };
};

function humanOf(answer: Answer): string {
  if (answer.kind === "probe")
    return answer.probe.kind === "found"
      ? `${answer.probe.checked.resumeState}: ${answer.probe.checked.folder}`
      : answer.probe.kind;
  const { checked } = answer;
  if (answer.kind === "paths")
    return Object.entries(twins(checked))
      .map(([key, value]) => `${key}: ${String(value)}`)
      .join("\n");
  return [
    checked.valid ? `${checked.folder} has what is needed` : `${checked.folder} is not complete`,
    `  Folder: ${checked.featureDir}`,
    ...checked.errors.map((text) => `  Missing: ${text}`),
    ...checked.warnings.map((text) => `  Later: ${text}`),
    ...checked.available.map((path) => `  Has: ${path}`),
  ].join("\n");
}

export const checkPrerequisitesLeaf = leaf({
  path: "agent mission check-prerequisites",
  summary: "Show where a mission's documents are and which are missing",
  examples: [
    { line: "spec-kitty agent mission check-prerequisites --mission shop --json", does: "before planning" },
    { line: "spec-kitty agent mission check-prerequisites --include-tasks --json", does: "before implementing" },
    {
      line: "spec-kitty agent mission check-prerequisites --resume-probe --mission shop --json",
      does: "is there one?",
    },
  ],
  args: {
    mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
    pathsOnly: { type: "flag", summary: "Only the paths" },
    includeTasks: { type: "flag", summary: "Plan and tasks have to be there too" },
    requireTasks: { type: "flag", summary: "The same as --include-tasks", hidden: true },
    resumeProbe: { type: "flag", summary: "Only whether there is a mission to go on with" },
  },
  envelope: "contract",
  run: async (ctx, { mission, pathsOnly, includeTasks, requireTasks, resumeProbe }) => {
    if (resumeProbe) {
      const probe = await probeResume(ctx, mission);
      return probe.ok ? ok<Answer>({ kind: "probe", probe: probe.value }) : probe;
    }
    const checked = await checkPrerequisites(ctx, { mission, includeTasks: includeTasks || requireTasks });
    return checked.ok ? ok<Answer>({ kind: pathsOnly ? "paths" : "checked", checked: checked.value }) : checked;
  },
  human: humanOf,
  json: documentOf,
});

/**
 * Every path the product uses, in one table. Paths are relative, with `/`: to the repository's main checkout, to a mission's
 * folder (`MISSION_FILES`), or to the git common directory (`LOCAL`). Nobody else joins these names.
 */

/** Folder of all missions. */
export const MISSIONS_DIR = "kitty-specs";

/** Project files, relative to the main checkout. */
export const PROJECT_FILES = {
  config: ".kittify/config.yaml",
  metadata: ".kittify/metadata.yaml",
  charter: ".kittify/charter/charter.md",
  charterData: ".kittify/charter/charter.yaml",
  overrides: ".kittify/overrides",
  missionOverrides: ".kittify/missions",
  canonicalEvents: ".kittify/canonical-events.jsonl",
  /** The reference's workspace records: read, never written. */
  legacyWorkspaces: ".kittify/workspaces",
  operations: "kitty-ops",
} as const;

/** Files of a mission, relative to its folder. */
export const MISSION_FILES = {
  meta: "meta.json",
  spec: "spec.md",
  plan: "plan.md",
  tasks: "tasks.md",
  wps: "wps.yaml",
  tasksDir: "tasks",
  tasksReadme: "tasks/README.md",
  tasksKeep: "tasks/.gitkeep",
  lanes: "lanes.json",
  log: "status.events.jsonl",
  status: "status.json",
  acceptanceMatrix: "acceptance-matrix.json",
  issueMatrix: "issue-matrix.json",
  legacyIssueMatrix: "issue-matrix.md",
  decisionsDir: "decisions",
  decisionsIndex: "decisions/index.json",
  decisionsLog: "decisions.events.jsonl",
  missionEvents: "mission-events.jsonl",
  analysisReport: "analysis-report.md",
  research: "research.md",
  dataModel: "data-model.md",
  quickstart: "quickstart.md",
  contractsDir: "contracts",
  checklistsDir: "checklists",
  requirementsChecklist: "checklists/requirements.md",
  researchDir: "research",
  tracesDir: "traces",
  occurrenceMap: "occurrence_map.yaml",
  retrospective: "retrospective.yaml",
} as const;

/** State of this clone, relative to the git common directory; never committed, shared by all worktrees. */
export const LOCAL = {
  root: "spec-kitty",
  locks: "spec-kitty/locks",
  operations: "spec-kitty/operations",
  operationLog: "spec-kitty/operations.jsonl",
  cache: "spec-kitty/cache",
  runs: "spec-kitty/runs",
  workspaces: "spec-kitty/workspaces",
  trash: "spec-kitty/trash",
} as const;

/** Returns a mission's folder. */
export const missionDir = (folder: string): string => `${MISSIONS_DIR}/${folder}`;

/** Returns a file of a mission, e.g. `missionPath("shop-01J9ABCD", MISSION_FILES.log)`. */
export const missionPath = (folder: string, file: string): string => `${MISSIONS_DIR}/${folder}/${file}`;

/** Returns a work package's file within its mission; `stem` is its name without `.md`. */
export const workPackageFile = (stem: string): string => `tasks/${stem}.md`;

/** Returns the file of a review cycle (from 1) within its mission. */
export const reviewCycleFile = (stem: string, cycle: number): string => `tasks/${stem}/review-cycle-${cycle}.md`;

/** Returns what a log row says to point at a review cycle. */
export const reviewCycleRef = (missionSlug: string, stem: string, cycle: number): string =>
  `review-cycle://${missionSlug}/${stem}/review-cycle-${cycle}.md`;

/** Returns the text of a decision within its mission; `id` is a ULID. */
export const decisionFile = (id: string): string => `decisions/DM-${id}.md`;

/** Returns the lock that the reference takes on a mission, relative to the git common directory. */
export const referenceLock = (missionSlug: string): string => `spec-kitty-locks/${missionSlug}.status.lock`;

/** Splits a path below `kitty-specs/` into the mission's folder and the file; `undefined` for any other path. */
export function parseMissionPath(path: string): { readonly folder: string; readonly file: string } | undefined {
  const [root, folder, ...rest] = path.split("/");
  if (root !== MISSIONS_DIR || folder === undefined || folder === "" || rest.length === 0) return undefined;
  return { folder, file: rest.join("/") };
}

/**
 * Tells where a mission file of the reference's lives when the topology has a coordination branch:
 * what commands record is there, what people plan is on the target.
 */
export const partitionOf = (file: string): "coordination" | "target" =>
  COORDINATION_FILES.has(file) || file.startsWith("traces/") || REVIEW_CYCLE.test(file) ? "coordination" : "target";

/** Tells whether commands write a mission file as a whole, so that a person's copy of it is never taken as input. */
export const isToolOwned = (file: string): boolean => TOOL_OWNED.has(file) || REVIEW_CYCLE.test(file);

const TOOL_OWNED: ReadonlySet<string> = new Set([
  MISSION_FILES.log,
  MISSION_FILES.status,
  MISSION_FILES.lanes,
  MISSION_FILES.acceptanceMatrix,
  MISSION_FILES.issueMatrix,
]);
const COORDINATION_FILES: ReadonlySet<string> = new Set([
  MISSION_FILES.log,
  MISSION_FILES.status,
  MISSION_FILES.acceptanceMatrix,
  MISSION_FILES.issueMatrix,
  MISSION_FILES.legacyIssueMatrix,
  MISSION_FILES.decisionsLog,
]);
const REVIEW_CYCLE = /^tasks\/(?:.+\/)?review-cycle-\d+\.md$/;

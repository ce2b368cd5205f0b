/**
 * Is a mission ready to be accepted? Pure: every check with what it found, in the order in which to mend things.
 * Checks read the mission's own branch and the bytes its authors wrote; code of lanes is never looked for anywhere.
 */
import { MISSION_FILES } from "../layout/paths.ts";
import type { Lane } from "../status/lane.ts";
import type { CheckResult } from "./readiness.ts";

export type AcceptedPackage = {
  readonly wpId: string;
  readonly title: string;
  /** File in the mission's folder; `undefined` if only the log or lanes know the package. */
  readonly path: string | undefined;
  readonly lane: Lane | undefined;
  readonly agent: string | undefined;
  readonly assignee: string | undefined;
  readonly shellPid: string | undefined;
  readonly inLanesFile: boolean;
  /** Listed subtasks that are not done. */
  readonly openSubtasks: readonly string[];
};

export type AcceptanceFacts = {
  readonly packages: readonly AcceptedPackage[];
  /** Text of each authored file, by path in the mission's folder. */
  readonly texts: ReadonlyMap<string, string>;
  readonly hasLanesFile: boolean;
  /** Uncommitted files in lanes' worktrees, as `<worktree>/<file>`. */
  readonly uncommitted: readonly string[];
  /** `undefined` if there is no acceptance matrix. */
  readonly matrixVerdict: string | undefined;
  readonly matrixRequired: boolean;
  /** Of the readiness: issues and reviews. */
  readonly consistency: readonly CheckResult[];
  /** Leaves out checks of who did what and which subtasks are ticked. */
  readonly lenient: boolean;
};

export type AcceptanceCheck = { readonly check: string; readonly detail: string };

export type Acceptance = {
  readonly ok: boolean;
  readonly allDone: boolean;
  readonly failed: readonly AcceptanceCheck[];
  readonly skipped: readonly string[];
  readonly advisories: readonly string[];
  readonly metadataIssues: readonly string[];
  readonly uncheckedTasks: readonly string[];
  readonly needsClarification: readonly string[];
  readonly missingArtifacts: readonly string[];
  readonly optionalMissing: readonly string[];
};

const REQUIRED = [MISSION_FILES.spec, MISSION_FILES.plan, MISSION_FILES.tasks] as const;
const OPTIONAL = [
  MISSION_FILES.research,
  MISSION_FILES.dataModel,
  MISSION_FILES.quickstart,
  MISSION_FILES.requirementsChecklist,
] as const;
const FINISHED: ReadonlySet<string> = new Set(["approved", "done", "canceled"]);
const DOCUMENTS = /\.(md|ya?ml)$/;

/** Lists the checks that can fail, in the order of mending. */
export const ACCEPTANCE_CHECKS = [
  "missing_artifacts",
  "needs_clarification",
  "lanes_manifest",
  "all_done",
  "metadata",
  "unchecked_tasks",
  "git_dirty",
  "issue_matrix_completeness",
  "review_consistency",
  "acceptance_matrix",
] as const;

/** What is said of a mission that was merged: there is nothing left to check. */
export const MERGED_ACCEPTANCE: Acceptance = {
  ok: true,
  allDone: true,
  failed: [],
  skipped: ACCEPTANCE_CHECKS,
  advisories: [],
  metadataIssues: [],
  uncheckedTasks: [],
  needsClarification: [],
  missingArtifacts: [],
  optionalMissing: [],
};

const clarifications = (texts: AcceptanceFacts["texts"]): readonly string[] =>
  [...texts].flatMap(([path, text]) =>
    DOCUMENTS.test(path)
      ? text.split("\n").flatMap((line, i) => (line.includes("[NEEDS CLARIFICATION") ? [`${path}:${i + 1}`] : []))
      : [],
  );

function issuesOf(wp: AcceptedPackage): readonly string[] {
  if (wp.lane === "canceled") return [];
  const active =
    wp.lane === "claimed" || wp.lane === "in_progress" || wp.lane === "for_review" || wp.lane === "in_review";
  return [
    ...(wp.path === undefined ? [`${wp.wpId} has no file`] : []),
    ...(active && wp.assignee === undefined && wp.agent === undefined ? [`${wp.wpId} has no agent`] : []),
  ];
}

/** Runs all checks. */
export function decideAcceptance(facts: AcceptanceFacts): Acceptance {
  const { packages, texts, lenient } = facts;
  const open = packages.filter(({ lane }) => !FINISHED.has(lane ?? ""));
  const metadataIssues = lenient ? [] : packages.flatMap(issuesOf);
  const uncheckedTasks = lenient
    ? []
    : packages.flatMap(({ wpId, lane, openSubtasks }) =>
        lane === "canceled" ? [] : openSubtasks.map((id) => `${wpId} ${id}`),
      );
  const needsClarification = clarifications(texts);
  const missingArtifacts = REQUIRED.filter((path) => !texts.has(path));
  const matrixFails = facts.matrixVerdict === "fail" || (facts.matrixRequired && facts.matrixVerdict !== "pass");
  const found: Readonly<Record<(typeof ACCEPTANCE_CHECKS)[number], readonly string[]>> = {
    missing_artifacts: missingArtifacts,
    needs_clarification: needsClarification,
    lanes_manifest: facts.hasLanesFile ? [] : ["there is no lanes.json"],
    all_done:
      packages.length === 0
        ? ["there are no work packages"]
        : open.map(({ wpId, lane }) => `${wpId} is ${lane ?? "not started"}`),
    metadata: metadataIssues,
    unchecked_tasks: uncheckedTasks,
    git_dirty: facts.uncommitted,
    issue_matrix_completeness: failing(facts.consistency, "issue_matrix_completeness"),
    review_consistency: failing(facts.consistency, "review_consistency"),
    acceptance_matrix: matrixFails ? [`the verdict is ${facts.matrixVerdict ?? "missing"}`] : [],
  };
  const failed = ACCEPTANCE_CHECKS.flatMap((check) =>
    found[check].length === 0 ? [] : [{ check, detail: found[check].join("; ") }],
  );
  return {
    ok: failed.length === 0,
    allDone: found.all_done.length === 0,
    failed,
    skipped: lenient ? ["metadata", "unchecked_tasks"] : [],
    advisories: facts.matrixVerdict === "pending" && !facts.matrixRequired ? ["the acceptance matrix is pending"] : [],
    metadataIssues,
    uncheckedTasks,
    needsClarification,
    missingArtifacts,
    optionalMissing: OPTIONAL.filter((path) => !texts.has(path)),
  };
}

const failing = (checks: readonly CheckResult[], name: string): readonly string[] =>
  checks.filter((check) => check.name === name && check.verdict === "fail").map(({ details }) => details);

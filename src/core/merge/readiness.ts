/**
 * May a mission be merged? One pure answer from gathered facts: every check is listed with its verdict, and what blocks is
 * told apart from what only warns. Checks read the current lane of each package, never its history.
 */
import type { Lane } from "../status/lane.ts";

export type PackageFacts = {
  readonly wpId: string;
  /** `undefined` if the log never moved it. */
  readonly lane: Lane | undefined;
  readonly dependencies: readonly string[];
  /** Newest review cycle, if there is one: path in the mission's folder and its verdict. */
  readonly review: { readonly path: string; readonly verdict: string } | undefined;
};

export type ReadinessFacts = {
  readonly packages: readonly PackageFacts[];
  /** Verdict of each row of the issue matrix; `undefined` if the mission has none. */
  readonly issues: ReadonlyMap<string, string> | undefined;
  readonly analysis: { readonly present: boolean; readonly required: boolean };
  /** `verdict` of the acceptance matrix; `accepted` if `accept` was recorded. */
  readonly acceptance: {
    readonly verdict: string | undefined;
    readonly accepted: boolean;
    readonly required: boolean;
  };
  readonly skipReviewCheck: boolean;
};

export type CheckName =
  | "evidence"
  | "dependency"
  | "issue_matrix_completeness"
  | "review_consistency"
  | "analysis"
  | "acceptance";
export type CheckResult = {
  readonly name: CheckName;
  readonly verdict: "pass" | "fail" | "warn" | "skip";
  readonly details: string;
  readonly blocking: boolean;
};

/** Something that stops a merge, with the code that a program can act on. */
export type Blocker = { readonly code: string; readonly check: CheckName; readonly details: string };

export type Readiness = { readonly checks: readonly CheckResult[]; readonly blockers: readonly Blocker[] };

const FINISHED: ReadonlySet<string> = new Set(["approved", "done"]);
const TERMINAL_ISSUE: ReadonlySet<string> = new Set(["fixed", "verified-already-fixed", "deferred-with-followup"]);

type Finding = { readonly code: string; readonly problems: readonly string[]; readonly clean: string };

const blocking = (
  name: CheckName,
  { code, problems, clean }: Finding,
): { check: CheckResult; blockers: readonly Blocker[] } => ({
  check: {
    name,
    verdict: problems.length === 0 ? "pass" : "fail",
    details: problems.length === 0 ? clean : problems.join("; "),
    blocking: problems.length > 0,
  },
  blockers: problems.map((details) => ({ code, check: name, details })),
});

const skipped = (name: CheckName, details: string) => ({
  check: { name, verdict: "skip" as const, details, blocking: false },
  blockers: [] as readonly Blocker[],
});

const warning = (
  name: CheckName,
  code: string,
  at: { readonly problem: string | undefined; readonly required: boolean; readonly clean: string },
) => {
  if (at.problem === undefined || at.required)
    return blocking(name, { code, problems: at.problem === undefined ? [] : [at.problem], clean: at.clean });
  return {
    check: { name, verdict: "warn" as const, details: at.problem, blocking: false },
    blockers: [] as readonly Blocker[],
  };
};

function checkLanes(packages: readonly PackageFacts[]) {
  const unfinished = packages.filter(({ lane }) => lane !== "canceled" && !FINISHED.has(lane ?? ""));
  const problems =
    packages.length === 0
      ? ["the mission has no work packages"]
      : unfinished.map(({ wpId, lane }) => `${wpId} is ${lane ?? "not started"}`);
  return blocking("evidence", {
    code: "WORK_PACKAGES_NOT_APPROVED",
    problems,
    clean: `${packages.length} work packages are approved, done or canceled`,
  });
}

function checkDependencies(packages: readonly PackageFacts[]) {
  const lanes = new Map(packages.map(({ wpId, lane }) => [wpId, lane]));
  const problems = packages
    .filter(({ lane }) => lane !== "canceled")
    .flatMap(({ wpId, dependencies }) =>
      dependencies
        .filter((id) => lanes.has(id) && !FINISHED.has(lanes.get(id) ?? ""))
        .map((id) => `${wpId} depends on ${id}, which is ${lanes.get(id) ?? "not started"}`),
    );
  return blocking("dependency", {
    code: "DEPENDENCIES_NOT_MERGEABLE",
    problems,
    clean: "all dependencies are approved or done",
  });
}

function checkIssues(issues: ReadinessFacts["issues"]) {
  if (issues === undefined) return skipped("issue_matrix_completeness", "the mission has no issue matrix");
  const problems = [...issues]
    .filter(([, verdict]) => !TERMINAL_ISSUE.has(verdict))
    .map(([id, verdict]) => `${id} is ${verdict}`);
  return blocking("issue_matrix_completeness", {
    code: "ISSUE_MATRIX_INCOMPLETE",
    problems,
    clean: `${issues.size} issues have a final verdict`,
  });
}

function checkReviews({ packages, skipReviewCheck }: ReadinessFacts) {
  if (skipReviewCheck) return skipped("review_consistency", "left out on request");
  const problems = packages
    .filter(({ lane, review }) => FINISHED.has(lane ?? "") && review?.verdict === "rejected")
    .map(({ wpId, lane, review }) => `${wpId} is ${lane}, but ${review?.path} says rejected`);
  return blocking("review_consistency", {
    code: "REJECTED_REVIEW_ARTIFACT_CONFLICT",
    problems,
    clean: "no approved package has a rejecting review as its newest",
  });
}

function checkAcceptance({ verdict, accepted, required }: ReadinessFacts["acceptance"]) {
  const problem = accepted
    ? undefined
    : verdict === "fail"
      ? "the acceptance matrix says fail"
      : "the mission was not accepted";
  return warning("acceptance", "ACCEPTANCE_REQUIRED", { problem, required, clean: "the mission was accepted" });
}

/** Answers all checks; nothing blocks if `blockers` is empty. */
export function decideReadiness(facts: ReadinessFacts): Readiness {
  const problem = facts.analysis.present ? undefined : "the mission has no analysis report";
  const found = [
    checkLanes(facts.packages),
    checkDependencies(facts.packages),
    checkIssues(facts.issues),
    checkReviews(facts),
    warning("analysis", "ANALYSIS_REQUIRED", {
      problem,
      required: facts.analysis.required,
      clean: "there is an analysis report",
    }),
    checkAcceptance(facts.acceptance),
  ];
  return { checks: found.map(({ check }) => check), blockers: found.flatMap(({ blockers }) => blockers) };
}

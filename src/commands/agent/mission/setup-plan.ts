/** `spec-kitty agent mission setup-plan`: from the specification to the plan. */
import { leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import type { Style } from "../../../cli/style.ts";
import type { Json } from "../../../core/lib/json.ts";
import { branchContract } from "../../../core/mission/branch-contract.ts";
import { type PlanSetUp, setUpPlan } from "../../../usecases/setup-plan.ts";

const CODE = "SPEC_NOT_SUBSTANTIVE_OR_UNCOMMITTED";

const OUTLINE = "its Technical context needs a language and one more answer, as rows of a table or as bold names";

const again = ({ folder }: PlanSetUp): string => `spec-kitty agent mission setup-plan --mission ${folder}`;

function human(value: PlanSetUp, style: Style): string {
  const { decision, featureDir, commit } = value;
  if (decision.kind === "blocked")
    return [
      `${style.yellow("Not yet:")} ${decision.reason}`,
      `${style.bold("Next:")} ${again(value)}`,
      style.dim(CODE),
    ].join("\n");
  const recorded =
    commit === undefined ? "Nothing new to record" : `${style.green("✓")} Recorded ${commit.slice(0, 10)}`;
  const next = decision.planSubstantive
    ? `write tasks.md and tasks/WP*.md in ${featureDir}, then run spec-kitty agent mission finalize-tasks --mission ${value.folder}`
    : `fill in ${featureDir}/plan.md (${OUTLINE}), then run ${again(value)}`;
  return [
    `${recorded} on ${value.branches.recordedOn}`,
    ...value.kept.map(({ path }) => `Kept your version of ${path}`),
    `${style.bold("Next:")} ${next}`,
  ].join("\n");
}

function json(value: PlanSetUp): Json {
  const { decision, featureDir, commit, branches } = value;
  const blocked = decision.kind === "blocked";
  const complete = !blocked && decision.planSubstantive;
  return {
    result: blocked ? "blocked" : "success",
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: featureDir,
    spec_file: `${featureDir}/spec.md`,
    plan_file: `${featureDir}/plan.md`,
    impl_plan: `${featureDir}/plan.md`,
    ...(blocked
      ? {
          error_code: CODE,
          blocked_reason: decision.reason,
          remediation: `Fill in ${featureDir}/spec.md, then run: ${again(value)}`,
          spec_commit_surfaces_checked: [branches.recordedOn],
        }
      : {}),
    ...(blocked || complete
      ? {}
      : { remediation: `Fill in ${featureDir}/plan.md (${OUTLINE}), then run: ${again(value)}` }),
    phase_complete: complete,
    scaffold_only: !blocked && !complete,
    spec_committed: blocked ? decision.specCommitted : true,
    spec_substantive: decision.specSubstantive,
    plan_substantive: decision.planSubstantive,
    commit_created: commit !== undefined,
    commit_hash: commit ?? null,
    commit_status: commit === undefined ? "unchanged" : "committed",
    commits: commitsJson(value.commits),
    kept: value.kept.map(({ path }) => path),
    ...branchContract(branches),
  };
}

export const setupPlan = leaf({
  path: "agent mission setup-plan",
  summary: "Record the specification and set up or record the plan",
  description:
    "Reads what was written in the mission's folder, checks it and commits exactly that. Without a plan.md it makes the outline; once that is filled in, run it again.",
  examples: [
    { line: "spec-kitty agent mission setup-plan --mission shop", does: "record spec.md and make plan.md" },
    { line: "spec-kitty agent mission setup-plan --mission shop --json", does: "the same for a program" },
  ],
  args: { mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" } },
  envelope: "contract",
  run: (ctx, { mission }) => setUpPlan(ctx, mission),
  human,
  json,
});

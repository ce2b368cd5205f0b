/** `spec-kitty agent tasks map-requirements`: which work package covers which requirement. */
import { leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import { requirementSentence } from "../../../cli/render/finalize-warnings.ts";
import type { Style } from "../../../cli/style.ts";
import type { Json } from "../../../core/lib/json.ts";
import { type MappedRequirements, mapRequirements as run } from "../../../usecases/map-requirements.ts";

function human(value: MappedRequirements, style: Style): string {
  const { plan, commit } = value;
  const covered = plan.functional.length - plan.unmapped.length;
  return [
    commit === undefined
      ? "Mapped already; nothing was changed"
      : `${style.green("✓")} Mapped on ${value.recordedOn} (${commit.slice(0, 10)})`,
    ...[...plan.mapped.keys()].map((wpId) => `  ${wpId}: ${totalOf(value, wpId).join(", ") || "none"}`),
    `${covered} of ${plan.functional.length} functional requirements are covered`,
    ...(plan.unmapped.length > 0 ? [`${style.yellow("Left:")} ${plan.unmapped.join(", ")}`] : []),
    ...plan.warnings.map((each) => `${style.yellow("Note:")} ${requirementSentence(each)}`),
  ].join("\n");
}

const totalOf = ({ plan }: MappedRequirements, wpId: string): readonly string[] =>
  [...plan.total].find(([id]) => id === wpId)?.[1] ?? [];

function json(value: MappedRequirements): Json {
  const { plan, commit } = value;
  return {
    result: "success",
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: value.featureDir,
    mapped: Object.fromEntries(plan.mapped),
    total_mappings: Object.fromEntries(plan.total),
    coverage: {
      total_functional: plan.functional.length,
      mapped_functional: plan.functional.length - plan.unmapped.length,
      unmapped_functional: plan.unmapped,
    },
    committed: commit !== undefined,
    commit_sha: commit ?? null,
    commit_result:
      commit === undefined
        ? null
        : { sha: commit, destination_ref: value.recordedOn, worktree_root: value.worktreeRoot },
    requirement_extraction_warnings: plan.warnings.map(requirementSentence),
    bare_prose_requirement_ids: plan.bareProse,
    commits: commitsJson(value.commits),
  };
}

export const mapRequirements = leaf({
  path: "agent tasks map-requirements",
  summary: "Say which requirements a work package covers",
  description:
    "Adds requirement ids to the front matter of work packages and commits it; every id must be declared in spec.md. With --replace the ids take the place of those that were there.",
  examples: [
    { line: "spec-kitty agent tasks map-requirements --wp WP01 --refs FR-001,FR-002", does: "add two" },
    {
      line: `spec-kitty agent tasks map-requirements --batch '{"WP01":["FR-001"],"WP02":["FR-002"]}' --json`,
      does: "several packages at once",
    },
    {
      line: "spec-kitty agent tasks map-requirements --wp WP01 --refs FR-003 --replace",
      does: "instead of all others",
    },
  ],
  args: {
    wp: { type: "option", value: "WP", summary: "Work package, e.g. WP01", complete: "wp" },
    refs: { type: "option", value: "IDS", summary: "Requirement ids, separated by commas" },
    batch: { type: "option", value: "JSON", summary: "Ids of several packages as a JSON object" },
    replace: { type: "flag", summary: "Replace what was mapped before" },
    trackerRef: { type: "option", value: "REF", summary: "Ticket of the package", repeatable: true },
    mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
    autoCommit: { type: "flag", summary: "Ignored: a mapping is always committed", negatable: true, hidden: true },
  },
  envelope: "contract",
  run: (ctx, { wp, refs, batch, replace, trackerRef, mission }) =>
    run(ctx, { wp, refs, batch, mission, trackerRefs: trackerRef, mode: replace ? "replace" : "add" }),
  human,
  json,
});

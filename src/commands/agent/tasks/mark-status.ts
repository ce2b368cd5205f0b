/** `spec-kitty agent tasks mark-status`: subtasks that are done, or not. */
import { leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import type { Style } from "../../../cli/style.ts";
import type { Json } from "../../../core/lib/json.ts";
import type { MarkResult } from "../../../core/work-package/mark-subtasks.ts";
import { type MarkedSubtasks, markSubtasks } from "../../../usecases/mark-subtasks.ts";

const countOf = ({ results }: MarkedSubtasks, outcome: MarkResult["outcome"]): number =>
  results.filter((each) => each.outcome === outcome).length;

const foundNothing = (value: MarkedSubtasks): boolean => countOf(value, "not_found") === value.results.length;

function sentence({ mark }: MarkedSubtasks, { id, wpId, outcome }: MarkResult): string {
  if (outcome === "not_found") return `No work package lists ${id}`;
  return outcome === "updated" ? `${id} of ${wpId} is ${mark} now` : `${id} of ${wpId} was ${mark} already`;
}

/** The files are the roster: no command prints it. */
const hintOf = ({ featureDir }: MarkedSubtasks): string =>
  `See the ids with: grep -A 9 '^subtasks:' ${featureDir}/tasks/WP*.md`;

function human(value: MarkedSubtasks, style: Style): string {
  const mark = { updated: style.green("✓"), already_satisfied: "=", not_found: style.yellow("?") };
  const lines = value.results.map((each) => `${mark[each.outcome]} ${sentence(value, each)}`);
  return [...lines, ...(countOf(value, "not_found") > 0 ? [hintOf(value)] : [])].join("\n");
}

function json(value: MarkedSubtasks): Json {
  return {
    ...(foundNothing(value)
      ? { error: "No work package lists any of these subtasks", error_code: "SUBTASK_NOT_FOUND", hint: hintOf(value) }
      : {}),
    results: value.results.map((each) => ({
      id: each.id,
      outcome: each.outcome,
      format: each.format ?? null,
      message: sentence(value, each),
      wp_id: each.wpId ?? null,
    })),
    summary: {
      updated: countOf(value, "updated"),
      already_satisfied: countOf(value, "already_satisfied"),
      not_found: countOf(value, "not_found"),
    },
    mission_slug: value.folder,
    mission_id: value.missionId ?? null,
    feature_dir: value.featureDir,
    commit_sha: value.commit ?? null,
    commits: commitsJson(value.commits),
  };
}

export const markStatus = leaf({
  path: "agent tasks mark-status",
  summary: "Mark subtasks done or pending",
  description:
    "Records the state in the mission's log; rows of tasks.md are not touched. Exits 1 only if none of the ids is known.",
  examples: [
    { line: "spec-kitty agent tasks mark-status T001 T002 --status done", does: "from a lane's worktree" },
    { line: "spec-kitty agent tasks mark-status WP03:T001 --status pending --mission shop", does: "take one back" },
  ],
  args: {
    ids: { type: "positional", summary: "Subtasks, e.g. T001 or WP03:T001", rest: true },
    status: { type: "option", value: "STATUS", summary: "What they are", choices: ["done", "pending"], required: true },
    mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
    autoCommit: { type: "flag", summary: "Ignored: every mark is committed", negatable: true, hidden: true },
  },
  envelope: "contract",
  run: (ctx, { ids, status, mission }) =>
    markSubtasks(ctx, { ids, mission, mark: status === "done" ? "done" : "pending" }),
  human,
  json,
  exit: (value) => (foundNothing(value) ? 1 : 0),
});

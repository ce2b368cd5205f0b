/** `spec-kitty agent tasks list-tasks`: the work packages of a mission, those of one lane if wanted. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { renderTable } from "../../../cli/render/table.ts";
import { listPackages } from "../../../usecases/read-packages.ts";

export const listTasks = leaf({
  path: "agent tasks list-tasks",
  summary: "List the work packages of a mission",
  examples: [
    { line: "spec-kitty agent tasks list-tasks", does: "list all of them" },
    { line: "spec-kitty agent tasks list-tasks --lane for_review", does: "list what waits for a review" },
    { line: "spec-kitty agent tasks list-tasks --mission auth --json", does: "the same for a program" },
  ],
  args: {
    mission: MISSION_ARG,
    lane: { type: "option", value: "LANE", summary: "Only packages in this lane", complete: "lane" },
  },
  envelope: "contract",
  run: (ctx, input) => listPackages(ctx, input),
  human: ({ entries }, style) =>
    entries.length === 0
      ? "No work packages"
      : renderTable(
          [{ title: "WP" }, { title: "Lane" }, { title: "Title", flexible: true }],
          entries.map(({ id, lane, title }) => [id, lane, title]),
          style,
        ),
  json: ({ identity, entries }) => ({
    ...identityJson(identity),
    tasks: entries.map(({ id, title, lane, path }) => ({ work_package_id: id, title, lane, path: path ?? null })),
    count: entries.length,
  }),
});

/** `spec-kitty agent tasks list-dependents <WP>`: what a work package depends on, and what depends on it. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { listDependents as read } from "../../../usecases/read-packages.ts";

const listed = (ids: readonly string[]): string => (ids.length === 0 ? "none" : ids.join(", "));

export const listDependents = leaf({
  path: "agent tasks list-dependents",
  summary: "Show what a work package depends on and what depends on it",
  examples: [
    { line: "spec-kitty agent tasks list-dependents WP01", does: "show both directions" },
    { line: "spec-kitty agent tasks list-dependents WP01 --json", does: "the same for a program" },
  ],
  args: { wpId: { type: "positional", summary: "Work package, e.g. WP01", complete: "wp" }, mission: MISSION_ARG },
  envelope: "contract",
  run: (ctx, input) => read(ctx, input),
  human: ({ wpId, dependsOn, dependents }, style) =>
    [style.bold(wpId), `Depends on: ${listed(dependsOn)}`, `Dependents: ${listed(dependents)}`].join("\n"),
  json: ({ identity, wpId, dependsOn, dependents }) => ({
    ...identityJson(identity),
    wp_id: wpId,
    depends_on: dependsOn,
    dependents,
  }),
});

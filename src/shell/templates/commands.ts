/** The command templates, embedded in the binary at build time. */
import accept from "../../../templates/commands/accept.md" with { type: "text" };
import implement from "../../../templates/commands/implement.md" with { type: "text" };
import merge from "../../../templates/commands/merge.md" with { type: "text" };
import plan from "../../../templates/commands/plan.md" with { type: "text" };
import review from "../../../templates/commands/review.md" with { type: "text" };
import specify from "../../../templates/commands/specify.md" with { type: "text" };
import status from "../../../templates/commands/status.md" with { type: "text" };
import tasks from "../../../templates/commands/tasks.md" with { type: "text" };

/** In the order in which a mission meets them. */
export const COMMAND_TEMPLATES: readonly { readonly name: string; readonly text: string }[] = [
  { name: "specify", text: specify },
  { name: "plan", text: plan },
  { name: "tasks", text: tasks },
  { name: "implement", text: implement },
  { name: "review", text: review },
  { name: "accept", text: accept },
  { name: "merge", text: merge },
  { name: "status", text: status },
];

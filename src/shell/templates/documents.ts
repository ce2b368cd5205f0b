/**
 * The outlines of a mission's documents, embedded in the binary at build time. Text in square brackets is for the author
 * to replace; `{{friendly_name}}`, `{{mission_slug}}` and `{{created_on}}` are filled in when a document is made.
 */
import plan from "../../../templates/plan.md" with { type: "text" };
import spec from "../../../templates/spec.md" with { type: "text" };
import taskPrompt from "../../../templates/task-prompt.md" with { type: "text" };
import tasks from "../../../templates/tasks.md" with { type: "text" };

export const DOCUMENT_TEMPLATES = { spec, plan, tasks, taskPrompt } as const;

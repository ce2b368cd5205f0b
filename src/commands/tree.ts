/**
 * Every command: its words and how to load it. One line a leaf; the file sits at the words below this folder.
 * Literal imports, so that the compiler makes a chunk of each and a run loads the one it needs.
 */
import type { Tree } from "../cli/host.ts";
import type { Leaf } from "../cli/leaf.ts";

export const TREE: Tree = new Map<string, () => Promise<Leaf>>([
  ["accept", () => import("./accept.ts").then((m) => m.accept)],
  ["agent action implement", () => import("./agent/action/implement.ts").then((m) => m.implement)],
  ["agent action review", () => import("./agent/action/review.ts").then((m) => m.review)],
  ["agent context resolve", () => import("./agent/context/resolve.ts").then((m) => m.resolve)],
  ["agent mission accept", () => import("./agent/mission/accept.ts").then((m) => m.accept)],
  ["agent mission branch-context", () => import("./agent/mission/branch-context.ts").then((m) => m.branchContext)],
  [
    "agent mission check-prerequisites",
    () => import("./agent/mission/check-prerequisites.ts").then((m) => m.checkPrerequisitesLeaf),
  ],
  ["agent mission create", () => import("./agent/mission/create.ts").then((m) => m.create)],
  ["agent mission finalize-tasks", () => import("./agent/mission/finalize-tasks.ts").then((m) => m.finalizeTasks)],
  ["agent mission merge", () => import("./agent/mission/merge.ts").then((m) => m.merge)],
  ["agent mission setup-plan", () => import("./agent/mission/setup-plan.ts").then((m) => m.setupPlan)],
  ["agent status emit", () => import("./agent/status/emit.ts").then((m) => m.emit)],
  ["agent status lifecycle", () => import("./agent/status/lifecycle.ts").then((m) => m.lifecycle)],
  ["agent status materialize", () => import("./agent/status/materialize.ts").then((m) => m.materialize)],
  ["agent status validate", () => import("./agent/status/validate.ts").then((m) => m.validate)],
  ["agent tasks add-history", () => import("./agent/tasks/add-history.ts").then((m) => m.history)],
  ["agent tasks finalize-tasks", () => import("./agent/tasks/finalize-tasks.ts").then((m) => m.finalizeTasks)],
  ["agent tasks list-dependents", () => import("./agent/tasks/list-dependents.ts").then((m) => m.listDependents)],
  ["agent tasks list-tasks", () => import("./agent/tasks/list-tasks.ts").then((m) => m.listTasks)],
  ["agent tasks map-requirements", () => import("./agent/tasks/map-requirements.ts").then((m) => m.mapRequirements)],
  ["agent tasks mark-status", () => import("./agent/tasks/mark-status.ts").then((m) => m.markStatus)],
  ["agent tasks move-task", () => import("./agent/tasks/move-task.ts").then((m) => m.move)],
  ["agent tasks status", () => import("./agent/tasks/status.ts").then((m) => m.status)],
  ["agent tasks validate-workflow", () => import("./agent/tasks/validate-workflow.ts").then((m) => m.validateWorkflow)],
  ["complete", () => import("./complete.ts").then((m) => m.complete)],
  ["completion install", () => import("./completion/install.ts").then((m) => m.install)],
  ["completion", () => import("./completion.ts").then((m) => m.completion)],
  ["explain", () => import("./explain.ts").then((m) => m.explain)],
  ["implement", () => import("./implement.ts").then((m) => m.implement)],
  ["init", () => import("./init.ts").then((m) => m.init)],
  ["merge", () => import("./merge.ts").then((m) => m.merge)],
  ["mission close", () => import("./mission/close.ts").then((m) => m.close)],
  ["mission create", () => import("./mission/create.ts").then((m) => m.create)],
  ["mission list", () => import("./mission/list.ts").then((m) => m.list)],
  ["mission-type list", () => import("./mission-type/list.ts").then((m) => m.list)],
  ["next", () => import("./next.ts").then((m) => m.next)],
  ["safe-commit", () => import("./safe-commit.ts").then((m) => m.safeCommitLeaf)],
  ["spec-commit", () => import("./spec-commit.ts").then((m) => m.specCommitLeaf)],
  ["version", () => import("./version.ts").then((m) => m.version)],
]);

/** What the commands below a word are about; one line, no full stop. */
export const GROUPS: Readonly<Record<string, string>> = {
  "agent action": "Start the implementation or review of a work package",
  "agent context": "What an action is about",
  "agent mission": "The life of a mission",
  "agent status": "The log of a mission, raw",
  "agent tasks": "Work packages on the board",
  "mission-type": "Kinds of mission",
  agent: "What coding agents call while they work",
  mission: "Missions, for people",
};

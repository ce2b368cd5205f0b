/**
 * Every command: its words and how to load it. One line a leaf; the file sits at the words below this folder.
 * Literal imports, so that the compiler makes a chunk of each and a run loads the one it needs.
 */
import type { Tree } from "../cli/host.ts";
import type { Leaf } from "../cli/leaf.ts";

export const TREE: Tree = new Map<string, () => Promise<Leaf>>([
  ["agent mission create", () => import("./agent/mission/create.ts").then((m) => m.create)],
  ["agent mission setup-plan", () => import("./agent/mission/setup-plan.ts").then((m) => m.setupPlan)],
  ["agent status lifecycle", () => import("./agent/status/lifecycle.ts").then((m) => m.lifecycle)],
  ["agent status materialize", () => import("./agent/status/materialize.ts").then((m) => m.materialize)],
  ["agent status validate", () => import("./agent/status/validate.ts").then((m) => m.validate)],
  ["agent tasks list-dependents", () => import("./agent/tasks/list-dependents.ts").then((m) => m.listDependents)],
  ["agent tasks list-tasks", () => import("./agent/tasks/list-tasks.ts").then((m) => m.listTasks)],
  ["agent tasks status", () => import("./agent/tasks/status.ts").then((m) => m.status)],
  ["agent tasks validate-workflow", () => import("./agent/tasks/validate-workflow.ts").then((m) => m.validateWorkflow)],
  ["complete", () => import("./complete.ts").then((m) => m.complete)],
  ["completion install", () => import("./completion/install.ts").then((m) => m.install)],
  ["completion", () => import("./completion.ts").then((m) => m.completion)],
  ["explain", () => import("./explain.ts").then((m) => m.explain)],
  ["init", () => import("./init.ts").then((m) => m.init)],
  ["mission create", () => import("./mission/create.ts").then((m) => m.create)],
  ["mission list", () => import("./mission/list.ts").then((m) => m.list)],
  ["next", () => import("./next.ts").then((m) => m.next)],
  ["safe-commit", () => import("./safe-commit.ts").then((m) => m.safeCommitLeaf)],
  ["spec-commit", () => import("./spec-commit.ts").then((m) => m.specCommitLeaf)],
  ["version", () => import("./version.ts").then((m) => m.version)],
]);

/** What the commands below a word are about; one line, no full stop. */
export const GROUPS: Readonly<Record<string, string>> = {
  agent: "What coding agents call while they work",
  "agent status": "The record of a mission: check it, print it, judge its state",
  "agent tasks": "Work packages: read the board, move packages, record what is done",
  mission: "Missions: list them, start one, finish one",
  "agent mission": "The life of a mission",
};

/**
 * Every command: its words and how to load it. One line a leaf; the file sits at the words below this folder.
 * Literal imports, so that the compiler makes a chunk of each and a run loads the one it needs.
 */
import type { Tree } from "../cli/host.ts";
import type { Leaf } from "../cli/leaf.ts";

export const TREE: Tree = new Map<string, () => Promise<Leaf>>([
  ["agent mission create", () => import("./agent/mission/create.ts").then((m) => m.create)],
  ["agent mission setup-plan", () => import("./agent/mission/setup-plan.ts").then((m) => m.setupPlan)],
  ["agent mission finalize-tasks", () => import("./agent/mission/finalize-tasks.ts").then((m) => m.finalizeTasks)],
  ["agent tasks finalize-tasks", () => import("./agent/tasks/finalize-tasks.ts").then((m) => m.finalizeTasks)],
  ["agent tasks map-requirements", () => import("./agent/tasks/map-requirements.ts").then((m) => m.mapRequirements)],
  ["agent tasks mark-status", () => import("./agent/tasks/mark-status.ts").then((m) => m.markStatus)],
  ["complete", () => import("./complete.ts").then((m) => m.complete)],
  ["completion", () => import("./completion.ts").then((m) => m.completion)],
  ["completion install", () => import("./completion/install.ts").then((m) => m.install)],
  ["explain", () => import("./explain.ts").then((m) => m.explain)],
  ["init", () => import("./init.ts").then((m) => m.init)],
  ["version", () => import("./version.ts").then((m) => m.version)],
]);

/** What the commands below a word are about; one line, no full stop. */
export const GROUPS: Readonly<Record<string, string>> = {
  agent: "What coding agents call while they work",
  "agent mission": "The life of a mission",
  "agent tasks": "The work packages of a mission",
};

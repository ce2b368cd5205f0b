/**
 * The four kinds of mission that are built in: what each is for, its steps in order, and what a step leaves behind.
 * A project says in its configuration which of them are active; where it says nothing, all are.
 */

/** What an agent is told to do in a step; several types share them. */
export type StepAction = "research" | "specify" | "plan" | "tasks" | "implement" | "review" | "accept";

export type MissionStep = {
  readonly id: string;
  readonly title: string;
  readonly action: StepAction;
  /** Files of the mission that have to be there before the step is left; a `*` stands for any part of a name. */
  readonly produces: readonly string[];
};

export type MissionType = {
  readonly key: string;
  readonly title: string;
  /** One line for a person who has to choose. */
  readonly summary: string;
  /** Linear: each step follows the one before it. */
  readonly steps: readonly MissionStep[];
};

const step = (id: string, title: string, action: StepAction, ...produces: readonly string[]): MissionStep => ({
  id,
  title,
  action,
  produces,
});

export const DEFAULT_MISSION_TYPE = "software-dev";

export const MISSION_TYPES: readonly MissionType[] = [
  {
    key: "software-dev",
    title: "Software development",
    summary: "Build or change software: specify, plan, split into work packages, implement, review",
    steps: [
      step("discovery", "Find out what is wanted", "research"),
      step("specify", "Write the specification", "specify", "spec.md"),
      step("plan", "Plan the implementation", "plan", "plan.md"),
      step("tasks", "Split the plan into work packages", "tasks", "tasks.md", "tasks/WP*.md"),
      step("implement", "Implement the work packages", "implement"),
      step("review", "Review the work packages", "review"),
      step("accept", "Accept the result", "accept"),
    ],
  },
  {
    key: "research",
    title: "Research",
    summary: "Answer a question with sources: scope, method, gathering, findings, report",
    steps: [
      step("scoping", "Scope the question", "specify", "spec.md"),
      step("methodology", "Choose the method", "plan", "plan.md"),
      step("gathering", "Gather sources", "implement", "source-register.csv"),
      step("synthesis", "Draw findings from the sources", "review", "findings.md"),
      step("output", "Write the report", "accept", "report.md"),
      step("accept", "Accept the result", "accept"),
    ],
  },
  {
    key: "documentation",
    title: "Documentation",
    summary: "Write or repair documentation: find gaps, design, generate, validate, publish",
    steps: [
      step("discover", "Find out who needs what", "specify", "spec.md"),
      step("audit", "Find the gaps", "research", "gap-analysis.md"),
      step("design", "Design the documentation", "plan", "plan.md"),
      step("generate", "Write it", "implement", "docs/**/*.md"),
      step("validate", "Check it", "review", "audit-report.md"),
      step("publish", "Publish it", "accept", "release.md"),
      step("accept", "Accept the result", "accept"),
    ],
  },
  {
    key: "plan",
    title: "Planning only",
    summary: "Think something through without building it: specify, research, plan, review",
    steps: [
      step("specify", "Write the specification", "specify", "spec.md"),
      step("research", "Answer the open questions", "research", "research.md"),
      step("plan", "Write the plan", "plan", "plan.md"),
      step("review", "Review the plan", "review"),
    ],
  },
];

/** Finds a built-in type; `undefined` if there is none of that name. */
export const findMissionType = (key: string): MissionType | undefined => MISSION_TYPES.find((type) => type.key === key);

/** Tells whether a type may be used; `activations` is what the project's configuration lists, `undefined` for nothing. */
export const isActiveType = (key: string, activations: readonly string[] | undefined): boolean =>
  activations === undefined || activations.includes(key);

/** The type of a mission that names none: software development if active, else the first active one. */
export function defaultMissionType(activations: readonly string[] | undefined): string {
  if (isActiveType(DEFAULT_MISSION_TYPE, activations)) return DEFAULT_MISSION_TYPE;
  return MISSION_TYPES.find((type) => isActiveType(type.key, activations))?.key ?? DEFAULT_MISSION_TYPE;
}

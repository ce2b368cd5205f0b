/** What the demo's agents write: a small program in three packages, of which the third needs the other two. */

export const SPEC = `# Specification: Greeter

## Purpose

People who start the program should be greeted by name, and loudly if they ask for it.

## User scenarios

### Scenario 1: A greeting (P1)

1. Given a name, when the program runs, then it prints a greeting with that name.
2. Given no name, when the program runs, then it greets the world.

## Requirements

### Functional requirements

| ID | Requirement | Status |
|---|---|---|
| FR-001 | The system must greet a given name, or the world if none is given | Approved |
| FR-002 | The system must turn a text into capital letters with an exclamation mark | Approved |
| FR-003 | The program must print the greeting, loudly with --loud | Approved |

## Success criteria

- **SC-001**: A new user sees their name within one second of the first start.
`;

export const PLAN = `# Implementation plan: Greeter

## Summary

Two pure functions and a program that combines them. No dependencies.

## Technical context

| Question | Answer |
|---|---|
| Language and version | JavaScript modules, as run by the installed runtime |
| Main dependencies | none |
| Tests | the program is run and its output compared |

## Design

\`src/greet.js\` exports \`greet(name)\`, \`src/shout.js\` exports \`shout(text)\`, \`src/main.js\` reads the arguments and prints.
The functions know nothing of each other, so they can be written at the same time.

## Verification

The program is run with a name, without one, and with --loud.
`;

export type Package = {
  readonly id: string;
  readonly title: string;
  readonly name: string;
  readonly requirement: string;
  readonly subtask: string;
  readonly dependencies: readonly string[];
  readonly path: string;
  readonly code: string;
};

export const PACKAGES: readonly Package[] = [
  {
    id: "WP01",
    title: "Greet by name",
    name: "greet",
    requirement: "FR-001",
    subtask: "T001",
    dependencies: [],
    path: "src/greet.js",
    code: 'export const greet = (name = "world") => "Hello, ".concat(name);\n',
  },
  {
    id: "WP02",
    title: "Make it loud",
    name: "shout",
    requirement: "FR-002",
    subtask: "T002",
    dependencies: [],
    path: "src/shout.js",
    code: 'export const shout = (text) => text.toUpperCase().concat("!");\n',
  },
  {
    id: "WP03",
    title: "The program",
    name: "program",
    requirement: "FR-003",
    subtask: "T003",
    dependencies: ["WP01", "WP02"],
    path: "src/main.js",
    code: [
      'import { greet } from "./greet.js";',
      'import { shout } from "./shout.js";',
      "",
      "const [name, flag] = process.argv.slice(2);",
      'console.log(flag === "--loud" ? shout(greet(name)) : greet(name));',
      "",
    ].join("\n"),
  },
];

const list = (items: readonly string[]): string => (items.length === 0 ? "none" : items.join(", "));

/** The overview that `finalize-tasks` checks against the prompts. */
export const TASKS = [
  "# Work packages: Greeter",
  "",
  ...PACKAGES.flatMap((one) => [
    `## ${one.id}: ${one.title}`,
    "",
    `**Requirement Refs**: ${one.requirement}`,
    "",
    `Dependencies: ${list(one.dependencies)}`,
    "",
    `- [ ] ${one.subtask} Write ${one.path} (${one.id})`,
    "",
  ]),
].join("\n");

/** The prompt file of a package, relative to the mission's folder. */
export const promptPath = (one: Package): string => `tasks/${one.id}-${one.name}.md`;

export const promptText = (one: Package): string =>
  [
    "---",
    `work_package_id: ${one.id}`,
    `title: ${one.title}`,
    `dependencies: [${one.dependencies.join(", ")}]`,
    `requirement_refs: [${one.requirement}]`,
    `subtasks: [${one.subtask}]`,
    "execution_mode: code_change",
    "owned_files:",
    `- ${one.path}`,
    `authoritative_surface: ${one.path}`,
    "create_intent:",
    `- ${one.path}`,
    "---",
    "",
    `# Work Package Prompt: ${one.id} – ${one.title}`,
    "",
    "## Objectives & Success Criteria",
    "",
    `${one.path} does what ${one.requirement} says.`,
    "",
    `### Subtask ${one.subtask} – Write ${one.path}`,
    "",
    "- **Purpose**: see the plan",
    `- **Files**: ${one.path}`,
    "",
  ].join("\n");

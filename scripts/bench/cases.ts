/** What is measured and what it may cost, as data: a new command gets a row here. Budgets are those of the design. */

/** A run of the binary whose time is compared with that of an empty program in the same minute. */
export type TimeCase = {
  readonly name: string;
  readonly argv: readonly string[];
  /** Which repository it runs in: one mission of 200 events, or 412 missions of 25,000. */
  readonly setup: "one mission" | "412 missions";
  /** Times the empty program. */
  readonly budgetRatio: number;
  /** Deletes every cache before each run. */
  readonly cold?: true;
  /** Puts a filled cache in place before each run. */
  readonly warm?: true;
};

export const TIME_CASES: readonly TimeCase[] = [
  { name: "--version", argv: ["--version"], setup: "one mission", budgetRatio: 1.5 },
  { name: "--help", argv: ["--help"], setup: "one mission", budgetRatio: 2 },
  {
    name: "status, by folder",
    argv: ["agent", "tasks", "status", "--mission", "001-mission-0", "--json"],
    setup: "one mission",
    budgetRatio: 3,
  },
  {
    name: "status, by number",
    argv: ["agent", "tasks", "status", "--mission", "001", "--json"],
    setup: "one mission",
    budgetRatio: 3,
  },
  {
    name: "next (query)",
    argv: ["next", "--mission", "001-mission-0", "--json"],
    setup: "one mission",
    budgetRatio: 3,
  },
  {
    name: "list-ready",
    argv: ["orchestrator-api", "list-ready", "--mission", "001-mission-0"],
    setup: "one mission",
    budgetRatio: 3,
  },
  {
    name: "complete a handle, 412 missions",
    argv: ["complete", "--", "next", "--mission", "20"],
    setup: "412 missions",
    budgetRatio: 3,
  },
  {
    name: "mission list, warm",
    argv: ["mission", "list", "--json"],
    setup: "412 missions",
    budgetRatio: 10,
    warm: true,
  },
  {
    name: "mission list, cold",
    argv: ["mission", "list", "--json"],
    setup: "412 missions",
    budgetRatio: 25,
    cold: true,
  },
];

/** One command of a mission's life, in order: how many git processes it may start. All hold the lock < 250 ms. */
export type FlowCase = {
  readonly name: string;
  readonly argv: (mission: string) => readonly string[];
  readonly maxGit: number;
  /** What the author or agent does before it. */
  readonly before?: "write spec" | "write plan" | "write tasks" | "work on WP01" | "work on WP02" | "work on WP03";
};

const flow = (name: string, line: string, maxGit: number, before?: FlowCase["before"]): FlowCase => ({
  name,
  argv: (mission) => [...line.split(" "), "--mission", mission, "--json"],
  maxGit,
  ...(before === undefined ? {} : { before }),
});

/** Moves one package from its claim to approval; a claim that makes a worktree may start more processes. */
const life = (wp: "WP01" | "WP02" | "WP03", subtask: string, claim: number): readonly FlowCase[] => [
  flow(`claim ${wp}`, `agent action implement ${wp} --agent claude`, claim),
  flow(`mark ${subtask}`, `agent tasks mark-status ${subtask} --status done`, 5, `work on ${wp}`),
  flow(`${wp} to for_review`, `agent tasks move-task ${wp} --to for_review --agent claude`, 6),
  // The lane takes in the mission's branch: one tip.
  flow(`review ${wp}`, `agent action review ${wp} --agent codex`, 5 + 2),
  flow(`approve ${wp}`, `agent tasks move-task ${wp} --to approved --agent codex --note checked`, 5),
];

export const CREATE: FlowCase = {
  name: "create",
  argv: () => ["agent", "mission", "create", "greeter", "--friendly-name", "Greeter", "--json"],
  maxGit: 8,
};

export const FLOW_CASES: readonly FlowCase[] = [
  flow("spec-commit", "spec-commit spec.md -m spec", 5, "write spec"),
  flow("setup-plan", "agent mission setup-plan", 5),
  flow("setup-plan, again", "agent mission setup-plan", 5, "write plan"),
  flow("finalize", "agent mission finalize-tasks", 5, "write tasks"),
  flow("status (read)", "agent tasks status", 1),
  flow("next (read)", "next", 1),
  ...life("WP01", "T001", 10),
  ...life("WP02", "T002", 10),
  ...life("WP03", "T003", 10 + 2 * 2),
  flow("merge, dry run", "merge --dry-run", 12),
  flow("merge of 3 packages", "merge --yes", 24),
];

/** Tools that solve a neighbouring problem; timed for their version if somebody has them installed. */
export const PEERS = ["git", "gh", "jj", "backlog"] as const;

export const MAX_LOCK_MS = 250;

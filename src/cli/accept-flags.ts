/** The flags of an acceptance, the same for people and for agents. */
import type { InputOf } from "./leaf.ts";

export const ACCEPT_ARGS = {
  mission: { type: "option", value: "HANDLE", summary: "Mission, by folder, slug, number or id", complete: "mission" },
  mode: {
    type: "option",
    value: "MODE",
    summary: "How it is delivered; checklist only checks",
    choices: ["auto", "pr", "local", "checklist"],
  },
  actor: { type: "option", value: "NAME", summary: "Who accepts; git's user if left out" },
  test: { type: "option", value: "COMMAND", summary: "A test that was run; kept in the answer", repeatable: true },
  lenient: { type: "flag", summary: "Leave out who did what and which subtasks are ticked" },
  commit: { type: "flag", summary: "With --no-commit: check only, change nothing", negatable: true },
  diagnose: { type: "flag", summary: "Check only, add lists for a program, and exit 0" },
  allowFail: { type: "flag", summary: "Exit 0 although checks fail" },
  normalizeEncoding: { type: "flag", summary: "Accepted for older scripts; not needed", negatable: true, hidden: true },
} as const;

export type AcceptFlags = InputOf<typeof ACCEPT_ARGS>;

/** What the use case is asked for. */
export const toAcceptInput = (flags: AcceptFlags) => ({
  mission: flags.mission,
  mode: (flags.mode ?? "auto") as "auto" | "pr" | "local" | "checklist",
  actor: flags.actor,
  tests: flags.test,
  lenient: flags.lenient,
  effect: flags.commit === false || flags.diagnose ? ("none" as const) : ("record" as const),
});

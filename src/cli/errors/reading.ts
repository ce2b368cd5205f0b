/** Texts for questions that have no answer: a work package that is not there, a call of `next` that says too little. */
import type { NextRefusal } from "../../core/next/decide-next.ts";
import type { NextUsageError } from "../../usecases/ask-next.ts";
import type { WpNotFound } from "../../usecases/read-packages.ts";
import type { ErrorTexts } from "./text.ts";

export type ReadingError = WpNotFound | NextUsageError | NextRefusal;

export const READING_ERRORS = {
  WP_NOT_FOUND: {
    exit: 1,
    message: (e) => `The mission has no work package ${e.wpId}`,
    hint: (e) =>
      e.known.length > 0
        ? `It has ${e.known.slice(0, 5).join(", ")}${e.known.length > 5 ? " and more" : ""}; list them with: spec-kitty agent tasks list-tasks`
        : "It has none yet; see what comes next with: spec-kitty next",
    explain:
      "A work package is a file tasks/WPnn-name.md of the mission. Ids are compared as they are written, in any case.",
    details: (e) => ({ wp_id: e.wpId, known: e.known }),
  },
  NEXT_AGENT_REQUIRED: {
    exit: 1,
    message: () => "Cannot advance without knowing who worked: --agent is missing",
    hint: () => "Add it, for example: spec-kitty next --agent claude --result success",
    explain:
      "A result is recorded with the agent that reports it. A call without --result only asks and needs no agent.",
  },
  NEXT_RESULT_INVALID: {
    exit: 1,
    message: (e) => `Cannot take "${e.given}" as a result`,
    hint: () => "Use one of: spec-kitty next --agent claude --result success|failed|blocked",
    explain: "A step ends in one of three ways. Leaving --result out asks for the state and changes nothing.",
  },
  NEXT_ANSWER_INCOMPLETE: {
    exit: 1,
    message: () => "Cannot take an answer without a result and an agent",
    hint: () => 'Add both: spec-kitty next --agent claude --result success --answer "<answer>"',
    explain: "An answer advances the mission, so it is recorded with the agent that gives it.",
  },
  DECISION_NOT_PENDING: {
    exit: 1,
    message: (e) =>
      e.pending.length === 0
        ? "There is no open question to answer"
        : `Cannot tell which question is answered${e.given === "" ? "" : `: "${e.given}" is not open`}`,
    hint: (e) =>
      e.pending.length === 0
        ? "See the state with: spec-kitty next"
        : `Name one with --decision-id: ${e.pending.join(", ")}; see: spec-kitty next`,
    explain: "Questions come from [NEEDS CLARIFICATION: …] in the specification. One that is open alone needs no id.",
    details: (e) => ({ decision_id: e.given === "" ? null : e.given, pending: e.pending }),
  },
} satisfies ErrorTexts<ReadingError>;

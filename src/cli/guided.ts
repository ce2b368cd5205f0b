/** Puts the questions of a guided flow to a person: one at a time, Esc goes back, Ctrl-C ends it with nothing changed. */
import {
  type GuidedAnswers,
  type GuidedFacts,
  type GuidedQuestion,
  guidedSteps,
} from "../core/mission/guided-create.ts";
import { type Answer, type Ask, askInOrder, type Step } from "./ask.ts";
import { shellLine } from "./shell-words.ts";

async function put(ask: Ask, question: GuidedQuestion): Promise<Answer<string | boolean>> {
  switch (question.kind) {
    case "text":
      return ask.text(question);
    case "select":
      return ask.select(question);
    case "confirm":
      if (question.summary !== undefined) await ask.show(question.summary.title, question.summary.lines.join("\n"));
      return ask.confirm(question);
  }
}

/**
 * Asks for what `given` leaves open. Returns all answers with what the person said at the end in `confirmed`, or `undefined`
 * if it was cancelled. Where flags answer every question, nothing is asked and `confirmed` is absent.
 */
export async function askForMission(
  ask: Ask,
  facts: GuidedFacts,
  given: Partial<GuidedAnswers>,
): Promise<Partial<GuidedAnswers> | undefined> {
  const steps = guidedSteps(facts);
  const open = steps.filter((step) => step.key !== "confirmed" && step.isNeeded(given));
  if (open.length === 0) return given;
  const asked: readonly Step<GuidedAnswers>[] = steps.map((step) => ({
    skip: (sofar) => !step.isNeeded(sofar),
    ask: async (sofar) => {
      const answer = await put(ask, step.question(sofar));
      if (answer.kind !== "answer") return answer;
      // Without a first commit there is nothing that a mission could start from.
      if (step.key === "firstCommit" && answer.value === false) return { kind: "cancel" };
      return { kind: "answer", value: { [step.key]: answer.value } };
    },
  }));
  return askInOrder(asked, given);
}

/** Flags that have no question of their own. */
export type UnaskedFlags = {
  readonly friendlyName?: string | undefined;
  readonly startBranch?: string | undefined;
  readonly prBound?: boolean | undefined;
  readonly new?: boolean | undefined;
};

/** The one command line that gives the same answers without a question. */
export function guidedCommandLine(answers: Partial<GuidedAnswers>, unasked: UnaskedFlags = {}): string {
  const flags: readonly (readonly [string, string | undefined])[] = [
    ["--slug", answers.slug],
    ["--mission-type", answers.missionType],
    ["--target-branch", answers.targetBranch],
    ["--topology", answers.topology],
    ["--purpose-tldr", answers.purposeTldr],
    ["--purpose-context", answers.purposeContext],
    ["--friendly-name", unasked.friendlyName],
    ["--start-branch", unasked.startBranch],
  ];
  const words = flags.flatMap(([flag, value]) => (value === undefined || value === "" ? [] : [flag, value]));
  const line = ["spec-kitty", "mission", "create", answers.idea ?? "", ...words].filter((word) => word !== "");
  const ends = [
    ...(unasked.prBound === true ? ["--pr-bound", "--branch-strategy", "already-confirmed"] : []),
    ...(unasked.new === true ? ["--new"] : []),
    ...(answers.firstCommit === true ? ["--first-commit"] : []),
    "--yes",
  ];
  return [shellLine(line), ...ends].join(" ");
}

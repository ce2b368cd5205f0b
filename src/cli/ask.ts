/**
 * Questions as values: what can be asked, how a series of them runs with back and cancel, and how a command without a
 * flow of its own asks for what is missing. Knows no terminal; `prompt.ts` gives it one, tests give it a script.
 */

import { kebab } from "./flags.ts";
import type { ArgSpecs, FlagSpec, OptionSpec, PositionalSpec } from "./leaf.ts";
import { isRequired } from "./parse-argv.ts";

/** What a person did with a question. */
export type Answer<T> =
  | { readonly kind: "answer"; readonly value: T }
  | { readonly kind: "back" }
  | { readonly kind: "cancel" };

export type Choice<T extends string> = { readonly value: T; readonly label?: string; readonly hint?: string };

/** The questions that can be asked. */
export type Ask = {
  readonly text: (question: {
    readonly message: string;
    readonly placeholder?: string;
    readonly initial?: string;
    /** Returns what is wrong with the text, or `undefined`. */
    readonly check?: (text: string) => string | undefined;
  }) => Promise<Answer<string>>;
  readonly select: <T extends string>(question: {
    readonly message: string;
    readonly choices: readonly Choice<T>[];
    readonly initial?: T;
  }) => Promise<Answer<T>>;
  readonly multiselect: <T extends string>(question: {
    readonly message: string;
    readonly choices: readonly Choice<T>[];
    readonly initial?: readonly T[];
    /** At least one must be chosen. */
    readonly required?: boolean;
  }) => Promise<Answer<readonly T[]>>;
  readonly confirm: (question: { readonly message: string; readonly initial?: boolean }) => Promise<Answer<boolean>>;
  /** Shows text between questions: a plan, a preview. */
  readonly show: (title: string, text: string) => Promise<void>;
};

/** One question of a series. `skip` leaves it out, seeing the answers so far. */
export type Step<A> = {
  readonly skip?: (sofar: Partial<A>) => boolean;
  readonly ask: (sofar: Partial<A>) => Promise<Answer<Partial<A>>>;
};

/**
 * Asks a series in order. Back returns to the last question that was really asked and forgets its answer; back from the
 * first one cancels. Returns `undefined` when cancelled.
 */
export async function askInOrder<A>(steps: readonly Step<A>[], given: Partial<A>): Promise<Partial<A> | undefined> {
  const history: { readonly step: number; readonly before: Partial<A> }[] = [];
  let sofar = given;
  let at = 0;
  while (at < steps.length) {
    const step = steps[at];
    if (step === undefined || step.skip?.(sofar) === true) {
      at++;
      continue;
    }
    const answer = await step.ask(sofar);
    if (answer.kind === "cancel") return undefined;
    if (answer.kind === "back") {
      const earlier = history.pop();
      if (earlier === undefined) return undefined;
      sofar = earlier.before;
      at = earlier.step;
      continue;
    }
    history.push({ step: at, before: sofar });
    sofar = { ...sofar, ...answer.value };
    at++;
  }
  return sofar;
}

/** Asks for each required argument that is missing, in the order of declaration. */
export function askForMissing(
  specs: ArgSpecs,
  given: Readonly<Record<string, unknown>>,
  ask: Ask,
): Promise<Readonly<Record<string, unknown>> | undefined> {
  const steps = Object.entries(specs)
    .filter(([key, spec]) => isRequired(spec) && given[key] === undefined)
    .map(([key, spec]) => ({ ask: () => askForOne(key, spec, ask) }));
  return askInOrder<Readonly<Record<string, unknown>>>(steps, given);
}

async function askForOne(
  key: string,
  spec: FlagSpec | OptionSpec | PositionalSpec,
  ask: Ask,
): Promise<Answer<Readonly<Record<string, unknown>>>> {
  const message = `${kebab(key).replaceAll("-", " ")}: ${spec.summary}`;
  const keyed = <T>(answer: Answer<T>, value: (given: T) => unknown): Answer<Readonly<Record<string, unknown>>> =>
    answer.kind === "answer" ? { kind: "answer", value: { [key]: value(answer.value) } } : answer;
  const same = <T>(value: T): T => value;
  if (spec.type !== "flag" && spec.choices !== undefined) {
    return keyed(await ask.select({ message, choices: spec.choices.map((value) => ({ value })) }), same);
  }
  const many =
    (spec.type === "positional" && spec.rest === true) || (spec.type === "option" && spec.repeatable === true);
  if (many) {
    const words = (text: string): readonly string[] => text.trim().split(/\s+/);
    return keyed(await ask.text({ message: `${message} (separate by spaces)`, check: notEmpty }), words);
  }
  if (spec.type === "option" && spec.integer === true) {
    const check = (text: string): string | undefined => (/^-?\d+$/.test(text) ? undefined : "Give a whole number");
    return keyed(await ask.text({ message, check }), Number);
  }
  return keyed(await ask.text({ message, check: notEmpty }), same);
}

const notEmpty = (text: string): string | undefined => (text.trim() === "" ? "An answer is needed" : undefined);

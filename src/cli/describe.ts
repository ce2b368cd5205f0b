/**
 * From a code and its facts to what is printed: the one place that looks a code up in the tables.
 * Loaded only when something went wrong, so that success does not pay for the sentences.
 */

import type { TransitionAttempt } from "../core/status/attempt.ts";
import type { ErrorText } from "./errors/text.ts";
import { type AppError, ERRORS } from "./errors.ts";

export type Described = {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly hint: string;
  readonly details: Readonly<Record<string, unknown>>;
};

/** Looks up the text for a code; `undefined` for a code that does not exist. */
export const textOf = (code: string): ErrorText<never> | undefined =>
  Object.hasOwn(ERRORS, code) ? (ERRORS as Readonly<Record<string, ErrorText<never>>>)[code] : undefined;

/** Says an error in words: message, next step, exit code and the keys of its JSON. */
export function describeError(error: AppError): Described {
  const text = textOf(error.code) as ErrorText<AppError> | undefined;
  if (text === undefined) throw new Error(`Bug: no text for ${error.code}`);
  const message = text.message(error);
  const hint = text.hint(error);
  const attempt = attemptOf(error);
  const stays = attempt === undefined ? "" : `. ${staysSentence(attempt)}`;
  return {
    code: error.code,
    exit: text.exit,
    message: `${message}${stays}`,
    hint,
    details: {
      ...(attempt === undefined ? {} : attemptKeys(attempt, message, hint)),
      ...text.details?.(error),
    },
  };
}

/** A package that was never on the board stays nowhere. */
const staysSentence = ({ wpId, from, destinationRef }: TransitionAttempt): string =>
  from === "genesis" ? `${destinationRef} is unchanged` : `${wpId} stays in ${from}; ${destinationRef} is unchanged`;

/** What was asked for, if the refusal is that of a move. */
const attemptOf = (error: AppError): TransitionAttempt | undefined =>
  "attempt" in error ? (error.attempt as TransitionAttempt | undefined) : undefined;

/** The one shape in which every refused move is reported. */
const attemptKeys = (attempt: TransitionAttempt, reason: string, next: string) => ({
  destination_ref: attempt.destinationRef,
  rejected_message: attempt.message,
  rejected_reason: reason,
  rolled_back_transition: { wp_id: attempt.wpId, from_lane: attempt.from, to_lane: attempt.to },
  next_step: next,
});

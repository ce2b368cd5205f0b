/**
 * From a code and its facts to what is printed: the one place that looks a code up in the tables.
 * Loaded only when something went wrong, so that success does not pay for the sentences.
 */

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
  return {
    code: error.code,
    exit: text.exit,
    message: text.message(error),
    hint: text.hint(error),
    details: text.details?.(error) ?? {},
  };
}

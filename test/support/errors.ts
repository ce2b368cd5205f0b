/** Tables of refusals: the facts of one, and what is said of it. */
import type { AppError } from "../../src/cli/errors.ts";

/** Code and facts, message, hint, and the keys of its JSON. */
export type Said = readonly [
  facts: Readonly<Record<string, unknown>> & { readonly code: string },
  message: string,
  hint: string,
  details: Readonly<Record<string, unknown>>,
];

/** Facts from a table as the error that they describe. */
export const asError = (facts: Said[0]): AppError => facts as unknown as AppError;

/** A next step that can be run: a command of this program, of git or of the system, an option to add, or the same once more. */
export const COMMAND =
  /(?:^|[\s:(])(?:spec-kitty|git|mv|ls|cat|iconv|find|unset|df)(?:\s|$)|--[a-z]|same command again|open a new shell/;

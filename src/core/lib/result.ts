/** Success or a typed refusal, as a value. Thrown errors are reserved for bugs in this program. */
export type Result<T, E> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E };

/** Wraps a success. */
export const ok = <T>(value: T): Result<T, never> => ({ ok: true, value });

/** Wraps a refusal. */
export const err = <E>(error: E): Result<never, E> => ({ ok: false, error });

/** Proves at compile time that a switch is exhaustive; reaching it at run time is a bug. */
export function assertNever(value: never): never {
  throw new Error(`Bug: unhandled variant ${JSON.stringify(value)}`);
}

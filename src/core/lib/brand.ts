/**
 * Nominal types for the strings that are easiest to swap by mistake.
 * A brand is made by the parser of its kind (or `as`, in a parser only) and nowhere else.
 */
declare const brand: unique symbol;
export type Brand<T, B extends string> = T & { readonly [brand]: B };

/** UTC, microseconds, exactly `YYYY-MM-DDTHH:MM:SS.ffffff+00:00`; the `at` of the log. */
export type Instant = Brand<string, "Instant">;
/** `WP` and two or three digits, e.g. `WP01`. */
export type WpId = Brand<string, "WpId">;
/** A git object id in lower-case hex: 40 digits (sha1) or 64 (sha256). */
export type Oid = Brand<string, "Oid">;
/** A short branch name, never with `refs/heads/`. */
export type BranchName = Brand<string, "BranchName">;

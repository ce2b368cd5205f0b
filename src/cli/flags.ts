/**
 * Flags as they stand in argv: which are known after a command, how one is read with its value, what its text means.
 * Strict: a word that looks like a flag is never taken as the value of another (`--out --json`); `--out=--json` is.
 */
import { err, ok, type Result } from "../core/lib/result.ts";
import { suggest } from "../core/lib/suggest.ts";
import { GLOBAL_ARGS } from "./globals.ts";
import type { ArgSpecs, FlagSpec, OptionSpec, PositionalSpec } from "./leaf.ts";

/** Everything that can be wrong with a command line. */
export type UsageError =
  | { readonly code: "UNKNOWN_COMMAND"; readonly command: string; readonly suggestions: readonly string[] }
  | {
      readonly code: "UNKNOWN_FLAG";
      readonly flag: string;
      readonly command: string;
      readonly suggestions: readonly string[];
    }
  | {
      readonly code: "UNEXPECTED_ARGUMENT";
      readonly word: string;
      readonly command: string;
      /** The whole line with the word as its mission, where it can be one. */
      readonly corrected?: string;
    }
  | { readonly code: "MISSING_VALUE"; readonly flag: string; readonly value: string; readonly command: string }
  | {
      readonly code: "INVALID_VALUE";
      readonly flag: string;
      readonly given: string;
      readonly expected: string;
      readonly command: string;
      readonly suggestions: readonly string[];
    }
  | { readonly code: "FLAG_TAKES_NO_VALUE"; readonly flag: string; readonly command: string }
  | { readonly code: "REPEATED_FLAG"; readonly flag: string; readonly command: string }
  | { readonly code: "MISSING_ARGUMENT"; readonly names: readonly string[]; readonly command: string };

/** What an argument can be in the input of a command. */
export type Value = string | number | boolean | readonly string[] | undefined;
/** The input of some command, by key. */
export type Input = Readonly<Record<string, Value>>;

/** What may start with a dash. */
export type Flaglike = FlagSpec | OptionSpec;
/** A flag that a command knows; `global` if every command does. */
export type Known = { readonly key: string; readonly spec: Flaglike; readonly global: boolean };

/** `missionType` → `mission-type`. */
export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** How an argument is typed: `--mission-type` for flags and options, `WP_ID` for positionals. */
export const spelling = (key: string, spec: Flaglike | PositionalSpec): string =>
  spec.type === "positional" ? kebab(key).toUpperCase().replaceAll("-", "_") : `--${kebab(key)}`;

/** Whether a word is meant as a flag: `-5` and `-` are not. */
export const looksLikeFlag = (word: string): boolean => word === "--" || /^--?[A-Za-z]/.test(word);

/** Everything that may start with a dash after this command, by spelling: `--json`, `-v`, `--no-commit`. */
export function knownFlags(specs: ArgSpecs): ReadonlyMap<string, Known> {
  const known = new Map<string, Known>();
  const add = (key: string, spec: Flaglike, global: boolean): void => {
    const entry = { key, spec, global };
    if (!(global && key === "workingDirectory")) known.set(`--${kebab(key)}`, entry);
    if (spec.short !== undefined) known.set(`-${spec.short}`, entry);
    if (spec.type === "flag" && spec.negatable) known.set(`--no-${kebab(key)}`, entry);
  };
  for (const [key, spec] of Object.entries(GLOBAL_ARGS)) if (key !== "version") add(key, spec, true);
  for (const [key, spec] of Object.entries(specs)) if (spec.type !== "positional") add(key, spec, false);
  return known;
}

/** One flag as it stands in argv, with its value if it has one; `used` words were consumed. */
export type Occurrence = {
  readonly known: Known;
  readonly flag: string;
  readonly value: string | undefined;
  readonly used: number;
};

/** What flags are read against. */
export type Reader = { readonly known: ReadonlyMap<string, Known>; readonly command: string };

/** Reads the flag at `words[at]`. A bundle (`-qv`) gives several. */
export function readFlag(
  { known, command }: Reader,
  words: readonly string[],
  at: number,
): Result<readonly Occurrence[], UsageError> {
  const word = words[at] ?? "";
  if (!word.startsWith("--") && word.length > 2) return readBundle({ known, command }, word);
  const equals = word.indexOf("=");
  const flag = equals < 0 ? word : word.slice(0, equals);
  const entry = known.get(flag);
  if (entry === undefined) {
    const visible = [...known].filter(([, { spec }]) => spec.hidden !== true).map(([name]) => name);
    return err({ code: "UNKNOWN_FLAG", flag, command, suggestions: suggest(flag, visible) });
  }
  if (entry.spec.type === "flag") {
    if (equals >= 0) return err({ code: "FLAG_TAKES_NO_VALUE", flag, command });
    return ok([{ known: entry, flag, value: undefined, used: 1 }]);
  }
  if (equals >= 0) return ok([{ known: entry, flag, value: word.slice(equals + 1), used: 1 }]);
  const value = words[at + 1];
  if (value === undefined || looksLikeFlag(value)) {
    return err({ code: "MISSING_VALUE", flag, value: entry.spec.value, command });
  }
  return ok([{ known: entry, flag, value, used: 2 }]);
}

/** Reads `-qv` (flags) or `-mTEXT` (an option with its value attached). */
function readBundle({ known, command }: Reader, word: string): Result<readonly Occurrence[], UsageError> {
  const found: Occurrence[] = [];
  for (let i = 1; i < word.length; i++) {
    const flag = `-${word[i]}`;
    const entry = known.get(flag);
    if (entry === undefined) {
      const suggestions = suggest(`-${word}`, [...known.keys()]);
      return err({ code: "UNKNOWN_FLAG", flag: i === 1 ? word : flag, command, suggestions });
    }
    if (entry.spec.type === "option") {
      const value = word.slice(i + 1).replace(/^=/, "");
      if (value === "") return err({ code: "MISSING_VALUE", flag, value: entry.spec.value, command });
      return ok([...found, { known: entry, flag, value, used: 1 }]);
    }
    found.push({ known: entry, flag, value: undefined, used: 1 });
  }
  return ok(found);
}

/** The refusal of a word that is none of the choices. */
export const notAChoice = (
  at: { readonly flag: string; readonly given: string; readonly command: string },
  choices: readonly string[] = [],
): UsageError => ({
  code: "INVALID_VALUE",
  ...at,
  expected: `one of ${choices.join(", ")}`,
  suggestions: suggest(at.given, choices),
});

/** Turns the text of an option into its value: a number where declared, one of the choices where declared. */
export function coerce(
  spec: OptionSpec,
  at: { readonly flag: string; readonly given: string; readonly command: string },
): Result<string | number, UsageError> {
  const { given } = at;
  if (spec.choices?.includes(given) === false) return err(notAChoice(at, spec.choices));
  if (spec.integer !== true) return ok(given);
  const number = Number(given);
  if (/^-?\d+$/.test(given) && Number.isSafeInteger(number)) return ok(number);
  return err({ code: "INVALID_VALUE", ...at, expected: "a whole number", suggestions: [] });
}

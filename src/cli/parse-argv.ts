/**
 * argv in, command path and typed input out, or one usage refusal. Pure; knows no command by name.
 * Strict: whatever is not declared is refused, nothing is guessed. Everything after `--` is positional.
 */
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  coerce,
  type Flaglike,
  type Input,
  knownFlags,
  looksLikeFlag,
  notAChoice,
  type Occurrence,
  type Reader,
  readFlag,
  spelling,
  type UsageError,
  type Value,
} from "./flags.ts";
import { GLOBAL_ARGS, type Globals, NO_GLOBALS } from "./globals.ts";
import type { ArgSpecs, PositionalSpec } from "./leaf.ts";
import { shellLine } from "./shell-words.ts";

export type Located = {
  /** The words that name a command or a group; empty for none. */
  readonly path: string;
  /** What is left, flags and words in their order. */
  readonly rest: readonly string[];
  readonly globals: Globals;
};

/**
 * Finds the command that argv names: the longest run of words that begins some path, with global flags between them.
 * `isPrefix` tells whether words name a command or begin the name of one.
 */
export function locate(argv: readonly string[], isPrefix: (path: string) => boolean): Result<Located, UsageError> {
  let globals = NO_GLOBALS;
  let path = "";
  let at = 0;
  for (;;) {
    const longer = `${path} ${argv[at]}`.trimStart();
    if (at < argv.length && isPrefix(longer)) {
      path = longer;
      at++;
      continue;
    }
    const found = globalAt(argv, at, path);
    if (!found.ok) return found;
    if (found.value.length === 0) return ok({ path, rest: argv.slice(at), globals });
    globals = found.value.reduce(withGlobal, globals);
    at += wordsUsed(found.value);
  }
}

/** Reads a global flag; none where a plain word, the end or (once a command is named) a flag of its own stands. */
function globalAt(argv: readonly string[], at: number, path: string): Result<readonly Occurrence[], UsageError> {
  const word = argv[at];
  if (word === undefined || word === "--" || !looksLikeFlag(word)) return ok([]);
  const before: ArgSpecs = path === "" ? { version: GLOBAL_ARGS.version } : {};
  const known = knownFlags(before);
  // A flag of the command itself: what it might have meant instead is not worth finding out.
  if (path !== "" && word.startsWith("--") && !known.has(word.split("=", 1)[0] ?? "")) return ok([]);
  const read = readFlag({ known, command: "" }, argv, at);
  return !read.ok && path !== "" && read.error.code === "UNKNOWN_FLAG" ? ok([]) : read;
}

/** How many words of argv these flags, read at one place, take up. */
export const wordsUsed = (found: readonly Occurrence[]): number => Math.max(1, ...found.map((one) => one.used));

const withGlobal = (globals: Globals, { known, value }: Occurrence): Globals => ({
  ...globals,
  [known.key]: known.spec.type === "flag" ? true : value,
});

export type Parsed = { readonly globals: Globals; readonly input: Input };

/**
 * Parses what follows a command's name against its declared arguments.
 * The input holds only what was given; `completeInput` fills in absence and checks what is required.
 */
export function parseInput(command: string, specs: ArgSpecs, located: Located): Result<Parsed, UsageError> {
  const read = readAll({ known: knownFlags(specs), command }, located.rest);
  if (!read.ok) return read;
  const { found, words } = read.value;
  const values = new Map<string, Value>();
  for (const one of found.filter(({ known }) => !known.global)) {
    const stored = store(values, one, command);
    if (!stored.ok) return stored;
  }
  const globals = found
    .filter(({ known }) => Object.hasOwn(GLOBAL_ARGS, known.key))
    .reduce(withGlobal, located.globals);
  for (const key of Object.keys(GLOBAL_ARGS) as readonly (keyof Globals)[]) {
    if (specs[key]?.type === "flag" && globals[key] === true) values.set(key, true);
  }
  const placed = placeWords(values, specs, words, command);
  if (placed.ok) return ok({ globals, input: Object.fromEntries(values) });
  const { error } = placed;
  if (error.code !== "UNEXPECTED_ARGUMENT" || error.word !== words.at(-1)) return placed;
  return canBeMission(error.word, specs, values)
    ? err({ ...error, corrected: asMission(error.word, located) })
    : placed;
}

/** Whether a spare word may have been meant as the mission: `merge shop-cart`. */
const canBeMission = (word: string, specs: ArgSpecs, values: ReadonlyMap<string, Value>): boolean =>
  specs["mission"]?.type === "option" && !values.has("mission") && /^(?!wp\d+$|t\d+$)\w/i.test(word);

/** The same line with its last plain word as the mission. */
function asMission(word: string, { path, rest, globals }: Located): string {
  const { workingDirectory } = globals;
  const before = workingDirectory === undefined ? [] : ["-C", workingDirectory];
  const words = rest.filter((one) => one !== "--");
  const kept = words.toSpliced(words.indexOf(word), 1);
  return shellLine(["spec-kitty", ...before, ...path.split(" "), ...kept, "--mission", word]);
}

type ReadWords = { readonly found: readonly Occurrence[]; readonly words: readonly string[] };

/** Tells flags and plain words apart, each in their order. */
function readAll(reader: Reader, argv: readonly string[]): Result<ReadWords, UsageError> {
  const found: Occurrence[] = [];
  const words: string[] = [];
  let at = 0;
  while (at < argv.length) {
    const word = argv[at] ?? "";
    if (word === "--") return ok({ found, words: [...words, ...argv.slice(at + 1)] });
    if (!looksLikeFlag(word)) {
      words.push(word);
      at++;
      continue;
    }
    const read = readFlag(reader, argv, at);
    if (!read.ok) return read;
    found.push(...read.value);
    at += wordsUsed(read.value);
  }
  return ok({ found, words });
}

/** Records one flag or option; refuses a second one unless it is repeatable. */
function store(values: Map<string, Value>, found: Occurrence, command: string): Result<undefined, UsageError> {
  const { key, spec } = found.known;
  const earlier = values.get(key);
  if (spec.type === "flag") {
    if (earlier !== undefined) return err({ code: "REPEATED_FLAG", flag: found.flag, command });
    values.set(key, !(spec.negatable === true && found.flag.startsWith("--no-")));
    return ok(undefined);
  }
  const value = coerce(spec, { flag: found.flag, given: found.value ?? "", command });
  if (!value.ok) return value;
  if (spec.repeatable === true) {
    values.set(key, [...(Array.isArray(earlier) ? earlier : []), String(value.value)]);
    return ok(undefined);
  }
  if (earlier !== undefined) return err({ code: "REPEATED_FLAG", flag: found.flag, command });
  values.set(key, value.value);
  return ok(undefined);
}

/** Gives the words without a dash to the positionals, in the order of declaration. */
function placeWords(
  values: Map<string, Value>,
  specs: ArgSpecs,
  words: readonly string[],
  command: string,
): Result<undefined, UsageError> {
  let at = 0;
  for (const [key, spec] of Object.entries(specs)) {
    if (spec.type !== "positional" || at >= words.length) continue;
    const taken = spec.rest === true ? words.slice(at) : words.slice(at, at + 1);
    const wrong = taken.find((word) => spec.choices?.includes(word) === false);
    if (wrong !== undefined) return err(notAChoice({ flag: spelling(key, spec), given: wrong, command }, spec.choices));
    values.set(key, spec.rest === true ? taken : taken[0]);
    at += taken.length;
  }
  const spare = words[at];
  return spare === undefined ? ok(undefined) : err({ code: "UNEXPECTED_ARGUMENT", word: spare, command });
}

/** Fills in what absence means (false, empty list, undefined) and refuses what is required and missing. */
export function completeInput(command: string, specs: ArgSpecs, given: Input): Result<Input, UsageError> {
  const missing = missingArguments(specs, given);
  if (missing.length > 0) {
    const names = missing.map((key) => {
      const spec = specs[key];
      return spec === undefined ? key : spelling(key, spec);
    });
    return err({ code: "MISSING_ARGUMENT", names, command });
  }
  const entries = Object.entries(specs).map(([key, spec]) => [key, given[key] ?? absent(spec)] as const);
  return ok(Object.fromEntries(entries));
}

/** Keys of the arguments that the command cannot do without and that were not given. */
export const missingArguments = (specs: ArgSpecs, given: Input): readonly string[] =>
  Object.entries(specs)
    .filter(([key, spec]) => isRequired(spec) && given[key] === undefined)
    .map(([key]) => key);

/** Tells whether a command refuses to run without this argument. */
export const isRequired = (spec: Flaglike | PositionalSpec): boolean =>
  (spec.type === "positional" && spec.optional !== true) || (spec.type === "option" && spec.required === true);

function absent(spec: Flaglike | PositionalSpec): Value {
  if (spec.type === "flag") return spec.negatable === true ? undefined : false;
  if (spec.type === "option") return spec.repeatable === true ? [] : undefined;
  return spec.rest === true ? [] : undefined;
}

/**
 * The flags that every command accepts, before or after its name.
 * A leaf that declares one of these names receives its value in `input` as well; it may not give it another type.
 */
import type { FlagSpec, OptionSpec } from "./leaf.ts";

export type Globals = {
  readonly json: boolean;
  /** `-C DIR` as typed. */
  readonly workingDirectory: string | undefined;
  readonly quiet: boolean;
  readonly verbose: boolean;
  readonly debug: boolean;
  readonly yes: boolean;
  readonly nonInteractive: boolean;
  readonly help: boolean;
  /** Only before a command's name: after it, `--version` belongs to the command. */
  readonly version: boolean;
};

export const NO_GLOBALS: Globals = {
  json: false,
  workingDirectory: undefined,
  quiet: false,
  verbose: false,
  debug: false,
  yes: false,
  nonInteractive: false,
  help: false,
  version: false,
};

/** How they are typed; `workingDirectory` is `-C` alone. */
export const GLOBAL_ARGS: Readonly<Record<keyof Globals, FlagSpec | OptionSpec>> = {
  json: { type: "flag", summary: "Print exactly one JSON document" },
  workingDirectory: {
    type: "option",
    value: "DIR",
    short: "C",
    summary: "Act as if started in this directory",
    complete: "directory",
  },
  quiet: { type: "flag", short: "q", summary: "Print the answer and errors only" },
  verbose: { type: "flag", short: "v", summary: "Say more on stderr" },
  debug: { type: "flag", summary: "Show stack traces" },
  yes: { type: "flag", short: "y", summary: "Answer yes to every question" },
  nonInteractive: { type: "flag", summary: "Never ask; fail naming the missing flag" },
  help: { type: "flag", short: "h", summary: "Show help" },
  version: { type: "flag", summary: "Show the version" },
};

/** Tells whether a word of argv is this flag, looking no further than `--`. */
export function mentions(argv: readonly string[], ...names: readonly string[]): boolean {
  const end = argv.indexOf("--");
  return (end < 0 ? argv : argv.slice(0, end)).some((word) => names.includes(word));
}

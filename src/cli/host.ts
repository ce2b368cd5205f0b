/** What `main.ts` hands to the command line: the process, seen as values and functions. Tests make their own. */
import type { Env, Platform } from "../shell/ctx.ts";
import type { Ask } from "./ask.ts";
import type { Leaf } from "./leaf.ts";

/** Path of a command → how to load it. A Map, so that no word resolves through a prototype. */
export type Tree = ReadonlyMap<string, () => Promise<Leaf>>;

export type Host = {
  readonly tree: Tree;
  readonly env: Env;
  /** Absolute directory the process was started in. */
  readonly cwd: string;
  readonly platform: Platform;
  readonly version: string;
  /** Milliseconds since the Unix epoch. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** Prints one text and a newline to stdout. */
  readonly print: (text: string) => void;
  /** Prints one text and a newline to stderr. */
  readonly talk: (text: string) => void;
  /** Whether a standard stream is a terminal; costs milliseconds, so it is asked late. */
  readonly isTerminal: (stream: "stdin" | "stdout" | "stderr") => boolean;
  /** Columns of the terminal on stdout; `undefined` where there is none. */
  readonly columns: () => number | undefined;
  /** Opens the terminal for questions; only called where asking is allowed. */
  readonly openAsk: () => Promise<Ask>;
  /** Absolute path of `to` seen from `from`, or `undefined` if it is no directory. */
  readonly directory: (from: string, to: string) => string | undefined;
};

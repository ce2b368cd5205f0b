/**
 * The shape of a command: what its argv looks like, what it runs, and how its one answer is printed.
 * A leaf is data; parsing, help, completion and printing are derived from it elsewhere in this folder.
 * Every leaf also accepts the global flags (--json, -C, --quiet, -v, --debug, --yes, --non-interactive, --help).
 */
import type { Json } from "../core/lib/json.ts";
import type { Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { Ask } from "./ask.ts";
import type { Envelope } from "./envelope.ts";
import type { AppError } from "./errors.ts";
import type { Style } from "./style.ts";

/** What `complete` offers for a value: dynamic sources are read from the repository when asked. */
export type Completer = "mission" | "wp" | "lane" | "agent" | "branch" | "file" | "directory" | "error-code" | "none";

/** `--name` / `--no-name`: present or absent; never takes a value. */
export type FlagSpec = {
  readonly type: "flag";
  readonly summary: string;
  readonly short?: string;
  /** Accepts `--no-name` too; the input is then `undefined` when neither was given. */
  readonly negatable?: true;
  readonly hidden?: true;
};

/** `--name VALUE` or `--name=VALUE`. */
export type OptionSpec = {
  readonly type: "option";
  /** Placeholder in help, e.g. `BRANCH`. */
  readonly value: string;
  readonly summary: string;
  readonly short?: string;
  readonly choices?: readonly string[];
  /** May be given several times; the input is a list (empty when absent). */
  readonly repeatable?: true;
  readonly required?: true;
  /** A whole number, checked by the parser; the input is a number. */
  readonly integer?: true;
  readonly complete?: Completer;
  readonly hidden?: true;
};

/** A word without a dash, in the order of declaration. */
export type PositionalSpec = {
  readonly type: "positional";
  readonly summary: string;
  readonly optional?: true;
  /** Takes all words that are left; only the last positional may. */
  readonly rest?: true;
  /** Any other word is refused. */
  readonly choices?: readonly string[];
  readonly complete?: Completer;
};

/** Keys are camelCase; `--mission-type` is the key `missionType`. */
export type ArgSpecs = Readonly<Record<string, FlagSpec | OptionSpec | PositionalSpec>>;

type InputOfOne<S> = S extends { readonly type: "flag" }
  ? S extends { readonly negatable: true }
    ? boolean | undefined
    : boolean
  : S extends { readonly rest: true } | { readonly repeatable: true }
    ? readonly string[]
    : S extends { readonly integer: true }
      ? S extends { readonly required: true }
        ? number
        : number | undefined
      : S extends { readonly type: "option"; readonly required: true }
        ? string
        : S extends { readonly type: "option" }
          ? string | undefined
          : S extends { readonly optional: true }
            ? string | undefined
            : string;

/** The typed input that a leaf's `run` receives. */
export type InputOf<A extends ArgSpecs> = { readonly [K in keyof A]: InputOfOne<A[K]> };

export type Leaf<A extends ArgSpecs = ArgSpecs, T = unknown> = {
  /** The words after `spec-kitty`, e.g. `agent tasks status`; equal to the file's path below `src/commands`. */
  readonly path: string;
  /** One line, no full stop: what it does for the user. */
  readonly summary: string;
  /** Optional paragraphs below the summary. */
  readonly description?: string;
  /** Real command lines with what they are for; three where the command has that many uses. */
  readonly examples: readonly { readonly line: string; readonly does: string }[];
  readonly args: A;
  readonly hidden?: true;
  /**
   * `contract`: `json` is printed as it stands and failures are `{error, error_code, hint, …}` (names fixed by the contracts).
   * `own`: `json` becomes `data` in `{schemaVersion, kind, data}` and failures are `{schemaVersion, error:{…}}`.
   * `orchestrator`: the seven keys of the orchestrator API on one line, whether or not --json is given (it is refused there).
   */
  readonly envelope: Envelope;
  /** `kind` of an `own` envelope, e.g. `mission_list`. */
  readonly kind?: string;
  /**
   * Asks a person for what argv left open, before `run`; called only where questions are allowed.
   * Gets what was given and returns the answers to add, or `undefined` when the person cancelled; after a no to everything
   * that was answered, the command line that gives the same answers without a question.
   * Without it, each missing required argument is asked for in turn.
   */
  ask?(ctx: Ctx, given: Partial<InputOf<A>>, ask: Ask): Promise<Partial<InputOf<A>> | string | undefined>;
  /** Commands that need no repository and no clock are told apart for start-up time only; all get the same Ctx. */
  run(ctx: Ctx, input: InputOf<A>): Promise<Result<T, AppError>>;
  /** Text for a person; no trailing newline. Pure. */
  human(value: T, style: Style): string;
  /** The public document; written by hand so that no field leaks. Pure. */
  json(value: T): Json;
  /** Exit code of a success; 0 if absent. For answers such as "drift found" → 1. */
  exit?(value: T): number;
};

/** Declares a leaf; only gives types. */
export const leaf = <const A extends ArgSpecs, T>(definition: Leaf<A, T>): Leaf<A, T> => definition;

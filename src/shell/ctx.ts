/**
 * What a use case may know of the world outside: handed down from `main.ts`, never read from globals.
 * Use cases take `Pick<Ctx, …>` of it, so that a signature says what it touches.
 */
export type Platform = "linux" | "darwin" | "win32";

/** Environment variables as they were when the program started. */
export type Env = Readonly<Record<string, string | undefined>>;

export type Ctx = {
  /** Absolute directory the command acts from, after `-C`. */
  readonly cwd: string;
  readonly env: Env;
  readonly platform: Platform;
  /** Milliseconds since the Unix epoch, UTC. */
  readonly now: () => number;
  /** Uniform in [0, 1). */
  readonly random: () => number;
  /** True if the command may ask questions: both ends are terminals and nothing forbids it. */
  readonly interactive: boolean;
  /** Prints one line of talk (progress, a warning, a hint) to stderr; silent under `--quiet`. */
  readonly notice: (line: string) => void;
  /** This binary's version, e.g. `0.1.0`. */
  readonly version: string;
};

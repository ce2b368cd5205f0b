/**
 * The only place that starts git. Hermetic: English messages, no prompts, no pager, no file-system monitor, no hooks of its own accord.
 * (The repository's hooks are run by the transaction, explicitly, where a commit is made.)
 */
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Env } from "../ctx.ts";
import { childEnv, runProgram } from "../process/spawn.ts";
import type { GitError } from "./errors.ts";

export type GitOutput = { readonly exit: number; readonly stdout: Uint8Array; readonly stderr: string };

export type GitOptions = {
  /** Directory to run in; the main checkout's root if absent. */
  readonly cwd?: string;
  readonly stdin?: Uint8Array | string;
  /** Exit codes that are answers, not failures, beside 0. */
  readonly answers?: readonly number[];
  /** Leaves out this program's own configuration, to see the user's as it is. */
  readonly asUser?: true;
  /** Extra variables, e.g. a private `GIT_INDEX_FILE`. */
  readonly env?: Readonly<Record<string, string>>;
};

export type GitRun = (args: readonly string[], options?: GitOptions) => Result<GitOutput, GitError>;

const FIXED_CONFIG = [
  ["core.fsmonitor", "false"],
  ["core.hooksPath", "/dev/null"],
  ["core.quotePath", "false"],
  ["core.pager", "cat"],
  ["gc.auto", "0"],
  ["maintenance.auto", "false"],
  ["advice.detachedHead", "false"],
] as const;

/** Arguments that stand before every git command of ours. */
export const GIT_PREFIX: readonly string[] = ["git", ...FIXED_CONFIG.flatMap(([k, v]) => ["-c", `${k}=${v}`])];

/** Returns the environment of every git child. */
export const gitEnv = (env: Env): Record<string, string> => ({
  ...childEnv(env),
  LC_ALL: "C",
  LANGUAGE: "",
  GIT_TERMINAL_PROMPT: "0",
  GIT_OPTIONAL_LOCKS: "0",
  GIT_EDITOR: "true",
});

/** Makes the runner for one repository. */
export function gitRunner(root: string, env: Env): GitRun {
  const base = gitEnv(env);
  return (args, options = {}) => {
    const ran = runProgram([...(options.asUser === true ? ["git"] : GIT_PREFIX), ...args], {
      cwd: options.cwd ?? root,
      env: options.env === undefined ? base : { ...base, ...options.env },
      ...(options.stdin === undefined ? {} : { stdin: options.stdin }),
    });
    if (!ran.ok) return err({ code: "GIT_NOT_FOUND" });
    const { exit, stderr } = ran.value;
    if (exit === 0 || options.answers?.includes(exit) === true) return ok(ran.value);
    return err(
      stderr.includes("dubious ownership")
        ? { code: "UNTRUSTED_REPOSITORY", path: root }
        : { code: "GIT_FAILED", args, exit, stderr: stderr.trim() },
    );
  };
}

/** Decodes git's output as UTF-8 text. */
export const textOf = (output: GitOutput): string => new TextDecoder().decode(output.stdout);

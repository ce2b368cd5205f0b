/**
 * Starts programs: the one place that does. No shell, a scrubbed environment, closed or given stdin.
 * What relocates git or injects code into Bun and Node never reaches a child; identity, transport and config-file variables do.
 */
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Env } from "../ctx.ts";

export type SpawnError =
  | { readonly code: "PROGRAM_NOT_FOUND"; readonly program: string }
  | { readonly code: "PROGRAM_TIMED_OUT"; readonly program: string; readonly timeoutMs: number };

export type Exited = { readonly exit: number; readonly stdout: Uint8Array; readonly stderr: string };

export type SpawnOptions = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: Uint8Array | string;
  /** Killed after this many milliseconds; no limit if absent. */
  readonly timeoutMs?: number;
};

const SCRUBBED = new Set([
  "BUN_OPTIONS",
  "BUN_BE_BUN",
  "NODE_OPTIONS",
  "GIT_DIR",
  "GIT_WORK_TREE",
  "GIT_INDEX_FILE",
  "GIT_COMMON_DIR",
  "GIT_OBJECT_DIRECTORY",
  "GIT_NAMESPACE",
  "GIT_PREFIX",
  "GIT_CONFIG_PARAMETERS",
  "GIT_CONFIG_COUNT",
  "GIT_EXTERNAL_DIFF",
]);
const SCRUBBED_PREFIXES = ["GIT_ALTERNATE_", "GIT_CONFIG_KEY_", "GIT_CONFIG_VALUE_"];

/** Returns the variables that a child may see. */
export function childEnv(env: Env): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || SCRUBBED.has(name) || SCRUBBED_PREFIXES.some((p) => name.startsWith(p))) continue;
    kept[name] = value;
  }
  return kept;
}

const isNotFound = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && (thrown.code === "ENOENT" || thrown.code === "EACCES");

/** Runs a program to its end. A killed child answers with exit 128 + signal number, as shells do. */
export function runProgram(argv: readonly string[], options: SpawnOptions): Result<Exited, SpawnError> {
  const program = argv[0] ?? "";
  try {
    const child = Bun.spawnSync([...argv], {
      cwd: options.cwd,
      env: options.env,
      stdin: options.stdin === undefined ? "ignore" : Buffer.from(options.stdin),
      stdout: "pipe",
      stderr: "pipe",
      ...(options.timeoutMs === undefined ? {} : { timeout: options.timeoutMs, killSignal: "SIGKILL" as const }),
    });
    if (child.exitedDueToTimeout === true) {
      return err({ code: "PROGRAM_TIMED_OUT", program, timeoutMs: options.timeoutMs ?? 0 });
    }
    return ok({ exit: child.exitCode ?? 128, stdout: child.stdout, stderr: child.stderr.toString() });
  } catch (thrown) {
    if (isNotFound(thrown)) return err({ code: "PROGRAM_NOT_FOUND", program });
    throw thrown;
  }
}

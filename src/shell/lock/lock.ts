/**
 * A lock across processes that the kernel releases when its holder dies: `BEGIN IMMEDIATE` on a SQLite file of its own.
 * Never open a lock file by other means in the holder (POSIX would drop the lock), and never hold one across a prompt or the network.
 * `<name>.holder.json` beside it says who and since when; it is a hint for messages, never the truth.
 */
import { Database } from "bun:sqlite";
import { join } from "node:path";
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Ctx } from "../ctx.ts";
import { ensureDirectory, readText, removeFile, writeAtomically } from "../fs/files.ts";

export type LockTimeout = {
  readonly code: "BOOKKEEPING_LOCK_TIMEOUT";
  readonly lock: string;
  readonly waitedMs: number;
  /** What the holder wrote about itself, if it could be read. */
  readonly holder: string | undefined;
};

export type LockRequest = {
  /** Folder of the lock files; one per repository. */
  readonly directory: string;
  /** A safe file name; equal names exclude each other. */
  readonly name: string;
  /** What the holder is doing, for the message of those who wait, e.g. `move-task WP01`. */
  readonly purpose: string;
  readonly timeoutMs?: number;
};

const DEFAULT_TIMEOUT_MS = 30_000;
const FIRST_POLL_MS = 0.2;
const LAST_POLL_MS = 10;
// Keeps each Database reachable: a collected one would release its lock. Also detects a nested acquire.
const held = new Map<string, Database>();

const isBusy = (thrown: unknown): boolean =>
  thrown instanceof Error && "code" in thrown && String(thrown.code).startsWith("SQLITE_BUSY");

function tryBegin(database: Database): boolean {
  try {
    database.run("BEGIN IMMEDIATE");
    return true;
  } catch (thrown) {
    if (isBusy(thrown)) return false;
    throw thrown;
  }
}

/** Holders that died, the last and those before it that nobody cleaned up after: all they started began no earlier than this. */
export type CrashedHolder = { readonly sinceMs: number };

function readCrashed(path: string): CrashedHolder | undefined {
  const text = readText(holderPath(path));
  if (text === undefined) return undefined;
  const since = /"(?:crashed_)?since_ms":\s*(\d+)/.exec(text)?.[1];
  return { sinceMs: since === undefined ? 0 : Number(since) };
}

/**
 * Holds the lock while `body` runs and releases it whatever happens. Waits at most `timeoutMs` (30 s).
 * `body` learns of a previous holder that died while it held the lock.
 * A nested acquire of the same name in one process is a bug and throws.
 */
export async function withLock<T, E>(
  ctx: Pick<Ctx, "now" | "random">,
  request: LockRequest,
  body: (crashed: CrashedHolder | undefined) => Promise<Result<T, E>>,
): Promise<Result<T, E | LockTimeout>> {
  const path = join(request.directory, `${request.name}.lock`);
  if (held.has(path)) throw new Error(`Bug: nested acquire of the lock ${request.name}`);
  ensureDirectory(request.directory);
  const database = new Database(path, { create: true });
  held.set(path, database);
  try {
    database.run("PRAGMA busy_timeout = 0");
    const timeoutMs = request.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    if (!(await acquire(ctx, database, timeoutMs))) {
      const holder = readText(holderPath(path));
      return err({ code: "BOOKKEEPING_LOCK_TIMEOUT", lock: request.name, waitedMs: timeoutMs, holder: holder?.trim() });
    }
    const crashed = readCrashed(path);
    const note = { pid: process.pid, purpose: request.purpose, since_ms: ctx.now() };
    // A holder that dies before it has cleaned up must not hide the one before it; the reader takes the first of the two times.
    const inherited = crashed === undefined ? {} : { crashed_since_ms: crashed.sinceMs };
    writeAtomically(holderPath(path), `${JSON.stringify({ ...inherited, ...note })}\n`);
    const result = await body(crashed);
    removeFile(holderPath(path));
    return result.ok ? ok(result.value) : err(result.error);
  } finally {
    held.delete(path);
    database.close();
  }
}

const holderPath = (lockPath: string): string => lockPath.replace(/\.lock$/, ".holder.json");

async function acquire(ctx: Pick<Ctx, "random">, database: Database, timeoutMs: number): Promise<boolean> {
  const deadline = performance.now() + timeoutMs;
  for (let pollMs = FIRST_POLL_MS; ; pollMs = Math.min(LAST_POLL_MS, pollMs * 1.6)) {
    if (tryBegin(database)) return true;
    if (performance.now() >= deadline) return false;
    await Bun.sleep(pollMs * (0.5 + ctx.random()));
  }
}

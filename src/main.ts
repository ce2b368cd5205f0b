/**
 * The composition root: the only reader of the process, the clock, randomness and the standard streams.
 * Its static imports are what every start pays for; the version is answered before any of them does work.
 * SPEC_KITTY_NOW (Unix milliseconds or ISO 8601) and SPEC_KITTY_SEED fix time and randomness for tests.
 */
import type { Host } from "./cli/host.ts";
import { refuse, run } from "./cli/router.ts";
import { TREE } from "./commands/tree.ts";
import { VERSION } from "./core/lib/build-info.ts";
import type { Platform } from "./shell/ctx.ts";

const STREAMS = { stdin: 0, stdout: 1, stderr: 2 } as const;

function createHost(): Host {
  const { env } = process;
  return {
    tree: TREE,
    env,
    cwd: process.cwd(),
    platform: platformOf(process.platform),
    version: VERSION,
    now: clockOf(env["SPEC_KITTY_NOW"]) ?? Date.now,
    random: randomOf(env["SPEC_KITTY_SEED"]),
    print: (text) => console.log(text),
    talk: (text) => console.error(text),
    isTerminal: (stream) => isTerminal(stream, env["NO_COLOR"] === undefined),
    columns: () => process.stdout.columns,
    openAsk: async () => (await import("./cli/prompt.ts")).createAsk(),
    directory: existingDirectory,
  };
}

/**
 * Asks the cheapest witness first: Bun already knows whether either output is a terminal (unless NO_COLOR hides it), a
 * stat is 2 ms, node:tty is 9 ms and the only one that tells a terminal from /dev/null.
 */
function isTerminal(stream: keyof typeof STREAMS, isColorTelling: boolean): boolean {
  if (stream !== "stdin" && isColorTelling && !Bun.enableANSIColors) return false;
  const { fstatSync } = process.getBuiltinModule("node:fs");
  const fd = STREAMS[stream];
  try {
    if (!fstatSync(fd).isCharacterDevice()) return false;
  } catch {
    return false;
  }
  return process.getBuiltinModule("node:tty").isatty(fd);
}

const platformOf = (name: string): Platform => (name === "win32" || name === "darwin" ? name : "linux");

/** The system's clock, or one that stands still; `undefined` if the time cannot be read. */
function clockOf(fixed: string | undefined): (() => number) | undefined {
  if (fixed === undefined || fixed === "") return Date.now;
  const ms = /^\d+$/.test(fixed) ? Number(fixed) : Date.parse(fixed);
  return Number.isNaN(ms) ? undefined : () => ms;
}

/** The system's randomness, or mulberry32 from a hash of the seed. Source: T. Ettinger, mulberry32, 2017. */
function randomOf(seed: string | undefined): () => number {
  if (seed === undefined || seed === "") return Math.random;
  let state = Bun.hash.crc32(seed);
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

function existingDirectory(from: string, to: string): string | undefined {
  const path = process.getBuiltinModule("node:path").resolve(from, to);
  return process.getBuiltinModule("node:fs").statSync(path, { throwIfNoEntry: false })?.isDirectory()
    ? path
    : undefined;
}

/** Ends the run unless a server of ours has taken over what Ctrl-C means. */
async function endInterrupted(words: readonly string[], host: Host): Promise<void> {
  if (process.listenerCount("SIGINT") > 1) return;
  process.exit(await refuse(words, host, { code: "CANCELLED", command: "" }));
}

/** Runs the command line, unless the clock it was given cannot be read. */
function start(words: readonly string[], host: Host): Promise<number> {
  const value = host.env["SPEC_KITTY_NOW"];
  if (clockOf(value) !== undefined) return run(words, host);
  const expected = "Unix milliseconds or ISO 8601";
  return refuse(words, host, { code: "BAD_ENVIRONMENT", name: "SPEC_KITTY_NOW", value: value ?? "", expected });
}

const argv = process.argv.slice(2);
if (argv.length === 1 && argv[0] === "--version") {
  console.log(VERSION);
} else {
  const host = createHost();
  process.on("SIGINT", () => void endInterrupted(argv, host));
  process.exitCode = await start(argv, host);
}

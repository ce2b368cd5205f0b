/**
 * The compiled program, as a user runs it. Built at most once per change of the sources: a stamp beside the binary holds
 * a hash of everything that enters it, and a lock folder keeps parallel test processes from building twice.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const DIST = join(ROOT, "dist");

/** Absolute path of the binary under test. */
export const BINARY = join(DIST, "spec-kitty");
/** Bun's account of which module went into which chunk. */
export const METAFILE = join(DIST, "meta.json");

export type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** The second binary, which dies where `SPEC_KITTY_FAULT_POINT` says. */
const FAULT_BINARY = join(DIST, "spec-kitty-faults");

/** Builds the program unless the one that is there was made from these sources. */
export const ensureBinary = (): Promise<string> => ensureBuilt(BINARY, []);

/** Builds the binary with fault points, on the same terms. */
export const ensureFaultBinary = (): Promise<string> => ensureBuilt(FAULT_BINARY, ["--fault-points"]);

async function ensureBuilt(binary: string, flags: readonly string[]): Promise<string> {
  const stamp = join(DIST, `test-stamp${flags.join("")}`);
  const wanted = await hashSources();
  const isFresh = async (): Promise<boolean> =>
    (await Bun.file(binary).exists()) && (await Bun.file(stamp).exists()) && (await Bun.file(stamp).text()) === wanted;
  if (await isFresh()) return binary;
  mkdirSync(DIST, { recursive: true });
  const lock = join(DIST, "test-build-lock");
  while (!tryLock(lock)) await Bun.sleep(50);
  try {
    if (!(await isFresh())) {
      build(binary, flags);
      await Bun.write(stamp, wanted);
    }
  } finally {
    rmSync(lock, { recursive: true, force: true });
  }
  return binary;
}

function tryLock(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch {
    return false;
  }
}

async function hashSources(): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  const paths = [...new Bun.Glob("{src,templates}/**/*").scanSync({ cwd: ROOT, onlyFiles: true })];
  for (const path of [...paths, "package.json", "bun.lock"].toSorted()) {
    hash.update(`${path}\0`).update(await Bun.file(join(ROOT, path)).bytes());
  }
  return hash.digest("hex");
}

function build(binary: string, flags: readonly string[]): void {
  const command = [process.execPath, join(ROOT, "scripts/build.ts"), "--out", binary, ...flags];
  const child = Bun.spawnSync(command, { cwd: ROOT });
  if (child.exitCode !== 0) throw new Error(`Cannot build: ${child.stderr}`);
}

/** The environment of a test process: nothing of the machine's but where programs are. */
export const cleanEnv = (extra: Readonly<Record<string, string>> = {}): Record<string, string> => ({
  PATH: process.env["PATH"] ?? "",
  HOME: process.env["HOME"] ?? "",
  TZ: "UTC",
  LC_ALL: "C",
  ...extra,
});

/** Runs the program once, without a terminal. */
export async function runBinary(
  args: readonly string[],
  options: { readonly cwd?: string; readonly env?: Readonly<Record<string, string>>; readonly stdin?: string } = {},
): Promise<Ran> {
  const child = Bun.spawn([await ensureBinary(), ...args], {
    cwd: options.cwd ?? process.cwd(),
    env: cleanEnv(options.env),
    stdin: options.stdin === undefined ? "ignore" : new Blob([options.stdin]),
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, stdout, stderr };
}

/**
 * `bun scripts/bench.ts [--rounds N] [--json]`: what the program costs, as ratios to an empty compiled program in the same
 * run, exact counts of git processes, and lock times. Writes dist/bench.json. Exit 1 if a budget is exceeded or a command
 * fails; a command that does not exist yet is `missing`, which is no pass and no failure.
 */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { PEERS, TIME_CASES } from "./bench/cases.ts";
import { buildEmptyProgram, makeLog, makeRepository } from "./bench/fixtures.ts";
import { benchFlow } from "./bench/flow.ts";
import { benchLimits } from "./bench/limits.ts";
import { measure, median, runOnce, type Timed } from "./bench/measure.ts";
import { type Row, renderTable } from "./bench/report.ts";

const ROOT = join(import.meta.dir, "..");
const BINARY = join(ROOT, "dist/spec-kitty");
const EMPTY = "empty compiled program";

const { values } = parseArgs({ options: { rounds: { type: "string" }, json: { type: "boolean" } } });
const folder = mkdtempSync(join(tmpdir(), "spec-kitty-bench-"));
const env: Readonly<Record<string, string>> = {
  PATH: process.env["PATH"] ?? "",
  HOME: folder,
  LC_ALL: "C",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Bench",
  GIT_AUTHOR_EMAIL: "bench@example.invalid",
  GIT_COMMITTER_NAME: "Bench",
  GIT_COMMITTER_EMAIL: "bench@example.invalid",
};
Object.assign(process.env, env);

/** Has a command that may write fill the cache once; returns what puts it back before each run. */
function fillCache(cwd: string): () => void {
  Bun.spawnSync([BINARY, "agent", "status", "materialize", "--all"], { cwd, env, stdout: "ignore", stderr: "ignore" });
  const file = join(cwd, ".git/spec-kitty/cache/missions.json");
  const bytes = existsSync(file) ? readFileSync(file) : undefined;
  return () => {
    if (bytes === undefined) return;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  };
}

async function benchTimes(rounds: number): Promise<readonly Row[]> {
  const repositories = {
    "one mission": makeRepository(join(folder, "one"), 1, 200),
    "412 missions": makeRepository(join(folder, "many"), 412, 25_000),
  };
  const empty: Timed = { name: EMPTY, command: [await buildEmptyProgram(folder)], cwd: folder, env };
  const cases = TIME_CASES.map((one) => {
    const cwd = repositories[one.setup];
    const cache = join(cwd, ".git/spec-kitty");
    const clear = (): void => rmSync(cache, { recursive: true, force: true });
    const before = one.cold ? { before: clear } : one.warm ? { before: fillCache(cwd) } : {};
    const timed: Timed = { name: one.name, command: [BINARY, ...one.argv], cwd, env, ...before };
    return { ...one, timed, first: runOnce(timed) };
  });
  const peers = PEERS.flatMap((name): readonly Timed[] => {
    const path = Bun.which(name);
    return path === null ? [] : [{ name: `${name} --version`, command: [path, "--version"], cwd: folder, env }];
  });
  const working = cases.filter((one) => one.first.exit === 0);
  const timings = measure([empty, ...working.map((one) => one.timed), ...peers], rounds);
  const base = timings.get(EMPTY);
  if (base === undefined) throw new Error("Bug: the empty program was not measured");
  const ratio = (name: string): { readonly value: number; readonly note: string } => {
    const timing = timings.get(name);
    if (timing === undefined) return { value: Number.NaN, note: "" };
    const note = `wall ${timing.wallMs.toFixed(1)} ms, CPU ${timing.cpuMs.toFixed(1)} ms, CPU ratio ${(timing.cpuMs / base.cpuMs).toFixed(2)}`;
    return { value: timing.wallMs / base.wallMs, note };
  };
  return [
    { name: EMPTY, unit: "× empty", budget: undefined, verdict: "info", ...ratio(EMPTY) },
    ...peers.map(
      (one): Row => ({ name: one.name, unit: "× empty", budget: undefined, verdict: "info", ...ratio(one.name) }),
    ),
    ...cases.map((one): Row => {
      const row = { name: one.name, unit: "× empty", budget: one.budgetRatio } as const;
      if (one.first.exit !== 0) {
        const missing = /UNKNOWN_COMMAND|Unknown command/.test(one.first.text);
        return {
          ...row,
          value: Number.NaN,
          verdict: missing ? "missing" : "failed",
          note: one.first.text.slice(0, 300),
        };
      }
      const measured = ratio(one.name);
      return { ...row, ...measured, verdict: measured.value <= one.budgetRatio ? "ok" : "over" };
    }),
  ];
}

/** The fold of a log against a bare JSON.parse of the same lines, in this process. */
async function benchFold(): Promise<readonly Row[]> {
  const row = { name: "fold of 10,000 events", unit: "× parse", budget: 2 } as const;
  const status = join(ROOT, "src/core/status");
  if (!existsSync(join(status, "reduce.ts"))) return [{ ...row, value: Number.NaN, verdict: "missing" }];
  const { reduce } = await import("../src/core/status/reduce.ts");
  const { parseLog } = await import("../src/core/status/parse-log.ts");
  const text = makeLog(10_000);
  const time = (work: () => unknown): number => {
    const started = performance.now();
    work();
    return performance.now() - started;
  };
  const rounds = Array.from({ length: 30 }, () => ({
    parse: time(() =>
      text
        .trimEnd()
        .split("\n")
        .map((line) => JSON.parse(line)),
    ),
    fold: time(() => reduce(parseLog(text).rows)),
  })).slice(5);
  const parse = median(rounds.map((round) => round.parse));
  const fold = median(rounds.map((round) => round.fold));
  const note = `parse ${parse.toFixed(1)} ms, parse and fold ${fold.toFixed(1)} ms`;
  return [{ ...row, value: fold / parse, verdict: fold / parse <= row.budget ? "ok" : "over", note }];
}

try {
  const built = Bun.spawnSync([process.execPath, "scripts/build.ts"], { cwd: ROOT, stdio: ["ignore", 2, 2] });
  if (built.exitCode !== 0) throw new Error("The program could not be built");
  const rows = [
    ...(await benchTimes(Number(values.rounds ?? 21))),
    ...(await benchFold()),
    ...(await benchLimits({ folder, binary: BINARY, env })),
    ...(await benchFlow(folder, BINARY, env)),
  ];
  const report = { schemaVersion: 1, platform: process.platform, arch: process.arch, bun: Bun.version, rows };
  await Bun.write(join(ROOT, "dist/bench.json"), `${JSON.stringify(report, null, 2)}\n`);
  console.log(values.json ? JSON.stringify(report) : renderTable(rows));
  process.exitCode = rows.some((row) => row.verdict === "over" || row.verdict === "failed") ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

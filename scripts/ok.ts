/**
 * Every check of the project, in order, stopping at the first that fails with the one command that reproduces it.
 * The last line on stdout is always `N passed, N failed` (and `, N skipped`): the tests' own numbers. A failed check
 * that is not a test counts as one failure. `--fast` leaves out the binary and the folders that need it.
 */
import { readdirSync } from "node:fs";
import { join } from "node:path";
import {
  NO_TESTS,
  parseCoverage,
  parseSummary,
  renderSummary,
  type Summary,
  withAtLeastOneFailure,
} from "./ok/summary.ts";

const ROOT = join(import.meta.dir, "..");
const SLOW_FOLDERS = ["cli", "fault", "e2e"];

type Check = {
  readonly name: string;
  /** Words after `bun`; also the command that reproduces a failure. */
  readonly args: readonly string[];
  readonly isTests?: true;
};

const script = (name: string, path: string, ...args: readonly string[]): Check => ({ name, args: [path, ...args] });

/** Test folders as arguments, so that a folder that is added later runs without being listed. */
function fastFolders(): readonly string[] {
  return readdirSync(join(ROOT, "test"), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== "support" && !SLOW_FOLDERS.includes(entry.name))
    .map((entry) => `./test/${entry.name}/`)
    .toSorted();
}

function checks(fast: boolean): readonly Check[] {
  const tsc = "node_modules/typescript/bin/tsc";
  const all: readonly Check[] = [
    script("types", tsc, "-p", "tsconfig.json"),
    script("types of src/core", tsc, "-p", "src/core/tsconfig.json"),
    script("lint and format", "node_modules/@biomejs/biome/bin/biome", "check", "."),
    script("generated files", "scripts/ok/fresh.ts"),
  ];
  if (fast) return [...all, { name: "fast tests", args: ["test", ...fastFolders()], isTests: true }];
  return [
    ...all,
    script("build", "scripts/build.ts"),
    {
      name: "tests and coverage",
      args: ["test", "--coverage", "--coverage-reporter=text", "--coverage-reporter=lcov"],
      isTests: true,
    },
  ];
}

/** Lines of `bun test` that say nothing on a good day: passes, and coverage rows of files above the threshold. */
function isQuiet(line: string): boolean {
  const row = /\|\s+([\d.]+) \|\s+([\d.]+) \|/.exec(line);
  if (row !== null) return Number(row[1]) >= 90 && Number(row[2]) >= 90;
  return /^\(pass\)|^test\/\S+\.test\.ts:$|^$/.test(line);
}

/** Runs one check; what it prints goes to stderr as it comes. Returns its exit code and everything it wrote there. */
async function run(check: Check): Promise<{ readonly exit: number; readonly text: string }> {
  const child = Bun.spawn([process.execPath, ...check.args], {
    cwd: ROOT,
    env: { ...process.env, NO_COLOR: "1", CLAUDECODE: undefined },
    stdio: ["ignore", check.isTests ? "ignore" : 2, "pipe"],
  });
  const decoder = new TextDecoder();
  const lines: string[] = [""];
  for await (const chunk of child.stderr) {
    const [head = "", ...rest] = decoder.decode(chunk, { stream: true }).split("\n");
    const whole = [(lines.pop() ?? "") + head, ...rest];
    lines.push(...whole);
    for (const line of whole.slice(0, -1)) if (!check.isTests || !isQuiet(line)) console.error(line);
  }
  const last = lines.at(-1) ?? "";
  if (last !== "") console.error(last);
  return { exit: await child.exited, text: lines.join("\n") };
}

/** Percent of all functions and of all lines; bunfig.toml says what each single file needs. */
const LEAST_COVERAGE = 90;

/** Why a test run does not count as passed, beside failed tests; undefined if it does. */
function coverageProblem(exit: number, text: string): string | undefined {
  const total = parseCoverage(text);
  const below = total !== undefined && Math.min(total.functions, total.lines) < LEAST_COVERAGE;
  if (below)
    return `coverage of ${total.functions} % of functions, ${total.lines} % of lines is below ${LEAST_COVERAGE} %`;
  return exit === 0 ? undefined : "a file is below the coverage that bunfig.toml asks for, or no test ran";
}

async function main(fast: boolean): Promise<number> {
  let summary: Summary = NO_TESTS;
  for (const check of checks(fast)) {
    const started = performance.now();
    const { exit, text } = await run(check);
    if (check.isTests) summary = parseSummary(text);
    const problem = check.isTests && summary.failed === 0 ? coverageProblem(exit, text) : undefined;
    if (exit !== 0 || problem !== undefined) {
      const why = problem === undefined ? "" : `: ${problem}`;
      console.log(`failed: ${check.name}${why}\nreproduce: bun ${check.args.join(" ")}`);
      console.log(renderSummary(withAtLeastOneFailure(summary)));
      return 1;
    }
    console.log(`ok: ${check.name} (${((performance.now() - started) / 1000).toFixed(1)} s)`);
  }
  console.log(renderSummary(summary));
  return 0;
}

process.exitCode = await main(process.argv.includes("--fast"));

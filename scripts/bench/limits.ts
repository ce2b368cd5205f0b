/**
 * What a large repository, a long log and many agents at once may cost: absolute times of whole commands, and parallel
 * emitters against a loop of bare `git commit` that records as many changes.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { makeRepository } from "./fixtures.ts";
import { median, runOnce } from "./measure.ts";
import type { Row } from "./report.ts";

type Place = {
  readonly folder: string;
  readonly binary: string;
  readonly env: Readonly<Record<string, string>>;
};

const EMITTERS = 20;

function git(place: Place, cwd: string, ...args: readonly string[]): void {
  const child = Bun.spawnSync(["git", ...args], { cwd, env: place.env });
  if (child.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${child.stderr}`);
}

function protect(cwd: string, branches: string): void {
  mkdirSync(join(cwd, ".kittify"));
  writeFileSync(join(cwd, ".kittify/config.yaml"), `protection:\n  protected_branches: [${branches}]\n`);
}

const LONG = 100_000;

/** A refusal on a mission with a long log: at once where the log has no say in it, else for little more than its fold. */
function benchRefusals(place: Place): readonly Row[] {
  const cwd = makeRepository(join(place.folder, "long"), 1, LONG);
  protect(cwd, "main");
  writeFileSync(join(cwd, "README.md"), "changed\n");
  const run = (words: string, expected: string) => {
    const command = [place.binary, ...words.split(" "), "--json"];
    const runs = Array.from({ length: 7 }, () => runOnce({ name: "", command, cwd, env: place.env }));
    const wrong = runs.find((ran) => !ran.text.includes(expected));
    return { ms: median(runs.map((ran) => ran.wallMs)), wrong: wrong?.text };
  };
  const row = (name: string, ran: ReturnType<typeof run>, budget: number, note: string): Row => ({
    name: `${name}, log of 100,000 lines`,
    value: ran.ms,
    unit: "ms",
    budget: Math.round(budget),
    verdict: ran.wrong !== undefined ? "failed" : ran.ms <= budget ? "ok" : "over",
    note: ran.wrong ?? note,
  });
  const read = run("agent tasks status --mission 001", "by_lane");
  const commit = run("safe-commit README.md -m change --to-branch main", "SAFE_COMMIT_PROTECTED_BRANCH");
  const emit = run(
    "agent status emit WP01 --to planned --actor bench --force --reason again --mission 001",
    "PROTECTED_BRANCH_REFUSED",
  );
  return [
    row("refusal without a fold", commit, 100, ""),
    row("refusal after a fold", emit, 2 * read.ms, `status folds the same log once, in ${read.ms.toFixed(0)} ms`),
  ];
}

/** Creating a mission with its worktree, in a repository of 10,000 files. */
function benchCreate(place: Place): Row {
  const cwd = join(place.folder, "large");
  makeRepository(cwd, 1, 7);
  for (let i = 0; i < 10_000; i++) {
    const folder = join(cwd, `src/${Math.floor(i / 100)}`);
    if (i % 100 === 0) mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${i}.txt`), `${i}\n`);
  }
  git(place, cwd, "add", "-A");
  git(place, cwd, "commit", "-q", "-m", "many");
  const runs = Array.from({ length: 5 }, (_, i) =>
    runOnce({
      name: "",
      command: [place.binary, "agent", "mission", "create", `large${i}x`, "--json"],
      cwd,
      env: place.env,
    }),
  );
  const value = median(runs.map((ran) => ran.wallMs));
  const failed = runs.find((ran) => ran.exit !== 0);
  return {
    name: "create with worktree, 10,000 files",
    value,
    unit: "ms",
    budget: 1000,
    verdict: failed === undefined ? (value < 1000 ? "ok" : "over") : "failed",
    note: failed?.text ?? "",
  };
}

function timeCommits(place: Place): number {
  const cwd = makeRepository(join(place.folder, "commits"), 1, 7 * EMITTERS);
  const log = join(cwd, "kitty-specs/001-mission-0/status.events.jsonl");
  const started = performance.now();
  for (let i = 0; i < EMITTERS; i++) {
    writeFileSync(log, `{"n": ${i}}\n`, { flag: "a" });
    git(place, cwd, "commit", "-q", "-a", "-m", `change ${i}`);
  }
  return performance.now() - started;
}

/** Twenty processes at once, each with one event, against as many commits one after the other. */
async function benchEmitters(place: Place): Promise<Row> {
  const cwd = makeRepository(join(place.folder, "emitters"), 1, 7 * EMITTERS);
  protect(cwd, "");
  const emit = (i: number) => {
    const wp = `WP${String(i + 1).padStart(2, "0")}`;
    const words = [
      "agent",
      "status",
      "emit",
      wp,
      "--to",
      "planned",
      "--actor",
      "bench",
      "--force",
      "--reason",
      "again",
    ];
    return Bun.spawn([place.binary, ...words, "--mission", "001", "--json"], {
      cwd,
      env: place.env,
      stdin: "ignore",
      stdout: "ignore",
      stderr: "ignore",
    });
  };
  const started = performance.now();
  const children = Array.from({ length: EMITTERS }, (_, i) => emit(i));
  const exits = await Promise.all(children.map((child) => child.exited));
  const emitted = performance.now() - started;
  const committed = timeCommits(place);
  const value = emitted / committed;
  const isDone = exits.every((exit) => exit === 0);
  return {
    name: `${EMITTERS} emitters at once`,
    value,
    unit: "× git commit",
    budget: 1,
    verdict: isDone ? (value <= 1 ? "ok" : "over") : "failed",
    note: `emitters ${emitted.toFixed(0)} ms, commits ${committed.toFixed(0)} ms`,
  };
}

/** Measures all of them, each in a repository of its own below `place.folder`. */
export const benchLimits = async (place: Place): Promise<readonly Row[]> => [
  ...benchRefusals(place),
  benchCreate(place),
  await benchEmitters(place),
];

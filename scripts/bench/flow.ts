/** One mission from creation to merge: counts the git processes of each command and how long it holds the lock. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { PACKAGES, PLAN, promptPath, promptText, SPEC, TASKS } from "../demo/story.ts";
import { CREATE, FLOW_CASES, type FlowCase, MAX_LOCK_MS } from "./cases.ts";
import { makeRepository } from "./fixtures.ts";
import type { Row } from "./report.ts";

type Flow = {
  readonly binary: string;
  readonly repository: string;
  readonly log: string;
  readonly env: Readonly<Record<string, string>>;
};

type FlowRun = { readonly exit: number; readonly text: string; readonly gitCalls: number; readonly lockMs: number };

/** Puts a `git` first on PATH that writes one line a call and then is the real one. */
function prepare(folder: string, binary: string, env: Readonly<Record<string, string>>): Flow {
  const bin = join(folder, "bin");
  const log = join(folder, "git-calls");
  mkdirSync(bin, { recursive: true });
  writeFileSync(join(bin, "git"), `#!/bin/sh\necho "$1" >>"${log}"\nexec "${Bun.which("git")}" "$@"\n`);
  chmodSync(join(bin, "git"), 0o755);
  const repository = makeRepository(join(folder, "flow"), 1, 7);
  return { binary, repository, log, env: { ...env, PATH: `${bin}${delimiter}${env["PATH"] ?? ""}` } };
}

/** True while some lock of the repository names its holder. */
function isHeld(repository: string): boolean {
  const folder = join(repository, ".git/spec-kitty");
  return (
    existsSync(folder) && readdirSync(folder, { recursive: true }).some((name) => `${name}`.endsWith(".holder.json"))
  );
}

async function runStep(flow: Flow, cwd: string, argv: readonly string[]): Promise<FlowRun> {
  writeFileSync(flow.log, "");
  const child = Bun.spawn([flow.binary, ...argv], {
    cwd,
    env: flow.env,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const state = { running: true };
  const ended = child.exited.then(() => {
    state.running = false;
  });
  // Looks every millisecond, so a lock's time is known to about one.
  let lockMs = 0;
  for (let last = performance.now(); state.running; ) {
    const held = isHeld(flow.repository);
    await Bun.sleep(1);
    const now = performance.now();
    if (held) lockMs += now - last;
    last = now;
  }
  await ended;
  const text = `${await child.stdout.text()}${await child.stderr.text()}`;
  const gitCalls = readFileSync(flow.log, "utf8").split("\n").length - 1;
  return { exit: child.exitCode ?? 1, text, gitCalls, lockMs };
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function actBefore(step: FlowCase["before"], featureDir: string, workspace: string): void {
  if (step === "write spec") write(featureDir, { "spec.md": SPEC });
  if (step === "write plan") write(featureDir, { "plan.md": PLAN });
  if (step === "write tasks") {
    write(featureDir, { "tasks.md": TASKS });
    write(featureDir, Object.fromEntries(PACKAGES.map((one) => [promptPath(one), promptText(one)])));
  }
  for (const one of PACKAGES) {
    if (step !== `work on ${one.id}`) continue;
    write(workspace, { [one.path]: one.code });
    for (const args of [
      ["add", one.path],
      ["commit", "-q", "-m", one.title],
    ]) {
      Bun.spawnSync(["git", ...args], { cwd: workspace });
    }
  }
}

const rowsOf = (step: FlowCase, ran: FlowRun): readonly Row[] => [
  {
    name: `git processes: ${step.name}`,
    value: ran.gitCalls,
    unit: "processes",
    budget: step.maxGit,
    verdict: ran.gitCalls <= step.maxGit ? "ok" : "over",
  },
  {
    name: `lock held: ${step.name}`,
    value: ran.lockMs,
    unit: "ms",
    budget: MAX_LOCK_MS,
    verdict: ran.lockMs < MAX_LOCK_MS ? "ok" : "over",
  },
];

const notMeasured = (step: FlowCase, verdict: Row["verdict"], note = ""): Row => ({
  name: `git processes: ${step.name}`,
  value: Number.NaN,
  unit: "processes",
  budget: step.maxGit,
  verdict,
  note,
});

/** Runs the whole life of a mission. After the first command that fails, the rest cannot be measured and says so. */
export async function benchFlow(
  folder: string,
  binary: string,
  env: Readonly<Record<string, string>>,
): Promise<readonly Row[]> {
  const flow = prepare(folder, binary, env);
  const steps = [CREATE, ...FLOW_CASES];
  const rows: Row[] = [];
  const place = { mission: "", featureDir: flow.repository, workspace: flow.repository };
  for (const [index, step] of steps.entries()) {
    actBefore(step.before, place.featureDir, place.workspace);
    const cwd = step.name === "spec-commit" ? place.featureDir : flow.repository;
    const ran = await runStep(flow, cwd, step.argv(place.mission));
    if (ran.exit !== 0) {
      const missing = ran.text.includes("UNKNOWN_COMMAND");
      const first = notMeasured(step, missing ? "missing" : "failed", missing ? "" : ran.text.slice(0, 300));
      return [...rows, first, ...steps.slice(index + 1).map((later) => notMeasured(later, "not reached"))];
    }
    rows.push(...rowsOf(step, ran));
    readPlace(place, ran.text);
    if (step.name.startsWith("claim")) place.workspace = findWorkspace(flow, place.mission, step.name.slice(-4));
  }
  return rows;
}

/** Where the mission's files are, from whatever answer says so. */
function readPlace(place: { mission: string; featureDir: string }, text: string): void {
  const answer: Readonly<Record<string, unknown>> = JSON.parse(text.slice(text.indexOf("{")));
  if (typeof answer["mission_slug"] === "string") place.mission = answer["mission_slug"];
  if (typeof answer["feature_dir"] === "string") place.featureDir = answer["feature_dir"];
}

function findWorkspace(flow: Flow, mission: string, wp: string): string {
  const words = ["agent", "context", "resolve", "--action", "implement", "--wp-id", wp, "--mission", mission, "--json"];
  const child = Bun.spawnSync([flow.binary, ...words], { cwd: flow.repository, env: flow.env });
  const answer: Readonly<Record<string, unknown>> = child.exitCode === 0 ? JSON.parse(child.stdout.toString()) : {};
  return typeof answer["workspace_path"] === "string" ? answer["workspace_path"] : flow.repository;
}

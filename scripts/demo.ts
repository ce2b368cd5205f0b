/**
 * Shows the main job from end to end with the compiled program: a mission from an idea to a merged branch, with the
 * board as it moves. Plays the agents itself. Works in a new folder below the system's temporary one; needs git only.
 */
import { mkdirSync, mkdtempSync, realpathSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { PACKAGES, type Package, PLAN, promptPath, promptText, SPEC, TASKS } from "./demo/story.ts";

const ROOT = join(import.meta.dir, "..");
const BINARY = join(ROOT, "dist/spec-kitty");
const COLOUR = Bun.enableANSIColors && process.env["NO_COLOR"] === undefined;
const bold = (text: string): string => (COLOUR ? `\x1b[1m${text}\x1b[0m` : text);
const dim = (text: string): string => (COLOUR ? `\x1b[2m${text}\x1b[0m` : text);

const scratch = realpathSync(mkdtempSync(join(tmpdir(), "spec-kitty-demo-")));
const repository = join(scratch, "greeter");
/** A home of its own, so that nobody's settings or hooks change what is shown. */
const env = {
  PATH: process.env["PATH"] ?? "",
  HOME: scratch,
  LC_ALL: "C.UTF-8",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_AUTHOR_NAME: "Demo",
  GIT_AUTHOR_EMAIL: "demo@example.invalid",
  GIT_COMMITTER_NAME: "Demo",
  GIT_COMMITTER_EMAIL: "demo@example.invalid",
};

const title = (text: string): void => console.log(`\n${bold(`== ${text}`)}`);

/** Runs a program; ends the demo with its words if it fails. */
function run(cwd: string, program: string, args: readonly string[]): string {
  const child = Bun.spawnSync([program, ...args], { cwd, env, stdin: "ignore" });
  const text = child.stdout.toString();
  if (child.exitCode === 0) return text;
  console.log(`${text}${child.stderr}`);
  console.log(`demo: failed with exit code ${child.exitCode} in ${cwd}\n${[program, ...args].join(" ")}`);
  process.exit(1);
}

const git = (cwd: string, ...args: readonly string[]): string => run(cwd, "git", args);

/** A command for a person: shown with its output. */
function show(args: readonly string[], cwd = repository): void {
  console.log(`${dim("$")} spec-kitty ${args.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(" ")}`);
  console.log(run(cwd, BINARY, args).trimEnd());
}

/** A command for a program: shown by itself, its JSON returned. */
function ask(...args: readonly string[]): Readonly<Record<string, unknown>> {
  console.log(`${dim("$")} spec-kitty ${args.map((word) => (/\s/.test(word) ? `"${word}"` : word)).join(" ")} --json`);
  return JSON.parse(run(repository, BINARY, [...args, "--json"]));
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
}

function start(): void {
  title("A repository, set up for two agents");
  mkdirSync(repository);
  git(repository, "init", "-q", "-b", "main");
  write(repository, { "README.md": "# Greeter\n", "package.json": '{ "type": "module" }\n' });
  show(["init", "--ai", "claude,codex"]);
  git(repository, "add", "-A");
  git(repository, "commit", "-q", "-m", "Start");
}

/** Returns the mission's handle. */
function plan(): string {
  title("From an idea to work packages");
  const created = ask("agent", "mission", "create", "greeter", "--friendly-name", "Greeter");
  const mission = String(created["mission_slug"]);
  const folder = String(created["feature_dir"]);
  write(folder, { "spec.md": SPEC });
  ask("spec-commit", join(folder, "spec.md"), "-m", "spec: greeter", "--mission", mission);
  ask("agent", "mission", "setup-plan", "--mission", mission);
  write(folder, { "plan.md": PLAN });
  ask("agent", "mission", "setup-plan", "--mission", mission);
  write(folder, { "tasks.md": TASKS });
  write(folder, Object.fromEntries(PACKAGES.map((one) => [promptPath(one), promptText(one)])));
  ask("agent", "mission", "finalize-tasks", "--mission", mission);
  board(mission);
  return mission;
}

const board = (mission: string): void => show(["agent", "tasks", "status", "--mission", mission]);

function implement(mission: string, one: Package): void {
  const on = ["--mission", mission] as const;
  title(`${one.id}: ${one.title}`);
  ask("agent", "action", "implement", one.id, "--agent", "claude", ...on);
  const where = ask("agent", "context", "resolve", "--action", "implement", "--wp-id", one.id, ...on);
  const workspace = String(where["workspace_path"]);
  write(workspace, { [one.path]: one.code });
  git(workspace, "add", one.path);
  git(workspace, "commit", "-q", "-m", `${one.id}: ${one.title}`);
  ask("agent", "tasks", "mark-status", one.subtask, "--status", "done", ...on);
  ask("agent", "tasks", "move-task", one.id, "--to", "for_review", "--agent", "claude", ...on);
}

function review(mission: string, one: Package): void {
  const on = ["--mission", mission] as const;
  ask("agent", "action", "review", one.id, "--agent", "codex", ...on);
  const note = `${one.path} does what ${one.requirement} says`;
  ask("agent", "tasks", "move-task", one.id, "--to", "approved", "--agent", "codex", "--note", note, ...on);
}

function finish(mission: string): void {
  title("Accept and merge");
  ask("agent", "mission", "accept", "--mission", mission);
  show(["merge", "--mission", mission, "--dry-run"]);
  show(["merge", "--mission", mission, "--yes"]);
  board(mission);
  git(repository, "checkout", "-q", "main");
  const said = run(repository, process.execPath, ["src/main.js", "Ada", "--loud"]).trim();
  console.log(`${dim("$")} node src/main.js Ada --loud\n${said}`);
  if (said !== "HELLO, ADA!") {
    console.log("demo: failed: the merged program does not do what was specified");
    process.exit(1);
  }
  console.log(git(repository, "log", "--oneline", "--graph", "main").trimEnd());
}

run(ROOT, process.execPath, ["scripts/build.ts"]);
start();
const mission = plan();
for (const one of PACKAGES.slice(0, 2)) implement(mission, one);
board(mission);
for (const one of PACKAGES.slice(0, 2)) review(mission, one);
for (const one of PACKAGES.slice(2)) {
  implement(mission, one);
  review(mission, one);
}
board(mission);
finish(mission);
console.log(`\nThe repository is ${repository}; remove it with: rm -rf ${scratch}`);

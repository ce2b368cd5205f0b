/** A small mission of three packages, brought as far as a test wants it with the program's own commands. */
import { PACKAGES, PLAN, promptPath, promptText, SPEC, TASKS } from "../../scripts/demo/story.ts";
import { type Commands, commandsIn, type Document } from "./commands.ts";
import { git, gitRepo, writeFiles } from "./git-repo.ts";

export type Greeter = Commands & {
  readonly root: string;
  /** Name of its folder and handle. */
  readonly mission: string;
  /** `--mission` and the handle. */
  readonly on: readonly [string, string];
  /** Its folder in the coordination worktree. */
  readonly dir: string;
  readonly branch: string;
};

/** A repository with a mission that nobody has written anything for yet. */
export async function createdGreeter(): Promise<Greeter> {
  const root = gitRepo({ "README.md": "# Greeter\n" });
  const commands = commandsIn(root);
  const made = await commands.ask("agent", "mission", "create", "greeter", "--friendly-name", "Greeter");
  const mission = String(made["mission_slug"]);
  const branch = String(made["coordination_branch"]);
  return { ...commands, root, mission, on: ["--mission", mission], dir: String(made["feature_dir"]), branch };
}

/** Everything its authors write, in its folder; not recorded. */
export function author({ dir }: Greeter): void {
  const prompts = PACKAGES.map((one) => [promptPath(one), promptText(one)]);
  writeFiles(dir, { "spec.md": SPEC, "plan.md": PLAN, "tasks.md": TASKS, ...Object.fromEntries(prompts) });
}

/** The same mission, planned and finalized. */
export async function finalizedGreeter(): Promise<Greeter> {
  const greeter = await createdGreeter();
  author(greeter);
  await greeter.ask("agent", "mission", "setup-plan", ...greeter.on);
  await greeter.ask("agent", "mission", "finalize-tasks", ...greeter.on);
  return greeter;
}

/** Claims a package, commits its code and hands it to review. Gives the claim. */
export async function handIn(greeter: Greeter, id: string): Promise<Document> {
  const one = PACKAGES.find((candidate) => candidate.id === id);
  if (one === undefined) throw new Error(`The story has no ${id}`);
  const claim = await greeter.ask("agent", "action", "implement", id, "--agent", "claude", ...greeter.on);
  const workspace = String(claim["workspace_path"]);
  writeFiles(workspace, { [one.path]: one.code });
  git(workspace, "add", "-A");
  git(workspace, "commit", "-q", "-m", `${id}: ${one.title}`);
  await greeter.ask("agent", "tasks", "mark-status", one.subtask, "--status", "done", ...greeter.on);
  await greeter.ask("agent", "tasks", "move-task", id, "--to", "for_review", "--agent", "claude", ...greeter.on);
  return claim;
}

/** Hands a package in and has it approved by somebody else. */
export async function approve(greeter: Greeter, id: string): Promise<void> {
  await handIn(greeter, id);
  await greeter.ask("agent", "action", "review", id, "--agent", "codex", ...greeter.on);
  const verdict = ["--to", "approved", "--agent", "codex", "--note", "Good"];
  await greeter.ask("agent", "tasks", "move-task", id, ...verdict, ...greeter.on);
}

/** The lines of a text. */
export const linesOf = (text: string): readonly string[] => text.split("\n");

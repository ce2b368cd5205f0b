/**
 * Finds out what `init` would do: reads the files that are there and plans; writes nothing.
 * The project is the folder named, else the repository around the current folder, else the current folder.
 */
import { basename, dirname, join, resolve } from "node:path";
import { AGENTS, type Agent, findAgent, splitAgentKeys, type UnknownAgent } from "../core/agent/catalog.ts";
import { CONFIG_PATH, type InitStep, planInit, wantedFiles } from "../core/agent/init-plan.ts";
import { configuredAgents, slugOfFolder } from "../core/config/project-files.ts";
import { CONTRACT_VERSIONS } from "../core/lib/build-info.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import { kindOf, readText, symlinkOnPath } from "../shell/fs/files.ts";
import { COMMAND_TEMPLATES } from "../shell/templates/commands.ts";

export type PlanProjectInput = {
  /** A folder below the current one to make and initialize; `.` is the current one. */
  readonly name: string | undefined;
  /** Agent keys, separated by commas; undefined takes those that the project is configured for. */
  readonly ai: string | undefined;
  readonly editExisting: boolean;
};

export type PlannedProject = {
  /** Absolute. */
  readonly root: string;
  readonly agents: readonly Agent[];
  readonly steps: readonly InitStep[];
  /** True if there was a configuration before. */
  readonly wasInitialized: boolean;
  readonly inRepository: boolean;
};

export type PlanProjectError =
  | UnknownAgent
  | { readonly code: "INIT_AGENTS_REQUIRED"; readonly known: readonly string[] }
  | { readonly code: "INIT_DIRECTORY_EXISTS"; readonly directory: string }
  /** A part of the path is a symbolic link, or a folder where a file belongs. */
  | { readonly code: "INIT_PATH_UNSAFE"; readonly path: string };

/** Plans; `wasInitialized` and an empty list of changes mean that there is nothing to do. */
export function planProject(
  ctx: Pick<Ctx, "cwd" | "now" | "random" | "version">,
  input: PlanProjectInput,
): Result<PlannedProject, PlanProjectError> {
  const found = findRoot(ctx.cwd, input.name);
  if (!found.ok) return found;
  const { root, inRepository } = found.value;
  const config = readText(join(root, CONFIG_PATH));
  const keys = input.ai === undefined ? (configuredAgents(config ?? "") ?? []) : splitAgentKeys(input.ai);
  const known = AGENTS.map((agent) => agent.key);
  if (keys.length === 0) return err({ code: "INIT_AGENTS_REQUIRED", known });
  const unknown = keys.filter((key) => !known.includes(key));
  // A project may be configured for an agent that only another tool knows; only a key that was typed can be wrong.
  if (unknown.length > 0 && input.ai !== undefined) return err({ code: "UNKNOWN_AGENT", given: unknown, known });
  const agents = keys.flatMap((key) => findAgent(key) ?? []);
  const wanted = wantedFiles({
    agents,
    templates: COMMAND_TEMPLATES,
    identity: { uuid: uuidFrom(ctx.random), slug: slugOfFolder(basename(root)) },
    version: ctx.version,
    at: new Date(ctx.now()).toISOString(),
    schemaVersion: CONTRACT_VERSIONS.project,
  });
  const paths = wanted.map((file) => file.path);
  const unsafe = paths.find((path) => !isSafe(root, path));
  if (unsafe !== undefined) return err({ code: "INIT_PATH_UNSAFE", path: join(root, unsafe) });
  const existing = new Map(
    paths.flatMap((path) => {
      const text = readText(join(root, path));
      return text === undefined ? [] : [[path, text] as const];
    }),
  );
  const steps = planInit(wanted, existing, input.editExisting ? "edit-existing" : "ask-to-paste");
  return ok({ root, agents, steps, wasInitialized: config !== undefined, inRepository });
}

function isSafe(root: string, path: string): boolean {
  if (symlinkOnPath(root, path) !== undefined) return false;
  const kind = kindOf(join(root, path));
  return kind === undefined || kind === "file";
}

function findRoot(
  cwd: string,
  name: string | undefined,
): Result<{ readonly root: string; readonly inRepository: boolean }, PlanProjectError> {
  const folder = name === undefined ? cwd : resolve(cwd, name);
  if (folder !== resolve(cwd) && kindOf(folder) !== undefined) {
    return err({ code: "INIT_DIRECTORY_EXISTS", directory: folder });
  }
  const repository = findRepository(folder);
  return ok({ root: name === undefined ? (repository ?? folder) : folder, inRepository: repository !== undefined });
}

function findRepository(folder: string): string | undefined {
  if (kindOf(join(folder, ".git")) !== undefined) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findRepository(parent);
}

/** A version 4 UUID (RFC 9562) from the given randomness. */
function uuidFrom(random: () => number): string {
  const digit = (): string => Math.floor(random() * 16).toString(16);
  return "xxxxxxxx-xxxx-4xxx-yxxx-xxxxxxxxxxxx".replaceAll(/[xy]/g, (slot) =>
    slot === "x" ? digit() : (8 + Math.floor(random() * 4)).toString(16),
  );
}

/**
 * What `init` will do, decided from what is there. It creates files, and refreshes files that it wrote and nobody has
 * touched. A file of the user's is changed only when asked to; otherwise the lines to paste are part of the plan.
 */

import type { ProjectIdentity } from "../config/project-files.ts";
import { addConfiguredAgents, configuredAgents, renderConfig, renderMetadata } from "../config/project-files.ts";
import type { Agent } from "./catalog.ts";
import { type CommandTemplate, isUntouchedCommand, renderCommand } from "./render-command.ts";

/** A file that `init` wants to be there, relative to the project. */
export type WantedFile =
  /** Ours alone. */
  | { readonly kind: "command"; readonly path: string; readonly text: string }
  /** Written once, then the project's own. */
  | { readonly kind: "once"; readonly path: string; readonly text: string }
  /** `.kittify/config.yaml`: written once, then only the list of agents grows. */
  | { readonly kind: "config"; readonly path: string; readonly text: string; readonly agents: readonly string[] }
  /** Lines between two markers in a file that others write too. */
  | { readonly kind: "block"; readonly path: string; readonly text: string };

export type InitStep =
  | { readonly kind: "create" | "update" | "edit"; readonly path: string; readonly text: string }
  | { readonly kind: "unchanged"; readonly path: string }
  /** A command file that its owner has changed; kept. */
  | { readonly kind: "keep"; readonly path: string }
  /** What the user may put into a file of theirs. */
  | { readonly kind: "paste"; readonly path: string; readonly block: string };

const IGNORED = [".worktrees/"];
const BLOCK = ["# spec-kitty: begin", ...IGNORED, "# spec-kitty: end", ""].join("\n");

export const CONFIG_PATH = ".kittify/config.yaml";
export const METADATA_PATH = ".kittify/metadata.yaml";

/** Lists all files that a project with these agents has. `at` is ISO 8601 in UTC. */
export const wantedFiles = (request: {
  readonly agents: readonly Agent[];
  readonly templates: readonly CommandTemplate[];
  readonly identity: ProjectIdentity;
  readonly version: string;
  readonly at: string;
  readonly schemaVersion: number;
}): readonly WantedFile[] => {
  const keys = request.agents.map((agent) => agent.key);
  return [
    { kind: "config", path: CONFIG_PATH, text: renderConfig(request.identity, keys), agents: keys },
    { kind: "once", path: METADATA_PATH, text: renderMetadata(request) },
    { kind: "block", path: ".gitignore", text: BLOCK },
    ...request.agents.flatMap((agent) =>
      request.templates.map((template) => ({
        kind: "command" as const,
        ...renderCommand(agent, template, request.version),
      })),
    ),
  ];
};

/** Decides one step for each wanted file. `existing` maps paths to texts; a path that is absent has no file. */
export const planInit = (
  wanted: readonly WantedFile[],
  existing: ReadonlyMap<string, string>,
  mode: "edit-existing" | "ask-to-paste",
): readonly InitStep[] =>
  wanted.map((file) => {
    const text = existing.get(file.path);
    if (text === undefined) return { kind: "create", path: file.path, text: file.text };
    if (text === file.text || file.kind === "once") return { kind: "unchanged", path: file.path };
    return file.kind === "command" ? planCommand(file, text, mode) : planShared(file, text, mode);
  });

function planShared(
  file: Extract<WantedFile, { readonly kind: "config" | "block" }>,
  text: string,
  mode: "edit-existing" | "ask-to-paste",
): InitStep {
  const edited = file.kind === "config" ? addConfiguredAgents(text, file.agents) : addBlock(text, file.text);
  if (edited === text) return { kind: "unchanged", path: file.path };
  if (edited !== undefined && mode === "edit-existing") return { kind: "edit", path: file.path, text: edited };
  const block = file.kind === "config" ? renderAgentList(text, file.agents) : file.text;
  return { kind: "paste", path: file.path, block };
}

function planCommand(file: WantedFile, text: string, mode: "edit-existing" | "ask-to-paste"): InitStep {
  if (isUntouchedCommand(text)) return { kind: "update", path: file.path, text: file.text };
  return mode === "edit-existing"
    ? { kind: "edit", path: file.path, text: file.text }
    : { kind: "keep", path: file.path };
}

/** Adds the lines at the end; the text itself if every line that matters is there already, marked or not. */
function addBlock(text: string, block: string): string {
  const lines = new Set(text.split("\n").map((line) => line.trim().replace(/^\//, "")));
  if (IGNORED.every((line) => lines.has(line) || lines.has(line.replace(/\/$/, "")))) return text;
  return text === "" || text.endsWith("\n") ? `${text}${block}` : `${text}\n${block}`;
}

function renderAgentList(config: string, keys: readonly string[]): string {
  const all = [...new Set([...(configuredAgents(config) ?? []), ...keys])];
  return ["agents:", "  available:", ...all.map((key) => `  - ${key}`), ""].join("\n");
}

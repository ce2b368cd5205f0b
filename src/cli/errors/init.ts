/** Texts for making a folder a project. */
import type { InitError } from "../../usecases/init-project.ts";
import type { ErrorTexts } from "./text.ts";

export type { InitError };

export const INIT_ERRORS = {
  UNKNOWN_AGENT: {
    exit: 1,
    message: (e) => `Unknown agent "${e.given.join('", "')}"; known are ${e.known.join(", ")}`,
    hint: () => "Name known agents, for example: spec-kitty init --ai claude,codex",
    explain:
      "Each coding agent reads its commands from a folder of its own, so init has to know the agent. Nothing was written.",
    details: (e) => ({ unknown_agents: e.given, known_agents: e.known }),
  },
  INIT_AGENTS_REQUIRED: {
    exit: 2,
    message: () => "Cannot ask which agents to set up here, and --ai was not given",
    hint: () => "Name them, for example: spec-kitty init --ai claude,codex",
    explain:
      "At a terminal init asks which coding agents the project is for. Without one (in a script, in CI, with --yes or --json) it needs --ai. Nothing was written.",
    details: (e) => ({ flag: "--ai", known_agents: e.known }),
  },
  INIT_DIRECTORY_EXISTS: {
    exit: 1,
    message: (e) => `Cannot make a new project in ${e.directory}: it exists`,
    hint: (e) => `To set up a folder that exists, run: spec-kitty -C ${JSON.stringify(e.directory)} init`,
    explain: "With a name, init makes a new folder. It never writes into one that is already there under that name.",
    details: (e) => ({ directory: e.directory }),
  },
  INIT_PATH_UNSAFE: {
    exit: 1,
    message: (e) => `Cannot write ${e.path}: it, or a folder above it, is a symbolic link or no regular file`,
    hint: (e) => `Look at it with: ls -ld ${JSON.stringify(e.path)}`,
    explain:
      "A symbolic link in a repository can point anywhere on this machine, so init writes through none. Nothing was written.",
    details: (e) => ({ path: e.path }),
  },
  INIT_WRITE_FAILED: {
    exit: 1,
    message: (e) => `Cannot write ${e.path}: ${e.detail}`,
    hint: () => "Make the folder writable or free some space, then continue with: spec-kitty init",
    explain:
      "Every file is written whole or not at all. The files before this one are complete; running init again writes the rest.",
    details: (e) => ({ path: e.path, cause: e.detail }),
  },
} satisfies ErrorTexts<InitError>;

/**
 * The coding agents we write command files for, one row each. A row is data; nothing else in the program knows a folder
 * or a file name of an agent. Every agent gets files in its own directory, never in one that several agents share.
 */

/** How a command file is written: Markdown with front matter, TOML with a prompt, or a folder with a SKILL.md. */
export type CommandFormat = "markdown" | "toml" | "skill";

export type Agent = {
  /** What `--ai` and `--agent` take. */
  readonly key: string;
  readonly label: string;
  /** Folder of its command files, relative to the project. */
  readonly folder: string;
  readonly format: CommandFormat;
  /** File name after `spec-kitty.<command>`; unused for skills. */
  readonly suffix: string;
  /** What the agent replaces by the words that the user typed after the command. */
  readonly argumentToken: string;
  /** What the user types before `<command>`. */
  readonly callPrefix: string;
  /** `untried`: written from the agent's documentation; nobody has run it with us yet. */
  readonly stage: "supported" | "untried";
  /** One sentence that the user of this agent has to know. */
  readonly note?: string;
};

const markdown = {
  format: "markdown",
  suffix: ".md",
  argumentToken: "$ARGUMENTS",
  callPrefix: "/spec-kitty.",
} as const;
const toml = { format: "toml", suffix: ".toml", argumentToken: "{{args}}", callPrefix: "/spec-kitty." } as const;
const skill = {
  format: "skill",
  suffix: "",
  argumentToken: "(the words after the name of this skill)",
  callPrefix: "$spec-kitty.",
} as const;

/** All agents, in the order in which they are offered. */
export const AGENTS: readonly Agent[] = [
  { key: "claude", label: "Claude Code", folder: ".claude/commands", ...markdown, stage: "supported" },
  {
    key: "codex",
    label: "Codex CLI",
    folder: ".codex/prompts",
    ...markdown,
    callPrefix: "/prompts:spec-kitty.",
    stage: "supported",
    note: "Codex lists prompts of its home folder only; in a project, ask it to read .codex/prompts/spec-kitty.specify.md and follow it",
  },
  {
    key: "copilot",
    label: "GitHub Copilot",
    folder: ".github/prompts",
    ...markdown,
    suffix: ".prompt.md",
    stage: "untried",
  },
  { key: "gemini", label: "Gemini CLI", folder: ".gemini/commands", ...toml, stage: "untried" },
  { key: "cursor", label: "Cursor", folder: ".cursor/commands", ...markdown, stage: "untried" },
  { key: "qwen", label: "Qwen Code", folder: ".qwen/commands", ...toml, stage: "untried" },
  { key: "opencode", label: "opencode", folder: ".opencode/command", ...markdown, stage: "untried" },
  { key: "windsurf", label: "Windsurf", folder: ".windsurf/workflows", ...markdown, stage: "untried" },
  { key: "kilocode", label: "Kilo Code", folder: ".kilocode/workflows", ...markdown, stage: "untried" },
  { key: "auggie", label: "Auggie CLI", folder: ".augment/commands", ...markdown, stage: "untried" },
  { key: "q", label: "Amazon Q", folder: ".amazonq/prompts", ...markdown, stage: "untried" },
  { key: "kiro", label: "Kiro CLI", folder: ".kiro/prompts", ...markdown, stage: "untried" },
  { key: "antigravity", label: "Google Antigravity", folder: ".agent/workflows", ...markdown, stage: "untried" },
  { key: "vibe", label: "Mistral Vibe", folder: ".vibe/skills", ...skill, stage: "untried" },
  { key: "pi", label: "Pi", folder: ".pi/skills", ...skill, callPrefix: "/skill:spec-kitty.", stage: "untried" },
  { key: "letta", label: "Letta Code", folder: ".letta/skills", ...skill, stage: "untried" },
];

/** An agent key that is not in the catalog, with all that are. */
export type UnknownAgent = {
  readonly code: "UNKNOWN_AGENT";
  readonly given: readonly string[];
  readonly known: readonly string[];
};

/** Splits what `--ai` was given (`claude,codex`, also `;`), without repetition, in the order given. */
export const splitAgentKeys = (text: string): readonly string[] => [
  ...new Set(
    text
      .split(/[,;\s]+/)
      .map((key) => key.trim().toLowerCase())
      .filter((key) => key !== ""),
  ),
];

/** The row of a key, or undefined. */
export const findAgent = (key: string): Agent | undefined => AGENTS.find((agent) => agent.key === key);

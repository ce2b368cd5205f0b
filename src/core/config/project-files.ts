/**
 * Text of the two files that make a folder a project, and the one edit that `init` makes to the first of them.
 * Edits work on lines, so that comments, order and everything that we do not know survive.
 */

export type ProjectIdentity = {
  /** A UUID; the same in every clone. */
  readonly uuid: string;
  /** Kebab-case, from the folder's name. */
  readonly slug: string;
};

/** Renders a new `.kittify/config.yaml`. `agents` are keys of the catalog. */
export const renderConfig = (identity: ProjectIdentity, agents: readonly string[]): string =>
  [
    "project:",
    `  uuid: ${identity.uuid}`,
    `  slug: ${identity.slug}`,
    "mission_type_activations:",
    ...["software-dev", "documentation", "research", "plan"].map((type) => `- ${type}`),
    "vcs:",
    "  type: git",
    "agents:",
    "  available:",
    ...agents.map((key) => `  - ${key}`),
    "  auto_commit: true",
    "  lint_on_edit: false",
    "",
  ].join("\n");

/** Renders a new `.kittify/metadata.yaml`. `at` is ISO 8601 in UTC. */
export const renderMetadata = (facts: {
  readonly version: string;
  readonly at: string;
  readonly schemaVersion: number;
}): string =>
  [
    "spec_kitty:",
    `  schema_version: ${facts.schemaVersion}`,
    `  version: "${facts.version}"`,
    `  initialized_at: "${facts.at}"`,
    `  last_upgraded_at: "${facts.at}"`,
    "  schema_capabilities:",
    "  - canonical_context",
    "  - event_log_authority",
    "  - ownership_manifest",
    "  - thin_shims",
    "migrations:",
    "  applied: []",
    "",
  ].join("\n");

/** Makes a slug of a folder's name; `project` if nothing is left of it. */
export function slugOfFolder(name: string): string {
  const slug = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  return slug === "" ? "project" : slug;
}

type AgentList = {
  readonly keys: readonly string[];
  readonly first: number;
  readonly end: number;
  readonly line: string;
};

const unquoted = (text: string): string => text.trim().replaceAll(/^["']|["']$/g, "");

/** Finds `agents: available:` in block form, as a list of lines or in brackets on one line. */
function findAgentList(lines: readonly string[]): AgentList | undefined {
  const agents = lines.findIndex((line) => /^agents:\s*(#.*)?$/.test(line));
  if (agents === -1) return undefined;
  const within = lines.slice(agents + 1).findIndex((line) => /^\S/.test(line) && !line.startsWith("#"));
  const end = within === -1 ? lines.length : agents + 1 + within;
  const at = lines.findIndex((line, i) => i > agents && i < end && /^\s+available:/.test(line));
  if (at === -1) return undefined;
  const line = lines[at] ?? "";
  const flow = /available:\s*\[(.*)\]\s*(#.*)?$/.exec(line);
  if (flow !== null) {
    const keys = (flow[1] ?? "").split(",").map(unquoted);
    return { keys: keys.filter((key) => key !== ""), first: at, end: at + 1, line };
  }
  if (!/available:\s*(#.*)?$/.test(line)) return undefined;
  const item = (i: number): string | undefined => /^\s+-\s+([^#]+?)\s*(#.*)?$/.exec(lines[i] ?? "")?.[1];
  let last = at + 1;
  while (item(last) !== undefined) last++;
  const keys = Array.from({ length: last - at - 1 }, (_, i) => unquoted(item(at + 1 + i) ?? ""));
  return { keys, first: at, end: last, line };
}

/** Keys under `agents: available:`; undefined where the list is missing or in a form that we do not read by lines. */
export const configuredAgents = (config: string): readonly string[] | undefined =>
  findAgentList(config.split("\n"))?.keys;

/** Adds keys to the list, changing no other byte; undefined if `configuredAgents` is. */
export function addConfiguredAgents(config: string, keys: readonly string[]): string | undefined {
  const lines = config.split("\n");
  const list = findAgentList(lines);
  if (list === undefined) return undefined;
  const missing = keys.filter((key) => !list.keys.includes(key));
  if (missing.length === 0) return config;
  if (list.end === list.first + 1 && list.line.includes("[")) {
    const all = [...list.keys, ...missing].join(", ");
    return lines
      .with(
        list.first,
        list.line.replace(/\[.*\]/, () => `[${all}]`),
      )
      .join("\n");
  }
  const indent = /^\s*/.exec(lines[list.end - 1] ?? "")?.[0] ?? "  ";
  const added = missing.map((key) => `${indent}- ${key}`);
  return [...lines.slice(0, list.end), ...added, ...lines.slice(list.end)].join("\n");
}

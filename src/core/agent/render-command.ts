/**
 * Command files for agents: from one template in our words to the form that each agent reads.
 * A written file carries a stamp with a checksum of the rest, so that a later run can tell a file that nobody has
 * touched (replaced silently by a newer one) from one that its owner has changed (kept).
 */
import type { Agent } from "./catalog.ts";

/** A template as embedded: front matter with a `description`, then the instructions. */
export type CommandTemplate = { readonly name: string; readonly text: string };

export type RenderedFile = { readonly path: string; readonly text: string };

/** Renders one command for one agent. `version` is that of this program. */
export function renderCommand(agent: Agent, template: CommandTemplate, version: string): RenderedFile {
  const { description, body } = splitTemplate(template.text);
  const instructions = body
    .replace(COMMAND_ONLY, (_block, _otherwise, text: string) => text)
    .replaceAll("{{ARGUMENTS}}", agent.argumentToken)
    .replaceAll("{{AGENT}}", agent.key)
    .replaceAll("/spec-kitty.", agent.callPrefix);
  const name = `spec-kitty.${template.name}`;
  const unstamped = renderers[agent.format](name, description, instructions);
  const path = agent.format === "skill" ? `${agent.folder}/${name}/SKILL.md` : `${agent.folder}/${name}${agent.suffix}`;
  return { path, text: unstamped.replace(STAMP_SLOT, `spec-kitty:command ${version} ${checksum(unstamped)}`) };
}

/** True if `text` is a command file of ours, of any version, and nobody has changed it since. */
export function isUntouchedCommand(text: string): boolean {
  const stamp = /spec-kitty:command \S+ ([0-9a-f]{8})/.exec(text);
  return stamp !== null && checksum(text.replace(stamp[0], STAMP_SLOT)) === stamp[1];
}

const STAMP_SLOT = "spec-kitty:stamp";

/** A block of a template that holds only where a person calls the command; `next` puts the text in the marker in its place. */
export const COMMAND_ONLY = /<!-- command only:(.*?)-->\n([\s\S]*?)<!-- end -->\n?/g;

const renderers: Readonly<Record<Agent["format"], (name: string, description: string, body: string) => string>> = {
  markdown: (_name, description, body) => `---\ndescription: ${description}\n---\n<!-- ${STAMP_SLOT} -->\n\n${body}`,
  skill: (name, description, body) =>
    `---\nname: ${name}\ndescription: ${description}\nuser-invocable: true\n---\n<!-- ${STAMP_SLOT} -->\n\n${body}`,
  toml: (_name, description, body) =>
    `# ${STAMP_SLOT}\ndescription = ${JSON.stringify(description)}\nprompt = '''\n${body}'''\n`,
};

function splitTemplate(text: string): { readonly description: string; readonly body: string } {
  const match = /^---\ndescription: (.+)\n---\n\n?([\s\S]*)$/.exec(text);
  if (match === null) throw new Error("Bug: a command template has no description");
  return { description: match[1] ?? "", body: match[2] ?? "" };
}

/** FNV-1a, 32 bits, over UTF-16 code units, as eight hex digits. Source: Fowler, Noll, Vo, draft-eastlake-fnv. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, "0");
}

/**
 * Who acts: `tool[:model[:profile[:role]]]` as agents write it. A segment that is left out stays unknown; nothing is guessed.
 * Two names are one holder if they are equal once trimmed, or if one of them says nothing.
 */
import { err, ok, type Result } from "../lib/result.ts";

export type AgentIdentity = {
  readonly tool: string;
  readonly model: string | null;
  readonly profile: string | null;
  readonly role: string | null;
};

/** The text has no tool, a line break, or more than four segments. */
export type AgentInvalid = { readonly code: "AGENT_INVALID"; readonly given: string };

const segment = (text: string | undefined): string | null => {
  const trimmed = text?.trim() ?? "";
  return trimmed === "" ? null : trimmed;
};

/** Reads an agent's name. Errors: AGENT_INVALID. */
export function parseAgent(given: string): Result<AgentIdentity, AgentInvalid> {
  const [tool, model, profile, role, ...more] = given.split(":");
  const name = segment(tool);
  if (name === null || more.length > 0 || /\p{Cc}/u.test(given)) return err({ code: "AGENT_INVALID", given });
  return ok({ tool: name, model: segment(model), profile: segment(profile), role: segment(role) });
}

/** Holders that old claims recorded in place of a name; anybody may take over from them. */
const NOBODY: ReadonlySet<string> = new Set(["", "implement-command", "unknown"]);

/** Tells whether a work package that `holder` has is `actor`'s as well. */
export const isSameHolder = (holder: string, actor: string): boolean =>
  NOBODY.has(holder.trim()) || actor.trim() === "" || holder.trim() === actor.trim();

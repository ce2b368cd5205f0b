/**
 * Where a leaf becomes a citty command and is run by it; the only importer of citty.
 * The strict parser has already judged argv and made the typed input, which travels as `data`: citty alone would accept
 * unknown flags, swallow values and keep the last of repeated ones.
 */
import { type ArgsDef, defineCommand, runCommand } from "citty";
import type { Leaf } from "./leaf.ts";

/** Declares a leaf to citty: one boolean, string or positional for each argument; requiredness is checked before. */
function cittyArgs(leaf: Leaf): ArgsDef {
  const entries = Object.entries(leaf.args).map(([key, spec]) => {
    const description = spec.summary;
    if (spec.type === "positional") return [key, { type: spec.type, description, required: false }] as const;
    const alias = spec.short ?? [];
    if (spec.type === "flag") return [key, { type: "boolean", description, alias }] as const;
    return [key, { type: "string", description, alias, valueHint: spec.value }] as const;
  });
  return Object.fromEntries(entries);
}

/** Runs `body` as the citty command that `leaf` declares, and gives back what it answers. */
export async function runLeaf<T>(leaf: Leaf, body: () => Promise<T>): Promise<T> {
  const command = defineCommand({
    meta: { name: leaf.path, description: leaf.summary, hidden: leaf.hidden ?? false },
    args: cittyArgs(leaf),
    run: ({ data }) => data.body(),
  });
  const { result } = await runCommand(command, { rawArgs: [], data: { body } });
  return result as T;
}

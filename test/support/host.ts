/** A command line without a process: what is printed is kept, and nothing is a terminal unless said so. */
import type { Host, Tree } from "../../src/cli/host.ts";
import type { Leaf } from "../../src/cli/leaf.ts";
import { run } from "../../src/cli/router.ts";

export type Outcome = { readonly code: number; readonly stdout: readonly string[]; readonly stderr: readonly string[] };

/** A tree of these leaves. */
export const treeOf = (...leaves: readonly Leaf[]): Tree =>
  new Map(leaves.map((leaf) => [leaf.path, async () => leaf]));

/** Runs one command line on a tree; the clock stands at 1 January 2027, randomness is always 0.5. */
export async function runOn(tree: Tree, argv: readonly string[], host: Partial<Host> = {}): Promise<Outcome> {
  const stdout: string[] = [];
  const stderr: string[] = [];
  const code = await run(argv, {
    tree,
    env: {},
    cwd: "/project",
    platform: "linux",
    version: "9.9.9",
    now: () => Date.UTC(2027, 0, 1),
    random: () => 0.5,
    print: (text) => stdout.push(text),
    talk: (text) => stderr.push(text),
    isTerminal: () => false,
    columns: () => undefined,
    openAsk: () => Promise.reject(new Error("nobody can be asked")),
    directory: (from, to) => (to === "sub" ? `${from}/sub` : undefined),
    ...host,
  });
  return { code, stdout, stderr };
}

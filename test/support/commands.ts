/** The program's own commands without a process: what was printed, as text and as a document. */
import { existsSync } from "node:fs";
import { resolve } from "node:path";
import type { Host } from "../../src/cli/host.ts";
import { TREE } from "../../src/commands/tree.ts";
import { runOn } from "./host.ts";

export type Document = Readonly<Record<string, unknown>>;

/** A terminal of 80 columns without colours. */
export const TERMINAL_80: Partial<Host> = {
  env: { ...process.env, NO_COLOR: "1", CI: "1" },
  isTerminal: () => true,
  columns: () => 80,
};

export type Commands = {
  /** Runs for a person; gives what stands on stdout, and throws if it is refused. */
  readonly read: (...argv: readonly string[]) => Promise<string>;
  /** Runs for a program; gives the document, and throws if it is refused. */
  readonly ask: (...argv: readonly string[]) => Promise<Document>;
  /** Runs either way; gives everything, refused or not. */
  readonly run: (argv: readonly string[], host?: Partial<Host>) => ReturnType<typeof runOn>;
};

/** Commands that are run in a folder, with a clock that moves one second a command. */
export function commandsIn(cwd: string, shared: Partial<Host> = {}): Commands {
  const clock = { ms: Date.UTC(2027, 0, 1) };
  const run: Commands["run"] = (argv, host = {}) => {
    clock.ms += 1000;
    const nowMs = clock.ms;
    return runOn(TREE, argv, {
      env: { ...process.env, NO_COLOR: "1" },
      cwd,
      now: () => nowMs,
      directory: (from, to) => (existsSync(resolve(from, to)) ? resolve(from, to) : undefined),
      ...shared,
      ...host,
    });
  };
  const must = async (argv: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await run(argv);
    if (code !== 0 || stdout.length !== 1) throw new Error(`${argv.join(" ")} → ${code}: ${[...stdout, ...stderr]}`);
    return stdout[0] ?? "";
  };
  return {
    read: (...argv) => must(argv),
    ask: async (...argv) => JSON.parse(await must([...argv, "--json"])) as Document,
    run,
  };
}

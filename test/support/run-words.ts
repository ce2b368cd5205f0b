/** Command lines of the whole program, run in this process on a real repository. */
import { expect } from "bun:test";
import { TREE } from "../../src/commands/tree.ts";
import { runOn } from "./host.ts";

export type Variables = Readonly<Record<string, string>>;

/** Runs words in this process; SPEC_KITTY_NOW is the clock. */
export async function runWords(cwd: string, words: readonly string[], env: Variables = {}) {
  const now = env["SPEC_KITTY_NOW"];
  const clock = now === undefined ? {} : { now: () => Date.parse(now) };
  const ran = await runOn(TREE, words, { cwd, env: { ...process.env, ...env }, random: Math.random, ...clock });
  return { code: ran.code, stdout: `${ran.stdout.join("\n")}\n`, stderr: ran.stderr.join("\n") };
}
/** Runs one line, split at spaces. */
export const run = (cwd: string, line: string, env: Variables = {}) => runWords(cwd, line.split(" "), env);
/** Runs one line with --json: one document, silence on stderr. */
export const json = async (cwd: string, line: string, env: Variables = {}) => {
  const { code, stdout, stderr } = await run(cwd, `${line} --json`, env);
  expect(stderr).toBe("");
  return { code, document: JSON.parse(stdout) as Readonly<Record<string, unknown>> };
};

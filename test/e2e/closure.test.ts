/**
 * What a start of the compiled program loads: nothing slow is in the static closure of the entry or of any command.
 * Read from Bun's own account of the build, so that it holds for what is shipped.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { ensureBinary, METAFILE } from "../support/binary.ts";
import { ROOT, readSources } from "../support/source-tree.ts";

type Metafile = {
  readonly inputs: Readonly<
    Record<string, { readonly imports: readonly { readonly path: string; readonly kind: string }[] }>
  >;
};

const SLOW = /node_modules\/(@ark\/|arktype\/|@clack\/|ofetch\/|yaml\/|ulidx\/|consola\/dist\/index)/;
/** Agents ask these all day; what records, locks or makes worktrees has no place in them. */
const READS = ["agent tasks status", "agent tasks list-tasks", "mission list", "next", "complete"] as const;
const WRITERS = /^src\/shell\/(lock\/|transaction\/(?!session)|ids\/|git\/(worktree-create|merge)\.)/;
/** Built-in modules are not in the account, so they are looked for in the sources. */
const SLOW_BUILTIN = /^import (?!type)[^;]*from "node:(http|https|tty|readline|crypto|zlib|stream)"/m;
const isSlow = async (path: string): Promise<boolean> =>
  SLOW.test(path) || (path.startsWith("src/") && SLOW_BUILTIN.test(await Bun.file(join(ROOT, path)).text()));

async function closureOf(entry: string): Promise<readonly string[]> {
  const { inputs }: Metafile = await Bun.file(METAFILE).json();
  const seen = new Set([entry]);
  for (const path of seen) {
    for (const one of inputs[path]?.imports ?? []) if (one.kind === "import-statement") seen.add(one.path);
  }
  expect(inputs[entry]).toBeDefined();
  return [...seen];
}

async function slowImportsOf(entry: string): Promise<readonly string[]> {
  const slow = await Promise.all((await closureOf(entry)).map(async (path) => ((await isSlow(path)) ? [path] : [])));
  return slow.flat();
}

describe("the static closure", () => {
  beforeAll(async () => {
    await ensureBinary();
  }, 60_000);

  const commands = readSources("src/commands").map((file) => file.path);
  test.each(["src/main.ts", ...commands])("of %s has nothing slow in it", async (entry) => {
    expect(await slowImportsOf(entry)).toEqual([]);
  });

  test.each(READS)("of %s, which only reads, has nothing in it that only writers need", async (words) => {
    const entry = `src/commands/${words.replaceAll(" ", "/")}.ts`;
    expect(commands).toContain(entry);
    expect((await closureOf(entry)).filter((path) => WRITERS.test(path))).toEqual([]);
  });

  test("is really looked at: the prompt's would be refused if clack were imported statically", () => {
    expect(SLOW.test("../../main/node_modules/@clack/prompts/dist/index.mjs")).toBe(true);
    expect(SLOW_BUILTIN.test('import { request } from "node:http";')).toBe(true);
    expect(SLOW_BUILTIN.test('import { join } from "node:path";')).toBe(false);
  });
});

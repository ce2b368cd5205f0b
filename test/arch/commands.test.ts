/**
 * What the folders promise: a command's path is its file, each has a test of the compiled binary, each error code has a
 * text and a test that meets it, there is one way to record anything, and names say what things are.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ERRORS } from "../../src/cli/errors.ts";
import { ROOT, readSources, withoutComments } from "../support/source-tree.ts";

const sources = readSources("src").filter((file) => !file.path.endsWith(".generated.ts"));
const tests = readSources("test").filter((file) => !file.path.startsWith("test/arch/"));
const TREE = "src/commands/tree.ts";
const leaves = sources.filter((file) => file.path.startsWith("src/commands/") && file.path !== TREE);

/** `src/commands/agent/tasks/move-task.ts` → `agent tasks move-task`. */
const pathOf = (file: string): string => file.slice("src/commands/".length, -".ts".length).replaceAll("/", " ");

describe("commands", () => {
  test.each(leaves.map((file) => file.path))("%s exports one leaf whose path is its file", async (file) => {
    const module: Readonly<Record<string, unknown>> = await import(join(ROOT, file));
    const found = Object.values(module).filter(
      (value) => typeof value === "object" && value !== null && "run" in value,
    );
    expect(found.map((value) => ("path" in value ? value.path : undefined))).toEqual([pathOf(file)]);
  });

  test("are all in the tree", () => {
    const tree = existsSync(join(ROOT, TREE)) ? readFileSync(join(ROOT, TREE), "utf8") : "";
    const missing = leaves.filter((file) => !tree.includes(`./${file.path.slice("src/commands/".length)}`));
    expect(missing.map((file) => file.path)).toEqual([]);
  });

  test("have a test in test/cli", () => {
    const words = tests
      .filter((file) => file.path.startsWith("test/cli/"))
      .map((file) => file.text.replaceAll(/["'`,\s]+/g, " "))
      .join(" ");
    const untested = leaves.map((file) => pathOf(file.path)).filter((path) => !words.includes(` ${path} `));
    expect(untested).toEqual([]);
  });
});

describe("error codes", () => {
  test("have a text, and a test that meets them", () => {
    const words = new Set(tests.flatMap((file) => file.text.match(/[A-Za-z_][A-Za-z0-9_]{2,}/g) ?? []));
    expect(Object.keys(ERRORS).filter((code) => !words.has(code))).toEqual([]);
  });

  test("have an explanation that says more than the message", () => {
    const short = Object.entries(ERRORS).filter(([, text]) => text.explain.length < 40);
    expect(short.map(([code]) => code)).toEqual([]);
  });
});

describe("recording", () => {
  const outside = (pattern: RegExp, allowed: RegExp): readonly string[] =>
    sources
      .filter((file) => !allowed.test(file.path) && pattern.test(withoutComments(file.text)))
      .map((file) => file.path);

  test("moves refs and makes commits only in the transaction and the git folder", () => {
    expect(outside(/["'`](update-ref|commit-tree)["'`\s]/, /^src\/shell\/(transaction|git)\//)).toEqual([]);
  });

  test("never runs the porcelain that commits, merges or resets on the user's behalf", () => {
    expect(
      outside(
        /(?<![\w\])])\[\s*["'](commit|merge|rebase|reset|stash|cherry-pick|am|checkout|switch)["'](?!, \(\) =>)/,
        /^$/,
      ),
    ).toEqual([]);
  });

  test("appends to a log nowhere: a log is a blob that the transaction publishes", () => {
    expect(outside(/\bappendFile(Sync)?\(|flags?:\s*["']a["']|,\s*["']a["']\s*[,)]/, /^src\/shell\/op-log\//)).toEqual(
      [],
    );
  });
});

describe("names", () => {
  const FORBIDDEN = /^(seam|authority|surface|husk|manager|helpers?|utils?|misc|operations|impl|v2)$/;
  const FORBIDDEN_OF_FUNCTIONS = /^gates?$/;
  const words = (name: string): readonly string[] =>
    name
      .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
      .toLowerCase()
      .split(/[-_./]/);

  test("of files and folders say what is in them", () => {
    const bad = [...sources, ...tests]
      .map((file) => file.path)
      .filter((path) => words(path).some((word) => FORBIDDEN.test(word) || FORBIDDEN_OF_FUNCTIONS.test(word)));
    expect(bad).toEqual([]);
  });

  test("of declarations say what they are", () => {
    const bad = [...sources, ...tests].flatMap((file) =>
      [...withoutComments(file.text).matchAll(/\b(function\*?|const|type|class)\s+([A-Za-z_$][\w$]*)/g)]
        .filter(([, kind, name = ""]) =>
          words(name).some((word) => FORBIDDEN.test(word) || (kind !== "type" && FORBIDDEN_OF_FUNCTIONS.test(word))),
        )
        .map(([, , name]) => `${file.path}: ${name}`),
    );
    expect(bad).toEqual([]);
  });

  test("of files end before line 400", () => {
    const long = [...sources, ...tests].filter((file) => file.text.split("\n").length > 401);
    expect(long.map((file) => file.path)).toEqual([]);
  });
});

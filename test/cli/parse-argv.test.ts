import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { NO_GLOBALS } from "../../src/cli/globals.ts";
import type { ArgSpecs } from "../../src/cli/leaf.ts";
import { completeInput, locate, parseInput } from "../../src/cli/parse-argv.ts";

const PATHS = ["merge", "agent tasks status", "agent tasks move", "completion", "completion install"];
const isPrefix = (words: string): boolean => PATHS.some((path) => path === words || path.startsWith(`${words} `));

const ARGS = {
  wpId: { type: "positional", summary: "Work package" },
  files: { type: "positional", summary: "Files", optional: true, rest: true },
  mission: { type: "option", value: "HANDLE", summary: "Mission", short: "m", required: true },
  to: { type: "option", value: "LANE", summary: "Lane", choices: ["planned", "done"] },
  limit: { type: "option", value: "N", summary: "Limit", integer: true },
  note: { type: "option", value: "TEXT", summary: "Note", repeatable: true },
  force: { type: "flag", summary: "Force", short: "f" },
  autoCommit: { type: "flag", summary: "Commit", negatable: true },
  secret: { type: "flag", summary: "Hidden", hidden: true },
  yes: { type: "flag", summary: "Yes", short: "y" },
} as const satisfies ArgSpecs;

const parse = (...rest: readonly string[]) => parseInput("move", ARGS, { path: "move", rest, globals: NO_GLOBALS });
const input = (...rest: readonly string[]) => {
  const parsed = parse(...rest);
  return parsed.ok ? parsed.value.input : parsed.error;
};

describe("locate()", () => {
  const at = (...argv: readonly string[]) => locate(argv, isPrefix);

  test.each([
    [["merge", "auth"], "merge", ["auth"]],
    [["agent", "--json", "tasks", "-q", "status", "x"], "agent tasks status", ["x"]],
    [["-C", "merge", "agent", "tasks"], "agent tasks", []],
    [["completion", "install"], "completion install", []],
    [["completion", "bash"], "completion", ["bash"]],
    [["merge", "--force", "merge"], "merge", ["--force", "merge"]],
    [["merge", "--", "agent"], "merge", ["--", "agent"]],
    [["constructor"], "", ["constructor"]],
    [["merge", "--version"], "merge", ["--version"]],
    [[], "", []],
  ] as const)("%j is command %j with %j", (argv, path, rest) => {
    expect(at(...argv)).toMatchObject({ ok: true, value: { path, rest: [...rest] } });
  });

  test("takes global flags before, between and after the words", () => {
    const found = at("--debug", "-C", "sub", "agent", "-qv", "tasks", "status", "--json");
    expect(found).toMatchObject({
      value: { globals: { debug: true, workingDirectory: "sub", quiet: true, verbose: true, json: true, yes: false } },
    });
  });

  test("refuses an unknown flag before any command, and a -C without a directory", () => {
    expect(at("--jsno", "merge")).toMatchObject({ error: { code: "UNKNOWN_FLAG", suggestions: ["--json"] } });
    expect(at("merge", "-C")).toMatchObject({ error: { code: "MISSING_VALUE", flag: "-C" } });
  });
});

describe("parseInput()", () => {
  test("reads every kind of argument", () => {
    const words = [
      "-mauth",
      "WP01",
      "--to=done",
      "--limit",
      "-3",
      "-f",
      "--no-auto-commit",
      "--note",
      "a",
      "--note=-b",
      "x",
      "y",
    ];
    expect(input(...words)).toEqual({
      mission: "auth",
      wpId: "WP01",
      to: "done",
      limit: -3,
      force: true,
      autoCommit: false,
      note: ["a", "-b"],
      files: ["x", "y"],
    });
  });

  test.each([
    [["--frce"], { code: "UNKNOWN_FLAG", flag: "--frce", suggestions: ["--force"] }],
    [["--secrets"], { code: "UNKNOWN_FLAG", suggestions: [] }],
    [["-x"], { code: "UNKNOWN_FLAG", flag: "-x" }],
    [["-fx"], { code: "UNKNOWN_FLAG", flag: "-x" }],
    [["--mission"], { code: "MISSING_VALUE", flag: "--mission", value: "HANDLE" }],
    [["--mission", "--json"], { code: "MISSING_VALUE", flag: "--mission" }],
    [["--mission", "--"], { code: "MISSING_VALUE", flag: "--mission" }],
    [["-m"], { code: "MISSING_VALUE", flag: "-m" }],
    [["--to", "don"], { code: "INVALID_VALUE", given: "don", suggestions: ["done"], expected: "one of planned, done" }],
    [["--limit", "3.5"], { code: "INVALID_VALUE", expected: "a whole number" }],
    [["--limit=99999999999999999999"], { code: "INVALID_VALUE", expected: "a whole number" }],
    [["--force=yes"], { code: "FLAG_TAKES_NO_VALUE", flag: "--force" }],
    [["--json=1"], { code: "FLAG_TAKES_NO_VALUE", flag: "--json" }],
    [["--no-force"], { code: "UNKNOWN_FLAG", flag: "--no-force" }],
    [["--no-mission"], { code: "UNKNOWN_FLAG" }],
    [["--force", "-f"], { code: "REPEATED_FLAG", flag: "-f" }],
    [["--to=done", "--to=done"], { code: "REPEATED_FLAG", flag: "--to" }],
    [["--auto-commit", "--no-auto-commit"], { code: "REPEATED_FLAG", flag: "--no-auto-commit" }],
    [["--autoCommit"], { code: "UNKNOWN_FLAG", flag: "--autoCommit" }],
  ])("refuses %j", (rest, error) => {
    expect(parse("WP01", ...rest)).toMatchObject({ ok: false, error });
  });

  test("refuses a spare word and a word that is no choice", () => {
    const only = { shell: { type: "positional", summary: "Shell", choices: ["bash", "zsh"] } } as const;
    const one = (...rest: readonly string[]) => parseInput("c", only, { path: "c", rest, globals: NO_GLOBALS });
    expect(one("bash", "extra")).toMatchObject({ error: { code: "UNEXPECTED_ARGUMENT", word: "extra" } });
    expect(one("bsh")).toMatchObject({ error: { code: "INVALID_VALUE", flag: "SHELL", suggestions: ["bash", "zsh"] } });
  });

  test.each([
    [["shop", "--to=done"], "spec-kitty merge --to=done --mission shop"],
    [["--to", "shop", "shop"], "spec-kitty merge --to shop --mission shop"],
    [["shop", "--to", "shop"], "spec-kitty merge --to shop --mission shop"],
    [["my shop"], "spec-kitty merge --mission 'my shop'"],
    [["shop", "--mission", "other"], undefined],
    [["shop", "cart"], undefined],
    [["WP01"], undefined],
    [["--", "--x"], undefined],
  ])("says how %j is written with the spare word as the mission", (rest, corrected) => {
    const specs = {
      mission: { type: "option", value: "HANDLE", summary: "Mission" },
      to: { type: "option", value: "LANE", summary: "Lane" },
    } as const;
    const parsed = parseInput("merge", specs, { path: "merge", rest, globals: NO_GLOBALS });
    const error = parsed.ok ? undefined : parsed.error;
    expect(error).toMatchObject({ code: "UNEXPECTED_ARGUMENT" });
    expect(error?.code === "UNEXPECTED_ARGUMENT" ? error.corrected : "").toBe(corrected);
  });

  test("keeps the directory in the corrected line", () => {
    const specs = { mission: { type: "option", value: "HANDLE", summary: "Mission" } } as const;
    const globals = { ...NO_GLOBALS, workingDirectory: "a b" };
    expect(parseInput("merge", specs, { path: "merge", rest: ["shop"], globals })).toMatchObject({
      error: { corrected: "spec-kitty -C 'a b' merge --mission shop" },
    });
  });

  test("gives a leaf the global flag that it declares itself, wherever it stood", () => {
    const before = parseInput("move", ARGS, { path: "move", rest: [], globals: { ...NO_GLOBALS, yes: true } });
    expect(before).toMatchObject({ value: { input: { yes: true } } });
    expect(parse("-y")).toMatchObject({ value: { input: { yes: true }, globals: { yes: true } } });
  });

  test("takes everything after -- as words, flags included", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (words) => {
        const [wpId, ...files] = words;
        const expected = files.length === 0 ? { wpId } : { wpId, files };
        expect(input("--", ...words)).toEqual(expected as never);
      }),
    );
  });

  test("never throws, and a value with an equals sign arrives as it was typed", () => {
    fc.assert(fc.property(fc.array(fc.string()), (words) => typeof parse(...words).ok === "boolean"));
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(input(`--mission=${text}`)).toEqual({ mission: text });
      }),
    );
  });
});

describe("completeInput()", () => {
  test("says what absence means", () => {
    expect(completeInput("move", ARGS, { wpId: "WP01", mission: "auth" })).toEqual({
      ok: true,
      value: {
        wpId: "WP01",
        files: [],
        mission: "auth",
        to: undefined,
        limit: undefined,
        note: [],
        force: false,
        autoCommit: undefined,
        secret: false,
        yes: false,
      },
    });
  });

  test("names everything that is missing as it is typed", () => {
    expect(completeInput("move", ARGS, {})).toMatchObject({
      error: { code: "MISSING_ARGUMENT", names: ["WP_ID", "--mission"], command: "move" },
    });
  });
});

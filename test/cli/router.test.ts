import { describe, expect, test } from "bun:test";
import { leaf } from "../../src/cli/leaf.ts";
import { MISSION_ARG } from "../../src/cli/mission-arg.ts";
import { refuse } from "../../src/cli/router.ts";
import { err, ok } from "../../src/core/lib/result.ts";
import { runOn, treeOf } from "../support/host.ts";
import { person } from "../support/person.ts";

const echo = leaf({
  path: "demo echo",
  summary: "Echo",
  examples: [{ line: "spec-kitty demo echo hi", does: "echo" }],
  args: {
    word: { type: "positional", summary: "Word" },
    loud: { type: "flag", summary: "Loud" },
  },
  envelope: "own",
  kind: "demo_echo",
  run: async (ctx, { word, loud }) => {
    ctx.notice("working");
    if (word === "refuse") return err({ code: "NOT_A_REPOSITORY", cwd: ctx.cwd });
    if (word === "throw") throw new Error("boom");
    return ok({ word: loud ? word.toUpperCase() : word, cwd: ctx.cwd, interactive: ctx.interactive });
  },
  human: (value, style) => style.bold(value.word),
  json: (value) => value,
  exit: (value) => (value.word === "drift" ? 1 : 0),
});
const contract = { ...echo, path: "agent echo", envelope: "contract" as const };
const orchestrator = { ...echo, path: "orchestrator-api echo", envelope: "orchestrator" as const };
const TREE = treeOf(echo, contract, orchestrator);

const demo = (...argv: readonly string[]) => runOn(TREE, ["demo", "echo", ...argv]);
const document = async (...argv: readonly string[]) => {
  const { code, stdout, stderr } = await runOn(TREE, argv);
  expect(stdout).toHaveLength(1);
  expect(stderr).toEqual([]);
  return { code, json: JSON.parse(stdout[0] ?? "") };
};

describe("a human's run", () => {
  test("prints the answer once on stdout and talk on stderr", async () => {
    expect(await demo("hi")).toEqual({ code: 0, stdout: ["hi"], stderr: ["working"] });
    expect(await demo("hi", "--quiet")).toEqual({ code: 0, stdout: ["hi"], stderr: [] });
  });

  test("takes the exit code from the answer or from the refusal's table", async () => {
    expect((await demo("drift")).code).toBe(1);
    const refused = await demo("refuse", "-q");
    expect(refused.code).toBe(1);
    expect(refused.stdout).toEqual([]);
    expect(refused.stderr.join("\n")).toBe(
      [
        "Error: No git repository at /project or above it",
        "Hint:  Create one with: git init && git commit --allow-empty -m init",
        "Code:  NOT_A_REPOSITORY",
      ].join("\n"),
    );
  });

  test("calls a throw a bug, with a stack only under --debug", async () => {
    const quiet = await demo("throw");
    expect(quiet.code).toBe(70);
    expect(quiet.stderr.join("\n")).toContain("This is a bug in spec-kitty: boom");
    expect(quiet.stderr.join("\n")).not.toContain("router.test.ts");
    expect((await demo("throw", "--debug")).stderr.join("\n")).toContain("router.test.ts");
  });

  test("acts in the directory of -C and refuses one that is not there", async () => {
    expect((await document("-C", "sub", "demo", "echo", "hi", "--json")).json.data.cwd).toBe("/project/sub");
    expect(await document("demo", "echo", "hi", "-C", "nowhere", "--json")).toMatchObject({
      code: 2,
      json: { error: { code: "NO_SUCH_DIRECTORY", details: { directory: "nowhere" } } },
    });
  });

  test("uses colour where the terminal has it", async () => {
    const host = { isTerminal: () => true, env: { CI: "1" }, columns: () => 80 };
    expect((await runOn(TREE, ["demo", "echo", "hi"], host)).stdout).toEqual(["\u001B[1mhi\u001B[22m"]);
  });
});

describe("a program's run", () => {
  test("wraps answers and refusals by the leaf's envelope", async () => {
    expect(await document("demo", "echo", "hi", "--json")).toEqual({
      code: 0,
      json: { schemaVersion: 1, kind: "demo_echo", data: { word: "hi", cwd: "/project", interactive: false } },
    });
    expect(await document("demo", "--json", "echo", "refuse")).toMatchObject({
      code: 1,
      json: { schemaVersion: 1, error: { code: "NOT_A_REPOSITORY", hint: expect.any(String), details: {} } },
    });
    expect((await document("agent", "echo", "hi", "--json")).json.word).toBe("hi");
    expect((await document("agent", "echo", "--json", "--jsn")).json).toMatchObject({
      error_code: "UNKNOWN_FLAG",
      error: expect.stringContaining("--jsn"),
      hint: expect.stringContaining("--json"),
      flag: "--jsn",
    });
  });

  test("answers the orchestrator in seven keys on one line, success or not", async () => {
    const { stdout } = await runOn(TREE, ["orchestrator-api", "echo", "hi"]);
    expect(stdout[0]).not.toContain("\n");
    expect(JSON.parse(stdout[0] ?? "")).toEqual({
      contract_version: "1.3.0",
      command: "orchestrator-api.echo",
      timestamp: "2027-01-01T00:00:00.000000+00:00",
      correlation_id: `corr-${"8".repeat(32)}`,
      success: true,
      error_code: null,
      data: { word: "hi", cwd: "/project", interactive: false },
    });
    expect(await document("orchestrator-api", "echo", "refuse")).toMatchObject({
      code: 1,
      json: { success: false, error_code: "NOT_A_REPOSITORY", data: { message: expect.any(String) } },
    });
  });

  test.each([
    [["orchestrator-api"]],
    [["orchestrator-api", "feature-state"]],
    [["orchestrator-api", "--bogus"]],
    [["orchestrator-api", "echo", "hi", "--json"]],
    [["orchestrator-api", "echo", "hi", "--bogus"]],
    [["orchestrator-api", "echo"]],
  ])("answers the orchestrator's wrong line %j as USAGE_ERROR", async (argv) => {
    expect(await document(...argv)).toMatchObject({
      code: 2,
      json: {
        command: "orchestrator-api.unknown",
        success: false,
        error_code: "USAGE_ERROR",
        data: { message: expect.any(String) },
      },
    });
  });

  test("is one document even for a bug and an interruption", async () => {
    expect(await document("demo", "echo", "throw", "--json")).toMatchObject({
      code: 70,
      json: { error: { code: "INTERNAL_ERROR", details: {} } },
    });
    expect((await document("demo", "echo", "throw", "--json", "--debug")).json.error.details.stack).toContain("boom");
    const printed: string[] = [];
    const host = {
      tree: TREE,
      env: {},
      cwd: "/",
      platform: "linux" as const,
      version: "1",
      now: () => 0,
      random: () => 0,
      print: (text: string) => printed.push(text),
      talk: () => {},
      isTerminal: () => false,
      columns: () => undefined,
      openAsk: () => Promise.reject(new Error("nobody can be asked")),
      directory: () => undefined,
    };
    expect(await refuse(["demo", "echo", "--json"], host, { code: "CANCELLED", command: "" })).toBe(130);
    expect(JSON.parse(printed.join(""))).toMatchObject({ error: { code: "CANCELLED" } });
  });
});

describe("words that name no command", () => {
  test.each([[["constructor"]], [["demo", "toString"]], [["__proto__"]], [["demo", "ecko", "x"]]])(
    "%j is unknown",
    async (argv) => {
      expect(await document(...argv, "--json")).toMatchObject({
        code: 2,
        json: { error: { code: "UNKNOWN_COMMAND" } },
      });
    },
  );

  test("a bare line and a bare group print help; an unknown flag there is refused", async () => {
    expect((await runOn(TREE, [])).stdout[0]).toStartWith("Spec-driven development");
    expect(await runOn(TREE, ["demo"])).toMatchObject({ code: 0, stderr: [] });
    expect(await document("demo", "--bogus", "--json")).toMatchObject({
      code: 2,
      json: { error: { code: "UNKNOWN_FLAG" } },
    });
  });

  test("the version is told to people and programs", async () => {
    expect((await runOn(TREE, ["--version", "-q"])).stdout).toEqual(["9.9.9"]);
    expect((await document("--json", "--version")).json).toEqual({
      schemaVersion: 1,
      kind: "version",
      data: { version: "9.9.9" },
    });
  });
});

describe("questions", () => {
  const interactive = async (
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    streams: readonly string[],
  ) => {
    const { stdout } = await runOn(TREE, ["agent", "echo", "hi", ...argv], {
      env: { FORCE_COLOR: "0", COLUMNS: "80", ...env },
      isTerminal: (stream) => streams.includes(stream),
    });
    return stdout;
  };
  const seen = leaf({
    ...echo,
    path: "agent echo",
    run: async (ctx) => ok(ctx.interactive ? "asks" : "does not"),
    human: (text: string) => text,
    json: (text: string) => text,
    exit: () => 0,
  });

  test.each([
    [[], {}, ["stdin", "stdout"], "asks"],
    [[], {}, ["stdout"], "does not"],
    [[], {}, ["stdin"], "does not"],
    [["--yes"], {}, ["stdin", "stdout"], "does not"],
    [["-y"], {}, ["stdin", "stdout"], "does not"],
    [["--non-interactive"], {}, ["stdin", "stdout"], "does not"],
    [[], { CI: "true" }, ["stdin", "stdout"], "does not"],
    [[], { CI: "false" }, ["stdin", "stdout"], "asks"],
    [[], { SPEC_KITTY_NON_INTERACTIVE: "1" }, ["stdin", "stdout"], "does not"],
    [["--json"], {}, ["stdin", "stdout"], '"does not"'],
  ])("%j with %j on %j: %s", async (argv, env, streams, expected) => {
    const { stdout } = await runOn(treeOf({ ...seen, envelope: "contract" }), ["agent", "echo", "hi", ...argv], {
      env: { FORCE_COLOR: "0", COLUMNS: "80", ...env },
      isTerminal: (stream) => (streams as readonly string[]).includes(stream),
    });
    expect(stdout).toEqual([expected]);
    expect(await interactive(["--quiet"], {}, [])).toEqual(["hi"]);
  });

  const atTerminal = { isTerminal: () => true, columns: () => 60, env: { FORCE_COLOR: "0" } };
  const pick = leaf({
    path: "agent echo",
    summary: "Say a word",
    examples: [],
    args: { word: { type: "positional", summary: "Word" }, mission: MISSION_ARG },
    envelope: "own",
    kind: "demo_echo",
    run: async (_ctx, { word, mission }) =>
      mission === undefined
        ? err({ code: "MISSION_REQUIRED" as const, missions: ["alpha-1", "beta-2"] })
        : ok(`${word} of ${mission}`),
    human: (text: string) => text,
    json: (text: string) => text,
    exit: () => 0,
  });

  test("a missing mission and a missing word are asked for, and the answers are run", async () => {
    const someone = person("hi", "beta-2");
    const done = await runOn(treeOf(pick), ["agent", "echo"], { ...atTerminal, openAsk: async () => someone });
    expect([done.code, done.stdout]).toEqual([0, ["hi of beta-2"]]);
    expect(someone.seen.at(-1)).toBe("Which mission?");
  });

  test("questions of a command itself are asked anew once the mission is known", async () => {
    const own = leaf({
      ...pick,
      ask: async (_ctx, given, ask) => {
        const sure = await ask.confirm({ message: `Sure about ${given.mission ?? "it"}?` });
        return sure.kind === "answer" && sure.value ? {} : undefined;
      },
    });
    const someone = person(true, "alpha-1", true);
    const done = await runOn(treeOf(own), ["agent", "echo", "hi"], { ...atTerminal, openAsk: async () => someone });
    expect(done.stdout).toEqual(["hi of alpha-1"]);
    expect(someone.seen).toEqual(["Sure about it?", "Which mission?", "Sure about alpha-1?"]);
    const wary = person(true, "alpha-1", "cancel");
    const ended = await runOn(treeOf(own), ["agent", "echo", "hi"], { ...atTerminal, openAsk: async () => wary });
    expect(ended.code).toBe(130);
  });

  test("a cancelled choice ends with 130; the refusal is wrapped at the terminal's width", async () => {
    const openAsk = async () => person("cancel");
    expect((await runOn(treeOf(pick), ["agent", "echo", "hi"], { ...atTerminal, openAsk })).code).toBe(130);
    const wrapped = await runOn(treeOf(pick), ["agent", "echo", "hi", "--non-interactive"], atTerminal);
    expect(wrapped.code).toBe(1);
    expect(
      wrapped.stderr
        .join("\n")
        .split("\n")
        .every((line) => line.length <= 60),
    ).toBe(true);
  });

  test("an answer that is a line to repeat comes back with the cancellation", async () => {
    const told = leaf({ ...pick, ask: async () => "spec-kitty agent echo again" });
    const done = await runOn(treeOf(told), ["agent", "echo", "hi"], { ...atTerminal, openAsk: async () => person() });
    expect([done.code, done.stderr.join("\n")]).toEqual([130, expect.stringContaining("spec-kitty agent echo again")]);
  });

  test("a missing value off a terminal is refused by name", async () => {
    expect(await document("demo", "echo", "--json")).toMatchObject({
      code: 2,
      json: { error: { code: "MISSING_ARGUMENT", details: { missing: ["WORD"] } } },
    });
  });
});

/**
 * One run of the program, from argv to exit code. Loads the one command that is named and nothing else; help, suggestions
 * and the error texts are loaded when they are needed. Never throws: a full disk is said to be one, a bug becomes INTERNAL_ERROR.
 */
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { Envelope, Frame } from "./envelope.ts";
import type { AppError } from "./errors.ts";
import type { Input } from "./flags.ts";
import { type Globals, mentions, NO_GLOBALS } from "./globals.ts";
import type { Host } from "./host.ts";
import type { Leaf } from "./leaf.ts";
import { completeInput, type Located, locate, missingArguments, parseInput } from "./parse-argv.ts";
import { type Outlet, presentFailure, presentResult, presentText } from "./present.ts";
import { createTalk, type Loudness } from "./talk.ts";

/** Runs one command line. Returns the exit code; everything is printed by then. */
export async function run(argv: readonly string[], host: Host): Promise<number> {
  try {
    return await route(argv, host);
  } catch (thrown) {
    const { describeThrown } = await import("./thrown.ts");
    const failure = describeThrown(thrown, mentions(argv, "--debug"));
    return presentFailure(outletFor(argv, host, firstWord(argv)), failure);
  }
}

/** Ends a run that never started (a bad environment) or that a signal stopped. Returns the exit code. */
export const refuse = (argv: readonly string[], host: Host, error: AppError): Promise<number> =>
  presentFailure(outletFor(argv, host, firstWord(argv)), error);

const ORCHESTRATOR = "orchestrator-api";

async function route(given: readonly string[], host: Host): Promise<number> {
  const argv = given[0] === "help" ? given.slice(1) : given;
  const wantsHelp = given[0] === "help" || mentions(argv, "--help", "-h");
  const located = locate(argv, (words) => beginsPath(host, words));
  if (!located.ok) {
    const outlet = outletFor(argv, host, firstWord(argv));
    return wantsHelp ? showHelp(outlet, "") : presentFailure(outlet, located.error);
  }
  const { path, rest, globals } = located.value;
  const outlet = outletFor(argv, host, path);
  if (path === "" && rest.length === 0 && globals.version) return showVersion(outlet);
  const load = host.tree.get(path);
  if (load === undefined) return answerForGroup(outlet, located.value, wantsHelp);
  return wantsHelp ? showHelp(outlet, path) : runCommand(await load(), argv, located.value, host);
}

function beginsPath(host: Host, words: string): boolean {
  if (host.tree.has(words)) return true;
  for (const path of host.tree.keys()) if (path.startsWith(`${words} `)) return true;
  return false;
}

/** The first word that is neither a flag nor the value of `-C`. */
const firstWord = (argv: readonly string[]): string =>
  argv.find((word, at) => !word.startsWith("-") && argv[at - 1] !== "-C") ?? "";

/** Where to print before (or without) a command: JSON if argv says so anywhere, in the envelope of the command's group. */
function outletFor(argv: readonly string[], host: Host, path: string): Outlet {
  const envelope: Envelope = path.startsWith(ORCHESTRATOR)
    ? "orchestrator"
    : path.startsWith("agent")
      ? "contract"
      : "own";
  const json = envelope === "orchestrator" || mentions(argv, "--json");
  const loudness: Loudness = json ? "silent" : "normal";
  return { host, json, talk: createTalk(loudness, host.talk), frame: frameOf(host, envelope, "") };
}

/** `path` stays empty until a command is known. */
const frameOf = (host: Host, envelope: Envelope, path: string, kind?: string): Frame => ({
  envelope,
  path,
  kind: kind ?? path.replaceAll(/[ -]/g, "_"),
  stamp: () => ({
    nowMs: host.now(),
    correlation: Array.from({ length: 32 }, () => Math.floor(host.random() * 16).toString(16)).join(""),
  }),
});

/** Words that name no command: help for a group, a refusal for anything else. */
async function answerForGroup(outlet: Outlet, { path, rest }: Located, wantsHelp: boolean): Promise<number> {
  const word = rest.find((candidate) => !candidate.startsWith("-"));
  const { suggestCommands } = await import("./help.ts");
  if (word !== undefined) {
    const command = path === "" ? word : `${path} ${word}`;
    return presentFailure(outlet, { code: "UNKNOWN_COMMAND", command, suggestions: suggestCommands(command) });
  }
  if (wantsHelp) return showHelp(outlet, path);
  const flag = rest.find((candidate) => candidate !== "--");
  if (flag !== undefined) {
    return presentFailure(outlet, { code: "UNKNOWN_FLAG", flag, command: path, suggestions: [] });
  }
  if (path !== ORCHESTRATOR) return showHelp(outlet, path);
  return presentFailure(outlet, { code: "MISSING_ARGUMENT", names: ["COMMAND"], command: path });
}

async function showHelp(outlet: Outlet, path: string): Promise<number> {
  const { helpFor } = await import("./help.ts");
  return presentText({ ...outlet, frame: { ...outlet.frame, kind: "help" } }, helpFor(path));
}

function showVersion(outlet: Outlet): number {
  const { version } = outlet.host;
  const frame: Frame = { ...outlet.frame, kind: "version" };
  return presentText({ ...outlet, frame }, { human: () => version, json: () => ({ version }) });
}

/** Parses for one command, asks what may be asked, runs it and prints what it answered. */
async function runCommand(leaf: Leaf, argv: readonly string[], located: Located, host: Host): Promise<number> {
  const parsed = parseInput(leaf.path, leaf.args, located);
  const globals = parsed.ok ? parsed.value.globals : { ...NO_GLOBALS, json: mentions(argv, "--json") };
  const orchestrator = leaf.envelope === "orchestrator";
  const frame = frameOf(host, leaf.envelope, leaf.path, leaf.kind);
  const json = orchestrator || globals.json;
  const talk = createTalk(loudnessOf(globals, json), host.talk);
  const outlet: Outlet = { host, talk, json, frame };
  const usage = (error: AppError): Promise<number> =>
    presentFailure(orchestrator ? { ...outlet, frame: { ...frame, path: "" } } : outlet, error);
  if (!parsed.ok) return usage(parsed.error);
  if (orchestrator && globals.json) {
    return usage({ code: "UNKNOWN_FLAG", flag: "--json", command: leaf.path, suggestions: [] });
  }
  const { workingDirectory } = globals;
  const cwd = workingDirectory === undefined ? host.cwd : host.directory(host.cwd, workingDirectory);
  if (cwd === undefined) return usage({ code: "NO_SUCH_DIRECTORY", directory: workingDirectory ?? "" });
  const ctx = createCtx({ host, cwd, globals: { ...globals, json }, notice: talk.notice });
  const given = await askForRest({ leaf, ctx, host }, parsed.value.input);
  if (!given.ok) return presentFailure(outlet, given.error);
  const input = completeInput(leaf.path, leaf.args, given.value);
  if (!input.ok) return usage(input.error);
  const first = await runWith(leaf, ctx, input.value);
  const missions = missionsToAskFor(leaf, ctx, first);
  if (missions.length === 0) return presentResult(outlet, leaf, first);
  // What a command asks depends on the mission, so that a command with questions of its own asks them anew.
  const before = leaf.ask === undefined ? given.value : parsed.value.input;
  return presentResult(outlet, leaf, await runWithMission(leaf, ctx, { host, given: before, missions }));
}

async function runWith(leaf: Leaf, ctx: Ctx, input: Input): Promise<Result<unknown, AppError>> {
  const { runLeaf } = await import("./citty.ts");
  return runLeaf(leaf, () => leaf.run(ctx, input as never));
}

/** The missions a person can be asked to choose from; none where the answer stands or nobody can be asked. */
function missionsToAskFor(leaf: Leaf, ctx: Ctx, result: Result<unknown, AppError>): readonly string[] {
  if (result.ok || result.error.code !== "MISSION_REQUIRED" || leaf.args["mission"] === undefined) return [];
  return result.error.missions.length > 0 && ctx.interactive ? result.error.missions : [];
}

/** Asks which mission is meant and runs the command again with the answer. */
async function runWithMission(
  leaf: Leaf,
  ctx: Ctx,
  { host, given, missions }: { readonly host: Host; readonly given: Input; readonly missions: readonly string[] },
): Promise<Result<unknown, AppError>> {
  const ask = await host.openAsk();
  const choices = missions.map((value) => ({ value }));
  const chosen = await ask.select({ message: "Which mission?", choices });
  if (chosen.kind !== "answer") return err({ code: "CANCELLED", command: leaf.path });
  const rest = await askForRest({ leaf, ctx, host }, { ...given, mission: chosen.value });
  if (!rest.ok) return rest;
  const input = completeInput(leaf.path, leaf.args, rest.value);
  return input.ok ? runWith(leaf, ctx, input.value) : input;
}

function loudnessOf(globals: Globals, json: boolean): Loudness {
  if (json) return "silent";
  if (globals.quiet) return "quiet";
  return globals.verbose || globals.debug ? "verbose" : "normal";
}

function createCtx(parts: { host: Host; cwd: string; globals: Globals; notice: (line: string) => void }): Ctx {
  const { host, cwd, globals, notice } = parts;
  const { env, platform, now, random, version } = host;
  return {
    cwd,
    env,
    platform,
    now,
    random,
    version,
    notice,
    /** A getter: whether a stream is a terminal costs milliseconds that only a question is worth. */
    get interactive() {
      return mayAsk(globals, host);
    },
  };
}

/** Questions are asked only of a person at a terminal who has not said otherwise. */
function mayAsk(globals: Globals, { env, isTerminal }: Host): boolean {
  if (globals.json || globals.yes || globals.nonInteractive) return false;
  if ([env["CI"], env["SPEC_KITTY_NON_INTERACTIVE"]].some(isOn)) return false;
  return isTerminal("stdin") && isTerminal("stdout");
}

/** A variable counts as set unless it is empty, 0 or false. */
const isOn = (value: string | undefined): boolean => value !== undefined && !["", "0", "false"].includes(value);

/** Adds the answers of a person where a command asks and asking is allowed. */
async function askForRest(
  { leaf, ctx, host }: { readonly leaf: Leaf; readonly ctx: Ctx; readonly host: Host },
  given: Input,
): Promise<Result<Input, AppError>> {
  const wantsToAsk = leaf.ask !== undefined || missingArguments(leaf.args, given).length > 0;
  if (!wantsToAsk || !ctx.interactive) return ok(given);
  const [{ askForMissing }, ask] = await Promise.all([import("./ask.ts"), host.openAsk()]);
  const answers = await (leaf.ask?.(ctx, given as never, ask) ?? askForMissing(leaf.args, given, ask));
  if (typeof answers === "string") return err({ code: "CANCELLED", command: leaf.path, line: answers });
  return answers === undefined ? err({ code: "CANCELLED", command: leaf.path }) : ok({ ...given, ...answers } as Input);
}

/**
 * `spec-kitty complete -- WORDS`: what a shell's script asks on TAB; prints `value<TAB>description` lines.
 * It never fails: whatever cannot be read is not offered. `:file` and `:directory` leave the names to the shell.
 */
import { completeWords } from "../cli/completion/complete-words.ts";
import type { Candidate, CompletionSource } from "../cli/completion/source.ts";
import type { Value } from "../cli/flags.ts";
import { leaf } from "../cli/leaf.ts";
import { MANIFEST } from "../cli/manifest.generated.ts";
import { ok } from "../core/lib/result.ts";

const nothing = async (): Promise<readonly Candidate[]> => [];

const wordOf = (value: Value): string | undefined => (typeof value === "string" && value !== "" ? value : undefined);
const values = () => import("../usecases/complete-values.ts");

const SOURCE: CompletionSource = {
  mission: async (ctx, { prefix }) => {
    const offered = await (await values()).offerMissions(ctx, prefix);
    return offered.ok ? offered.value : [];
  },
  wp: async (ctx, { given }) => (await values()).offerPackages(ctx, wordOf(given["mission"])),
  lane: async (ctx, { given }) =>
    (await values()).offerLanes(ctx, {
      mission: wordOf(given["mission"]),
      wpId: wordOf(given["wpId"] ?? given["taskId"]),
    }),
  agent: async () => (await values()).offerAgents(),
  branch: async (ctx) => (await values()).offerBranches(ctx),
  "error-code": async () => {
    const { ERRORS } = await import("../cli/errors.ts");
    return Object.keys(ERRORS).map((value) => ({ value }));
  },
};

export const complete = leaf({
  path: "complete",
  summary: "Print what could stand at the cursor, for completion scripts",
  examples: [{ line: "spec-kitty complete -- explain NOT", does: "offer error codes that begin with NOT" }],
  args: {
    words: { type: "positional", summary: "Words of the line up to the cursor", optional: true, rest: true },
    word: { type: "option", value: "WORD", summary: "The word at the cursor, when WORDS are those before it" },
  },
  hidden: true,
  envelope: "own",
  kind: "completions",
  run: async (ctx, { words, word }) => {
    const { candidates, kind, before, request } = completeWords(
      word === undefined ? words : [...words, word],
      MANIFEST,
    );
    if (kind === "file" || kind === "directory") return ok([...candidates, { value: `:${kind}` }]);
    if (kind === undefined || kind === "none") return ok(candidates);
    const { directory } = request;
    const there = directory === undefined ? ctx : (await values()).actingIn(ctx, directory);
    const offered = await SOURCE[kind](there, request).catch(nothing);
    const fitting = offered.filter(({ value }) => value.startsWith(request.prefix));
    return ok([...candidates, ...fitting.map((one) => ({ ...one, value: `${before}${one.value}` }))]);
  },
  human: (candidates) =>
    candidates.map(({ value, text }) => (text === undefined ? value : `${value}\t${text}`)).join("\n"),
  json: (candidates) => candidates.map(({ value, text }) => ({ value, text: text ?? null })),
});

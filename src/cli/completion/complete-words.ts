/**
 * What may stand at the cursor: commands, flags and choices from the manifest, or the kind of value to ask a source for.
 * Pure and forgiving: a line that is wrong so far still gets the best offer.
 */
import {
  type Flaglike,
  type Input,
  kebab,
  knownFlags,
  looksLikeFlag,
  type Occurrence,
  type Reader,
  readFlag,
} from "../flags.ts";
import { childrenOf } from "../help.ts";
import type { ArgSpecs, Completer, FlagSpec, OptionSpec, PositionalSpec } from "../leaf.ts";
import type { Manifest, ManifestLeaf } from "../manifest.ts";
import { locate, wordsUsed } from "../parse-argv.ts";
import type { Candidate, CompletionRequest } from "./source.ts";

export type Offer = {
  /** Known without asking anybody; already narrowed to what has been typed. */
  readonly candidates: readonly Candidate[];
  /** A kind of value to offer besides. */
  readonly kind?: Completer;
  /** Stands before each value of `kind`: `--mission=` when a flag and its value are one word. */
  readonly before: string;
  readonly request: CompletionRequest;
};

/** Offers for the last of `words` (empty when the cursor follows a space); the others stand before it. */
export function completeWords(words: readonly string[], manifest: Manifest): Offer {
  const current = words.at(-1) ?? "";
  const earlier = words.slice(0, -1);
  const isPrefix = (path: string): boolean =>
    manifest.leaves.some((leaf) => leaf.path === path || leaf.path.startsWith(`${path} `));
  const located = locate(earlier, isPrefix);
  const { path, rest } = located.ok ? located.value : { path: "", rest: earlier };
  const leaf = manifest.leaves.find((one) => one.path === path);
  const specs = leaf?.args ?? {};
  const read = readSofar(specs, rest);
  const directory = read.directory ?? (located.ok ? located.value.globals.workingDirectory : undefined);
  const request: CompletionRequest = {
    command: path,
    ...(directory === undefined ? {} : { directory }),
    given: read.given,
    prefix: current,
  };
  const offer = (candidates: readonly Candidate[], kind?: Completer, before = ""): Offer => ({
    candidates: candidates.filter(({ value }) => value.startsWith(current)),
    ...(kind === undefined || kind === "none" ? {} : { kind }),
    before,
    request: { ...request, prefix: current.slice(before.length) },
  });
  if (read.open !== undefined) return offer(choicesOf(read.open), completerOf(read.open));
  if (!read.ended && current.startsWith("--") && current.includes("=")) {
    const before = current.slice(0, current.indexOf("=") + 1);
    const spec = knownFlags(specs).get(before.slice(0, -1))?.spec;
    const values = choicesOf(spec).map((one) => ({ ...one, value: `${before}${one.value}` }));
    return offer(values, completerOf(spec), before);
  }
  if (!read.ended && current.startsWith("-")) return offer(flagsOf(specs, read.used));
  const commands = read.words === 0 && rest.length === 0 ? commandsBelow(path, manifest) : [];
  const positional = positionalAt(leaf, read.words);
  return offer([...commands, ...choicesOf(positional)], positional?.complete);
}

type Sofar = {
  /** The directory given with `-C` behind the command. */
  readonly directory: string | undefined;
  readonly given: Input;
  /** Spellings of flags on the line. */
  readonly used: ReadonlySet<string>;
  /** How many words without a dash were given. */
  readonly words: number;
  /** The option whose value stands at the cursor. */
  readonly open: Flaglike | undefined;
  /** After `--`: nothing is a flag any more. */
  readonly ended: boolean;
};

/** Reads the words before the cursor, passing over what it does not know. */
function readSofar(specs: ArgSpecs, rest: readonly string[]): Sofar {
  const dashes = rest.indexOf("--");
  const ended = dashes >= 0;
  const { found, words, open } = readFlags(knownFlags(specs), ended ? rest.slice(0, dashes) : rest);
  const all = ended ? [...words, ...rest.slice(dashes + 1)] : words;
  const positionals = Object.entries(specs).filter(([, spec]) => spec.type === "positional");
  const given = [
    ...found.map((one) => [one.known.key, one.value ?? true] as const),
    ...positionals.slice(0, all.length).map(([key], at) => [key, all[at]] as const),
  ];
  return {
    directory: found.findLast((one) => one.known.global && one.known.key === "workingDirectory")?.value,
    given: Object.fromEntries(given),
    used: new Set(found.map((one) => one.flag)),
    words: all.length,
    open: ended ? undefined : open,
    ended,
  };
}

type ReadFlags = {
  readonly found: readonly Occurrence[];
  readonly words: readonly string[];
  readonly open: Flaglike | undefined;
};

function readFlags(known: Reader["known"], head: readonly string[]): ReadFlags {
  const found: Occurrence[] = [];
  const words: string[] = [];
  let at = 0;
  while (at < head.length) {
    const word = head[at] ?? "";
    const read = looksLikeFlag(word) ? readFlag({ known, command: "" }, head, at) : undefined;
    if (read === undefined) words.push(word);
    if (read?.ok) found.push(...read.value);
    at += read?.ok ? wordsUsed(read.value) : 1;
  }
  const last = head.at(-1) ?? "";
  const lastRead = looksLikeFlag(last) ? readFlag({ known, command: "" }, [last], 0) : undefined;
  const isOpen = lastRead?.ok === false && lastRead.error.code === "MISSING_VALUE";
  return { found, words, open: isOpen ? known.get(lastRead.error.flag)?.spec : undefined };
}

const choicesOf = (spec: Flaglike | PositionalSpec | undefined): readonly Candidate[] =>
  spec !== undefined && spec.type !== "flag" ? (spec.choices ?? []).map((value) => ({ value })) : [];

const completerOf = (spec: FlagSpec | OptionSpec | PositionalSpec | undefined): Completer | undefined =>
  spec === undefined || spec.type === "flag" ? undefined : spec.complete;

function flagsOf(specs: ArgSpecs, used: ReadonlySet<string>): readonly Candidate[] {
  const candidates: Candidate[] = [];
  for (const [flag, { key, spec }] of knownFlags(specs)) {
    const spent = used.has(flag) && !(spec.type === "option" && spec.repeatable === true);
    if (spent || spec.hidden === true || !flag.startsWith("--")) continue;
    const negated = flag === `--no-${kebab(key)}`;
    candidates.push({ value: flag, text: negated ? `Not: ${spec.summary}` : spec.summary });
  }
  return candidates;
}

const commandsBelow = (path: string, manifest: Manifest): readonly Candidate[] =>
  childrenOf(path, manifest).map(([value, text]) => ({ value, text }));

/** The positional that the next word belongs to; the last one again if it takes all that is left. */
function positionalAt(leaf: ManifestLeaf | undefined, index: number): PositionalSpec | undefined {
  const positionals = Object.values(leaf?.args ?? {}).filter((spec) => spec.type === "positional");
  const last = positionals.at(-1);
  return positionals[index] ?? (last?.rest === true ? last : undefined);
}

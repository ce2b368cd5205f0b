/**
 * The one dialect of `owned_files`: picomatch with POSIX classes, where `*` also matches names with a leading dot.
 * `intersectGlobs` decides whether two patterns can match the same path by walking both at once, segment by segment and
 * character by character, and returns such a path. picomatch has the last word: a witness that it does not confirm on both
 * sides is reported as possible, not as certain, so an overlap is never missed.
 */
import picomatch from "picomatch";

export type Overlap = {
  /** A path that both patterns match. */
  readonly witness: string;
  /** False if a matcher does not confirm the witness: a possible overlap. */
  readonly certain: boolean;
};

const MATCH_OPTIONS = { dot: true, posix: true, windows: false } as const;
/** Alternatives of one pattern that are examined; beyond it the answer is "possible". */
const MAX_ALTERNATIVES = 256;
const MAX_PATTERN_LENGTH = 1024;
/** One witness character per class is enough, and these are tried first. */
const ALPHABET = [..."abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-."];

/** Tells whether an entry is a pattern rather than the literal path of one file or folder. */
export const isGlob = (entry: string): boolean => /[*?{]|\[[^\]]+\]/.test(entry);

/** Brings an entry of `owned_files` to one spelling: no `./`, no doubled slash, no line range; a trailing slash means the whole folder. */
export function normalizeEntry(entry: string): string {
  const path = entry
    .trim()
    .replaceAll(/\/{2,}/g, "/")
    .replace(/^(?:\.\/)+/, "")
    .replace(/:\d+(?:-\d+)?$/, "");
  return path.endsWith("/") ? `${path}**` : path;
}

/** Returns a predicate for paths relative to the repository's root. A literal entry also matches everything below it. */
export function globMatcher(entry: string): (path: string) => boolean {
  const pattern = normalizeEntry(entry);
  const literal = (path: string) => path === pattern || path.startsWith(`${pattern}/`);
  if (!isGlob(pattern) || pattern.length > MAX_PATTERN_LENGTH) return literal;
  const matches = picomatch(pattern, MATCH_OPTIONS);
  return (path) => matches(path) || literal(path);
}

/** Returns a path that both entries match, or `undefined` if there is none. */
export function intersectGlobs(entryA: string, entryB: string): Overlap | undefined {
  const [a, b] = [normalizeEntry(entryA), normalizeEntry(entryB)];
  if (a === "" || b === "") return undefined;
  if (a === b) return { witness: isGlob(a) ? (meet(a, b) ?? a) : a, certain: true };
  if (isGlob(a) || isGlob(b)) {
    const witness = meet(a, b);
    return witness === undefined ? undefined : { witness, certain: globMatcher(a)(witness) && globMatcher(b)(witness) };
  }
  if (a.startsWith(`${b}/`)) return { witness: a, certain: true };
  return b.startsWith(`${a}/`) ? { witness: b, certain: true } : undefined;
}

/** Tries each pair of brace alternatives; the literal ones also as folders. */
function meet(a: string, b: string): string | undefined {
  const alternativesA = expandBraces(a);
  const alternativesB = expandBraces(b);
  if (!alternativesA || !alternativesB) return a;
  for (const x of alternativesA) {
    for (const y of alternativesB) {
      const path = meetPaths(segmentsOf(x), segmentsOf(y));
      if (path) return path.join("/") || "x";
    }
  }
  return undefined;
}

/** A literal pattern may name a folder, which owns all that is below it. */
const segmentsOf = (pattern: string): readonly string[] =>
  isGlob(pattern) ? pattern.split("/") : [...pattern.split("/"), "**"];

/**
 * Expands `{a,b}`, nested too. A group without a comma is literal. `undefined` if there are more alternatives than are
 * worth examining.
 */
export function expandBraces(pattern: string): readonly string[] | undefined {
  if (pattern.length > MAX_PATTERN_LENGTH) return undefined;
  const done: string[] = [];
  const todo = [{ text: pattern, from: 0 }];
  for (let item = todo.pop(); item; item = todo.pop()) {
    const group = findGroup(item.text, item.from);
    if (!group) done.push(item.text);
    else if (group.parts.length < 2) todo.push({ text: item.text, from: group.start + 1 });
    else {
      const before = item.text.slice(0, group.start);
      const after = item.text.slice(group.end + 1);
      for (const part of group.parts.toReversed()) todo.push({ text: before + part + after, from: item.from });
    }
    if (done.length + todo.length > MAX_ALTERNATIVES) return undefined;
  }
  return done;
}

/** The first balanced brace group at or after `from`, split at its own commas. */
function findGroup(text: string, from: number): { start: number; end: number; parts: string[] } | undefined {
  let start = -1;
  let depth = 0;
  let partStart = 0;
  let parts: string[] = [];
  for (let at = from; at < text.length; at += 1) {
    const char = text[at];
    if (char === "\\") at += 1;
    else if (char === "{" && depth++ === 0) {
      start = at;
      partStart = at + 1;
      parts = [];
    } else if (char === "," && depth === 1) {
      parts.push(text.slice(partStart, at));
      partStart = at + 1;
    } else if (char === "}" && depth > 0 && --depth === 0) {
      return { start, end: at, parts: [...parts, text.slice(partStart, at)] };
    }
  }
  return undefined;
}

/** A place in a pattern: a star stands for any number of items, anything else for exactly one. */
type Place<T> = "star" | T;

/**
 * Returns the items of one sequence that both patterns match. `common` gives an item that two single places share, where
 * `"star"` means that any item will do. Product construction with memory of the states that lead nowhere.
 */
function meetSequences<T, I>(
  a: readonly Place<T>[],
  b: readonly Place<T>[],
  common: (x: Place<T>, y: Place<T>) => I | undefined,
): readonly I[] | undefined {
  const failed = new Set<number>();
  const walk = (i: number, j: number): readonly I[] | undefined => {
    const state = i * (b.length + 1) + j;
    if (failed.has(state)) return undefined;
    const found = skip(i, j) ?? take(i, j);
    if (!found) failed.add(state);
    return found;
  };
  const skip = (i: number, j: number): readonly I[] | undefined => {
    if (i === a.length && j === b.length) return [];
    return (a[i] === "star" ? walk(i + 1, j) : undefined) ?? (b[j] === "star" ? walk(i, j + 1) : undefined);
  };
  const take = (i: number, j: number): readonly I[] | undefined => {
    const [x, y] = [a[i], b[j]];
    if (x === undefined || y === undefined || (x === "star" && y === "star")) return undefined;
    const item = common(x, y);
    const rest = item === undefined ? undefined : walk(x === "star" ? i : i + 1, y === "star" ? j : j + 1);
    return item === undefined || !rest ? undefined : [item, ...rest];
  };
  return walk(0, 0);
}

/** Two paths as segments; `**` stands for any number of them, also none. */
function meetPaths(a: readonly string[], b: readonly string[]): readonly string[] | undefined {
  const places = (segments: readonly string[]) =>
    segments.map((segment): Place<{ readonly segment: string }> => (segment === "**" ? "star" : { segment }));
  return meetSequences(places(a), places(b), (x, y) =>
    meetSegments(x === "star" ? "*" : x.segment, y === "star" ? "*" : y.segment),
  );
}

/** Two segments as characters. Segments of stars only share any name, but not the empty one. */
function meetSegments(a: string, b: string): string | undefined {
  const chars = meetSequences(tokensOf(a), tokensOf(b), commonChar);
  return chars?.length === 0 && a !== "" && b !== "" ? "x" : chars?.join("");
}

/** One character of a class, and the characters to try first. */
type CharClass = { readonly accepts: (char: string) => boolean; readonly examples: readonly string[] };

/** A character that both places accept. */
function commonChar(x: Place<CharClass>, y: Place<CharClass>): string | undefined {
  if (x === "star") return y === "star" ? "x" : y.examples[0];
  if (y === "star") return x.examples[0];
  return x.examples.find(y.accepts) ?? y.examples.find(x.accepts);
}

function tokensOf(segment: string): readonly Place<CharClass>[] {
  return [...segment.matchAll(/(?<star>\*+)|(?<any>\?)|\[(?<set>[^\]]+\]?)\]|\\?(?<char>.)/gs)].map(({ groups }) => {
    if (groups?.["star"]) return "star";
    if (groups?.["any"]) return { accepts: () => true, examples: ALPHABET };
    if (groups?.["set"]) return classOf(groups["set"]);
    const literal = groups?.["char"] ?? "";
    return { accepts: (other) => other === literal, examples: [literal] };
  });
}

/** `abc`, `a-z`, and their negation by `!` or `^`. */
function classOf(body: string): CharClass {
  const negated = body.startsWith("!") || body.startsWith("^");
  const ranges = [...(negated ? body.slice(1) : body).matchAll(/(.)-(.)|./gs)].map(
    ([whole, low, high]) => [low ?? whole, high ?? whole] as const,
  );
  const accepts = (char: string) => ranges.some(([low, high]) => char >= low && char <= high) !== negated;
  const named = negated ? [] : ranges.map(([low]) => low);
  return { accepts, examples: [...named, ...ALPHABET.filter(accepts)] };
}

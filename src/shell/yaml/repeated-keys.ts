/**
 * A quick answer to "could this YAML hold one key twice in one mapping?". It may say yes wrongly, never no wrongly: what it
 * cannot follow (flow mappings, anchors, tags, complex keys, tabs, quoted text over several lines) counts as yes.
 */

/** Flow mappings, anchors, aliases, tags and complex keys where a value or an item begins, and tabs. */
const BEYOND_THE_SCAN = /(?:^|[\s[,])[{&*!?](?![*/])|:[{[]|\t/m;
/** A key up to its colon; quotes are part of it. */
const KEY = /^("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s#"'[\]{},|>@`%-][^#]*?|-[^\s#][^#]*?)\s*:(?:\s+(.*))?$/;
const BLOCK_SCALAR = /^[|>][-+0-9]*\s*(?:#.*)?$/;
const QUOTED = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*')\s*(?:#.*)?$/;
const OPEN_QUOTE = /^(?:"(?:[^"\\]|\\.)*|'(?:[^']|'')*)$/;

/** Tells whether a mapping of the text may hold a key twice. */
export function mayRepeatKeys(text: string): boolean {
  if (BEYOND_THE_SCAN.test(text)) return true;
  /** Keys seen in each mapping that is open, by its column. */
  const open = new Map<number, Set<string>>();
  let scalarColumn = Number.POSITIVE_INFINITY;
  for (const line of text.replace(/^\uFEFF/, "").split("\n")) {
    const content = line.trim();
    const indent = line.length - line.trimStart().length;
    if (content === "" || content.startsWith("#") || indent > scalarColumn) continue;
    scalarColumn = Number.POSITIVE_INFINITY;
    const dashes = /^(?:-\s+)+/.exec(content)?.[0] ?? "";
    const column = indent + dashes.length;
    closeDeeper(open, dashes === "" ? column : column - 1);
    const found = scanItem(content.slice(dashes.length));
    if (found.unclear || (found.block && found.key === undefined) || repeats(open, column, found.key)) return true;
    if (found.block) scalarColumn = column;
  }
  return false;
}

function closeDeeper(open: Map<number, Set<string>>, column: number): void {
  for (const other of [...open.keys()]) if (other > column) open.delete(other);
}

/** What one line holds after its dashes. */
function scanItem(rest: string): { readonly key?: string; readonly block: boolean; readonly unclear: boolean } {
  const match = KEY.exec(rest);
  const value = match ? (match[2] ?? "") : rest;
  const block = BLOCK_SCALAR.test(value);
  if (OPEN_QUOTE.test(value)) return { block, unclear: true };
  if (match?.[1] === undefined) return { block, unclear: /["'].*:(?:\s|$)/.test(rest) && !QUOTED.test(rest) };
  return { key: match[1].replace(/^(["'])(.*)\1$/, "$2"), block, unclear: match[1].includes("\\") };
}

/** Records a key in the mapping of its column and tells whether it was there. */
function repeats(open: Map<number, Set<string>>, column: number, key: string | undefined): boolean {
  if (key === undefined) return false;
  const keys = open.get(column) ?? new Set();
  const repeated = keys.has(key);
  open.set(column, keys.add(key));
  return repeated;
}

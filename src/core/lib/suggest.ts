/**
 * Finds what the user probably meant: the names nearest to a mistyped word.
 * Distance is optimal string alignment (insert, delete, replace, swap neighbours), letters compared without case.
 */

/**
 * Returns up to `limit` candidates within a third of the word's length (at least one edit), nearest first,
 * then names that continue the word; ties keep the order given.
 */
export function suggest(word: string, candidates: readonly string[], limit = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const allowed = Math.max(1, Math.floor(wanted.length / 3));
  return candidates
    .map((name) => ({ name, distance: rank(wanted, name.toLowerCase(), allowed) }))
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ name }) => name);
}

const rank = (wanted: string, name: string, allowed: number): number =>
  wanted.length >= 3 && name.startsWith(wanted) ? Math.min(allowed, 1) : editDistance(wanted, name, allowed);

/** Returns the optimal string alignment distance, or any number above `limit` when it is larger than that. */
export function editDistance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = nextRow({ a, b, i, last, beforeLast });
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? a.length;
}

/** Computes row `i` of the distance table from the two rows above it. */
function nextRow(table: {
  readonly a: string;
  readonly b: string;
  readonly i: number;
  readonly last: readonly number[];
  readonly beforeLast: readonly number[];
}): readonly number[] {
  const { a, b, i, last, beforeLast } = table;
  const row = [i];
  const cell = (from: readonly number[], j: number): number => from[j] ?? Number.POSITIVE_INFINITY;
  for (let j = 1; j <= b.length; j++) {
    const replaced = cell(last, j - 1) + (a[i - 1] === b[j - 1] ? 0 : 1);
    const swapped = a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1] ? cell(beforeLast, j - 2) + 1 : replaced;
    row.push(Math.min(replaced, swapped, cell(last, j) + 1, cell(row, j - 1) + 1));
  }
  return row;
}

/**
 * Did-you-mean: the few known words nearest to one that is not known.
 * Distance is Damerau-Levenshtein (a swap of neighbours counts one), compared without regard to case.
 */

/**
 * Returns up to `limit` of `known` that lie close to `word`, nearest first; ties keep the order of `known`.
 * Close: at most one edit for each three letters (never fewer than one), or one word begins with the other.
 */
export function suggest(word: string, known: Iterable<string>, limit = 3): readonly string[] {
  const wanted = word.toLowerCase();
  const tolerance = Math.max(1, Math.floor(wanted.length / 3));
  const near: { readonly text: string; readonly distance: number }[] = [];
  for (const text of new Set(known)) {
    const other = text.toLowerCase();
    const extends_ = wanted.length >= 2 && (other.startsWith(wanted) || wanted.startsWith(other));
    const distance = Math.min(editDistance(wanted, other), extends_ ? tolerance : Number.POSITIVE_INFINITY);
    if (distance <= tolerance) near.push({ text, distance });
  }
  return near
    .sort((a, b) => a.distance - b.distance)
    .slice(0, limit)
    .map(({ text }) => text);
}

/** Counts the insertions, deletions, replacements and swaps of neighbours between two words. */
export function editDistance(a: string, b: string): number {
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      row.push(
        Math.min(
          (last[j] ?? 0) + 1,
          (row[j - 1] ?? 0) + 1,
          (last[j - 1] ?? 0) + (same ? 0 : 1),
          swapped ? (beforeLast[j - 2] ?? 0) + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    beforeLast = last;
    last = row;
  }
  return last[b.length] ?? 0;
}

/** Command lines as text that a POSIX shell reads back as the same words. */

const quote = (word: string): string => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`);

/** Writes words as one line, quoting what a shell would split or expand. */
export const shellLine = (words: readonly string[]): string => words.map(quote).join(" ");

/**
 * Text in cells of a terminal: measured in columns, not characters, and free of control sequences.
 * What people and trackers wrote is data: an escape sequence in a title must never reach the terminal.
 */

/** The text on one line, without colours and control characters. */
export const plainText = (text: string): string =>
  Bun.stripANSI(text)
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trim();

/** How many columns a text takes; colours take none. */
export const widthOfText = (text: string): number => Bun.stringWidth(text);

/** Pads to a width; longer text stays whole. */
export const pad = (text: string, width: number): string =>
  `${text}${" ".repeat(Math.max(0, width - widthOfText(text)))}`;

/** Cuts to a width, ending in `…` where something was cut; `undefined` never cuts. */
export function cut(text: string, width: number | undefined): string {
  if (width === undefined || widthOfText(text) <= width) return text;
  let kept = "";
  for (const segment of graphemes(text)) {
    if (widthOfText(kept + segment) > width - 1) break;
    kept += segment;
  }
  return `${kept.trimEnd()}…`;
}

/** Letters with their marks. A plain split: `Intl.Segmenter` costs milliseconds at start. */
const graphemes = (text: string): readonly string[] => text.match(/\P{M}\p{M}*/gu) ?? [];

/** Breaks at spaces into lines of at most `width`; what is left after `maxLines` is cut. */
export function wrapText(text: string, width: number, maxLines = Number.POSITIVE_INFINITY): readonly string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    const joined = last === undefined ? word : `${last} ${word}`;
    if (last !== undefined && (lines.length >= maxLines || widthOfText(joined) <= width))
      lines[lines.length - 1] = joined;
    else lines.push(word);
  }
  return lines.map((line) => cut(line, width));
}

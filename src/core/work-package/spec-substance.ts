/**
 * Whether spec.md and plan.md say something, or are still the template they began as. Text between square brackets or angle
 * brackets, dots, dashes and words such as TBD are placeholders; what is left must hold words.
 */
import { readMarkdownLines } from "./markdown-lines.ts";
import { declaredIdOf } from "./requirements.ts";

/** True if at least one functional requirement is declared together with a text of two words or more. */
export function isSpecSubstantive(text: string): boolean {
  const lines = readMarkdownLines(text);
  return lines.some((line, index) => {
    const id = declaredIdOf(line.text);
    if (!id?.startsWith("FR-")) return false;
    const next = lines.slice(index + 1).find((other) => other.text.trim() !== "");
    const below = line.level > 0 && next?.level === 0 ? next.text : "";
    return [...line.text.split("|"), below].some((part) => wordsOf(part.replace(/\b(?:N?FR|C)-\d+/gi, "")) >= 2);
  });
}

/** True if the Technical Context names a language and has one more filled field. */
export function isPlanSubstantive(text: string): boolean {
  const lines = readMarkdownLines(text);
  const start = lines.findIndex((line) => line.level > 0 && /technical context/i.test(line.title));
  if (start < 0) return false;
  const level = lines[start]?.level ?? 0;
  const length = lines.slice(start + 1).findIndex((line) => line.level > 0 && line.level <= level);
  const section = lines.slice(start + 1, length < 0 ? undefined : start + 1 + length);
  const filled = section.flatMap((line, index) => filledField(line.text, section.slice(index + 1, index + 3)) ?? []);
  return filled.length >= 2 && filled.some((name) => /^language/i.test(name));
}

/** The name of a field with a real value: bold with the value on its line or in the list right below it, or a row of a table. */
function filledField(text: string, below: readonly { readonly text: string }[]): string | undefined {
  const row = /^\s*\|\s*([^|]*?)\s*\|(.*)\|\s*$/.exec(text);
  if (row !== null) {
    const isHeader = /^\s*\|[\s|:-]+$/.test(below[0]?.text ?? "");
    return !isHeader && wordsOf(row[2] ?? "") > 0 ? row[1] : undefined;
  }
  const field = /^\s*(?:[-*]\s+)?\*\*(.+?):?\*\*(?:\s*\([^)]*\))?\s*:?(.*)$/.exec(text);
  const name = field?.[1];
  if (!field || name === undefined) return undefined;
  const listed = below.find((line) => line.text.trim() !== "")?.text ?? "";
  const value = wordsOf(field[2] ?? "") > 0 ? field[2] : /^\s*[-*]\s+(?!\*\*)/.test(listed) ? listed : "";
  return wordsOf(value ?? "") > 0 ? name : undefined;
}

/** Counts the words that are no placeholder. Links keep their text. */
function wordsOf(text: string): number {
  const said = text
    .replace(/\[([^\]]*)\]\([^)]*\)/g, "$1")
    .replace(/\[[^\]]*\]|<[^>]*>|\{[^}]*\}/g, " ")
    .replace(/\b(?:As an? |I want\b(?: to\b)?|so that\b)/gi, " ")
    .replace(/\b(?:TBD|TODO|NEEDS CLARIFICATION|PLACEHOLDER|XXX|FIXME)\b/gi, " ");
  return said.match(/[\p{L}\p{N}][\p{L}\p{N}.+_/'-]*/gu)?.filter((word) => /\p{L}/u.test(word)).length ?? 0;
}

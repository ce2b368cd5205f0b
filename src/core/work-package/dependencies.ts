/**
 * Which work packages each section of tasks.md declares to depend on. Only three explicit shapes count: a line that begins
 * "Depends on", a value after "Dependencies:", and a list under a Dependencies heading; prose never does. A line that looks
 * like a dependency but names an id that was not taken is reported in `unclear`, so that nothing is lost silently.
 */
import type { WpId } from "../lib/brand.ts";
import { type MarkdownLine, readMarkdownLines } from "./markdown-lines.ts";
import { parseWpId } from "./wp-id.ts";

export type TaskSection = {
  readonly wpId: WpId;
  readonly title: string;
  /** The lines below the heading, up to the end of the section. */
  readonly lines: readonly MarkdownLine[];
};

/** A line that looks like a dependency declaration and names ids that were not taken from it or from elsewhere. */
export type UnclearLine = { readonly line: number; readonly text: string; readonly ids: readonly string[] };

export type SectionDependencies = {
  /** Declared ids in order of their shapes; may hold the section's own id, which is reported as a cycle. */
  readonly dependencies: readonly WpId[];
  readonly unclear: readonly UnclearLine[];
};

const DEPENDENCIES_TITLE = /^\*{0,2}Dependencies\*{0,2}$/;

/**
 * Splits tasks.md into its work-package sections. A section begins at a heading of two or three hashes that begins with an
 * id and ends at the next one, or at a heading of two hashes other than Dependencies.
 */
export function splitTaskSections(text: string): readonly TaskSection[] {
  const sections: { wpId: WpId; title: string; lines: MarkdownLine[] }[] = [];
  let open: MarkdownLine[] | undefined;
  for (const line of readMarkdownLines(text)) {
    const wpId = line.level === 2 || line.level === 3 ? wpIdOfHeading(line.title) : undefined;
    if (wpId) {
      open = [];
      sections.push({ wpId, title: line.title, lines: open });
    } else {
      if (line.level === 2 && !DEPENDENCIES_TITLE.test(line.title)) open = undefined;
      open?.push(line);
    }
  }
  return sections;
}

/** `WP05…`, `Work Package WP05…`, or `Work Package 5` before the end, a space, a dash or a colon. */
function wpIdOfHeading(title: string): WpId | undefined {
  const named = /^(?:Work Package )?(WP\d{2,3})(?!\w)/.exec(title)?.[1];
  const numbered = /^Work Package (\d{1,3})(?=$|[\s—:-])/.exec(title)?.[1];
  return parseWpId(named ?? (numbered ? `WP${numbered.padStart(2, "0")}` : ""));
}

/**
 * Reads the declared dependencies of every section. If a work package has several sections the last one counts; what only
 * an earlier one declares is reported as unclear.
 */
export function parseDependencies(text: string): ReadonlyMap<WpId, SectionDependencies> {
  const found = new Map<WpId, SectionDependencies>();
  for (const section of splitTaskSections(text)) {
    const parsed = parseSection(section);
    const earlier = found.get(section.wpId);
    const lost = earlier?.dependencies.filter((id) => !parsed.dependencies.includes(id)) ?? [];
    const line = (section.lines[0]?.number ?? 2) - 1;
    const repeated = lost.length > 0 ? [{ line, text: `repeated section: ${section.title}`, ids: lost }] : [];
    found.set(section.wpId, {
      dependencies: parsed.dependencies,
      unclear: [...(earlier?.unclear ?? []), ...repeated, ...parsed.unclear],
    });
  }
  return found;
}

function parseSection(section: TaskSection): SectionDependencies {
  const sentences = section.lines.flatMap((line) => readSentence(line.text));
  const labels = section.lines.flatMap((line) => readLabels(line.text).flat());
  const lists = readListsUnderHeading(section.lines);
  const dependencies = [...new Set([...sentences, ...labels, ...lists])];
  const taken = new Set<string>([...dependencies, section.wpId]);
  const underHeading = linesUnderHeading(section.lines);
  const unclear = section.lines.flatMap((line) => {
    if (!looksLikeDependency(line, underHeading) || saysNone(line.text)) return [];
    const ids = [...new Set(line.text.match(/\bWP\d+/gi) ?? [])].filter((id) => !taken.has(id));
    return ids.length > 0 ? [{ line: line.number, text: line.text.trim(), ids }] : [];
  });
  return { dependencies, unclear };
}

/** "Depends on WP01, WP02 …" at the start of a line; what follows the list is prose. */
function readSentence(text: string): readonly WpId[] {
  const rest = /^\s*(?:[-*]\s+)?depends?\s+on\s+(.*)$/i.exec(text)?.[1];
  return rest === undefined ? [] : readIdList(rest).ids;
}

/** Each "Dependencies: …" value of a line, at its start or after a pipe. */
function readLabels(text: string): readonly (readonly WpId[])[] {
  const label = /(?:^\s*(?:[-*]\s+)?|\|\s*)(?:\*\*Dependencies\s*:\*\*|\*{0,2}Dependencies\*{0,2}\s*:)([^|]*)/g;
  return [...text.matchAll(label)].map(([, value = ""]) => readLabelValue(value));
}

function readLabelValue(value: string): readonly WpId[] {
  const phrase = /^\s*depends?\s+on\s+(.*)$/i.exec(value)?.[1];
  const { ids, rest } = readIdList(phrase ?? value);
  const endsCleanly = phrase !== undefined || /^[*\s]*(?:$|[.;(#])/.test(rest);
  return endsCleanly ? ids : [];
}

/** Lists below a heading that says only "Dependencies": the ids each bullet begins with. */
function readListsUnderHeading(lines: readonly MarkdownLine[]): readonly WpId[] {
  const ids: WpId[] = [];
  let inList = false;
  for (const line of lines) {
    const bullet = /^\s*-\s*(.*)$/.exec(line.text)?.[1];
    if (line.level > 0) inList = line.level <= 4 && DEPENDENCIES_TITLE.test(line.title);
    else if (inList && bullet !== undefined) ids.push(...readIdList(bullet).ids);
    else if (line.text.trim() !== "" && !/^\s{2,}\S/.test(line.text)) inList = false;
  }
  return ids;
}

/** Ids joined by commas, semicolons, "and" or "&", each with an optional note in parentheses, in brackets or not. */
function readIdList(text: string): { readonly ids: readonly WpId[]; readonly rest: string } {
  const ids: WpId[] = [];
  const bracket = /^\s*\[/.exec(text)?.[0] ?? "";
  let rest = text.slice(bracket.length);
  for (;;) {
    const item = /^\s*(WP\d{2,3})(?!\w)/.exec(rest);
    const id = parseWpId(item?.[1] ?? "");
    if (!item || !id) return { ids, rest };
    ids.push(id);
    const after = rest.slice(item[0].length).replace(bracket === "" ? /^$/ : /^\s*\]/, "");
    const past = withoutNote(after);
    const joint = /^\s*(?:[,;&]\s*(?:and\s+|&\s*)?|and\s+)(?=WP\d)/i.exec(past);
    if (!joint) return { ids, rest: after };
    rest = past.slice(joint[0].length);
  }
}

/** Steps over one parenthesised note. */
function withoutNote(text: string): string {
  const note = /^\s*\((?:[^()]|\([^()]*\))*\)/.exec(text)?.[0];
  return note === undefined ? text : text.slice(note.length);
}

/** An explicit statement that there are no dependencies, at the start of a line or of a value. */
const saysNone = (text: string): boolean => {
  const value = /Dependencies\*{0,2}\s*:\*{0,2}\s*([^|]*)/.exec(text)?.[1] ?? text.replace(/^\s*[-*+]\s+/, "");
  return /^\s*\*{0,2}(?:none\b|no\s+dep(?:endencie)?s\b|\[\s*\])/i.test(value);
};

/** Lines that stand below a Dependencies heading of any depth, up to the next heading. */
function linesUnderHeading(lines: readonly MarkdownLine[]): ReadonlySet<number> {
  const numbers = new Set<number>();
  let under = false;
  for (const line of lines) {
    if (line.level > 0) under = /^\*{0,2}Dependencies\b/i.test(line.title);
    else if (under) numbers.add(line.number);
  }
  return numbers;
}

const looksLikeDependency = (line: MarkdownLine, underHeading: ReadonlySet<number>): boolean =>
  underHeading.has(line.number) ||
  /\bdepend/i.test(line.text) ||
  /\b(?:requires|blocked by|prerequisites?)\b[\s:*]*\[?WP\d/i.test(line.text);

/** Lists the ids that tasks.md gives a section, each once, in order of first appearance. */
export const sectionIds = (text: string): readonly WpId[] => [
  ...new Set(splitTaskSections(text).map((section) => section.wpId)),
];

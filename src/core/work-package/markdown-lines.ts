/**
 * The lines of a Markdown text that say something: code fences and HTML comments are blanked, numbering is kept.
 * Headings are recognised only at the start of a line.
 */

export type MarkdownLine = {
  /** 1-based. */
  readonly number: number;
  /** Without line end; empty inside fences and comments. */
  readonly text: string;
  /** Number of leading hashes of a heading (1–6), else 0. */
  readonly level: number;
  /** Text of a heading without hashes, trimmed; empty for other lines. */
  readonly title: string;
};

/** Splits a text into lines, blanking what is quoted or commented out. An unclosed fence or comment runs to the end. */
export function readMarkdownLines(text: string): readonly MarkdownLine[] {
  let fence: string | undefined;
  let inComment = false;
  return text.split("\n").map((raw, index) => {
    const line = raw.replace(/\r$/, "");
    const marker = inComment ? undefined : /^\s*(?:[-*+]\s+)?(`{3,}|~{3,})/.exec(line)?.[1];
    if (fence !== undefined) {
      if (marker?.startsWith(fence) && line.trim() === marker) fence = undefined;
      return toLine("", index);
    }
    if (marker !== undefined) {
      fence = marker;
      return toLine("", index);
    }
    const said = withoutComments(line, inComment);
    inComment = said.inComment;
    return toLine(said.text, index);
  });
}

function toLine(text: string, index: number): MarkdownLine {
  const heading = /^(#{1,6})\s+(.*)$/.exec(text);
  return { number: index + 1, text, level: heading?.[1]?.length ?? 0, title: heading?.[2]?.trim() ?? "" };
}

/** Cuts `<!-- … -->` out of one line and tells whether a comment is still open at its end. */
function withoutComments(line: string, startsInside: boolean): { readonly text: string; readonly inComment: boolean } {
  let inComment = startsInside;
  const said = line.split(/(<!--|-->)/).filter((part) => {
    if (part === "<!--" && !inComment) inComment = true;
    else if (part === "-->" && inComment) inComment = false;
    else return !inComment;
    return false;
  });
  return { text: said.join(""), inComment };
}

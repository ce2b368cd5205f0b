/** What a specification says itself that it leaves open: `[NEEDS CLARIFICATION: question]`, each once, in order. */

const MARKER = /\[NEEDS CLARIFICATION:\s*([^\]]+)\]/gi;

/** Lists the open questions of a text; white space collapsed. */
export const findClarifications = (text: string): readonly string[] => [
  ...new Set(
    [...text.matchAll(MARKER)]
      .map((match) => (match[1] ?? "").trim().replace(/\s+/g, " "))
      .filter((q) => q !== "question"),
  ),
];

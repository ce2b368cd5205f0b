/**
 * Which requirements a specification declares, which of them work packages refer to, and what is missing between the two.
 * An id (FR-n, NFR-n, C-n) is declared by its place: alone in the first cell of a table row, at the start of a heading, of a
 * list item, or in bold at the start of a paragraph. An id that prose merely cites declares nothing.
 */
import type { WpId } from "../lib/brand.ts";
import { type MarkdownLine, readMarkdownLines } from "./markdown-lines.ts";
import { wpIdsIn } from "./wp-id.ts";

export type SpecRequirements = {
  /** Declared ids in upper case, sorted, each once. */
  readonly declared: readonly string[];
  /** Ids that stand in a requirements section, declared nowhere in the document. */
  readonly bareProse: readonly string[];
  /** Things a reader should know that block nothing. */
  readonly warnings: readonly RequirementWarning[];
};

export type RequirementWarning =
  /** Ids are cited, but none is declared. */
  | { readonly code: "REQUIREMENTS_NOT_DECLARED"; readonly ids: readonly string[] }
  /** Success criteria are no requirements: they count for nothing in coverage. */
  | { readonly code: "SUCCESS_CRITERIA_IGNORED"; readonly wpId: WpId; readonly ids: readonly string[] };

const ID = "(?<![\\w-])(?:FR|NFR|C)-\\d+(?!\\w)";
const MARKS = "[*_~`]*";
const DECLARATIONS = [
  new RegExp(`^\\s*\\|\\s*${MARKS}(${ID})${MARKS}\\s*\\|`, "i"),
  new RegExp(`^#{1,6}\\s+${MARKS}(${ID})`, "i"),
  new RegExp(`^\\s*(?:[-*+]|\\d+[.)])\\s+(?:\\[[ xX]\\]\\s+)?${MARKS}(${ID})`, "i"),
  new RegExp(`^\\s*\\*\\*(${ID})`, "i"),
];

/** Lists the requirement ids in a text, in upper case, in order, each once. */
export const requirementIdsIn = (text: string): readonly string[] => [
  ...new Set([...text.matchAll(new RegExp(ID, "gi"))].map(([id]) => id.toUpperCase())),
];

/** The id that a line declares, if it does. */
export const declaredIdOf = (line: string): string | undefined =>
  DECLARATIONS.flatMap((shape) => shape.exec(line)?.[1]?.toUpperCase() ?? [])[0];

/** Reads spec.md. */
export function parseSpecRequirements(text: string): SpecRequirements {
  const lines = readMarkdownLines(text);
  const declared = new Set(lines.flatMap((line) => declaredIdOf(line.text) ?? []));
  const bare = proseOfRequirementSections(lines).flatMap((text) => requirementIdsIn(text));
  const cited = requirementIdsIn(lines.map((line) => line.text).join("\n"));
  return {
    declared: [...declared].toSorted(compareRequirementIds),
    bareProse: [...new Set(bare)].filter((id) => !declared.has(id)).toSorted(compareRequirementIds),
    warnings: declared.size === 0 && cited.length > 0 ? [{ code: "REQUIREMENTS_NOT_DECLARED", ids: cited }] : [],
  };
}

/** The lines that declare nothing, between a heading that says "requirement" and the next heading. */
function proseOfRequirementSections(lines: readonly MarkdownLine[]): readonly string[] {
  let inside = false;
  return lines.flatMap((line) => {
    if (line.level > 0) inside = /requirement/i.test(line.title);
    return inside && line.level === 0 && declaredIdOf(line.text) === undefined ? [line.text] : [];
  });
}

/** Orders ids by kind, then by number. */
export const compareRequirementIds = (a: string, b: string): number => {
  const [kindA = "", numberA = ""] = a.split("-");
  const [kindB = "", numberB = ""] = b.split("-");
  return kindA === kindB ? Number(numberA) - Number(numberB) : kindA < kindB ? -1 : 1;
};

/**
 * Reads what work packages refer to from tasks.md: lines "Requirements: …" or "Requirement Refs: …" below a heading of two
 * to four hashes that names one work package. Used only where front matter and wps.yaml are silent.
 */
export function parseTaskRequirementRefs(text: string): ReadonlyMap<WpId, readonly string[]> {
  const found = new Map<WpId, readonly string[]>();
  let wpId: WpId | undefined;
  for (const line of readMarkdownLines(text)) {
    if (line.level >= 2 && line.level <= 4) wpId = wpIdsIn(line.title)[0] ?? wpId;
    const value = /^\s*(?:[-*]\s+)?\*{0,2}Requirements?(?:\s+Refs?)?\*{0,2}\s*:\*{0,2}(.*)$/i.exec(line.text)?.[1];
    if (wpId && value !== undefined) {
      found.set(wpId, [...new Set([...(found.get(wpId) ?? []), ...requirementIdsIn(value)])]);
    }
  }
  return found;
}

/** Splits authored entries into requirement ids and the success criteria among them. */
export function readRequirementRefs(
  wpId: WpId,
  entries: readonly string[],
): { readonly refs: readonly string[]; readonly warnings: readonly RequirementWarning[] } {
  const text = entries.join("\n");
  const criteria = [...new Set([...text.matchAll(/\bSC-\d+\b/gi)].map(([id]) => id.toUpperCase()))];
  return {
    refs: requirementIdsIn(text),
    warnings: criteria.length > 0 ? [{ code: "SUCCESS_CRITERIA_IGNORED", wpId, ids: criteria }] : [],
  };
}

export type RequirementCoverage = {
  readonly missingRefs: readonly WpId[];
  readonly unknownRefs: ReadonlyMap<WpId, readonly string[]>;
  /** Functional requirements that no work package without unknown refs refers to. */
  readonly unmapped: readonly string[];
};

/** Compares declared ids with what each work package refers to. One unknown ref makes a package count for nothing. */
export function checkCoverage(
  declared: readonly string[],
  refs: ReadonlyMap<WpId, readonly string[]>,
): RequirementCoverage {
  const known = new Set(declared);
  const unknownRefs = new Map<WpId, readonly string[]>();
  const mapped = new Set<string>();
  for (const [wpId, ids] of refs) {
    const unknown = ids.filter((id) => !known.has(id));
    if (unknown.length > 0) unknownRefs.set(wpId, unknown);
    else for (const id of ids) mapped.add(id);
  }
  return {
    missingRefs: [...refs].flatMap(([wpId, ids]) => (ids.length === 0 ? [wpId] : [])),
    unknownRefs,
    unmapped: declared.filter((id) => id.startsWith("FR-") && !mapped.has(id)),
  };
}

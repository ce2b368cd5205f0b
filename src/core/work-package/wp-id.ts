/** Work-package ids: `WP` and two or three digits, compared by number. */
import type { WpId } from "../lib/brand.ts";

/** Reads an id that is the whole text. */
export const parseWpId = (text: string): WpId | undefined => (/^WP\d{2,3}$/.test(text) ? (text as WpId) : undefined);

/** Reads an id as people type it: `WP01`, `wp1`, `1`, or with the rest of a file's name (`WP01-cart`). */
export function readTypedWpId(given: string): WpId | undefined {
  const digits = /^(?:wp)?(\d{1,3})(?=$|[-_.])/i.exec(given.trim())?.[1];
  return digits === undefined ? undefined : parseWpId(`WP${digits.padStart(2, "0")}`);
}

/** Reads the id that a file name begins with; it ends at `-`, `_`, `.` or the end of the name. */
export const wpIdOfFileName = (name: string): WpId | undefined =>
  parseWpId(/^(WP\d{2,3})(?:[-_.]|$)/.exec(name)?.[1] ?? "");

/** Lists every id in a text, in order, each once. */
export const wpIdsIn = (text: string): readonly WpId[] => [
  ...new Set([...text.matchAll(/\bWP\d{2,3}(?!\w)/g)].flatMap(([id]) => parseWpId(id) ?? [])),
];

/** Orders ids by number, so that `WP99` comes before `WP100`. */
export const compareWpIds = (a: string, b: string): number =>
  Number(a.slice(2)) - Number(b.slice(2)) || (a < b ? -1 : Number(a > b));

/**
 * How a mission gets its name. The id is minted by the caller and never changes; the slug is what a person chose.
 * Two missions of one second share a mid8, and names are made of it: so an id whose mid8 is taken is minted again.
 */
import { mid8Of, withoutNumber } from "../layout/names.ts";
import { err, ok, type Result } from "../lib/result.ts";

export type SlugRefusal =
  /** `suggestion` is a slug made of the same words, or "" if there is none. */
  | { readonly code: "MISSION_SLUG_INVALID"; readonly slug: string; readonly suggestion: string }
  | { readonly code: "FRIENDLY_NAME_BLANK" };

/** Longest slug: with mid8 and lane it still fits any file system as one folder name. */
export const SLUG_LENGTH_LIMIT = 100;

/**
 * Accepts a slug in kebab-case (lower-case letters and digits, single hyphens) and removes a leading three-digit number.
 * Errors: `MISSION_SLUG_INVALID`.
 */
export function parseSlug(text: string): Result<string, SlugRefusal> {
  if (KEBAB.test(text) && text.length <= SLUG_LENGTH_LIMIT) return ok(withoutNumber(text));
  return err({ code: "MISSION_SLUG_INVALID", slug: text, suggestion: slugify(text) });
}

/** Accepts a name for people, white space collapsed. Errors: `FRIENDLY_NAME_BLANK`. */
export function parseFriendlyName(text: string): Result<string, SlugRefusal> {
  const name = text.trim().replace(/\s+/g, " ");
  return name === "" ? err({ code: "FRIENDLY_NAME_BLANK" }) : ok(name);
}

/** Letters of Latin alphabets that are no accented form of another. */
const TRANSLITERATED: Readonly<Record<string, string>> = {
  ß: "ss",
  æ: "ae",
  œ: "oe",
  ø: "o",
  đ: "d",
  ð: "d",
  ħ: "h",
  ı: "i",
  ł: "l",
  þ: "th",
};

/** Turns any text into kebab-case, accents removed and letters like ß spelled out; "" if nothing is left. */
export const slugify = (text: string): string =>
  text
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[ßæœøđðħıłþ]/g, (letter) => TRANSLITERATED[letter] ?? letter)
    .replace(/[^a-z0-9]+/g, "-")
    .slice(0, SLUG_LENGTH_LIMIT)
    .replace(/^-+|-+$/g, "");

/** Makes the slug of a mission that starts from a ticket: of its key, else its title, else `untitled`. */
export const slugFromTicket = (ticket: { readonly key: string; readonly title: string }): string =>
  slugify(ticket.key) || slugify(ticket.title) || "untitled";

/** Turns a slug into words for people: `shop-cart` → `shop cart`. */
export const friendlyFromSlug = (slug: string): string => slug.replaceAll("-", " ");

/** Tells whether a fresh mission id must be minted again: another mission or branch has its mid8. */
export const mustRemint = (missionId: string, takenMid8s: ReadonlySet<string>): boolean =>
  takenMid8s.has(mid8Of(missionId));

const KEBAB = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

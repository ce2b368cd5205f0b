/**
 * The pieces that names of folders, branches and worktrees are made of.
 * Text from metadata, tickets and command lines is data: nothing becomes part of a path or ref without passing here.
 */

/** First eight characters of a mission id: pure clock, so several missions may share it. For display and names. */
export const mid8Of = (missionId: string): string => missionId.slice(0, 8);

/** Tells whether a text has the shape of a mission id: 26 Crockford characters; the clock part may be any. */
export const isMissionId = (text: string): boolean => MISSION_ID.test(text);

/**
 * Tells whether a text may be one segment of a path: printable ASCII, no separator, no leading dot, no `..`,
 * no space at the edges, at most 255 characters.
 */
export const isSafeSegment = (text: string): boolean =>
  text.length <= 255 && SAFE_SEGMENT.test(text) && !text.includes("..");

/** Removes the three-digit number that leads old folder names: `064-shop` → `shop`. */
export const withoutNumber = (slug: string): string => slug.replace(/^\d{3}-(?=.)/, "");

/** Returns the number that leads an old folder name, as a number; `undefined` if there is none. */
export function leadingNumber(folder: string): number | undefined {
  const digits = /^(\d{3})-/.exec(folder)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** Returns the eight Crockford characters at the end of a modern folder name; `undefined` if there are none. */
export const mid8Tail = (folder: string): string | undefined => MID8_TAIL.exec(folder)?.[1];

/** Removes the tail `-<mid8>`, once or repeated, from a slug; without an id, any tail of that shape. */
export function withoutMid8(slug: string, missionId: string | undefined): string {
  const mid8 = missionId === undefined ? mid8Tail(slug) : mid8Of(missionId);
  const tail = `-${mid8}`;
  return mid8 !== undefined && slug.endsWith(tail) ? withoutMid8(slug.slice(0, -tail.length), missionId) : slug;
}

/** Returns the part of a mission's name that a person chose: no number, no mid8. */
export const humanSlug = (slug: string, missionId: string | undefined): string =>
  withoutMid8(withoutNumber(slug), missionId);

/** Returns the folder (and slug) of a mission: the chosen slug and its mid8; applying it again changes nothing. */
export const missionFolder = (slug: string, missionId: string): string =>
  `${humanSlug(slug, missionId)}-${mid8Of(missionId)}`;

const MISSION_ID = /^[0-9A-HJKMNP-TV-Z]{26}$/;
const MID8_TAIL = /-([0-9A-HJKMNP-TV-Z]{8})$/;
const SAFE_SEGMENT = /^(?![ .])[ -.0-[\]-~]+(?<! )$/;

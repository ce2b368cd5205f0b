/**
 * Which mission a user means: the one resolver of handles. Rules are tried in order and the first that matches anything
 * decides: the folder's name, the whole id, a number, the human slug, a unique start of the id (four characters or more).
 * Nothing is ever picked among several; missions without an id count like all others.
 */
import { humanSlug, isSafeSegment, leadingNumber, mid8Of, withoutMid8, withoutNumber } from "../layout/names.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { suggest } from "../lib/suggest.ts";

/** What has to be known of each mission; callers may pass richer records. */
export type MissionEntry = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly missionNumber: number | undefined;
};

export type MissionCandidate = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly mid8: string | undefined;
};

export type HandleRefusal =
  /** `suggestions` are folders, nearest first. */
  | { readonly code: "MISSION_NOT_FOUND"; readonly handle: string; readonly suggestions: readonly string[] }
  | {
      readonly code: "MISSION_AMBIGUOUS_SELECTOR";
      readonly handle: string;
      readonly candidates: readonly MissionCandidate[];
    };

/** Finds the mission that `handle` names. Errors: `MISSION_NOT_FOUND`, `MISSION_AMBIGUOUS_SELECTOR`. */
export function resolveHandle<E extends MissionEntry>(entries: readonly E[], handle: string): Result<E, HandleRefusal> {
  if (!isSafeSegment(handle)) return err({ code: "MISSION_NOT_FOUND", handle, suggestions: [] });
  for (const matches of RULES) {
    const found = entries.filter((entry) => matches(entry, handle));
    const [only, ...others] = found;
    if (only !== undefined && others.length === 0) return ok(only);
    if (only !== undefined)
      return err({ code: "MISSION_AMBIGUOUS_SELECTOR", handle, candidates: found.map(candidate) });
  }
  return err({ code: "MISSION_NOT_FOUND", handle, suggestions: nearFolders(entries, handle) });
}

type Rule = (entry: MissionEntry, handle: string) => boolean;

const RULES: readonly Rule[] = [
  ({ folder }, handle) => folder === handle,
  ({ missionId }, handle) => missionId === handle.toUpperCase(),
  ({ folder, missionNumber }, handle) =>
    /^\d{1,9}$/.test(handle) && (leadingNumber(folder) === Number(handle) || missionNumber === Number(handle)),
  ({ folder, missionId }, handle) =>
    withoutNumber(folder) === handle ||
    humanSlug(folder, missionId) === handle ||
    withoutMid8(folder, missionId) === handle ||
    folder.toLowerCase() === handle.toLowerCase(),
  ({ missionId }, handle) => handle.length >= 4 && missionId?.startsWith(handle.toUpperCase()) === true,
];

const candidate = ({ folder, missionId }: MissionEntry): MissionCandidate => ({
  folder,
  missionId,
  mid8: missionId === undefined ? undefined : mid8Of(missionId),
});

function nearFolders(entries: readonly MissionEntry[], handle: string): readonly string[] {
  const folders = new Map(entries.map(({ folder, missionId }) => [humanSlug(folder, missionId), folder]));
  const wanted = humanSlug(handle, undefined).toLowerCase();
  const near = suggest(wanted, [...folders.keys()]);
  const containing = wanted.length < 3 ? [] : [...folders.keys()].filter((slug) => slug.includes(wanted));
  const slugs = [...new Set([...near, ...containing])].slice(0, 5);
  return slugs.flatMap((slug) => folders.get(slug) ?? []);
}

/** Texts for mission handles, names and metadata. */
import type { NameRefusal } from "../../core/layout/branches.ts";
import type { SlugRefusal } from "../../core/mission/identity.ts";
import type { MetaError } from "../../core/mission/meta.ts";
import type { HandleRefusal } from "../../core/mission/resolve.ts";
import type { ErrorTexts } from "./text.ts";

export type MissionError = HandleRefusal | SlugRefusal | MetaError | NameRefusal;

const LIST = "spec-kitty mission list";

export const MISSION_ERRORS = {
  MISSION_NOT_FOUND: {
    exit: 1,
    message: (e) => `No mission is called "${e.handle}"`,
    hint: (e) =>
      e.suggestions.length > 0
        ? `Did you mean ${e.suggestions.join(" or ")}? All missions: ${LIST}`
        : `List them with: ${LIST}`,
    explain:
      "A mission is named by its folder, its slug, its number, its id, or the first four or more characters of its id.",
    details: (e) => ({ handle: e.handle, suggestions: e.suggestions }),
  },
  MISSION_AMBIGUOUS_SELECTOR: {
    exit: 1,
    message: (e) =>
      `"${e.handle}" names ${e.candidates.length} missions: ${e.candidates.map((c) => c.folder).join(", ")}`,
    hint: (e) => `Use a whole name, e.g. --mission ${e.candidates[0]?.folder ?? ""}; see: ${LIST}`,
    explain: "Several missions match, and none is ever picked silently. Folder names and whole ids are always unique.",
    details: (e) => ({
      handle: e.handle,
      candidates: e.candidates.map(({ folder, missionId, mid8 }) => ({
        mission_id: missionId ?? null,
        mid8: mid8 ?? null,
        slug: folder,
        feature_dir: `kitty-specs/${folder}`,
      })),
    }),
  },
  MISSION_SLUG_INVALID: {
    exit: 1,
    message: (e) =>
      `Cannot use "${e.slug}" as a slug: it takes up to 100 lower-case letters and digits in words joined by single hyphens`,
    hint: (e) => `Try: spec-kitty agent mission create ${e.suggestion || "my-mission"}`,
    explain:
      "The slug becomes part of a folder, a branch and a worktree, so it is restricted to what is safe in all of them.",
  },
  FRIENDLY_NAME_BLANK: {
    exit: 1,
    message: () => "Cannot create a mission with a blank name",
    hint: () =>
      "Give --friendly-name TEXT, or leave it out to use the slug; see: spec-kitty agent mission create --help",
    explain: "The friendly name is what boards and reports show.",
  },
  META_CORRUPT: {
    exit: 1,
    message: (e) => `Cannot read ${e.file}: ${e.detail}`,
    hint: (e) => `Compare it with its last committed version: git log -p -- ${e.file}`,
    explain:
      "meta.json says who the mission is and where it belongs. When it is broken nothing is assumed in its place, because a wrong branch would be written.",
    details: (e) => ({ path: e.file }),
  },
  META_INVALID: {
    exit: 1,
    message: (e) => `Cannot use ${e.file}: ${e.path} is not ${e.expected}`,
    hint: (e) => `Compare it with its last committed version: git log -p -- ${e.file}`,
    explain:
      "A field that decides names or branches has a value that this version does not know. It is not guessed; a newer version may have written it.",
    details: (e) => ({ path: e.file, field: e.path }),
  },
  META_NUMBER_UNASSIGNED: {
    exit: 1,
    message: (e) => `Cannot use ${e.file}: mission_number is "${e.value}", neither a number nor null`,
    hint: (e) => `Set mission_number to null in ${e.file}; merge assigns the number. Then look at it with: ${LIST}`,
    explain:
      "Old missions carry words such as pending instead of a number. The number is for display and is assigned at merge.",
    details: (e) => ({ path: e.file }),
  },
  BRANCH_IDENTITY_UNRESOLVED: {
    exit: 1,
    message: (e) => `Cannot name a branch for mission "${e.slug}": it has no mission id, no mid8 and no number`,
    hint: () => "Give the mission an id with: spec-kitty doctor --fix",
    explain:
      "Branch names are made of the mission's identity. Without one no name is invented, since it could be another mission's.",
  },
} satisfies ErrorTexts<MissionError>;

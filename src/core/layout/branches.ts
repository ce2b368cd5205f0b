/**
 * Every branch name this program makes or understands, and the worktree that belongs to it.
 * Names come from identity alone, never from a checkout; a mission whose identity is unknown gets no name at all.
 * `lane-planning` has neither branch nor worktree: it is the target branch and the main checkout.
 */
import type { BranchName } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { humanSlug, mid8Of, mid8Tail, withoutMid8 } from "./names.ts";

/** What names are made of. */
export type MissionName = {
  /** `mission_slug` as stored. */
  readonly slug: string;
  readonly missionId: string | undefined;
};

/** The slug carries no identity (no mission id, no mid8, no number), or cannot be part of a branch name. */
export type NameRefusal = { readonly code: "BRANCH_IDENTITY_UNRESOLVED"; readonly slug: string };

export const MISSION_BRANCH_PREFIX = "kitty/mission-";
export const WORKTREES_DIR = ".worktrees";
/** The execution lane of packages that only plan; it lives on the target branch. */
export const PLANNING_LANE = "lane-planning";

/** Names the mission's own branch, which is also its coordination branch. */
export function missionBranch({ slug, missionId }: MissionName): Result<BranchName, NameRefusal> {
  const refusal = err({ code: "BRANCH_IDENTITY_UNRESOLVED", slug } as const);
  if (!REF_SAFE.test(slug) || slug.includes("..") || slug.endsWith(".lock")) return refusal;
  if (missionId !== undefined) return branch(`${humanSlug(slug, missionId)}-${mid8Of(missionId)}`);
  const mid8 = mid8Tail(slug);
  if (mid8 !== undefined) return branch(`${humanSlug(slug, undefined)}-${mid8}`);
  return /^\d{3}-./.test(slug) ? branch(slug) : refusal;
}

const branch = (name: string): Result<BranchName, never> => ok(`${MISSION_BRANCH_PREFIX}${name}` as BranchName);

/** One word of letters, digits, dots, dashes and underscores that git accepts in a ref. */
const REF_SAFE = /^[A-Za-z0-9_][A-Za-z0-9._-]*(?<!\.)$/;

/** Names an execution lane's branch; `laneId` is e.g. `lane-a`, never `lane-planning`. */
export const laneBranch = (mission: BranchName, laneId: string): BranchName => `${mission}-${laneId}` as BranchName;

/** Returns where a lane's branch is checked out, relative to the repository's main checkout. */
export const laneWorktree = (lane: BranchName): string =>
  `${WORKTREES_DIR}/${lane.startsWith(MISSION_BRANCH_PREFIX) ? lane.slice(MISSION_BRANCH_PREFIX.length) : lane}`;

/** Returns where the coordination branch is checked out; a leading number of the slug stays, as it always has. */
export const coordinationWorktree = (slug: string, missionId: string): string =>
  `${WORKTREES_DIR}/${withoutMid8(slug, missionId)}-${mid8Of(missionId)}-coord`;

/** Names the branch for a pull request when the target is protected or has moved on. */
export const pullRequestBranch = (slug: string, target: string): BranchName =>
  `kitty/pr/${slug}-to-${target.replaceAll("/", "-")}` as BranchName;

/** Names the execution lane at `index` (0-based): lane-a … lane-z, lane-aa, lane-ab … */
export function laneIdOf(index: number): string {
  const letters = (n: number): string => (n < 26 ? letter(n) : letters(Math.floor(n / 26) - 1) + letter(n % 26));
  return `lane-${letters(index)}`;
}

const letter = (n: number): string => String.fromCharCode(0x61 + n);

/** Tells whether a text names an execution lane: `lane-planning` or `lane-` and one to three letters. */
export const isLaneId = (text: string): boolean => text === PLANNING_LANE || /^lane-[a-z]{1,3}$/.test(text);

/** Orders lane ids as they are handed out: lane-z before lane-aa, lane-planning last. */
export function compareLaneIds(a: string, b: string): number {
  const rank = (id: string): number => (id === PLANNING_LANE ? Number.POSITIVE_INFINITY : id.length);
  return rank(a) === rank(b) ? (a < b ? -1 : a > b ? 1 : 0) : rank(a) - rank(b);
}

/**
 * A branch of ours. `form` says how sure the identity is: `modern` ends in a mid8, `numbered` starts with three digits,
 * `plain` has neither, and may only be matched with a mission that is already known.
 */
export type ParsedBranch = {
  readonly form: "modern" | "numbered" | "plain";
  /** The mission's branch, without a lane. */
  readonly mission: BranchName;
  /** Human slug; of a `numbered` branch with its number. */
  readonly slug: string;
  readonly mid8: string | undefined;
  readonly laneId: string | undefined;
};

const MODERN = /^(kitty\/mission-(.+)-([0-9A-HJKMNP-TV-Z]{8}))(?:-(lane-[a-z]{1,3}))?$/;
const NUMBERED = /^(kitty\/mission-(\d{3}-.+?))(?:-(lane-[a-z]))?$/;
const PLAIN = /^(kitty\/mission-(.+?))(?:-(lane-[a-z]))?$/;

/** Reads a short branch name, most specific form first; `undefined` if it is not one of ours. */
export function parseBranchName(name: string): ParsedBranch | undefined {
  if (name.endsWith(`-${PLANNING_LANE}`) || !REF_SAFE.test(name.slice(MISSION_BRANCH_PREFIX.length))) return undefined;
  const modern = MODERN.exec(name);
  if (modern !== null) {
    const [, mission = "", slug = "", mid8, laneId] = modern;
    return { form: "modern", mission: mission as BranchName, slug, mid8, laneId };
  }
  const numbered = NUMBERED.exec(name);
  const match = numbered ?? PLAIN.exec(name);
  if (match === null) return undefined;
  const [, mission = "", slug = "", laneId] = match;
  const form = numbered === null ? "plain" : "numbered";
  return { form, mission: mission as BranchName, slug, mid8: undefined, laneId };
}

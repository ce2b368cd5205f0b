/** Questions about single work packages: which there are, what depends on what, and whether one is in order. */
import { type Board, type BoardEntry, blockersOf, dependentsOf, findEntry } from "../core/board/board.ts";
import { checkPackage, type PackageFinding } from "../core/board/check-package.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import { suggest } from "../core/lib/suggest.ts";
import { LANES, type Lane, parseLane } from "../core/status/lane.ts";
import type { TransitionRefusal } from "../core/status/transition.ts";
import { readTypedWpId } from "../core/work-package/wp-id.ts";
import type { Ctx } from "../shell/ctx.ts";
import { identityOf, type MissionIdentity, type ReadError, readOneMission } from "./read-one-mission.ts";

/** The mission has no such work package, neither as a file nor in its log. */
export type WpNotFound = { readonly code: "WP_NOT_FOUND"; readonly wpId: string; readonly known: readonly string[] };
export type LaneUnknown = Extract<TransitionRefusal, { readonly code: "LANE_UNKNOWN" }>;

type One = { readonly mission: string | undefined; readonly wpId: string };

function entryOf(board: Board, given: string): Result<BoardEntry, WpNotFound> {
  const entry = findEntry(board, readTypedWpId(given) ?? given);
  return entry === undefined
    ? err({ code: "WP_NOT_FOUND", wpId: given, known: board.entries.map(({ id }) => id) })
    : ok(entry);
}

export type PackageList = { readonly identity: MissionIdentity; readonly entries: readonly BoardEntry[] };

/** Lists the work packages of a mission, those of one lane if it is given. Errors: LANE_UNKNOWN and those of reading. */
export async function listPackages(
  ctx: Ctx,
  { mission, lane }: { readonly mission: string | undefined; readonly lane: string | undefined },
): Promise<Result<PackageList, ReadError | LaneUnknown>> {
  const wanted: Lane | undefined = lane === undefined ? undefined : parseLane(lane);
  if (lane !== undefined && wanted === undefined)
    return err({ code: "LANE_UNKNOWN", lane, suggestions: suggest(lane, LANES) });
  return readOneMission<PackageList, never>(ctx, mission, async (one) =>
    ok({
      identity: identityOf(one.mission),
      entries: one.board.entries.filter((entry) => wanted === undefined || entry.lane === wanted),
    }),
  );
}

export type Dependents = {
  readonly identity: MissionIdentity;
  readonly wpId: string;
  readonly dependsOn: readonly string[];
  readonly dependents: readonly string[];
};

/** Reads both directions of a package's dependencies. Errors: WP_NOT_FOUND and those of reading. */
export const listDependents = (ctx: Ctx, { mission, wpId }: One): Promise<Result<Dependents, ReadError | WpNotFound>> =>
  readOneMission<Dependents, WpNotFound>(ctx, mission, async (one) => {
    const entry = entryOf(one.board, wpId);
    if (!entry.ok) return entry;
    const { id, dependencies } = entry.value;
    const dependents = dependentsOf(one.board, id);
    return ok({ identity: identityOf(one.mission), wpId: id, dependsOn: dependencies, dependents });
  });

export type CheckedPackage = {
  readonly identity: MissionIdentity;
  readonly entry: BoardEntry;
  readonly blockers: readonly string[];
  readonly findings: readonly PackageFinding[];
};

/** Checks one package's file, dependencies and status against each other. Errors: WP_NOT_FOUND and those of reading. */
export const validatePackage = (
  ctx: Ctx,
  { mission, wpId }: One,
): Promise<Result<CheckedPackage, ReadError | WpNotFound>> =>
  readOneMission<CheckedPackage, WpNotFound>(ctx, mission, async (one) => {
    const found = entryOf(one.board, wpId);
    if (!found.ok) return found;
    const entry = found.value;
    const inLanes = one.lanes?.lanes.some(({ wpIds }) => wpIds.includes(entry.id));
    return ok({
      identity: identityOf(one.mission),
      entry,
      blockers: blockersOf(one.board, entry),
      findings: checkPackage(one.board, entry, inLanes),
    });
  });

/**
 * Values that only the repository knows, for completion. Names come from refs and trees, titles from the cache if it has them;
 * nothing is written, and what cannot be read is not offered.
 */
import { resolve } from "node:path";
import { AGENTS } from "../core/agent/catalog.ts";
import { findEntry } from "../core/board/board.ts";
import { withoutNumber } from "../core/layout/names.ts";
import { isJsonObject, parseJson } from "../core/lib/json.ts";
import { ok, type Result } from "../core/lib/result.ts";
import { LANES } from "../core/status/lane.ts";
import { nextLanes } from "../core/status/transition.ts";
import { readTypedWpId } from "../core/work-package/wp-id.ts";
import type { Ctx } from "../shell/ctx.ts";
import type { GitError } from "../shell/git/errors.ts";
import { listBranches } from "../shell/git/refs.ts";
import { openRepo } from "../shell/git/repo.ts";
import { indexMissions, type MissionEntry } from "../shell/mission/index-missions.ts";
import { openMissionCache } from "../shell/mission/mission-cache.ts";
import { withSession } from "../shell/transaction/session.ts";
import { readOneMission } from "./read-one-mission.ts";

export type OfferedValue = { readonly value: string; readonly text?: string };

/** Values come from where the line would act (`-C`). A shell hands `~` over as it was typed. */
export const actingIn = (ctx: Ctx, directory: string): Ctx => ({
  ...ctx,
  cwd: resolve(ctx.cwd, directory.replace(/^~(?=\/|$)/, ctx.env["HOME"] ?? "~")),
});

const described = (value: string, text: string | undefined): OfferedValue =>
  text === undefined || text === "" ? { value } : { value, text };

function titleIn(meta: string | undefined): string | undefined {
  const parsed = meta === undefined ? undefined : parseJson(meta);
  const title = parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value["friendly_name"] : undefined;
  return typeof title === "string" ? title.replace(/\s+/g, " ") : undefined;
}

/** The handle that continues what was typed: the folder, else the folder without its number. */
function handleOf(folder: string, prefix: string): string | undefined {
  if (folder.startsWith(prefix)) return folder;
  const bare = withoutNumber(folder);
  return bare.startsWith(prefix) ? bare : undefined;
}

/** Offers missions whose handle begins with `prefix`. */
export const offerMissions = (ctx: Ctx, prefix: string): Promise<Result<readonly OfferedValue[], GitError>> =>
  withSession<readonly OfferedValue[], GitError>(ctx, async (session) => {
    session.objects.warm();
    const fitting = (await indexMissions(session)).flatMap((entry) => {
      const value = handleOf(entry.folder, prefix);
      return value === undefined ? [] : [{ entry, value }];
    });
    const cache = openMissionCache(session.repo);
    const title = ({ folder, tree, at }: MissionEntry): string | undefined =>
      titleIn(at?.meta ?? (tree === undefined ? undefined : cache.find(folder, tree)?.meta));
    return ok(fitting.map(({ entry, value }) => described(value, title(entry))));
  });

/** Offers the work packages of a mission with their titles. */
export async function offerPackages(ctx: Ctx, mission: string | undefined): Promise<readonly OfferedValue[]> {
  const read = await readOneMission<readonly OfferedValue[], never>(ctx, mission, async ({ board }) =>
    ok(board.entries.map(({ id, title, lane }) => described(id, title === "" ? lane : `${title} (${lane})`))),
  );
  return read.ok ? read.value : [];
}

/** Offers the lanes that a package may go to from where it stands; all lanes while no package is named. */
export async function offerLanes(
  ctx: Ctx,
  { mission, wpId }: { readonly mission: string | undefined; readonly wpId: string | undefined },
): Promise<readonly OfferedValue[]> {
  const all = LANES.map((value) => ({ value }));
  if (wpId === undefined) return all;
  const read = await readOneMission<readonly OfferedValue[], never>(ctx, mission, async ({ board }) => {
    const entry = findEntry(board, readTypedWpId(wpId) ?? wpId);
    return ok(
      entry === undefined ? all : nextLanes(entry.lane).map((value) => ({ value, text: `from ${entry.lane}` })),
    );
  });
  return read.ok ? read.value : all;
}

/** Offers the agents that this program knows. */
export const offerAgents = (): readonly OfferedValue[] => AGENTS.map(({ key, label }) => ({ value: key, text: label }));

/** Offers local branches. Reads files only. */
export function offerBranches(ctx: Ctx): readonly OfferedValue[] {
  const repo = openRepo(ctx);
  return repo.ok ? [...listBranches(repo.value).keys()].map((value) => ({ value })) : [];
}

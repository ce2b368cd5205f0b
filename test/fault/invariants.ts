/** What has to be true of a repository at any time, and what besides once a command has ended. Each broken promise is one line. */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { isJsonObject } from "../../src/core/lib/json.ts";
import { ok } from "../../src/core/lib/result.ts";
import { renderSnapshot } from "../../src/core/status/snapshot.ts";
import { readMissionState } from "../../src/shell/mission/mission-state.ts";
import { listMissions, type Mission } from "../../src/shell/mission/read-mission.ts";
import { type Session, withSession } from "../../src/shell/transaction/session.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";

export type Owned = {
  readonly root: string;
  /** What the user has in the main checkout: path → bytes. */
  readonly userFiles: Readonly<Record<string, string>>;
  /** `git status --porcelain` of the main checkout. */
  readonly userStatus: string;
  /** Paths that somebody authors in a mission's worktree and has not committed. */
  readonly authored: ReadonlySet<string>;
};

async function brokenMission(session: Session, mission: Mission): Promise<readonly string[]> {
  const state = await readMissionState(session, mission);
  if (!state.ok) return [`${mission.folder}: ${state.error.code} ${state.error.detail}`];
  const text = new TextDecoder().decode(state.value.logBytes);
  const rows = text.split("\n").filter((line) => line !== "");
  const parsed = rows.map((line): unknown => JSON.parse(line)).filter(isJsonObject);
  const ids = parsed.map((row) => row["event_id"]);
  const times = parsed.map((row) => Date.parse(String(row["at"] ?? row["timestamp"])));
  const status = await state.value.readFile("status.json");
  const fold = renderSnapshot(state.value.snapshot, mission.identity);
  return [
    ...(text === "" || text.endsWith("\n") ? [] : [`${mission.folder}: the log does not end in a newline`]),
    ...(new Set(ids).size === ids.length ? [] : [`${mission.folder}: an event id occurs twice`]),
    ...(times.every((at, i) => i === 0 || at >= (times[i - 1] ?? 0)) ? [] : [`${mission.folder}: time runs backwards`]),
    ...(status === undefined || new TextDecoder().decode(status) === fold
      ? []
      : [`${mission.folder}: status.json is not the fold of the log`]),
  ];
}

/** Checks what is published and what belongs to the user. Holds at any time, right after a kill too. */
export async function brokenPromises(owned: Owned): Promise<readonly string[]> {
  const broken: string[] = [];
  const ran = await withSession(testCtx(owned.root), async (session) => {
    for (const { folder, mission } of await listMissions(session)) {
      broken.push(...(mission.ok ? await brokenMission(session, mission.value) : [`${folder}: ${mission.error.code}`]));
    }
    return ok(null);
  });
  if (!ran.ok) broken.push(ran.error.code);
  for (const [path, bytes] of Object.entries(owned.userFiles)) {
    const file = join(owned.root, path);
    if (!existsSync(file) || readFileSync(file, "utf8") !== bytes) broken.push(`the user's ${path} has changed`);
  }
  return broken;
}

const LOCKS = new Bun.Glob("{*.lock,refs/**/*.lock,worktrees/*/*.lock}");

/** Checks besides what holds as soon as the next command has ended: nothing is locked, half made, or behind its branch. */
export async function brokenAfterCommand(owned: Owned): Promise<readonly string[]> {
  const { root } = owned;
  const broken = [...(await brokenPromises(owned))];
  for (const lock of LOCKS.scanSync(join(root, ".git"))) broken.push(`${lock} was left`);
  const status = git(root, "status", "--porcelain");
  if (status !== owned.userStatus) broken.push(`the main checkout says ${status}`);
  for (const line of git(root, "worktree", "list", "--porcelain").split("\n")) {
    const path = line.startsWith("worktree ") ? line.slice("worktree ".length) : root;
    if (line.startsWith("prunable")) broken.push(`a worktree is half made: ${line}`);
    if (path === root || !existsSync(path)) continue;
    const changes = git(path, "status", "--porcelain", "-uall").split("\n");
    const foreign = changes.filter(
      (change) => change !== "" && !owned.authored.has(change.trim().split(" ").pop() ?? ""),
    );
    broken.push(...foreign.map((change) => `${path} says ${change}`));
  }
  return broken;
}

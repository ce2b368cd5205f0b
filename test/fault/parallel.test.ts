/** Twenty processes at once: each effect is published exactly once, in any order, and nobody sees half of it. */
import { beforeAll, describe, expect, test } from "bun:test";
import { ensureBinary } from "../support/binary.ts";
import { git, gitRepo } from "../support/git-repo.ts";
import { COORDINATION } from "../support/mission.ts";
import { missionRepo } from "../support/mission-repo.ts";
import { withUserAtWork } from "./campaign.ts";
import { runAlive } from "./deaths.ts";
import { brokenAfterCommand } from "./invariants.ts";

beforeAll(async () => {
  await ensureBinary();
}, 60_000);

const twenty = <T>(make: (index: number) => Promise<T>): Promise<readonly T[]> =>
  Promise.all(Array.from({ length: 20 }, (_, index) => make(index)));

const missionBranches = (root: string): readonly string[] =>
  git(root, "branch", "--format=%(refname:short)", "--list", "kitty/mission-*").split("\n");

describe("twenty processes at once", () => {
  test("that create twenty missions make twenty", async () => {
    const root = gitRepo();
    const owned = withUserAtWork(root);
    const all = await twenty((i) => runAlive(["agent", "mission", "create", `m${i}x`, "--json"], root));
    expect(all.map(({ code, stderr }) => [code, stderr])).toEqual(all.map(() => [0, ""]));
    const made = all.map(({ stdout }) => JSON.parse(stdout).coordination_branch);
    expect(missionBranches(root).toSorted()).toEqual(made.toSorted());
    expect(await brokenAfterCommand(owned)).toEqual([]);
  }, 60_000);

  test("that create the same mission make one, and one of them says that it did", async () => {
    const root = gitRepo();
    const owned = withUserAtWork(root);
    const all = await twenty(() => runAlive(["agent", "mission", "create", "shop", "--json"], root));
    const said = all.map(({ stdout }) => JSON.parse(stdout));
    expect(said.filter((answer) => answer.already_exists === false)).toHaveLength(1);
    expect(new Set(said.map((answer) => answer.mission_id)).size).toBe(1);
    expect(missionBranches(root)).toHaveLength(1);
    expect(await brokenAfterCommand(owned)).toEqual([]);
  }, 60_000);

  test("that claim and emit lose no row and tear none", async () => {
    const wps = Array.from({ length: 20 }, (_, i) => ({ id: `WP${String(i + 1).padStart(2, "0")}` }));
    const { root, dir } = missionRepo({ wps });
    const owned = withUserAtWork(root);
    const claim = (id: string) => ["agent", "action", "implement", id, "--agent", "bob", "--json"];
    const emit = (id: string) => ["agent", "status", "emit", id, "--to", "claimed", "--actor", "bob", "--json"];
    const all = await twenty((i) => runAlive((i < 4 ? claim : emit)(wps[i]?.id ?? ""), root));
    expect(all.filter(({ code }) => code !== 0).map(({ stdout, stderr }) => stdout + stderr)).toEqual([]);
    const rows = git(root, "show", `${COORDINATION}:${dir}/status.events.jsonl`)
      .split("\n")
      .map((line) => JSON.parse(line));
    const claimed = rows.filter((row) => row.to_lane === "claimed").map((row) => row.wp_id);
    expect(claimed.toSorted()).toEqual(wps.map(({ id }) => id));
    expect(await brokenAfterCommand(owned)).toEqual([]);
  }, 60_000);
});

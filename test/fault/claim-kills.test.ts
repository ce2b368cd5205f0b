/** Claims that are killed, in every way, at every step: the lane, its worktree and the rows come whole or are completed by the repeat. */
import { beforeAll, expect, test } from "bun:test";
import { laneIdOf } from "../../src/core/layout/branches.ts";
import { ensureBinary, ensureFaultBinary } from "../support/binary.ts";
import { git } from "../support/git-repo.ts";
import { missionRepo } from "../support/mission-repo.ts";
import { runCampaign, withUserAtWork } from "./campaign.ts";

beforeAll(async () => {
  await ensureBinary();
  await ensureFaultBinary();
}, 60_000);

test("after a kill, the claim run again has its effect once and the worktree is whole", async () => {
  const ids = Array.from({ length: 98 }, (_, i) => `WP${String(i + 1).padStart(2, "0")}`);
  const repo = missionRepo({
    wps: ids.map((id) => ({ id })),
    lanes: Object.fromEntries(ids.map((id, i) => [laneIdOf(i), [id]])),
  });
  const report = await runCampaign({
    owned: withUserAtWork(repo.root),
    other: ["agent", "tasks", "add-history", "WP98", "--note", "x", "--json"],
    round: (number) => {
      const id = ids[number] ?? "WP98";
      return {
        argv: ["agent", "action", "implement", id, "--agent", "claude", "--json"],
        effect: () =>
          git(repo.root, "show", `${repo.branch}:${repo.dir}/status.events.jsonl`)
            .split("\n")
            .filter((line) => line.includes(`"to_lane": "claimed", "wp_id": "${id}"`)).length,
      };
    },
  });
  expect(report.broken).toEqual([]);
  expect(report.died.length).toBeGreaterThan(20);
}, 180_000);

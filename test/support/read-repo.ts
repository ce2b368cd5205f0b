/** A repository to read in: one mission of ours with three packages in different lanes, one of an older tool on main. */
import { join } from "node:path";
import { git, writeFiles } from "./git-repo.ts";
import { logText, move, note, numbered } from "./log.ts";
import { COORDINATION, FOLDER, MISSION_ID, repoWithMission } from "./mission.ts";

const packageText = (id: string, title: string, extra = ""): string =>
  `---\nwork_package_id: ${id}\ntitle: ${title}\ndependencies: []\nsubtasks: [T001]\nexecution_mode: code_change\n${extra}---\n\n# ${id}\n`;

export const LOG_ROWS = numbered<object>([
  move({ mission_slug: FOLDER, wp_id: "WP01", from_lane: "genesis", to_lane: "planned" }),
  move({ mission_slug: FOLDER, wp_id: "WP02", from_lane: "genesis", to_lane: "planned" }),
  move({ mission_slug: FOLDER, wp_id: "WP03", from_lane: "genesis", to_lane: "planned" }),
  move({ mission_slug: FOLDER, wp_id: "WP01", from_lane: "planned", to_lane: "claimed" }),
  move({ mission_slug: FOLDER, wp_id: "WP01", from_lane: "claimed", to_lane: "in_progress" }),
  note({ agent: "codex", note: "half way" }, { wp_id: "WP01" }),
]);

const lane = (laneId: string, wpIds: readonly string[]) => ({
  lane_id: laneId,
  wp_ids: wpIds,
  write_scope: [],
  predicted_surfaces: [],
  depends_on_lanes: [],
  parallel_group: 0,
});

export const OLD = "064-cart";

export type ReadRepo = {
  readonly root: string;
  readonly featureDir: string;
  readonly coordination: string;
  readonly lane: string;
  readonly log: string;
};

/** Makes it, with the worktree of lane-a. */
export function readRepo(): ReadRepo {
  const log = logText(LOG_ROWS);
  const lanes = {
    version: 1,
    mission_slug: FOLDER,
    mission_id: MISSION_ID,
    mission_branch: COORDINATION,
    target_branch: "main",
    lanes: [lane("lane-a", ["WP01", "WP02"]), lane("lane-planning", ["WP03"])],
    computed_at: "2026-01-02T03:04:05.000006+00:00",
    computed_from: "dependency_graph+ownership",
  };
  const made = repoWithMission({
    "spec.md": "# Spec\n\n| ID | Requirement |\n|---|---|\n| FR-001 | The cart keeps its items. |\n",
    "plan.md": "# Plan\n",
    "tasks.md": "# Tasks\n",
    "tasks/WP01-cart.md": packageText("WP01", "Cart"),
    "tasks/WP02-pay.md": packageText("WP02", "Pay", "").replace("dependencies: []", "dependencies: [WP01]"),
    "tasks/WP03-docs.md": packageText("WP03", "Docs"),
    "lanes.json": `${JSON.stringify(lanes, null, 2)}\n`,
    "status.events.jsonl": log,
  });
  const { root } = made;
  writeFiles(root, {
    [`kitty-specs/${OLD}/meta.json`]: JSON.stringify({ slug: OLD, mission_type: "software-dev", mission_number: 64 }),
    [`kitty-specs/${OLD}/status.events.jsonl`]: logText(numbered([move({ mission_slug: OLD, wp_id: "WP01" })])),
    "src/deep/file.txt": "x\n",
  });
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "an old mission");
  const lanePath = join(root, ".worktrees", `${FOLDER}-lane-a`);
  git(root, "worktree", "add", "-q", "-b", `${COORDINATION}-lane-a`, lanePath, COORDINATION);
  return { root, featureDir: made.featureDir, coordination: made.worktree, lane: lanePath, log };
}

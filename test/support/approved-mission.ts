/** A mission of ours that is ready to be merged: three lanes with one approved package each, forked from the coordination branch. */
import { join } from "node:path";
import type { TransitionRow } from "../../src/core/status/event.ts";
import type { Lane, SourceLane } from "../../src/core/status/lane.ts";
import { type MergeInput, mergeMission } from "../../src/usecases/merge-mission.ts";
import { testCtx } from "./ctx.ts";
import { git, writeFiles } from "./git-repo.ts";
import { logText, move, numbered } from "./log.ts";
import { COORDINATION, FOLDER, type MadeMission, MISSION_ID, repoWithMission } from "./mission.ts";

export type LaneSketch = {
  readonly id: string;
  readonly wp: string;
  readonly files: Readonly<Record<string, string>>;
  readonly dependsOn?: readonly string[];
};

export const LANES: readonly LaneSketch[] = [
  { id: "lane-a", wp: "WP01", files: { "src/a.txt": "a\n" } },
  { id: "lane-b", wp: "WP02", files: { "src/b.txt": "b\n" } },
  { id: "lane-c", wp: "WP03", files: { "src/c.txt": "c\n" } },
];

const step = (wpId: string, from: SourceLane, to: Lane, changes: Partial<TransitionRow> = {}): TransitionRow =>
  move({ wp_id: wpId, mission_slug: FOLDER, from_lane: from, to_lane: to, ...changes });

/** The rows that bring a package to `approved`, or as far as `until`. */
export function rowsOf(wpId: string, until: Lane = "approved"): readonly TransitionRow[] {
  const review = { reviewer: "reviewer-1", verdict: "approved", reference: `review:${wpId}` };
  const path = [
    step(wpId, "genesis", "planned"),
    step(wpId, "planned", "claimed"),
    step(wpId, "claimed", "in_progress"),
    step(wpId, "in_progress", "for_review"),
    step(wpId, "for_review", "in_review"),
    step(wpId, "in_review", "approved", { evidence: { review }, review_result: review }),
  ];
  if (until === "canceled") return [step(wpId, "genesis", "planned"), step(wpId, "planned", "canceled")];
  const end = path.findIndex((row) => row.to_lane === until);
  return path.slice(0, end + 1);
}

const lanesFile = (lanes: readonly LaneSketch[]): string =>
  JSON.stringify({
    version: 1,
    mission_slug: FOLDER,
    mission_id: MISSION_ID,
    mission_branch: COORDINATION,
    target_branch: "main",
    lanes: lanes.map(({ id, wp, dependsOn = [] }) => ({
      lane_id: id,
      wp_ids: [wp],
      depends_on_lanes: dependsOn,
      parallel_group: dependsOn.length > 0 ? 1 : 0,
    })),
  });

export const laneBranchOf = (id: string): string => `${COORDINATION}-${id}`;
export const laneFolder = (root: string, id: string): string => join(root, ".worktrees", `${FOLDER}-${id}`);

export type MergeSketch = {
  readonly lanes?: readonly LaneSketch[];
  /** Where packages stand, if not approved. */
  readonly standing?: Readonly<Record<string, Lane>>;
  /** More files of the mission. */
  readonly files?: Readonly<Record<string, string>>;
};

/** Makes the repository, lanes committed in their worktrees; `main` is checked out. */
export function approvedMission(sketch: MergeSketch = {}): MadeMission {
  const lanes = sketch.lanes ?? LANES;
  const rows = lanes.flatMap(({ wp }) => rowsOf(wp, sketch.standing?.[wp]));
  const tasks = lanes.map(({ wp }) => [
    `tasks/${wp}-part.md`,
    `---\nwork_package_id: ${wp}\ntitle: Part ${wp}\ndependencies: []\n---\n\nDo it.\n`,
  ]);
  const made = repoWithMission({
    "spec.md": "# Spec\n",
    "lanes.json": lanesFile(lanes),
    "status.events.jsonl": logText(numbered(rows)),
    ...Object.fromEntries(tasks),
    ...sketch.files,
  });
  writeFiles(made.root, { ".git/info/exclude": "/.worktrees/\n" });
  for (const { id, files } of lanes) {
    const path = laneFolder(made.root, id);
    git(made.root, "worktree", "add", "-q", "-b", laneBranchOf(id), path, COORDINATION);
    commitIn(path, files, `Work on ${id}`);
  }
  return made;
}

/** Writes files in a worktree and commits them. */
export function commitIn(path: string, files: Readonly<Record<string, string>>, message = "Change"): void {
  writeFiles(path, files);
  git(path, "add", "-A");
  git(path, "commit", "-q", "-m", message);
}

/** A merge without flags. */
export const MERGE_INPUT: MergeInput = {
  mission: FOLDER,
  target: undefined,
  strategy: undefined,
  deleteBranches: true,
  removeWorktrees: true,
  push: false,
  skipReviewCheck: false,
  note: undefined,
  mode: "apply",
};

/** Merges the mission as `spec-kitty merge` does without flags, with differences. */
export const merge = (root: string, changes: Partial<MergeInput> = {}) =>
  mergeMission(testCtx(root), { ...MERGE_INPUT, ...changes });

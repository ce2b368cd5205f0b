/**
 * A mission that is ready to be worked on: work packages, lanes file and seeded log, written with git directly onto the branch
 * that owns it. Code lanes take one work package each unless `lanes` says otherwise.
 */
import { renderLanesFile } from "../../src/core/execution-lane/lanes-file.ts";
import type { Oid } from "../../src/core/lib/brand.ts";
import { parseMeta } from "../../src/core/mission/meta.ts";
import { parseLog } from "../../src/core/status/parse-log.ts";
import { reduce } from "../../src/core/status/reduce.ts";
import { renderSnapshot } from "../../src/core/status/snapshot.ts";
import { git, gitRepo, writeFiles } from "./git-repo.ts";
import { logText, move } from "./log.ts";
import { COORDINATION, FOLDER, MISSION_ID, metaText } from "./mission.ts";

export type MadePackage = {
  readonly id: string;
  readonly dependencies?: readonly string[];
  readonly subtasks?: readonly string[];
  readonly ownedFiles?: readonly string[];
  readonly planning?: true;
};

export type MissionSpec = {
  readonly wps: readonly MadePackage[];
  /** Lane id → work packages. */
  readonly lanes?: Readonly<Record<string, readonly string[]>>;
  /** `coord` if absent; `single_branch` is recorded on its target `dev`, which the main checkout has. */
  readonly topology?: "coord" | "single_branch";
  /** Packages without a row in the log. */
  readonly unseeded?: readonly string[];
  /** Files of the mission beside those that are made. */
  readonly files?: Readonly<Record<string, string>>;
  /** Files of the repository beside the mission. */
  readonly code?: Readonly<Record<string, string>>;
};

export type MissionRepo = {
  readonly root: string;
  /** The branch that owns the log. */
  readonly branch: string;
  readonly featureDir: string;
  readonly dir: string;
};

function packageText(wp: MadePackage): string {
  const owned = wp.ownedFiles ?? [`src/${wp.id}/**`];
  return [
    "---",
    `work_package_id: ${wp.id}`,
    `title: Build ${wp.id}`,
    `dependencies: ${JSON.stringify(wp.dependencies ?? [])}`,
    `subtasks: ${JSON.stringify(wp.subtasks ?? [])}`,
    `owned_files: ${JSON.stringify(owned)}`,
    `execution_mode: ${wp.planning === true ? "planning_artifact" : "code_change"}`,
    "---",
    "",
    `# Work Package Prompt: ${wp.id}`,
    "",
  ].join("\n");
}

function lanesText(spec: MissionSpec, target: string): string {
  const planned = spec.wps.filter((wp) => wp.planning === true).map((wp) => wp.id);
  const code = spec.wps.filter((wp) => wp.planning !== true);
  const own = Object.fromEntries(code.map((wp, i) => [`lane-${String.fromCharCode(97 + i)}`, [wp.id]]));
  const lanes = { ...(spec.lanes ?? own), ...(planned.length > 0 ? { "lane-planning": planned } : {}) };
  return renderLanesFile({
    missionSlug: FOLDER,
    missionId: MISSION_ID,
    missionBranch: COORDINATION,
    targetBranch: target,
    lanes: Object.entries(lanes).map(([laneId, wpIds], parallelGroup) => ({
      laneId,
      wpIds,
      writeScope: [],
      predictedAreas: [],
      dependsOnLanes: [],
      parallelGroup,
      extras: {},
    })),
    computedAt: "2026-01-02T03:04:05.000006+00:00",
    computedFrom: "dependency_graph+ownership",
    planningArtifactWps: planned,
    planningCommitSha: null,
    collapseReport: undefined,
    extras: {},
  });
}

const seedRows = (spec: MissionSpec) =>
  spec.wps
    .filter((wp) => spec.unseeded?.includes(wp.id) !== true)
    .map((wp, i) =>
      move({
        event_id: `01J9ABCDF00000000000000${String(i).padStart(3, "0")}`,
        at: `2026-01-02T03:04:05.${String(i).padStart(6, "0")}+00:00`,
        mission_slug: FOLDER,
        mission_id: MISSION_ID,
        wp_id: wp.id,
        from_lane: "genesis",
        to_lane: "planned",
        actor: "finalize-tasks",
      }),
    );

/** Makes the repository. Its coordination worktree is checked out where the program expects it. */
export function missionRepo(spec: MissionSpec): MissionRepo {
  const single = spec.topology === "single_branch";
  const branch = single ? "dev" : COORDINATION;
  const root = gitRepo({ "README.md": "demo\n", ...spec.code });
  git(root, "switch", "-q", "-c", branch);
  const meta = metaText(single ? { topology: "single_branch", coordination_branch: null, target_branch: "dev" } : {});
  const log = logText(seedRows(spec));
  const parsed = parseMeta(meta, "meta.json");
  if (!parsed.ok) throw new Error("test metadata does not parse");
  const identity = { missionNumber: undefined, missionType: parsed.value.missionType };
  const dir = `kitty-specs/${FOLDER}`;
  const files = {
    "meta.json": meta,
    "lanes.json": lanesText(spec, single ? "dev" : "main"),
    "status.events.jsonl": log,
    "status.json": renderSnapshot(reduce(parseLog(log).rows), identity),
    ...Object.fromEntries(spec.wps.map((wp) => [`tasks/${wp.id}-build.md`, packageText(wp)])),
    ...spec.files,
  };
  writeFiles(root, Object.fromEntries(Object.entries(files).map(([path, text]) => [`${dir}/${path}`, text])));
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "mission");
  if (single) return { root, branch, dir, featureDir: `${root}/${dir}` };
  git(root, "switch", "-q", "main");
  const worktree = `${root}/.worktrees/${FOLDER}-coord`;
  git(root, "worktree", "add", "-q", worktree, branch);
  return { root, branch, dir, featureDir: `${worktree}/${dir}` };
}

/** Path of a code lane's worktree. */
export const lanePath = (repo: MissionRepo, laneId: string): string => `${repo.root}/.worktrees/${FOLDER}-${laneId}`;
/** Branch of a code lane. */
export const laneBranchOf = (laneId: string): string => `${COORDINATION}-${laneId}`;

/** Commits files in a worktree, as an agent does. */
export function commitIn(worktree: string, files: Readonly<Record<string, string>>, message = "work"): void {
  writeFiles(worktree, files);
  git(worktree, "add", "-A");
  git(worktree, "commit", "-q", "-m", message);
}

/** The lanes of all packages by the committed log; checks that the committed status.json is its fold. */
export function lanesOf(repo: MissionRepo): Readonly<Record<string, string>> {
  const log = git(repo.root, "show", `${repo.branch}:${repo.dir}/status.events.jsonl`);
  const parsed = parseLog(`${log}\n`);
  if (parsed.problems.length > 0) throw new Error(`The log is damaged: ${JSON.stringify(parsed.problems)}`);
  const snapshot = reduce(parsed.rows);
  const expected = renderSnapshot(snapshot, { missionNumber: undefined, missionType: "software-dev" });
  if (git(repo.root, "show", `${repo.branch}:${repo.dir}/status.json`) !== expected.trimEnd()) {
    throw new Error("status.json is not the fold of the log");
  }
  return Object.fromEntries([...snapshot.workPackages].map(([id, { lane }]) => [id, lane]));
}

/** Tip of a branch. */
export const tipOf = (root: string, branch: string): Oid => git(root, "rev-parse", branch) as Oid;

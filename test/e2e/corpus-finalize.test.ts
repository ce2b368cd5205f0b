/**
 * Real missions, authored anew and finalized: the lanes come out as their authors had them, or differ for a reason that is named
 * here. Where today's rules refuse what an author wrote, the refusal and the smallest edit that settles it are stated.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type LanesFile, parseLanesFile } from "../../src/core/execution-lane/lanes-file.ts";
import { stronglyConnected } from "../../src/core/lib/graph.ts";
import { finalizeTasks } from "../../src/usecases/finalize-tasks.ts";
import { hasCorpus, readCorpus, workPackageFiles } from "../support/corpus.ts";
import { type CorpusRepo, corpusRepo } from "../support/corpus-repo.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";
import { fingerprint } from "../support/mission.ts";

type Edit = (path: string, text: string) => string;

const finalize = (repo: CorpusRepo) =>
  finalizeTasks(testCtx(repo.root), { mission: repo.folder, targetBranch: undefined, mode: "apply" });

function lanesOf(text: string | undefined): LanesFile {
  const parsed = parseLanesFile(text ?? "", "lanes.json");
  if (!parsed.ok) throw new Error(parsed.error.code);
  return parsed.value;
}
/** Lanes in one line each: packages in their order, what they wait for, when they can start. */
const shape = (file: LanesFile): readonly string[] =>
  file.lanes.map(
    (lane) => `${lane.laneId}: ${lane.wpIds.join(" ")} < ${lane.dependsOnLanes.join(" ")} @${lane.parallelGroup}`,
  );

/** Packages that share a lane if lanes of code that wait for each other are joined, as the retired rule did. */
function joinedByDependency(file: LanesFile): readonly string[] {
  const code = file.lanes.filter((lane) => lane.laneId !== "lane-planning");
  const both = code.map((lane) => {
    const waiting = code.filter((other) => other.dependsOnLanes.includes(lane.laneId)).map((other) => other.laneId);
    return [lane.laneId, [...lane.dependsOnLanes, ...waiting]] as const;
  });
  const wpsOf = (id: string) => code.find((lane) => lane.laneId === id)?.wpIds ?? [];
  return groupsOf(stronglyConnected(new Map(both)).map((ids) => ids.flatMap(wpsOf)));
}
const groupsOf = (lists: readonly (readonly string[])[]): readonly string[] =>
  lists.map((ids) => ids.toSorted().join(" ")).toSorted();
const codeGroups = (file: LanesFile): readonly string[] =>
  groupsOf(file.lanes.flatMap((lane) => (lane.laneId === "lane-planning" ? [] : [lane.wpIds])));

/** Finalizes and checks what holds for every mission. Returns the lanes as they were recorded. */
async function finalized(mission: string, edit?: Edit): Promise<LanesFile> {
  const repo = await corpusRepo(mission, edit);
  const main = git(repo.root, "rev-parse", "main");
  const done = await finalize(repo);
  if (!done.ok) throw new Error(`${mission}: ${JSON.stringify(done.error)}`);
  const files = workPackageFiles(mission);
  expect(done.value.plan.toSeed.length).toBe(files.length);
  for (const { name, text } of files) {
    const now = readFileSync(join(repo.featureDir, "tasks", name), "utf8");
    const bodyOf = (whole: string) => whole.slice(whole.indexOf("\n---", 3));
    expect(bodyOf(now)).toBe(bodyOf(edit?.(`tasks/${name}`, text) ?? text));
  }
  expect(git(repo.featureDir, "status", "--porcelain")).toBe("");
  expect(git(repo.root, "rev-parse", "main")).toBe(main);
  const again = await finalize(repo);
  expect(again).toMatchObject({ ok: true, value: { outcome: "unchanged", commit: undefined } });
  return lanesOf(readFileSync(join(repo.featureDir, "lanes.json"), "utf8"));
}

/** Checks that a mission is refused, and that nothing has changed by it. */
async function refused(mission: string): Promise<unknown> {
  const repo = await corpusRepo(mission);
  const before = fingerprint(repo.root);
  const done = await finalize(repo);
  expect(fingerprint(repo.root)).toBe(before);
  return done.ok ? undefined : done.error;
}

const replaceIn =
  (file: RegExp, from: string, to: string): Edit =>
  (path, text) =>
    file.test(path) ? text.replace(from, to) : text;

describe.skipIf(!hasCorpus)("corpus missions, authored anew and finalized (skipped when absent)", () => {
  test.each([
    "analysis-report-coord-worktree-fix-01KV6DC9",
    "ci-topology-shrink-01KWQAVX",
    "mission-coordination-branch-atomic-event-log-01KSPTVW",
    "tasks-py-degod-wave2-01KWH9EQ",
    "unblock-sync-identity-boundary-canary-01KRZJ07",
  ])("%s gets the lanes that it had", async (mission) => {
    expect(shape(await finalized(mission))).toEqual(shape(lanesOf(readCorpus(mission, "lanes.json"))));
  });

  test("mvp-cli-sync-boundary-completion: lanes that the retired rule had joined stand alone", async () => {
    const mission = "mvp-cli-sync-boundary-completion-01KRX11M";
    const old = lanesOf(readCorpus(mission, "lanes.json"));
    expect(old.collapseReport?.byRule).toEqual({ dependency: 3 });
    const now = await finalized(mission);
    expect(shape(now)).toEqual([
      "lane-a: WP01 <  @0",
      "lane-b: WP02 <  @0",
      "lane-c: WP03 < lane-a lane-b @1",
      "lane-d: WP04 < lane-a @1",
      "lane-planning: WP05 < lane-b lane-c lane-d @2",
    ]);
    expect(joinedByDependency(now)).toEqual(codeGroups(old));
  });

  test("079-post-555-release-hardening: a code package may not own the mission's meta.json", async () => {
    const mission = "079-post-555-release-hardening";
    const path = `kitty-specs/${mission}/meta.json`;
    expect(await refused(mission)).toEqual({
      code: "INVALID_WP_OWNED_FILES_KITTY_SPECS",
      invalid: [{ wpId: "WP04", path }],
    });
    const now = await finalized(mission, replaceIn(/WP04/, `\n- ${path}\n`, "\n"));
    const old = lanesOf(readCorpus(mission, "lanes.json"));
    expect(old.collapseReport?.byRule).toEqual({ dependency: 6 });
    expect(joinedByDependency(now)).toEqual(codeGroups(old));
    expect(now.lanes.length).toBe(7);
  });

  test("bare-prose-requirements-uncounted: tasks.md and front matter have to state the same list", async () => {
    const mission = "bare-prose-requirements-uncounted-01KZYV3C";
    expect(await refused(mission)).toMatchObject({
      code: "DEPENDENCY_SOURCES_DISAGREE",
      conflicts: [{ wpId: "WP06", lists: [{ dependencies: ["WP02", "WP03", "WP05"] }, { dependencies: ["WP02"] }] }],
    });
    const edit = replaceIn(
      /^tasks\.md$/,
      "- Depends on WP02 (the campsite",
      "- Depends on WP02, WP03, WP05 (the campsite",
    );
    expect(shape(await finalized(mission, edit))).toEqual(shape(lanesOf(readCorpus(mission, "lanes.json"))));
  });

  test("docs-ia-onboarding-overhaul: lanes that waited for each other are one lane now", async () => {
    const mission = "docs-ia-onboarding-overhaul-01KY02JB";
    const now = await finalized(mission);
    expect(shape(now)).toEqual([
      "lane-b: WP08 <  @0",
      "lane-c: WP09 <  @0",
      "lane-a: WP01 WP02 WP03 WP04 WP05 WP06 WP07 WP10 < lane-b lane-c @1",
    ]);
    expect(now.collapseReport?.byRule["lane_cycle"]).toBeGreaterThan(0);
    const cyclic = lanesOf(readCorpus(mission, "lanes.json")).lanes;
    const [a, b] = ["lane-a", "lane-b"].map((id) => cyclic.find((lane) => lane.laneId === id)?.dependsOnLanes ?? []);
    expect([a?.includes("lane-b"), b?.includes("lane-a")]).toEqual([true, true]);
  });
});

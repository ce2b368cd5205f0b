/**
 * Real missions through their whole life with the compiled program: created anew, specified, planned, finalized, worked on by
 * agents that run at the same time in processes of their own, reviewed, approved and merged. Nothing is lost, nothing is left.
 */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { parseMeta } from "../../src/core/mission/meta.ts";
import { parseLog } from "../../src/core/status/parse-log.ts";
import { reduce } from "../../src/core/status/reduce.ts";
import { renderSnapshot } from "../../src/core/status/snapshot.ts";
import { runBinary } from "../support/binary.ts";
import { hasCorpus, readCorpus } from "../support/corpus.ts";
import {
  type CorpusPackage,
  corpusCode,
  corpusPackages,
  corpusSlug,
  type DocumentEdit,
  writeDocuments,
} from "../support/corpus-repo.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { IDENTITY } from "../support/mission.ts";

type Answer = Readonly<Record<string, unknown>>;
type Mission = { readonly root: string; readonly folder: string; readonly featureDir: string };
type LanesJson = { readonly lanes: readonly { readonly lane_id: string; readonly wp_ids: readonly string[] }[] };

/** Agents at work at the same time. */
const AGENTS = 4;

async function must(cwd: string, words: string, ...more: readonly string[]): Promise<Answer> {
  const ran = await runBinary([...words.split(" "), ...more, "--json"], { cwd, env: IDENTITY });
  if (ran.code !== 0) throw new Error(`${words} ${more.join(" ")} → ${ran.code}: ${ran.stdout}${ran.stderr}`);
  return JSON.parse(ran.stdout) as Answer;
}

/** Creates, specifies, plans and finalizes. The mission's documents name its own folder, which is a new one. */
async function plan(mission: string, edit: DocumentEdit): Promise<Mission> {
  const root = await corpusCode(mission);
  const created = await must(root, "agent mission create", corpusSlug(mission));
  const folder = String(created["mission_slug"]);
  const featureDir = String(created["feature_dir"]);
  writeDocuments(mission, featureDir, (path, text) => edit(path, text).replaceAll(mission, folder));
  await must(featureDir, "spec-commit spec.md -m spec --mission", folder);
  const planned = await must(root, "agent mission setup-plan --mission", folder);
  expect(planned["phase_complete"]).toBe(true);
  await must(root, "agent mission finalize-tasks --mission", folder);
  return { root, folder, featureDir };
}

const groupsOf = (text: string): readonly string[] =>
  (JSON.parse(text) as LanesJson).lanes.map((lane) => `${lane.lane_id}: ${lane.wp_ids.join(" ")}`).toSorted();

/** One agent takes one package from its claim to approval by another. Returns the paths that it changed in the repository. */
async function implement({ root, folder, featureDir }: Mission, one: CorpusPackage): Promise<readonly string[]> {
  const on = ["--mission", folder] as const;
  const claim = await must(root, "agent action implement", one.id, "--agent", "claude", ...on);
  const workspace = String(claim["workspace_path"]);
  const own = `kitty-specs/${folder}/`;
  const inMission = one.paths.filter((path) => path.startsWith(own));
  const inCode = one.paths.filter((path) => !path.startsWith(own));
  const changed = (paths: readonly string[]) => Object.fromEntries(paths.map((path) => [path, `by ${one.id}\n`]));
  writeFiles(join(featureDir, "../.."), changed(inMission));
  if (inCode.length > 0) {
    writeFiles(workspace, changed(inCode));
    git(workspace, "add", "-A");
    git(workspace, "commit", "-q", "-m", `${one.id}: work`);
  }
  const marked = await must(root, "agent tasks mark-status", ...one.subtasks, "--status", "done", ...on);
  expect(marked["summary"]).toMatchObject({ not_found: 0 });
  await must(root, "agent tasks move-task", one.id, "--to", "for_review", "--agent", "claude", ...on);
  await must(root, "agent action review", one.id, "--agent", "codex", ...on);
  const verdict = ["--to", "approved", "--agent", "codex", "--note", "Good"] as const;
  await must(root, "agent tasks move-task", one.id, ...verdict, ...on);
  return [...inMission, ...inCode];
}

/** Lets agents take packages as soon as what they wait for is approved. Returns who changed which path last. */
async function workOn(mission: Mission, packages: readonly CorpusPackage[]): Promise<ReadonlyMap<string, string>> {
  const waiting = new Set(packages);
  const approved = new Set<string>();
  const changed = new Map<string, string>();
  const running = new Set<Promise<void>>();
  const start = (one: CorpusPackage): void => {
    waiting.delete(one);
    const work = implement(mission, one).then((paths) => {
      for (const path of paths) changed.set(path, `by ${one.id}`);
      approved.add(one.id);
      running.delete(work);
    });
    running.add(work);
  };
  while (approved.size < packages.length) {
    const ready = [...waiting].filter((one) => one.dependencies.every((id) => approved.has(id)));
    for (const one of ready.slice(0, AGENTS - running.size)) start(one);
    if (running.size === 0) throw new Error(`Nothing can start of ${[...waiting].map((one) => one.id)}`);
    await Promise.race(running);
  }
  return changed;
}

/** Checks what is on the target after the merge, and that nothing else is left. */
function expectMerged({ root, folder }: Mission, ids: readonly string[], changed: ReadonlyMap<string, string>): void {
  const read = (path: string): string => git(root, "show", `main:${path}`);
  for (const [path, text] of changed) expect([path, read(path)]).toEqual([path, text]);
  const dir = `kitty-specs/${folder}`;
  const meta = parseMeta(read(`${dir}/meta.json`), "meta.json");
  if (!meta.ok) throw new Error(meta.error.code);
  const log = parseLog(`${read(`${dir}/status.events.jsonl`)}\n`);
  expect([log.problems, log.torn]).toEqual([[], undefined]);
  const snapshot = reduce(log.rows);
  const { missionNumber, missionType } = meta.value;
  expect(`${read(`${dir}/status.json`)}\n`).toBe(renderSnapshot(snapshot, { missionNumber, missionType }));
  const lanes = Object.fromEntries([...snapshot.workPackages].map(([id, { lane }]) => [id, lane]));
  expect(lanes).toEqual(Object.fromEntries(ids.map((id) => [id, "done"])));
  expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
  expect(git(root, "worktree", "list").split("\n").length).toBe(1);
  expect(git(root, "status", "--porcelain")).toBe("");
  git(root, "fsck", "--strict");
}

async function live(mission: string, edit: DocumentEdit = (_path, text) => text): Promise<readonly string[]> {
  const made = await plan(mission, edit);
  const lanes = groupsOf(await Bun.file(join(made.featureDir, "lanes.json")).text());
  const packages = await corpusPackages(mission, (path, text) => edit(path, text).replaceAll(mission, made.folder));
  const changed = await workOn(made, packages);
  expect(changed.size).toBeGreaterThanOrEqual(packages.length);
  const merged = await must(made.root, "merge --yes --mission", made.folder);
  expect(merged["verified"]).toBe(true);
  expectMerged(
    made,
    packages.map((one) => one.id),
    changed,
  );
  return lanes;
}

describe.skipIf(!hasCorpus)("missions of the corpus live from creation to merge (skipped when absent):", () => {
  test.each([
    "analysis-report-coord-worktree-fix-01KV6DC9",
    "ci-topology-shrink-01KWQAVX",
    "unblock-sync-identity-boundary-canary-01KRZJ07",
  ])(
    "%s, in the lanes that it had",
    async (mission) => {
      expect(await live(mission)).toEqual(groupsOf(readCorpus(mission, "lanes.json") ?? ""));
    },
    60_000,
  );

  test("mvp-cli-sync-boundary-completion, where lanes that the retired rule had joined stand alone", async () => {
    expect(await live("mvp-cli-sync-boundary-completion-01KRX11M")).toEqual([
      "lane-a: WP01",
      "lane-b: WP02",
      "lane-c: WP03",
      "lane-d: WP04",
      "lane-planning: WP05",
    ]);
  }, 60_000);

  test("079-post-555-release-hardening, whose code package may not own the mission's meta.json", async () => {
    const mission = "079-post-555-release-hardening";
    const lanes = await live(mission, (path, text) =>
      path.includes("WP04") ? text.replace(`\n- kitty-specs/${mission}/meta.json\n`, "\n") : text,
    );
    expect(lanes.length).toBe(7);
  }, 60_000);
});

import { describe, expect, test } from "bun:test";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { EMPTY_SUMMARY } from "../../../src/core/board/summary.ts";
import type { Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import type { GitError } from "../../../src/shell/git/errors.ts";
import { indexMissions } from "../../../src/shell/mission/index-missions.ts";
import { openMissionCache, rememberMissions } from "../../../src/shell/mission/mission-cache.ts";
import { listMissions, readMission } from "../../../src/shell/mission/read-mission.ts";
import { readSummaries } from "../../../src/shell/mission/read-summaries.ts";
import { rememberAll } from "../../../src/shell/mission/remember.ts";
import { type Session, withSession } from "../../../src/shell/transaction/session.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../../support/git-repo.ts";
import { logText, move, numbered } from "../../support/log.ts";
import { COORDINATION, FOLDER, metaText, repoWithMission } from "../../support/mission.ts";

const TREE = "a".repeat(40) as Oid;
const mission = { folder: "shop", tree: TREE, meta: "{}", summary: { ...EMPTY_SUMMARY, eventCount: 3 } };

const inSession = async <T>(root: string, use: (session: Session) => Promise<T>): Promise<T> => {
  const answer = await withSession<T, GitError>(testCtx(root), async (session) => ok(await use(session)));
  if (!answer.ok) throw new Error(answer.error.code);
  return answer.value;
};

describe("the cache of missions", () => {
  test("finds exactly the content that was remembered, and keeps one entry a mission", () => {
    const place = { commonDir: temporaryFolder() };
    expect(openMissionCache(place)).toMatchObject({ isEmpty: true });
    rememberMissions(place, [mission]);
    rememberMissions(place, [{ ...mission, folder: "other" }]);
    expect(openMissionCache(place).find("shop", TREE)).toEqual(mission);
    expect(openMissionCache(place).find("shop", "b".repeat(40) as Oid)).toBeUndefined();
    expect(openMissionCache(place).find("constructor", TREE)).toBeUndefined();
    rememberMissions(place, [{ ...mission, tree: "b".repeat(40) as Oid }]);
    expect(openMissionCache(place).find("shop", TREE)).toBeUndefined();
  });

  test("is ignored when a byte of it changed, and never fails a command", () => {
    const place = { commonDir: temporaryFolder() };
    rememberMissions(place, [mission]);
    const path = join(place.commonDir, "spec-kitty/cache/missions.json");
    const text = readFileSync(path, "utf8");
    for (const damaged of [
      text.replace('"eventCount":3', '"eventCount":4'),
      text.replace('"version":1', '"version":0'),
      "",
      "\n{",
    ]) {
      writeFileSync(path, damaged);
      expect(openMissionCache(place).find("shop", TREE)).toBeUndefined();
    }
    const blocked = { commonDir: temporaryFolder() };
    mkdirSync(dirname(join(blocked.commonDir, "spec-kitty")), { recursive: true });
    writeFileSync(join(blocked.commonDir, "spec-kitty"), "a file");
    rememberMissions(blocked, [mission]);
    expect(openMissionCache(blocked).isEmpty).toBe(true);
  });

  test("changes no answer: lists are the same with it, without it, and after a change it does not know", async () => {
    const folders = Array.from({ length: 12 }, (_, i) => `0${String(i + 10)}-part`);
    const root = gitRepo(
      Object.fromEntries(
        folders.flatMap((folder) => [
          [`kitty-specs/${folder}/meta.json`, JSON.stringify({ slug: folder, friendly_name: folder })],
          [`kitty-specs/${folder}/status.events.jsonl`, logText(numbered([move({ mission_slug: folder })]))],
        ]),
      ),
    );
    const summaries = () =>
      inSession(root, async (session) => {
        const listed = await listMissions(session);
        const located = listed.flatMap(({ mission: one, at }) => (one.ok ? [{ mission: one.value, at }] : []));
        const read = await readSummaries(session, located);
        return { fresh: read.fresh.length, lanes: located.map((one) => read.of(one.mission).byLane) };
      });
    const cold = await summaries();
    expect(cold).toMatchObject({ fresh: 12 });
    await inSession(root, rememberAll);
    expect(await summaries()).toEqual({ ...cold, fresh: 0 });
    writeFiles(root, { "kitty-specs/010-part/status.events.jsonl": logText(numbered([move({ to_lane: "blocked" })])) });
    git(root, "commit", "-q", "-a", "-m", "more");
    const changed = await summaries();
    expect(changed.fresh).toBe(1);
    expect(changed.lanes[0]).toEqual({ blocked: 1 });
  });
});

describe("indexMissions()", () => {
  test("looks at the target branches that coordinated missions name", async () => {
    const { root } = repoWithMission({ "meta.json": metaText({ target_branch: "release" }) });
    git(root, "switch", "-q", "-c", "release");
    writeFiles(root, { "kitty-specs/070-only-there/meta.json": JSON.stringify({ slug: "070-only-there" }) });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "on release");
    git(root, "switch", "-q", "main");
    const index = await inSession(root, indexMissions);
    expect(index.map(({ folder, source }) => [folder, source.kind === "working-tree" ? "" : source.branch])).toEqual([
      ["070-only-there", "release"],
      [FOLDER, COORDINATION],
    ]);
  });

  test("prefers the target's copy to that on a branch which is no coordination branch", async () => {
    const meta = { coordination_branch: null, topology: "lanes" };
    const root = gitRepo({ [`kitty-specs/${FOLDER}/meta.json`]: metaText(meta) });
    git(root, "branch", COORDINATION);
    writeFiles(root, { [`kitty-specs/${FOLDER}/meta.json`]: metaText({ ...meta, friendly_name: "Newer" }) });
    git(root, "commit", "-q", "-a", "-m", "newer");
    const [entry] = await inSession(root, indexMissions);
    expect(entry?.source).toMatchObject({ kind: "branch", branch: "main" });
    const read = await inSession(root, (session) => readMission(session, FOLDER));
    expect(read).toMatchObject({ ok: true, value: { meta: { friendlyName: "Newer" }, branch: "main" } });
  });

  test("finds the numbered folder of a branch that carries no number", async () => {
    const root = gitRepo();
    git(root, "switch", "-q", "-c", COORDINATION);
    writeFiles(root, { [`kitty-specs/064-${FOLDER}/meta.json`]: metaText() });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "numbered");
    git(root, "switch", "-q", "main");
    expect((await inSession(root, indexMissions)).map(({ folder }) => folder)).toEqual([`064-${FOLDER}`]);
  });

  test("reads a coordination branch that only the remote has, as it was fetched", async () => {
    const { root } = repoWithMission();
    const clone = temporaryFolder();
    git(clone, "clone", "-q", root, ".");
    writeFiles(clone, { [`kitty-specs/${FOLDER}/meta.json`]: metaText() });
    git(clone, "add", "-A");
    git(clone, "commit", "-q", "-m", "planned on main");
    const read = await inSession(clone, (session) => readMission(session, FOLDER));
    expect(read).toMatchObject({ ok: true, value: { branch: COORDINATION, coordinated: true } });
    git(clone, "update-ref", "-d", `refs/remotes/origin/${COORDINATION}`);
    const gone = await inSession(clone, (session) => readMission(session, FOLDER));
    expect(gone).toMatchObject({ ok: false, error: { code: "COORDINATION_BRANCH_DELETED" } });
  });
});

import { describe, expect, test } from "bun:test";
import { rmSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { readMissionState, readStateAt } from "../../../src/shell/mission/mission-state.ts";
import { type Mission, readMission } from "../../../src/shell/mission/read-mission.ts";
import { type Session, withSession } from "../../../src/shell/transaction/session.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";
import { logText, move, numbered } from "../../support/log.ts";
import { COORDINATION, FOLDER, metaText, repoWithMission } from "../../support/mission.ts";

const LOG = logText(numbered([move({ from_lane: "genesis", to_lane: "planned" }), move()]));

async function inMission(root: string, body: (session: Session, mission: Mission) => Promise<void>): Promise<void> {
  const ran = await withSession(testCtx(root), async (session) => {
    const mission = await readMission(session, "shop");
    if (!mission.ok) return mission;
    await body(session, mission.value);
    return ok(null);
  });
  expect(ran).toEqual(ok(null));
}

describe("readMissionState()", () => {
  test("folds what is committed, whatever the worktree holds", async () => {
    const { root, featureDir } = repoWithMission({ "status.events.jsonl": LOG });
    writeFiles(featureDir, { "status.events.jsonl": "not yet a line", "notes.md": "untracked\n" });
    await inMission(root, async (session, mission) => {
      const state = await readMissionState(session, mission);
      if (!state.ok) throw new Error(state.error.code);
      expect(state.value.snapshot.workPackages.get("WP01")?.lane).toBe("claimed");
      expect(Buffer.from(state.value.logBytes).toString()).toBe(LOG);
      const files = await state.value.readFiles(["meta.json", "notes.md", "tasks"]);
      expect(files.map((bytes) => bytes?.length)).toEqual([metaText().length, undefined, undefined]);
    });
  });

  test("folds a commit once, and another commit anew", async () => {
    const { root, featureDir } = repoWithMission({ "status.events.jsonl": LOG });
    await inMission(root, async (session, mission) => {
      const tip = mission.tip as Oid;
      const first = await readStateAt(session, mission, tip);
      expect(await readStateAt(session, mission, tip)).toBe(first);
      writeFiles(featureDir, { "status.events.jsonl": "" });
      git(featureDir, "commit", "-q", "-a", "-m", "another");
      const other = await readStateAt(session, mission, git(featureDir, "rev-parse", "HEAD") as Oid);
      expect(other.ok && other.value.snapshot.workPackages.size).toBe(0);
    });
  });

  test("of a mission that is only in the working tree reads its folder", async () => {
    const root = gitRepo();
    const meta = metaText({ topology: "single_branch", coordination_branch: undefined });
    writeFiles(root, {
      [`kitty-specs/${FOLDER}/meta.json`]: meta,
      [`kitty-specs/${FOLDER}/status.events.jsonl`]: LOG,
    });
    await inMission(root, async (session, mission) => {
      const state = await readMissionState(session, mission);
      expect(state.ok && state.value.snapshot.workPackages.get("WP01")?.lane).toBe("claimed");
      expect(state.ok && (await state.value.readFile("spec.md"))).toBeUndefined();
    });
  });

  test("takes a missing log for an empty one", async () => {
    const { root, worktree } = repoWithMission();
    rmSync(join(worktree, `kitty-specs/${FOLDER}/status.events.jsonl`));
    git(worktree, "commit", "-qam", "no log");
    await inMission(root, async (session, mission) => {
      const state = await readMissionState(session, mission);
      expect(state.ok && [state.value.logBytes.length, state.value.snapshot.workPackages.size]).toEqual([0, 0]);
    });
  });

  const damaged: readonly (readonly [string, string, number, RegExp])[] = [
    ["a line that is no JSON", `${LOG}oops\n${LOG}`, 3, /JSON|oops/i],
    ["a row without its lane", `${LOG}{"event_id":"E","wp_id":"WP01","from_lane":"planned"}\n`, 3, /expected/],
    ["a last line that is cut off", `${LOG}{"event_id":"01J9`, 3, /cut off/],
  ];
  test.each(damaged)("refuses STATUS_LOG_CORRUPT at %s", async (_, text, line, detail) => {
    const { root } = repoWithMission({ "status.events.jsonl": text });
    const tip = git(root, "rev-parse", COORDINATION) as Oid;
    await inMission(root, async (session, mission) => {
      const state = await readStateAt(session, mission, tip);
      expect(state.ok ? undefined : state.error).toEqual({
        code: "STATUS_LOG_CORRUPT",
        mission: FOLDER,
        line,
        detail: expect.stringMatching(detail),
      });
    });
  });
});

import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../../../src/core/lib/result.ts";
import type { EventDraft } from "../../../src/core/status/draft.ts";
import { readMissionState } from "../../../src/shell/mission/mission-state.ts";
import { listMissions, type ReadMissionError, readMission } from "../../../src/shell/mission/read-mission.ts";
import { type MissionError, transactMission } from "../../../src/shell/mission/transact-mission.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import type { Published } from "../../../src/shell/transaction/transact.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, writeFiles } from "../../support/git-repo.ts";

const ID = "01J9ABCDE0000000000000000A";
const FOLDER = "shop-01J9ABCD";
const COORD = `kitty/mission-${FOLDER}`;
const META = JSON.stringify({
  mission_id: ID,
  slug: FOLDER,
  mission_slug: FOLDER,
  friendly_name: "Shop",
  mission_type: "software-dev",
  target_branch: "main",
  created_at: "2026-01-02T03:04:05.000006+00:00",
  topology: "coord",
  coordination_branch: COORD,
});

function repoWithMission(): string {
  const root = gitRepo();
  git(root, "switch", "-q", "-c", COORD);
  writeFiles(root, { [`kitty-specs/${FOLDER}/meta.json`]: META, [`kitty-specs/${FOLDER}/status.events.jsonl`]: "" });
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "mission");
  git(root, "switch", "-q", "main");
  return root;
}

const seed = (wpId: string): EventDraft => ({
  family: "transition",
  missionSlug: FOLDER,
  missionId: ID,
  wpId,
  from: "genesis",
  to: "planned",
  actor: "finalize-tasks",
  executionMode: "worktree",
});

const record = (root: string, handle: string | undefined, wpId: string) =>
  withSession<Published<string>, MissionError | ReadMissionError>(testCtx(root), async (session) => {
    const mission = await readMission(session, handle);
    if (!mission.ok) return mission;
    return transactMission(session, mission.value, { purpose: "seed" }, async (state) =>
      state.snapshot.workPackages.has(wpId)
        ? ok({ kind: "unchanged" as const, answer: "already" })
        : ok({
            kind: "commit" as const,
            message: `Seed ${wpId}`,
            events: [seed(wpId)],
            answer: (rows) => rows[0]?.event_id ?? "",
          }),
    );
  });

describe("transactMission()", () => {
  test("appends to the log on the coordination branch, keeps status.json its fold, and repeats without a commit", async () => {
    const root = repoWithMission();
    const first = await record(root, "shop", "WP01");
    expect(first.ok && first.value.commit).toBeTruthy();
    await record(root, ID.slice(0, 5).toLowerCase(), "WP02");
    const again = await record(root, FOLDER, "WP01");
    expect(again.ok && [again.value.answer, again.value.commit]).toEqual(["already", undefined]);
    const log = git(root, "show", `${COORD}:kitty-specs/${FOLDER}/status.events.jsonl`).split("\n");
    expect(log.map((line) => JSON.parse(line).wp_id)).toEqual(["WP01", "WP02"]);
    const status = JSON.parse(git(root, "show", `${COORD}:kitty-specs/${FOLDER}/status.json`));
    expect([status.event_count, status.summary.planned, status.mission_type]).toEqual([2, 2, "software-dev"]);
    expect(git(root, "rev-list", "--count", "main")).toBe("1");
    expect(git(root, "log", "--format=%s", `main..${COORD}`).split("\n")).toEqual([
      "Seed WP02",
      "Seed WP01",
      "mission",
    ]);
  });

  test("refuses to append to a log that has a line it cannot read", async () => {
    const root = repoWithMission();
    git(root, "switch", "-q", COORD);
    writeFiles(root, { [`kitty-specs/${FOLDER}/status.events.jsonl`]: '{"wp_id":"WP01","from_lane":"x"' });
    git(root, "commit", "-q", "-am", "torn");
    git(root, "switch", "-q", "main");
    const before = git(root, "rev-parse", COORD);
    const refused = await record(root, "shop", "WP01");
    expect(refused.ok ? undefined : refused.error).toMatchObject({ code: "STATUS_LOG_CORRUPT", line: 1 });
    expect(git(root, "rev-parse", COORD)).toBe(before);
  });

  test("takes the mission from the worktree it was started in, and asks for a handle where several are possible", async () => {
    const root = repoWithMission();
    git(root, "worktree", "add", "-q", "-b", `${COORD}-lane-a`, ".worktrees/a", COORD);
    writeFiles(root, { "kitty-specs/other-01J9ABCE/meta.json": META.replaceAll(FOLDER, "other-01J9ABCE") });
    const inLane = await record(join(root, ".worktrees/a"), undefined, "WP01");
    expect(inLane.ok).toBe(true);
    const atRoot = await record(root, undefined, "WP01");
    expect(atRoot.ok ? undefined : atRoot.error).toEqual({
      code: "MISSION_REQUIRED",
      missions: ["other-01J9ABCE", FOLDER],
    });
  });

  test("lists missions from every place and reads their published state", async () => {
    const root = repoWithMission();
    await record(root, "shop", "WP01");
    await withSession(testCtx(root), async (session) => {
      const listed = await listMissions(session);
      expect(listed.map((m) => m.folder)).toEqual([FOLDER]);
      const mission = listed[0]?.mission;
      if (mission?.ok !== true) throw new Error("not listed");
      expect(mission.value.featureDir).toBe(join(root, ".worktrees", `${FOLDER}-coord`, "kitty-specs", FOLDER));
      const state = await readMissionState(session, mission.value);
      expect(state.ok && state.value.snapshot.workPackages.get("WP01")?.lane).toBe("planned");
      return ok(null);
    });
    expect(readFileSync(join(root, "README.md"), "utf8")).toBe("demo\n");
  });
});

import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { finalizeTasks } from "../../src/usecases/finalize-tasks.ts";
import { markSubtasks } from "../../src/usecases/mark-subtasks.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";
import { AUTHORED, CODE, COORDINATION, FOLDER, fingerprint, MISSION_ID, repoWithMission } from "../support/mission.ts";

const DIR = `kitty-specs/${FOLDER}`;

async function finalized() {
  const made = repoWithMission(AUTHORED, CODE);
  await finalizeTasks(testCtx(made.root), { mission: FOLDER, targetBranch: undefined, mode: "apply" });
  return made;
}
const mark = async (cwd: string, ids: readonly string[], status: "done" | "pending" = "done") => {
  const done = await markSubtasks(testCtx(cwd), { mission: undefined, ids, mark: status });
  return done.ok ? done.value : done.error.code;
};
const subtasksOf = (root: string, wpId: string) =>
  JSON.parse(git(root, "show", `${COORDINATION}:${DIR}/status.json`)).work_packages[wpId].subtasks;

describe("markSubtasks()", () => {
  test("records one annotation for each package, in one commit, and knows what is so already", async () => {
    const { root, featureDir } = await finalized();
    const before = git(root, "rev-parse", COORDINATION);
    const done = await mark(root, ["T001", "T002", "T404"]);
    expect(done).toMatchObject({
      missionId: MISSION_ID,
      featureDir,
      results: [{ outcome: "updated", format: "checkbox" }, { outcome: "updated" }, { outcome: "not_found" }],
    });
    expect(git(root, "rev-parse", `${COORDINATION}^`)).toBe(before);
    const rows = git(root, "show", `${COORDINATION}:${DIR}/status.events.jsonl`).split("\n").slice(-2);
    expect(rows.map((row) => JSON.parse(row))).toMatchObject([
      { kind: "annotation", wp_id: "WP01", actor: "user", delta: { subtasks: { T001: "done" } } },
      { kind: "annotation", wp_id: "WP02", actor: "user", delta: { subtasks: { T002: "done" } } },
    ]);
    const again = await mark(root, ["WP01/T001"]);
    expect(again).toMatchObject({ commit: undefined, results: [{ outcome: "already_satisfied" }] });
    expect(await mark(root, ["T001"], "pending")).toMatchObject({ results: [{ outcome: "updated" }] });
    expect([subtasksOf(root, "WP01"), subtasksOf(root, "WP02")]).toEqual([{ T001: "planned" }, { T002: "done" }]);
  });

  test("works from inside a lane's worktree", async () => {
    const { root } = await finalized();
    const lane = join(root, ".worktrees", `${FOLDER}-lane-a`);
    git(root, "worktree", "add", "-q", "-b", `${COORDINATION}-lane-a`, lane, COORDINATION);
    expect(await mark(lane, ["T001"])).toMatchObject({ folder: FOLDER, results: [{ outcome: "updated" }] });
    expect(subtasksOf(root, "WP01")).toEqual({ T001: "done" });
    expect(git(lane, "status", "--porcelain")).toBe("");
  });

  test.each([
    [["T001", "WP01"], "SUBTASK_ID_IS_WORK_PACKAGE"],
    [["other/T001"], "SUBTASK_MISSION_MISMATCH"],
    [["nonsense"], "SUBTASK_ID_INVALID"],
  ])("refuses %p and changes nothing", async (ids, code) => {
    const { root } = await finalized();
    const before = fingerprint(root);
    expect(await mark(root, ids)).toBe(code as never);
    expect(await mark(root, ["T404"])).toMatchObject({ commit: undefined, results: [{ outcome: "not_found" }] });
    expect(fingerprint(root)).toBe(before);
  });
});

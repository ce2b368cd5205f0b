import { describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { toAcceptInput } from "../../src/cli/accept-flags.ts";
import { acceptedHuman, acceptedJson } from "../../src/cli/render/accepted.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { type AcceptInput, acceptMission } from "../../src/usecases/accept-mission.ts";
import { approvedMission, commitIn, laneBranchOf, laneFolder, merge } from "../support/approved-mission.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint } from "../support/mission.ts";

const INPUT: AcceptInput = {
  mission: undefined,
  mode: "auto",
  actor: undefined,
  tests: [],
  lenient: false,
  effect: "record",
};
const accept = (root: string, changes: Partial<AcceptInput> = {}) =>
  acceptMission(testCtx(root), { ...INPUT, ...changes });
const DOCUMENTS = { "plan.md": "# Plan\n", "tasks.md": "# Tasks\n" };
const review = (verdict: string): string => `---\nverdict: ${verdict}\n---\n\nText.\n`;

describe("acceptMission()", () => {
  test("records who, how and from where, with the authored bytes, once", async () => {
    const { root, featureDir } = approvedMission({ files: DOCUMENTS });
    const from = git(root, "rev-parse", COORDINATION);
    writeFileSync(join(featureDir, "research.md"), "found\n");
    const done = await accept(root, { mode: "pr" });
    expect(done).toMatchObject({
      ok: true,
      value: { mode: "pr", recorded: { by: "Test", already: false }, files: ["research.md", "meta.json"] },
    });
    expect(git(root, "show", `${COORDINATION}:kitty-specs/${FOLDER}/research.md`)).toBe("found");
    expect(git(root, "rev-parse", `${COORDINATION}^`)).toBe(from);
    expect(await accept(root)).toMatchObject({ ok: true, value: { recorded: { already: true, commit: undefined } } });
    if (done.ok) expect(acceptedHuman(done.value, PLAIN)).toContain(`Next: spec-kitty merge --mission ${FOLDER}`);
  });

  test("is what a merge asks for where the configuration says so", async () => {
    const { root } = approvedMission({
      files: { ...DOCUMENTS, "acceptance-matrix.json": '{"overall_verdict": "pass"}' },
    });
    commitIn(root, { ".kittify/config.yaml": "merge_gates:\n  require_acceptance: true\n" });
    expect(await merge(root)).toMatchObject({
      ok: false,
      error: { code: "MERGE_BLOCKED", blockers: [{ code: "ACCEPTANCE_REQUIRED" }] },
    });
    await accept(root);
    expect(await merge(root)).toMatchObject({ ok: true });
  });

  test("refuses where the branch of approved work is gone, and changes nothing", async () => {
    const { root } = approvedMission({ files: DOCUMENTS });
    git(root, "worktree", "remove", "--force", laneFolder(root, "lane-b"));
    git(root, "branch", "-q", "-D", laneBranchOf("lane-b"));
    const before = fingerprint(root);
    const lost = { code: "LANE_BRANCH_MISSING", laneId: "lane-b", branch: laneBranchOf("lane-b"), wpIds: ["WP02"] };
    expect(await accept(root)).toMatchObject({ ok: false, error: lost });
    expect(await accept(root, { effect: "none" })).toMatchObject({ ok: false, error: lost });
    expect(fingerprint(root)).toBe(before);
  });

  test("says of a merged mission that it is merged, and records nothing", async () => {
    for (const deleteBranches of [true, false]) {
      const { root } = approvedMission({ files: DOCUMENTS });
      expect(await merge(root, { deleteBranches })).toMatchObject({ ok: true });
      const before = fingerprint(root);
      const again = await accept(root);
      expect(fingerprint(root)).toBe(before);
      if (!again.ok) throw new Error(JSON.stringify(again.error));
      expect(acceptedHuman(again.value, PLAIN)).toStartWith(`${FOLDER} is merged already: main has it since 20`);
      expect(acceptedJson(again.value, false)).toMatchObject({
        result: "success",
        already: true,
        accepted: false,
        merged_at: expect.any(String),
        lanes: { done: ["WP01", "WP02", "WP03"] },
        commit_created: false,
      });
    }
  });

  test("fails on issues without a verdict, on rejecting reviews and on a failed matrix, and changes nothing", async () => {
    const { root } = approvedMission({
      files: {
        ...DOCUMENTS,
        "issue-matrix.json": '{"rows": {"#12": {"verdict": "unknown"}, "#13": 1}}',
        "acceptance-matrix.json": '{"overall_verdict": "fail"}',
        "tasks/WP01-part/review-cycle-1.md": review("approved"),
        "tasks/WP01-part/review-cycle-2.md": review("rejected"),
      },
    });
    const before = fingerprint(root);
    const done = await accept(root);
    expect(done.ok && done.value.acceptance.failed).toEqual([
      { check: "issue_matrix_completeness", detail: "#12 is unknown; #13 is unknown" },
      { check: "review_consistency", detail: "WP01 is approved, but tasks/WP01-part/review-cycle-2.md says rejected" },
      { check: "acceptance_matrix", detail: "the verdict is fail" },
    ]);
    expect(fingerprint(root)).toBe(before);
    if (!done.ok) return;
    expect(acceptedHuman(done.value, PLAIN)).toContain("✗ acceptance matrix: the verdict is fail");
    expect(acceptedJson(done.value, true)).toMatchObject({
      result: "failed",
      approved_wps: ["WP01", "WP02", "WP03"],
      commit_hash: null,
    });
    expect(await merge(root)).toMatchObject({ error: { code: "MERGE_BLOCKED" } });
  });

  test("takes a matrix that cannot be read for no verdict", async () => {
    const { root } = approvedMission({ files: { ...DOCUMENTS, "issue-matrix.json": "{" } });
    const done = await accept(root, { effect: "none" });
    expect(done.ok && done.value.acceptance.failed.map(({ detail }) => detail)).toEqual([
      "issue-matrix.json is unreadable",
    ]);
  });

  test("counts subtasks as done by the log or by a tick in tasks.md", async () => {
    const task = "---\nwork_package_id: WP01\ntitle: One\nsubtasks: [T001, T002]\n---\n\nDo it.\n";
    const { root } = approvedMission({
      files: { ...DOCUMENTS, "tasks.md": "- [x] T001 first\n- [ ] T002 second\n", "tasks/WP01-part.md": task },
    });
    const strict = await accept(root, { effect: "none" });
    expect(strict.ok && strict.value.acceptance.uncheckedTasks).toEqual(["WP01 T002"]);
    expect(await accept(root, { lenient: true, mode: "checklist" })).toMatchObject({
      ok: true,
      value: { acceptance: { ok: true }, recorded: undefined },
    });
  });

  test("reads its flags", () => {
    const flags = {
      mission: "m",
      mode: undefined,
      actor: undefined,
      test: ["t"],
      lenient: false,
      commit: undefined,
      diagnose: false,
      allowFail: false,
      normalizeEncoding: undefined,
    };
    expect(toAcceptInput(flags)).toMatchObject({ mission: "m", mode: "auto", tests: ["t"], effect: "record" });
    expect(toAcceptInput({ ...flags, commit: false })).toMatchObject({ effect: "none" });
    expect(toAcceptInput({ ...flags, diagnose: true, mode: "pr" })).toMatchObject({ effect: "none", mode: "pr" });
  });
});

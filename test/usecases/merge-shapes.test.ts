/** Merges of missions of every shape: other missions beside them, planning on the target, sparse worktrees, no coordination. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { approvedMission, commitIn, LANES, laneBranchOf, laneFolder, merge } from "../support/approved-mission.ts";
import { git } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, metaText } from "../support/mission.ts";

describe("other missions and topologies", () => {
  test("number a mission after the greatest on the target, and keep a number that it has", async () => {
    const { root } = approvedMission();
    commitIn(root, { "kitty-specs/007-old/meta.json": '{"mission_number": 7}', "kitty-specs/broken/meta.json": "{" });
    expect(await merge(root)).toMatchObject({ ok: true, value: { missionNumber: 8 } });
    expect(git(root, "show", "main:kitty-specs/broken/meta.json")).toBe("{");
  });

  test("keep planning files that the target has newer, for missions that are planned there", async () => {
    const { root } = approvedMission();
    const dir = `kitty-specs/${FOLDER}`;
    const spec = git(root, "show", `${COORDINATION}:${dir}/spec.md`);
    commitIn(root, { [`${dir}/spec.md`]: `${spec}\nmore\n`, [`${dir}/research.md`]: "found\n" });
    expect(await merge(root)).toMatchObject({ ok: true });
    expect(git(root, "show", `main:${dir}/research.md`)).toBe("found");
    expect(git(root, "show", `main:${dir}/tasks/WP01-part.md`)).toContain("Do it.");
  });
});

describe("the shapes that missions of ours have", () => {
  test("with a sparse coordination worktree and sparse lanes, a merge leaves nothing behind", async () => {
    const { root, worktree } = approvedMission();
    git(worktree, "sparse-checkout", "set", "--no-cone", "/kitty-specs/", "/.kittify/");
    for (const { id } of LANES) {
      const hidden = ["/*", `!/kitty-specs/${FOLDER}/status.events.jsonl`, `!/kitty-specs/${FOLDER}/status.json`];
      git(laneFolder(root, id), "sparse-checkout", "set", "--no-cone", ...hidden);
    }
    expect(existsSync(join(worktree, "README.md"))).toBe(false);
    expect(await merge(root)).toMatchObject({ ok: true, value: { teardown: { keptWorktrees: [], keptBranches: [] } } });
    expect(git(root, "worktree", "list").split("\n")).toHaveLength(1);
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("files of a planning lane that lie in the main checkout already are adopted", async () => {
    const { root, worktree } = approvedMission();
    commitIn(worktree, { "docs/guide.md": "guide\n" }, "Captured at for_review");
    mkdirSync(join(root, "docs"));
    writeFileSync(join(root, "docs/guide.md"), "guide\n");
    expect(await merge(root)).toMatchObject({ ok: true, value: { kept: [] } });
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("recorded on the target itself: lanes and bookkeeping reach it in one commit", async () => {
    const { root, worktree } = approvedMission();
    commitIn(worktree, {
      [`kitty-specs/${FOLDER}/meta.json`]: metaText({ topology: "lanes", coordination_branch: null }),
      ".kittify/config.yaml": "merge:\n  strategy: merge\n",
    });
    git(root, "worktree", "remove", "--force", worktree);
    git(root, "merge", "-q", "--ff-only", COORDINATION);
    git(root, "branch", "-q", "-D", COORDINATION);
    const before = git(root, "rev-parse", "main");
    const lanes = LANES.map(({ id }) => git(root, "rev-parse", laneBranchOf(id)));
    expect(await merge(root)).toMatchObject({ ok: true, value: { strategy: "merge", verified: true } });
    expect(git(root, "rev-list", "--parents", "-1", "main").split(" ").slice(1)).toEqual([before, ...lanes]);
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    const meta = JSON.parse(git(root, "show", `main:kitty-specs/${FOLDER}/meta.json`));
    expect(meta).toMatchObject({ topology: "lanes", mission_number: 1, merged_strategy: "merge" });
    expect(await merge(root)).toMatchObject({ ok: true, value: { alreadyMerged: true } });
  });
});

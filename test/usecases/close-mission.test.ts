import { describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { closedHuman, closedJson } from "../../src/cli/render/closed.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { type CloseInput, closeMission } from "../../src/usecases/close-mission.ts";
import { approvedMission, LANES, laneBranchOf, laneFolder, merge } from "../support/approved-mission.ts";
import { testCtx } from "../support/ctx.ts";
import { git } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint } from "../support/mission.ts";

const close = (root: string, changes: Partial<CloseInput> = {}, cwd = root) =>
  closeMission(testCtx(cwd), { mission: FOLDER, discard: false, confirmed: false, ...changes });

describe("closeMission()", () => {
  test("merges a finished mission and finishes what a merge left", async () => {
    const standing = { WP01: "canceled", WP02: "canceled", WP03: "canceled" } as const;
    const { root } = approvedMission({ standing });
    const done = await close(root);
    expect(done).toMatchObject({ ok: true, value: { kind: "merged", mergedWps: [], lanes: [] } });
    const left = approvedMission();
    await merge(left.root, { deleteBranches: false, removeWorktrees: false });
    const closed = await close(left.root);
    expect(closed).toMatchObject({ ok: true, value: { kind: "merged", alreadyMerged: true } });
    expect(git(left.root, "branch", "--format=%(refname:short)")).toBe("main");
    if (closed.ok) expect(closedHuman(closed.value, PLAIN)).toContain("is merged into main already");
    if (closed.ok) expect(closedJson(closed.value)).toMatchObject({ discarded: false, already_merged: true });
  });

  test("names open work packages and wants a yes, changing nothing", async () => {
    const { root } = approvedMission();
    const before = fingerprint(root);
    expect(await close(root)).toMatchObject({
      error: { code: "MISSION_NOT_FINISHED", unfinished: LANES.map(({ wp }) => ({ wpId: wp, lane: "approved" })) },
    });
    expect(await close(root, { discard: true })).toMatchObject({
      error: { code: "DISCARD_NOT_CONFIRMED", branches: [...LANES.map(({ id }) => laneBranchOf(id)), COORDINATION] },
    });
    expect(fingerprint(root)).toBe(before);
  });

  test("refuses where somebody stands in a worktree or has a branch in the main checkout", async () => {
    const { root } = approvedMission();
    const inLane = await close(root, { discard: true, confirmed: true }, laneFolder(root, "lane-a"));
    expect(inLane).toMatchObject({
      error: { code: "DISCARD_UNSAFE", detail: expect.stringContaining("leave it first") },
    });
    git(root, "worktree", "remove", "--force", laneFolder(root, "lane-a"));
    git(root, "switch", "-q", laneBranchOf("lane-a"));
    expect(await close(root, { discard: true, confirmed: true })).toMatchObject({
      error: { code: "DISCARD_UNSAFE", detail: expect.stringContaining("main checkout") },
    });
  });

  test("gives a mission up: uncommitted files go to the trash, branches can be brought back, the target stays", async () => {
    const { root, featureDir } = approvedMission();
    const main = git(root, "rev-parse", "main");
    const tip = git(root, "rev-parse", laneBranchOf("lane-b"));
    writeFileSync(join(featureDir, "spec.md"), "# Spec, better\n");
    const done = await close(root, { discard: true, confirmed: true });
    if (!done.ok || done.value.kind !== "discarded") throw new Error("not discarded");
    const [trash] = done.value.trash;
    expect(readFileSync(join(trash?.folder ?? "", `kitty-specs/${FOLDER}/spec.md`), "utf8")).toBe("# Spec, better\n");
    expect(done.value.branches).toContainEqual({ branch: laneBranchOf("lane-b") as never, tip: tip as never });
    expect(git(root, "rev-parse", "main")).toBe(main);
    expect(git(root, "for-each-ref", "--format=%(refname)")).toBe("refs/heads/main");
    expect(closedHuman(done.value, PLAIN)).toContain(`git branch ${laneBranchOf("lane-b")} ${tip}`);
    expect(closedJson(done.value)).toMatchObject({ discarded: true, mission_slug: FOLDER });
  });
});

/** `accept`, `agent mission accept` and `mission close` of the compiled program. */
import { describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { approvedMission, laneFolder, type MergeSketch } from "../support/approved-mission.ts";
import { runBinary } from "../support/binary.ts";
import { git } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, IDENTITY } from "../support/mission.ts";

const run = (cwd: string, ...args: readonly string[]) => runBinary(args, { cwd, env: IDENTITY });
const complete = (sketch: MergeSketch = {}) =>
  approvedMission({ ...sketch, files: { "plan.md": "# Plan\n", "tasks.md": "# Tasks\n", ...sketch.files } });

describe.each([[["accept"]], [["agent", "mission", "accept"]]])("spec-kitty %p", (words) => {
  test("records the acceptance with what was not committed yet, in one commit on the mission's branch", async () => {
    const { root, featureDir } = complete();
    const main = git(root, "rev-parse", "main");
    const from = git(root, "rev-parse", COORDINATION);
    writeFileSync(join(featureDir, "quickstart.md"), "# Quickstart\n");
    const ran = await run(root, ...words, "--json", "--actor", "Ada", "--test", "bun test");
    expect([ran.code, ran.stderr]).toEqual([0, ""]);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: true,
      all_done: true,
      accepted: true,
      accepted_by: "Ada",
      mode: "local",
      lanes: { approved: ["WP01", "WP02", "WP03"] },
      failed_checks: [],
      tests: ["bun test"],
      files_committed: ["quickstart.md", "meta.json"],
    });
    const meta = JSON.parse(git(root, "show", `${COORDINATION}:kitty-specs/${FOLDER}/meta.json`));
    expect(meta).toMatchObject({ accepted_by: "Ada", acceptance_mode: "local", accepted_from_commit: from });
    expect(meta.acceptance_history).toHaveLength(1);
    expect(git(root, "rev-list", "--count", `${from}..${COORDINATION}`)).toBe("1");
    expect(git(root, "rev-parse", "main")).toBe(main);
    expect(git(join(root, ".worktrees", `${FOLDER}-coord`), "status", "--porcelain")).toBe("");
    const again = JSON.parse((await run(root, ...words, "--json", "--actor", "Ada")).stdout);
    expect(again).toMatchObject({ ok: true, already: true, commit_created: false });
  });

  test("names every failed check in the order of mending and changes nothing", async () => {
    const { root, featureDir } = approvedMission({ standing: { WP02: "in_progress" } });
    writeFileSync(join(featureDir, "spec.md"), "# Spec\n[NEEDS CLARIFICATION: who?]\n");
    writeFileSync(join(laneFolder(root, "lane-a"), "left.txt"), "x");
    const before = fingerprint(root);
    const ran = await run(root, ...words, "--json");
    expect(ran.code).toBe(1);
    expect(JSON.parse(ran.stdout)).toMatchObject({
      ok: false,
      accepted: false,
      missing_artifacts: ["plan.md", "tasks.md"],
      needs_clarification: ["spec.md:2"],
      git_dirty: [`${FOLDER}-lane-a/left.txt`],
      recommended_fix_order: ["missing_artifacts", "needs_clarification", "all_done", "metadata", "git_dirty"],
    });
    expect(fingerprint(root)).toBe(before);
    const person = await run(root, ...words);
    expect(person.stdout).toContain("✗ all done: WP02 is in_progress");
    expect((await run(root, ...words, "--allow-fail")).code).toBe(0);
    expect((await run(root, ...words, "--mission", "nothing")).stderr).toContain("MISSION_NOT_FOUND");
  });

  test("checks only with --no-commit, --diagnose and --mode checklist", async () => {
    const { root, featureDir } = complete();
    writeFileSync(join(featureDir, "notes.md"), "n\n");
    const before = fingerprint(root);
    expect(JSON.parse((await run(root, ...words, "--no-commit", "--json")).stdout)).toMatchObject({
      ok: true,
      accepted: false,
    });
    expect((await run(root, ...words, "--mode", "checklist")).stdout).toContain(
      "All checks pass; nothing was recorded",
    );
    const diagnosed = await run(root, ...words, "--diagnose", "--json");
    expect(JSON.parse(diagnosed.stdout)).toMatchObject({ merge_pending_wps: ["WP01", "WP02", "WP03"], done_wps: [] });
    expect(fingerprint(root)).toBe(before);
  });
});

describe("spec-kitty mission close", () => {
  const close = (root: string, ...args: readonly string[]) => run(root, "mission", "close", ...args);

  test("refuses a mission with open work, naming it", async () => {
    const { root } = approvedMission({ standing: { WP02: "in_progress" } });
    const before = fingerprint(root);
    const refused = await close(root, "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout).error).toMatchObject({ code: "MISSION_NOT_FINISHED" });
    expect(fingerprint(root)).toBe(before);
  });

  test("merges and takes down a mission whose packages are all canceled or done", async () => {
    const { root } = approvedMission({ standing: { WP01: "canceled", WP02: "canceled", WP03: "canceled" } });
    const closed = await close(root, "--mission", FOLDER);
    expect(closed.code).toBe(0);
    expect(closed.stdout).toContain(`Merged mission ${FOLDER} into main`);
    expect(git(root, "ls-tree", "-r", "--name-only", "main", "src")).toBe("");
  });

  test("discards after a yes: the target stays, branches can be brought back, uncommitted files are in the trash", async () => {
    const { root, featureDir } = approvedMission();
    const main = git(root, "rev-parse", "main");
    const tip = git(root, "rev-parse", COORDINATION);
    writeFileSync(join(featureDir, "idea.md"), "mine\n");
    mkdirSync(join(laneFolder(root, "lane-a"), "deep"));
    writeFileSync(join(laneFolder(root, "lane-a"), "deep/x.txt"), "x\n");
    const before = fingerprint(root);
    const unsure = await close(root, "--discard");
    expect(unsure).toMatchObject({ code: 1, stdout: "" });
    expect(unsure.stderr).toContain("DISCARD_NOT_CONFIRMED");
    git(root, "worktree", "lock", laneFolder(root, "lane-c"));
    expect((await close(root, "--discard", "--yes")).stderr).toContain("DISCARD_UNSAFE");
    git(root, "worktree", "unlock", laneFolder(root, "lane-c"));
    expect(fingerprint(root)).toBe(before);
    const done = await close(root, "--discard", "--yes", "--json");
    expect(done.code).toBe(0);
    const { data } = JSON.parse(done.stdout);
    expect(data).toMatchObject({ discarded: true, mission_slug: FOLDER });
    expect(data.deleted_branches).toContainEqual({ branch: COORDINATION, tip });
    const trash = data.trash.find(({ files }: { files: string[] }) => files.includes("deep/x.txt"));
    expect(readFileSync(join(trash.folder, "deep/x.txt"), "utf8")).toBe("x\n");
    expect(data.trash).toHaveLength(2);
    expect(git(root, "rev-parse", "main")).toBe(main);
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(existsSync(laneFolder(root, "lane-a"))).toBe(false);
    expect((await close(root, "--mission", FOLDER)).stderr).toContain("MISSION_NOT_FOUND");
  });
});

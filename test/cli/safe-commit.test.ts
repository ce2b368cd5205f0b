/** `spec-kitty safe-commit` and `spec-kitty spec-commit` as agents and people run them. */
import { describe, expect, test } from "bun:test";
import { runBinary } from "../support/binary.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, IDENTITY, MISSION_ID, repoWithMission } from "../support/mission.ts";

const run = (cwd: string, ...args: readonly string[]) => runBinary(args, { cwd, env: IDENTITY });

describe("spec-kitty safe-commit", () => {
  test("commits, answers in words and in JSON, and needs the branch", async () => {
    const root = gitRepo();
    git(root, "switch", "-q", "-c", "work");
    writeFiles(root, { "a.txt": "a\n", "b/c.txt": "c\n" });
    const json = await run(root, "safe-commit", "a.txt", "b", "-m", "Add", "--to-branch", "work", "--json");
    expect([json.code, json.stderr]).toEqual([0, ""]);
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: "success",
      success: true,
      committed: true,
      files: ["a.txt", "b/c.txt"],
      expansion: [{ folder: "b", files: ["b/c.txt"] }],
      commit_hash: git(root, "rev-parse", "work"),
    });
    const again = await run(root, "safe-commit", "a.txt", "-m", "Add", "--to-branch", "work");
    expect([again.code, again.stdout]).toEqual([0, "Nothing to commit on work\n"]);
    const refused = await run(root, "safe-commit", "a.txt", "-m", "Add", "--json");
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      result: "error",
      success: false,
      committed: false,
      error_code: "SAFE_COMMIT_DESTINATION_REQUIRED",
    });
    const mismatch = await run(root, "safe-commit", "a.txt", "-m", "Add", "--to-branch", "main");
    expect([mismatch.code, mismatch.stderr.includes("SAFE_COMMIT_HEAD_MISMATCH")]).toEqual([1, true]);
  });
});

describe("spec-kitty spec-commit", () => {
  test("commits to the mission's branch and answers with the contract's keys", async () => {
    const { root, featureDir } = repoWithMission();
    writeFiles(featureDir, { "spec.md": "s\n" });
    const json = await run(root, "spec-commit", "spec.md", "-m", "Specify", "--mission", "shop", "--json");
    expect(JSON.parse(json.stdout)).toMatchObject({
      result: "success",
      success: true,
      committed: true,
      placement_ref: COORDINATION,
      mission_id: MISSION_ID,
      commit_hash: git(root, "rev-parse", COORDINATION),
    });
    const words = await run(root, "spec-commit", "spec.md", "-m", "Specify", "--mission", "shop");
    expect(words.stdout).toBe(`Nothing to commit on ${COORDINATION}\n`);
    const refused = await run(root, "spec-commit", "nope.md", "-m", "Specify", "--mission", "shop", "--json");
    expect(JSON.parse(refused.stdout).error_code).toBe("SAFE_COMMIT_FILE_NOT_FOUND");
  });
});

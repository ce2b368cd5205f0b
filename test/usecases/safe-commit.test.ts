import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { safeCommit } from "../../src/usecases/safe-commit.ts";
import { specCommit } from "../../src/usecases/spec-commit.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, repoWithMission } from "../support/mission.ts";

function repoOnBranch(): string {
  const root = gitRepo({ "a.txt": "a\n", "b.txt": "b\n", "dir/c.txt": "c\n", ".gitignore": "*.log\n" });
  git(root, "switch", "-q", "-c", "work");
  return root;
}

const commit = (root: string, files: readonly string[], toBranch: string | undefined = "work", message = "Change") =>
  safeCommit(testCtx(root), { files, message, toBranch });

const committedFiles = (root: string, ref: string): string => git(root, "show", "--name-status", "--format=%s", ref);

describe("safeCommit()", () => {
  test("commits the named files alone and leaves all other work as it was", async () => {
    const root = repoOnBranch();
    writeFiles(root, { "a.txt": "a2\n", "b.txt": "staged\n", "new.txt": "new\n", "other.txt": "untracked\n" });
    git(root, "add", "b.txt");
    writeFiles(root, { "b.txt": "edited after staging\n" });
    const done = await commit(root, ["a.txt", "new.txt"]);
    expect(done.ok && String(done.value.commit)).toBe(git(root, "rev-parse", "work"));
    expect(committedFiles(root, "work")).toBe("Change\n\nM\ta.txt\nA\tnew.txt");
    expect(git(root, "status", "--porcelain")).toBe("MM b.txt\n?? other.txt");
    expect(git(root, "diff", "--cached")).toContain("+staged");
  });

  test("commits what is on disk although an older version of the file was staged", async () => {
    const root = repoOnBranch();
    writeFiles(root, { "a.txt": "staged\n" });
    git(root, "add", "a.txt");
    writeFiles(root, { "a.txt": "final\n" });
    await commit(root, ["a.txt"]);
    expect(git(root, "show", "work:a.txt")).toBe("final");
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("expands folders to what changed, ignoring the ignored, and commits deletions and modes", async () => {
    const root = repoOnBranch();
    writeFiles(root, { "dir/new.txt": "n\n", "dir/x.log": "junk\n", "a.txt": "not named\n" });
    rmSync(join(root, "dir/c.txt"));
    rmSync(join(root, "b.txt"));
    chmodSync(join(root, "dir/new.txt"), 0o755);
    const done = await safeCommit(testCtx(join(root, "dir")), {
      files: [".", "../b.txt"],
      message: "M",
      toBranch: "work",
    });
    expect(done.ok && done.value.files).toEqual(["b.txt", "dir/c.txt", "dir/new.txt"]);
    expect(done.ok && done.value.expansion).toEqual([{ folder: ".", files: ["dir/c.txt", "dir/new.txt"] }]);
    expect(git(root, "ls-tree", "-r", "--format=%(objectmode) %(path)", "work").split("\n")).toEqual([
      "100644 .gitignore",
      "100644 a.txt",
      "100755 dir/new.txt",
    ]);
    expect(git(root, "status", "--porcelain")).toBe(" M a.txt");
  });

  test("answers without a commit when nothing changed", async () => {
    const root = repoOnBranch();
    const before = fingerprint(root);
    const done = await commit(root, ["a.txt", "dir"]);
    expect(done.ok && [done.value.commit, done.value.commits]).toEqual([undefined, []]);
    expect(fingerprint(root)).toBe(before);
  });

  test("lets the repository's filters see what it commits", async () => {
    const root = repoOnBranch();
    writeFiles(root, { ".gitattributes": "*.txt text eol=crlf\n", "a.txt": "one\r\ntwo\r\n" });
    await commit(root, ["a.txt", ".gitattributes"]);
    expect(git(root, "cat-file", "-p", "work:a.txt")).toBe("one\ntwo");
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("infers the branch only where the environment says so, with a notice", async () => {
    const root = repoOnBranch();
    writeFiles(root, { "a.txt": "a2\n" });
    const input = { files: ["a.txt"], message: "M", toBranch: undefined };
    const refused = await safeCommit(testCtx(root), input);
    expect(refused.ok ? undefined : refused.error).toEqual({
      code: "SAFE_COMMIT_DESTINATION_REQUIRED",
      current: "work",
    });
    const ctx = testCtx(root, { env: { ...process.env, SPEC_KITTY_INFER_DESTINATION_REF: "1" } });
    const done = await safeCommit(ctx, input);
    expect(done.ok && done.value.destinationRef).toBe("work");
    expect(ctx.notices).toHaveLength(1);
    expect(ctx.notices[0]).toContain("--to-branch work");
  });

  test.each<[string, { files?: string[]; to?: string; message?: string }, (root: string) => void, string]>([
    ["a full ref name", { to: "refs/heads/work" }, () => {}, "SAFE_COMMIT_DESTINATION_REF_SHAPE"],
    ["a branch that is not there", { to: "nope" }, () => {}, "SAFE_COMMIT_DESTINATION_NOT_FOUND"],
    ["a protected branch", { to: "main" }, (root) => git(root, "switch", "-q", "main"), "SAFE_COMMIT_PROTECTED_BRANCH"],
    ["a worktree that shows another branch", { to: "main" }, () => {}, "SAFE_COMMIT_HEAD_MISMATCH"],
    ["a detached HEAD", {}, (root) => git(root, "checkout", "-q", "--detach"), "SAFE_COMMIT_HEAD_MISMATCH"],
    ["no file", { files: [] }, () => {}, "SAFE_COMMIT_EMPTY_CHANGESET"],
    ["a blank message", { message: " " }, () => {}, "SAFE_COMMIT_MESSAGE_BLANK"],
    ["a file that is nowhere", { files: ["nope.txt"] }, () => {}, "SAFE_COMMIT_FILE_NOT_FOUND"],
    ["a file outside", { files: [join(temporaryFolder(), "x")] }, () => {}, "SAFE_COMMIT_NOT_A_WORKTREE"],
    ["a symlink", { files: ["l"] }, (root) => symlinkSync("/etc/passwd", join(root, "l")), "SAFE_COMMIT_PATH_POLICY"],
    [
      "a path behind a symlink",
      { files: ["l/passwd"] },
      (root) => symlinkSync("/etc", join(root, "l")),
      "SAFE_COMMIT_PATH_POLICY",
    ],
    ["git's own files", { files: [".git/config"] }, () => {}, "SAFE_COMMIT_PATH_POLICY"],
    [
      "a stray folder below .worktrees",
      { files: [".worktrees/x"] },
      (root) => mkdirSync(join(root, ".worktrees/x"), { recursive: true }),
      "SAFE_COMMIT_PATH_POLICY",
    ],
    [
      "a mission's log",
      { files: ["kitty-specs/x/status.events.jsonl"] },
      (root) => writeFiles(root, { "kitty-specs/x/status.events.jsonl": "{}\n" }),
      "SAFE_COMMIT_PATH_POLICY",
    ],
  ])("refuses %s and changes nothing", async (_what, given, prepare, code) => {
    const root = repoOnBranch();
    writeFiles(root, { "a.txt": "changed\n" });
    prepare(root);
    const before = fingerprint(root);
    const refused = await commit(root, given.files ?? ["a.txt"], given.to, given.message);
    expect(refused.ok ? undefined : refused.error.code).toBe(code as never);
    expect(fingerprint(root)).toBe(before);
  });
});

describe("specCommit()", () => {
  const spec = (root: string, files: readonly string[], cwd = root) =>
    specCommit(testCtx(cwd), { files, message: "Specify", mission: "shop" });

  test("finds files in the mission's folder from anywhere and commits them to its branch", async () => {
    const { root, featureDir, worktree } = repoWithMission({ "spec.md": "s\n" });
    writeFiles(featureDir, { "spec.md": "better\n", "checklists/requirements.md": "c\n", "research.md": "later\n" });
    const done = await spec(root, ["spec.md", `kitty-specs/${FOLDER}/checklists`]);
    expect(done.ok && done.value.files).toEqual([
      `kitty-specs/${FOLDER}/checklists/requirements.md`,
      `kitty-specs/${FOLDER}/spec.md`,
    ]);
    expect(committedFiles(root, COORDINATION)).toContain("Specify");
    expect(git(worktree, "status", "--porcelain")).toBe(`?? kitty-specs/${FOLDER}/research.md`);
    rmSync(join(featureDir, "spec.md"));
    const deleted = await spec(root, ["spec.md"]);
    expect(deleted.ok && committedFiles(root, COORDINATION)).toContain(`D\tkitty-specs/${FOLDER}/spec.md`);
    expect(git(root, "rev-list", "--count", "main")).toBe("1");
  });

  test("commits a whole folder without what commands own", async () => {
    const { root, featureDir } = repoWithMission({ "spec.md": "s\n" });
    writeFiles(featureDir, { "spec.md": "better\n", "status.events.jsonl": "mine\n", "lanes.json": "{}" });
    const done = await spec(root, ["."], featureDir);
    expect(done.ok && done.value.files).toEqual([`kitty-specs/${FOLDER}/spec.md`]);
  });

  test("refuses a file of the main checkout, which shows another branch", async () => {
    const { root } = repoWithMission();
    writeFiles(root, { "notes.md": "n\n" });
    const before = fingerprint(root);
    const refused = await spec(root, ["notes.md"]);
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "SAFE_COMMIT_HEAD_MISMATCH",
      destinationRef: COORDINATION,
      observedHead: "main",
      worktreeRoot: root,
    });
    expect(fingerprint(root)).toBe(before);
  });
});

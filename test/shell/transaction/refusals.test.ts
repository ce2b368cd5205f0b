/** Every refusal of the transaction: the code, its facts, and that nothing at all has changed. */
import { describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { BranchName, Oid } from "../../../src/core/lib/brand.ts";
import { ok } from "../../../src/core/lib/result.ts";
import { mergeTrees } from "../../../src/shell/git/merge.ts";
import { ensureWorktree } from "../../../src/shell/git/worktree-create.ts";
import { readMission } from "../../../src/shell/mission/read-mission.ts";
import { withSession } from "../../../src/shell/transaction/session.ts";
import { type Draft, transact } from "../../../src/shell/transaction/transact.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../../support/git-repo.ts";

type Overrides = Parameters<typeof testCtx>[1];

const commitTo = (root: string, branch: string, overrides: Overrides = {}, before: () => void = () => undefined) =>
  withSession(testCtx(root, overrides), (session) =>
    transact(session, { branch: branch as BranchName, lock: "m", purpose: "test" }, async () => {
      before();
      return ok<Draft<null>>({
        kind: "commit",
        message: "Record it",
        files: [{ path: "x", bytes: "x\n" }],
        answer: null,
      });
    }),
  );

const everything = (root: string): string =>
  [git(root, "for-each-ref"), git(root, "status", "--porcelain", "--ignored"), git(root, "reflog", "--all")].join("\n");

async function expectRefusal(root: string, refused: ReturnType<typeof commitTo>, facts: object): Promise<void> {
  const before = everything(root);
  const result = await refused;
  expect(result.ok ? undefined : result.error).toMatchObject(facts);
  expect(everything(root)).toBe(before);
}

/** A `git` on the PATH that answers one command by itself and leaves the rest to the real one. */
function gitThatAnswers(command: string, script: string): string {
  const folder = temporaryFolder();
  const real = Bun.which("git") ?? "git";
  writeFiles(folder, { git: `#!/bin/sh\ncase " $* " in *" ${command} "*) ${script};; esac\nexec ${real} "$@"\n` });
  chmodSync(join(folder, "git"), 0o755);
  return `${folder}:${process.env["PATH"]}`;
}

describe("transact() refuses", () => {
  test("DESTINATION_REF_INVALID_SHAPE, DESTINATION_REF_NOT_LOCAL and DESTINATION_REF_NOT_FOUND", async () => {
    const root = gitRepo();
    git(root, "update-ref", "refs/remotes/origin/theirs", "HEAD");
    const rejectedMessage = "test";
    await expectRefusal(root, commitTo(root, "refs/heads/main"), {
      code: "DESTINATION_REF_INVALID_SHAPE",
      rejectedMessage,
    });
    await expectRefusal(root, commitTo(root, "theirs"), {
      code: "DESTINATION_REF_NOT_LOCAL",
      destinationRef: "theirs",
    });
    await expectRefusal(root, commitTo(root, "nowhere"), { code: "DESTINATION_REF_NOT_FOUND" });
  });

  test("CONFIG_INVALID when the protection cannot be understood", async () => {
    const root = gitRepo({ ".kittify/config.yaml": "protection:\n  protected_branches: main\n" });
    git(root, "branch", "work");
    await expectRefusal(root, commitTo(root, "work"), { code: "CONFIG_INVALID", key: "protection.protected_branches" });
  });

  test("GIT_IDENTITY_UNKNOWN rather than invent an author", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    const env = { PATH: process.env["PATH"], HOME: "/nowhere", GIT_CONFIG_NOSYSTEM: "1" };
    await expectRefusal(root, commitTo(root, "work", { env }), { code: "GIT_IDENTITY_UNKNOWN" });
  });

  test("UNTRUSTED_REPOSITORY when git does not trust the owner", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    const env = {
      ...process.env,
      PATH: gitThatAnswers("config", "echo 'fatal: detected dubious ownership in repository' >&2; exit 128"),
    };
    await expectRefusal(root, commitTo(root, "work", { env }), { code: "UNTRUSTED_REPOSITORY" });
  });

  test("BOOKKEEPING_REF_CONTENDED when somebody moves the branch each time", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    const rival = () =>
      git(
        root,
        "update-ref",
        "refs/heads/work",
        git(root, "commit-tree", "HEAD^{tree}", "-p", "work", "-m", `${performance.now()}`),
      );
    const result = await commitTo(root, "work", {}, rival);
    expect(result.ok ? undefined : result.error).toMatchObject({ code: "BOOKKEEPING_REF_CONTENDED", attempts: 50 });
    expect(git(root, "ls-tree", "--name-only", "work")).toBe("README.md");
  });

  test("BOOKKEEPING_COMMIT_FAILED when a hook has no interpreter, and not when it is not executable", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    mkdirSync(join(root, ".git/hooks"), { recursive: true });
    const hook = join(root, ".git/hooks/commit-msg");
    writeFileSync(hook, "#!/no/such/interpreter\n", { mode: 0o755 });
    chmodSync(hook, 0o755);
    await expectRefusal(root, commitTo(root, "work"), { code: "BOOKKEEPING_COMMIT_FAILED", hook: "commit-msg" });
    chmodSync(hook, 0o644);
    expect((await commitTo(root, "work")).ok).toBe(true);
  });
});

describe("a hook", () => {
  test("may change the message; what it does to the index is discarded and named", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    writeFiles(root, {
      "other-hooks/commit-msg": '#!/bin/sh\necho "Reviewed" >> "$1"\n',
      "other-hooks/pre-commit": "#!/bin/sh\ngit rm -q --cached README.md\n",
    });
    chmodSync(join(root, "other-hooks/commit-msg"), 0o755);
    chmodSync(join(root, "other-hooks/pre-commit"), 0o755);
    git(root, "config", "core.hooksPath", "other-hooks");
    const done = await commitTo(root, "work");
    expect(done.ok && done.value.discarded).toEqual(["README.md"]);
    expect(git(root, "log", "-1", "--format=%B", "work").trim()).toBe("Record it\nReviewed");
    expect(git(root, "ls-tree", "--name-only", "work").split("\n")).toEqual(["README.md", "x"]);
  });
});

describe("other refusals of the shell", () => {
  test("GIT_VERSION_TOO_OLD where a merge cannot be computed", async () => {
    const root = gitRepo();
    git(root, "switch", "-q", "-c", "a");
    git(root, "commit", "-q", "--allow-empty", "-m", "a");
    git(root, "switch", "-q", "-c", "b", "main");
    git(root, "commit", "-q", "--allow-empty", "-m", "b");
    const env = {
      ...process.env,
      PATH: gitThatAnswers("merge-tree", "echo 'usage: git merge-tree <base>' >&2; exit 129"),
    };
    const merged = await withSession(testCtx(root, { env }), (s) =>
      mergeTrees(s.repo, s.objects, {
        ours: git(root, "rev-parse", "a") as Oid,
        theirs: git(root, "rev-parse", "b") as Oid,
        shared: "kitty-specs",
      }),
    );
    expect(merged.ok ? undefined : merged.error).toMatchObject({ code: "GIT_VERSION_TOO_OLD", needed: "2.38" });
  });

  test("WORKTREE_PATH_OCCUPIED instead of touching somebody's folder", async () => {
    const root = gitRepo();
    git(root, "branch", "work");
    writeFiles(root, { ".worktrees/w/precious.txt": "mine\n" });
    const made = await withSession(testCtx(root), async (s) =>
      ensureWorktree(s.repo, { path: join(root, ".worktrees/w"), branch: "work" as BranchName }),
    );
    expect(made).toEqual({ ok: false, error: { code: "WORKTREE_PATH_OCCUPIED", path: join(root, ".worktrees/w") } });
  });

  test("COORDINATION_BRANCH_DELETED instead of another copy of the status", async () => {
    const meta = {
      mission_id: "01J9ABCDE0000000000000000A",
      slug: "a-01J9ABCD",
      topology: "coord",
      coordination_branch: "kitty/mission-a-01J9ABCD",
      target_branch: "main",
    };
    const root = gitRepo({ "kitty-specs/a-01J9ABCD/meta.json": JSON.stringify(meta) });
    const read = await withSession(testCtx(root), (s) => readMission(s, "a"));
    expect(read).toEqual({
      ok: false,
      error: { code: "COORDINATION_BRANCH_DELETED", mission: "a-01J9ABCD", branch: meta.coordination_branch },
    });
  });
});

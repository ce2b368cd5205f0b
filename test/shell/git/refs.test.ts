import { describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { commitIdentity, parseConfigList, readGitConfig } from "../../../src/shell/git/config.ts";
import { listBranches, primaryBranch, readBranch, readHead, remoteDefaultBranch } from "../../../src/shell/git/refs.ts";
import { openRepo, type Repo } from "../../../src/shell/git/repo.ts";
import { listWorktrees, worktreesOf } from "../../../src/shell/git/worktrees.ts";
import { testCtx } from "../../support/ctx.ts";
import { git, gitRepo, temporaryFolder } from "../../support/git-repo.ts";

function open(cwd: string): Repo {
  const repo = openRepo(testCtx(cwd));
  if (!repo.ok) throw new Error(repo.error.code);
  return repo.value;
}

describe("openRepo()", () => {
  test("finds the main checkout from a folder in it and from a linked worktree", () => {
    const root = gitRepo({ "a/b/c": "c\n" });
    git(root, "worktree", "add", "-q", "-b", "w", ".worktrees/w");
    expect(open(join(root, "a/b")).root).toBe(root);
    const linked = open(join(root, ".worktrees/w/a"));
    expect([linked.root, linked.commonDir, linked.worktreeRoot]).toEqual([
      root,
      join(root, ".git"),
      join(root, ".worktrees/w"),
    ]);
    expect(readHead(linked.gitDir)).toEqual({ kind: "branch", branch: "w" as never });
  });

  test("takes SPECIFY_REPO_ROOT, knows sha256, and refuses a folder outside any repository", () => {
    const root = temporaryFolder();
    git(root, "init", "-q", "--object-format=sha256", "-b", "main");
    git(root, "commit", "-q", "--allow-empty", "-m", "x");
    const elsewhere = temporaryFolder();
    const ctx = testCtx(elsewhere, { env: { ...process.env, SPECIFY_REPO_ROOT: root } });
    const repo = openRepo(ctx);
    expect(repo.ok && [repo.value.objectFormat, readBranch(repo.value, "main")?.length]).toEqual(["sha256", 64]);
    expect(openRepo(testCtx(elsewhere))).toEqual({ ok: false, error: { code: "NOT_A_REPOSITORY", cwd: elsewhere } });
  });

  test("leaves refs to git where they are not files", () => {
    const root = gitRepo();
    const repo = { ...open(root), refsAreFiles: false };
    expect([...listBranches(repo)]).toEqual([["main", git(root, "rev-parse", "main")]] as never);
    expect(String(readBranch(repo, "main"))).toBe(git(root, "rev-parse", "main"));
  });
});

describe("refs", () => {
  test("come loose and packed, the loose one winning, without locks and folders", () => {
    const root = gitRepo();
    git(root, "branch", "feat/one");
    git(root, "branch", "feat/two");
    git(root, "pack-refs", "--all");
    const packed = git(root, "rev-parse", "feat/two");
    git(root, "commit", "-q", "--allow-empty", "-m", "newer");
    git(root, "branch", "-f", "feat/one", "HEAD");
    mkdirSync(join(root, ".git/refs/heads/empty"), { recursive: true });
    const branches = Object.fromEntries(listBranches(open(root)));
    expect(branches).toEqual({
      "feat/one": git(root, "rev-parse", "HEAD"),
      "feat/two": packed,
      main: git(root, "rev-parse", "HEAD"),
    } as never);
    expect(readBranch(open(root), "feat")).toBeUndefined();
  });

  test("tell the primary branch from the remote's head, else by name, else by HEAD; a detached HEAD is no branch", () => {
    const root = gitRepo();
    expect(String(primaryBranch(open(root)))).toBe("main");
    git(root, "branch", "-m", "main", "trunk");
    expect(String(primaryBranch(open(root)))).toBe("trunk");
    git(root, "update-ref", "refs/remotes/origin/develop", "HEAD");
    git(root, "symbolic-ref", "refs/remotes/origin/HEAD", "refs/remotes/origin/develop");
    expect([remoteDefaultBranch(open(root)), primaryBranch(open(root))].map(String)).toEqual(["develop", "develop"]);
    git(root, "switch", "-q", "--detach");
    expect(readHead(join(root, ".git"))).toEqual({ kind: "detached", oid: git(root, "rev-parse", "HEAD") as never });
  });
});

describe("listWorktrees()", () => {
  test("says branch, lock and presence from the registry", () => {
    const root = gitRepo();
    git(root, "worktree", "add", "-q", "-b", "w", ".worktrees/w");
    git(root, "worktree", "lock", "--reason", "mine", ".worktrees/w");
    const linked = listWorktrees(open(root))[1];
    expect(linked).toMatchObject({ path: join(root, ".worktrees/w"), locked: "mine", present: true, isMain: false });
    git(root, "worktree", "unlock", ".worktrees/w");
    expect(worktreesOf(open(root), "w").length).toBe(1);
    Bun.spawnSync(["rm", "-r", join(root, ".worktrees/w")]);
    expect(worktreesOf(open(root), "w").length).toBe(0);
  });
});

describe("git configuration", () => {
  test("is the user's, without what this program sets for itself", () => {
    const root = gitRepo();
    git(root, "config", "core.hooksPath", "hooks here");
    const config = readGitConfig(open(root));
    expect(config.ok && config.value.get("core.hookspath")).toBe("hooks here");
  });

  test("gives the identity from environment, role, then user; never a guess", () => {
    const config = parseConfigList("user.name\nU\0user.email\nu@x\0author.name\nA\0core.bare\0");
    expect(config.get("core.bare")).toBe("true");
    const both = commitIdentity({}, config);
    expect(both).toEqual({ ok: true, value: { author: "A <u@x>", committer: "U <u@x>" } });
    const env = commitIdentity({ GIT_AUTHOR_NAME: "E<v>\n", GIT_COMMITTER_EMAIL: "e@x" }, config);
    expect(env).toEqual({ ok: true, value: { author: "Ev <u@x>", committer: "U <e@x>" } });
    expect(commitIdentity({}, new Map())).toEqual({ ok: false, error: { code: "GIT_IDENTITY_UNKNOWN" } });
  });
});

/** A push to a real bare repository beside the one that pushes. */
import { describe, expect, test } from "bun:test";
import type { AppError } from "../../src/cli/errors.ts";
import type { BranchName } from "../../src/core/lib/brand.ts";
import { ok, type Result } from "../../src/core/lib/result.ts";
import type { PushOutcome } from "../../src/core/merge/report.ts";
import { withSession } from "../../src/shell/transaction/session.ts";
import { pushBranch } from "../../src/usecases/push-branch.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder } from "../support/git-repo.ts";

async function push(root: string, branch = "main"): Promise<PushOutcome> {
  const pushed: Result<PushOutcome, AppError> = await withSession<PushOutcome, never>(testCtx(root), async (session) =>
    ok(pushBranch(session, branch as BranchName)),
  );
  if (!pushed.ok) throw new Error(pushed.error.code);
  return pushed.value;
}

/** A repository with an empty bare one as the given remote. */
function withRemote(name: string): { readonly root: string; readonly remote: string } {
  const root = gitRepo();
  const remote = temporaryFolder();
  git(remote, "init", "-q", "--bare", "-b", "main");
  git(root, "remote", "add", name, remote);
  return { root, remote };
}

describe("pushBranch()", () => {
  test("pushes to origin, and again where there is nothing new", async () => {
    const { root, remote } = withRemote("origin");
    expect(await push(root)).toEqual({ state: "pushed", remote: "origin" });
    expect(git(remote, "rev-parse", "main")).toBe(git(root, "rev-parse", "main"));
    expect(await push(root)).toEqual({ state: "pushed", remote: "origin" });
  });

  test("pushes to the remote that the branch follows", async () => {
    const { root, remote } = withRemote("team");
    git(root, "config", "branch.main.remote", "team");
    expect(await push(root)).toEqual({ state: "pushed", remote: "team" });
    expect(git(remote, "rev-parse", "main")).toBe(git(root, "rev-parse", "main"));
  });

  test("never forces: what others pushed stays, and the answer says what to run", async () => {
    const { root, remote } = withRemote("origin");
    await push(root);
    const theirs = git(root, "commit-tree", "-m", "theirs", "-p", "main", "main^{tree}");
    git(root, "push", "-q", "origin", `${theirs}:refs/heads/main`);
    git(root, "commit", "-q", "--allow-empty", "-m", "ours");
    const outcome = await push(root);
    expect(outcome).toMatchObject({ state: "pending", remote: "origin", command: "git push origin main" });
    expect(JSON.stringify(outcome)).toContain("rejected");
    expect(git(remote, "rev-parse", "main")).toBe(theirs);
  });

  test("says so where there is no remote", async () => {
    const outcome = await push(gitRepo());
    expect(outcome).toMatchObject({ state: "pending", remote: "origin" });
    expect(JSON.stringify(outcome)).toContain("origin");
  });

  test("runs the user's pre-push hook, which may refuse", async () => {
    const { root, remote } = withRemote("origin");
    await Bun.write(`${root}/.git/hooks/pre-push`, "#!/bin/sh\necho not on Fridays >&2\nexit 1\n");
    Bun.spawnSync(["chmod", "+x", `${root}/.git/hooks/pre-push`]);
    const outcome = await push(root);
    expect(outcome.state).toBe("pending");
    expect(JSON.stringify(outcome)).toContain("not on Fridays");
    expect(git(remote, "for-each-ref")).toBe("");
  });
});

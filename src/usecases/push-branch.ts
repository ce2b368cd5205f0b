/** Pushes a branch to its remote, on request only; the one use of the network here. A failure is an answer, since nothing is undone. */
import type { BranchName } from "../core/lib/brand.ts";
import type { PushOutcome } from "../core/merge/report.ts";
import type { Session } from "../shell/transaction/session.ts";

/** Pushes with the user's own configuration and hooks; never forces. */
export function pushBranch(session: Session, branch: BranchName): PushOutcome {
  const config = session.gitConfig();
  const remote = (config.ok ? config.value.get(`branch.${branch}.remote`) : undefined) ?? "origin";
  const pushed = session.repo.git(["push", remote, `refs/heads/${branch}:refs/heads/${branch}`], { asUser: true });
  if (pushed.ok) return { state: "pushed", remote };
  const detail = pushed.error.code === "GIT_FAILED" ? pushed.error.stderr : pushed.error.code;
  return { state: "pending", remote, command: `git push ${remote} ${branch}`, detail };
}

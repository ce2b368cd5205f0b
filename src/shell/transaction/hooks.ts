/**
 * Runs the repository's own commit hooks for a commit that is made without a checkout.
 * A hook runs in a worktree that has the destination checked out, else in the main checkout, with a private index that shows
 * exactly the change to come; what it does to that index is discarded and named. Absent hooks cost two file lookups.
 */
import { accessSync, constants, copyFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { ensureDirectory, kindOf, readBytes, readText, removeFile, writeAtomically } from "../fs/files.ts";
import { gitEnv } from "../git/exec.ts";
import { type Index, parseIndex } from "../git/index-file.ts";
import { type Repo, stateDir } from "../git/repo.ts";
import { listWorktrees, type Worktree, worktreesOf } from "../git/worktrees.ts";

import { runProgram } from "../process/spawn.ts";
import type { TransactionError } from "./errors.ts";
import type { Session } from "./session.ts";

const HOOK_LIMIT_MS = 20_000;

export type HookRequest = {
  readonly branch: string;
  readonly message: string;
  /** Lines for `update-index -z --index-info` that turn the destination's tree into the new one. */
  readonly indexInfo: string;
  /** In the order of running, e.g. `pre-commit`, `commit-msg`. */
  readonly hooks: readonly string[];
};

export type HookOutcome = {
  /** The message, as `commit-msg` may have changed it. */
  readonly message: string;
  /** Index paths that a hook changed and that were not taken over. */
  readonly discarded: readonly string[];
};

function hooksDirectory(session: Session): Result<string, TransactionError> {
  const config = session.gitConfig();
  if (!config.ok) return config;
  const configured = config.value.get("core.hookspath");
  if (configured === undefined) return ok(join(session.repo.commonDir, "hooks"));
  const expanded = configured.startsWith("~/") ? join(session.ctx.env["HOME"] ?? "", configured.slice(2)) : configured;
  return ok(isAbsolute(expanded) ? expanded : join(session.repo.root, expanded));
}

function isExecutable(path: string): boolean {
  if (kindOf(path) === undefined) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const changedPaths = (before: Index | undefined, after: Index | undefined): readonly string[] =>
  [...new Set([...(before?.keys() ?? []), ...(after?.keys() ?? [])])]
    .filter(
      (path) => before?.get(path)?.oid !== after?.get(path)?.oid || before?.get(path)?.mode !== after?.get(path)?.mode,
    )
    .sort();

type Stage = { readonly worktree: Worktree; readonly index: string; readonly messageFile: string };

function prepareStage(repo: Repo, request: HookRequest): Result<Stage, TransactionError> {
  const worktree = worktreesOf(repo, request.branch)[0] ?? listWorktrees(repo)[0];
  if (worktree === undefined) throw new Error("Bug: a repository without a main checkout");
  const folder = join(stateDir(repo), "hooks");
  ensureDirectory(folder);
  const stage = {
    worktree,
    index: join(folder, `index-${process.pid}`),
    messageFile: join(folder, `message-${process.pid}`),
  };
  if (kindOf(join(worktree.gitDir, "index")) === "file") copyFileSync(join(worktree.gitDir, "index"), stage.index);
  const filled = repo.git(["update-index", "-z", "--index-info"], {
    cwd: worktree.path,
    stdin: request.indexInfo,
    env: { GIT_INDEX_FILE: stage.index },
  });
  return filled.ok ? ok(stage) : filled;
}

const indexAt = (repo: Repo, path: string): Index | undefined => {
  const bytes = readBytes(path);
  return bytes === undefined ? undefined : parseIndex(bytes, repo.objectFormat === "sha1" ? 20 : 32);
};

function runOne(
  session: Session,
  request: HookRequest,
  run: { hook: string; path: string; stage: Stage },
): Result<null, TransactionError> {
  const rejected = (output: string): Result<null, TransactionError> =>
    err({
      code: "BOOKKEEPING_COMMIT_FAILED",
      destinationRef: request.branch,
      rejectedMessage: request.message,
      hook: run.hook,
      output,
    });
  const args = run.hook === "commit-msg" ? [run.stage.messageFile] : [];
  const ran = runProgram([run.path, ...args], {
    cwd: run.stage.worktree.path,
    env: { ...gitEnv(session.ctx.env), GIT_INDEX_FILE: run.stage.index, GIT_EDITOR: ":" },
    timeoutMs: HOOK_LIMIT_MS,
  });
  if (!ran.ok) {
    return rejected(
      ran.error.code === "PROGRAM_TIMED_OUT"
        ? `no answer within ${HOOK_LIMIT_MS / 1000} s`
        : "the hook's interpreter was not found",
    );
  }
  const output = `${new TextDecoder().decode(ran.value.stdout)}${ran.value.stderr}`.trim();
  return ran.value.exit === 0 ? ok(null) : rejected(output === "" ? `exit code ${ran.value.exit}` : output);
}

/** Runs those of the named hooks that exist. Errors: BOOKKEEPING_COMMIT_FAILED with the hook's own words. */
export function runHooks(session: Session, request: HookRequest): Result<HookOutcome, TransactionError> {
  const directory = hooksDirectory(session);
  if (!directory.ok) return directory;
  const present = request.hooks.filter((hook) => isExecutable(join(directory.value, hook)));
  if (present.length === 0) return ok({ message: request.message, discarded: [] });
  const stage = prepareStage(session.repo, request);
  if (!stage.ok) return stage;
  try {
    writeAtomically(stage.value.messageFile, `${request.message}\n`);
    const before = indexAt(session.repo, stage.value.index);
    for (const hook of present) {
      const ran = runOne(session, request, { hook, path: join(directory.value, hook), stage: stage.value });
      if (!ran.ok) return ran;
    }
    const message = (readText(stage.value.messageFile) ?? request.message).trimEnd();
    return ok({ message, discarded: changedPaths(before, indexAt(session.repo, stage.value.index)) });
  } finally {
    removeFile(stage.value.index);
    removeFile(stage.value.messageFile);
  }
}

/**
 * One command's view of one repository: the opened repository, its object reader, what was read of its configuration,
 * and the ledger of every ref that this command moved. Closed when the command ends.
 */

import type { ConfigError, ProjectConfig } from "../../core/config/project-config.ts";
import type { BranchName, Oid } from "../../core/lib/brand.ts";
import type { Result } from "../../core/lib/result.ts";
import { readProjectConfig } from "../config/project-config.ts";
import type { Ctx } from "../ctx.ts";
import { type GitConfig, readGitConfig } from "../git/config.ts";
import type { GitError } from "../git/errors.ts";
import { type ObjectReader, openObjects } from "../git/object-reader.ts";
import { openRepo, type Repo } from "../git/repo.ts";
import type { YamlError } from "../yaml/read.ts";

/** One ref that moved, or was refused; in the order in which it happened. */
export type CommitRecord = {
  readonly branch: BranchName;
  readonly message: string;
  readonly outcome: "ok" | "refused";
  readonly sha: Oid | undefined;
  readonly wpId?: string;
};

export type Session = {
  readonly ctx: Ctx;
  readonly repo: Repo;
  readonly objects: ObjectReader;
  /** Git's effective configuration; read with one process at the first call. */
  readonly gitConfig: () => Result<GitConfig, GitError>;
  /** The project's own configuration, from the main checkout's working tree; read once. */
  readonly projectConfig: () => Promise<Result<ProjectConfig, ConfigError | YamlError>>;
  /** What the transaction recorded so far. */
  readonly ledger: readonly CommitRecord[];
  /** Called by the transaction only. */
  readonly record: (entry: CommitRecord) => void;
};

function makeSession(ctx: Ctx, repo: Repo): Session {
  const ledger: CommitRecord[] = [];
  const memo: { config?: Result<GitConfig, GitError>; project?: ReturnType<typeof readProjectConfig> } = {};
  return {
    ctx,
    repo,
    objects: openObjects(repo, ctx.env),
    gitConfig: () => {
      memo.config ??= readGitConfig(repo);
      return memo.config;
    },
    projectConfig: () => {
      memo.project ??= readProjectConfig(repo.root);
      return memo.project;
    },
    ledger,
    record: (entry) => {
      ledger.push(entry);
    },
  };
}

/** Opens the repository around `ctx.cwd`, runs `body`, and ends the object reader whatever happens. */
export async function withSession<T, E>(
  ctx: Ctx,
  body: (session: Session) => Promise<Result<T, E>>,
): Promise<Result<T, E | GitError>> {
  const repo = openRepo(ctx);
  if (!repo.ok) return repo;
  const session = makeSession(ctx, repo.value);
  try {
    return await body(session);
  } finally {
    session.objects.close();
  }
}

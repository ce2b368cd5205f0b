/**
 * Finds the repository that a directory belongs to, by reading files only: no git process.
 * `root` is always the main checkout, whatever worktree the command was started in; state and locks live under `commonDir`.
 */
import { basename, dirname, isAbsolute, join, resolve } from "node:path";
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Ctx } from "../ctx.ts";
import { kindOf, readText } from "../fs/files.ts";
import type { GitError } from "./errors.ts";
import { type GitRun, gitRunner } from "./exec.ts";

export type ObjectFormat = "sha1" | "sha256";

export type Repo = {
  /** Root of the main checkout, absolute. */
  readonly root: string;
  /** The git directory that all worktrees share. */
  readonly commonDir: string;
  /** Root of the worktree that the command was started in; equals `root` in the main checkout. */
  readonly worktreeRoot: string;
  /** The git directory of that worktree. */
  readonly gitDir: string;
  readonly objectFormat: ObjectFormat;
  /** `false` if refs are kept in another backend than files (reftable), so that only git may read them. */
  readonly refsAreFiles: boolean;
  readonly git: GitRun;
};

/** Folder of this program's own local state in a repository. */
export const stateDir = (repo: Pick<Repo, "commonDir">): string => join(repo.commonDir, "spec-kitty");

type Found = { readonly worktreeRoot: string; readonly gitDir: string };

function gitDirAt(directory: string): string | undefined {
  const dotGit = join(directory, ".git");
  const kind = kindOf(dotGit);
  if (kind === "directory") return kindOf(join(dotGit, "HEAD")) === undefined ? undefined : dotGit;
  const target = kind === "file" ? /^gitdir: (.+)$/m.exec(readText(dotGit) ?? "")?.[1]?.trim() : undefined;
  return target === undefined ? undefined : resolve(directory, target);
}

function findGitDir(start: string): Found | undefined {
  for (let directory = resolve(start); ; directory = dirname(directory)) {
    const gitDir = gitDirAt(directory);
    if (gitDir !== undefined) return { worktreeRoot: directory, gitDir };
    if (dirname(directory) === directory) return undefined;
  }
}

function commonDirOf(gitDir: string): string {
  const pointer = readText(join(gitDir, "commondir"))?.trim();
  if (pointer === undefined) return gitDir;
  return isAbsolute(pointer) ? pointer : resolve(gitDir, pointer);
}

/** Reads one key of a section of the repository's own config file; enough for `extensions.*` and `core.worktree`. */
function localConfigValue(config: string, section: string, key: string): string | undefined {
  const body = new RegExp(`^\\s*\\[${section}\\]([^[]*)`, "im").exec(config)?.[1];
  return body === undefined ? undefined : new RegExp(`^\\s*${key}\\s*=\\s*(.+?)\\s*$`, "im").exec(body)?.[1];
}

/** Opens the repository around `ctx.cwd`, or around `SPECIFY_REPO_ROOT` if that is set. Errors: NOT_A_REPOSITORY. */
export function openRepo(ctx: Pick<Ctx, "cwd" | "env">): Result<Repo, GitError> {
  const start = ctx.env["SPECIFY_REPO_ROOT"] ?? ctx.cwd;
  const found = findGitDir(start);
  if (found === undefined) return err({ code: "NOT_A_REPOSITORY", cwd: start });
  const commonDir = commonDirOf(found.gitDir);
  const config = readText(join(commonDir, "config")) ?? "";
  const worktree = localConfigValue(config, "core", "worktree");
  const root =
    worktree !== undefined
      ? resolve(commonDir, worktree)
      : basename(commonDir) === ".git"
        ? dirname(commonDir)
        : found.worktreeRoot;
  return ok({
    root,
    commonDir,
    worktreeRoot: found.worktreeRoot,
    gitDir: found.gitDir,
    objectFormat:
      localConfigValue(config, "extensions", "objectformat")?.toLowerCase() === "sha256" ? "sha256" : "sha1",
    refsAreFiles: (localConfigValue(config, "extensions", "refstorage") ?? "files").toLowerCase() === "files",
    git: gitRunner(root, ctx.env),
  });
}

/** Git's configuration, read once with one process; and the identity that commits carry. */
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Env } from "../ctx.ts";
import type { GitError } from "./errors.ts";
import { textOf } from "./exec.ts";
import type { Repo } from "./repo.ts";

/** Lower-case key (`user.name`) → last value. */
export type GitConfig = ReadonlyMap<string, string>;

/** Parses `git config --list -z`: records `key\nvalue\0`; a key without a value is `true`. */
export function parseConfigList(text: string): GitConfig {
  const values = new Map<string, string>();
  for (const record of text.split("\0")) {
    if (record === "") continue;
    const newline = record.indexOf("\n");
    if (newline < 0) values.set(record, "true");
    else values.set(record.slice(0, newline), record.slice(newline + 1));
  }
  return values;
}

/** Reads the effective configuration of a repository without this program's own overrides. One process. */
export function readGitConfig(repo: Pick<Repo, "git" | "root">): Result<GitConfig, GitError> {
  const listed = repo.git(["config", "--list", "-z", "--includes"], { asUser: true });
  return listed.ok ? ok(parseConfigList(textOf(listed.value))) : listed;
}

export type Identity = { readonly author: string; readonly committer: string };

function person(env: Env, config: GitConfig, role: "AUTHOR" | "COMMITTER"): string | undefined {
  const key = role.toLowerCase();
  const name = env[`GIT_${role}_NAME`] ?? config.get(`${key}.name`) ?? config.get("user.name");
  const email = env[`GIT_${role}_EMAIL`] ?? config.get(`${key}.email`) ?? config.get("user.email") ?? env["EMAIL"];
  if (name === undefined || email === undefined || name.trim() === "" || email.trim() === "") return undefined;
  const clean = (text: string): string => text.replace(/[<>\n\0]/g, "").trim();
  return `${clean(name)} <${clean(email)}>`;
}

/** Who commits, as `Name <mail>`. Errors: GIT_IDENTITY_UNKNOWN; never guesses one from the machine's name. */
export function commitIdentity(env: Env, config: GitConfig): Result<Identity, GitError> {
  const author = person(env, config, "AUTHOR");
  const committer = person(env, config, "COMMITTER");
  return author === undefined || committer === undefined
    ? err({ code: "GIT_IDENTITY_UNKNOWN" })
    : ok({ author, committer });
}

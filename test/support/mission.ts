/** A mission of ours, made by hand: a coordination branch with meta.json and an empty log, and its worktree. */
import { join } from "node:path";
import { git, gitRepo, writeFiles } from "./git-repo.ts";

export const MISSION_ID = "01J9ABCDE0000000000000000A";
export const FOLDER = "shop-01J9ABCD";
export const COORDINATION = `kitty/mission-${FOLDER}`;

/** The text of its meta.json, with differences. */
export const metaText = (changes: Readonly<Record<string, unknown>> = {}): string =>
  JSON.stringify({
    mission_id: MISSION_ID,
    slug: FOLDER,
    mission_slug: FOLDER,
    friendly_name: "Shop",
    mission_type: "software-dev",
    target_branch: "main",
    created_at: "2026-01-02T03:04:05.000006+00:00",
    topology: "coord",
    coordination_branch: COORDINATION,
    ...changes,
  });

export type MadeMission = { readonly root: string; readonly featureDir: string; readonly worktree: string };

/** Makes a repository with one coordinated mission and the given files in its folder, all committed. */
export function repoWithMission(files: Readonly<Record<string, string>> = {}): MadeMission {
  const root = gitRepo();
  const dir = `kitty-specs/${FOLDER}`;
  git(root, "switch", "-q", "-c", COORDINATION);
  const all = { "meta.json": metaText(), "status.events.jsonl": "", ...files };
  writeFiles(root, Object.fromEntries(Object.entries(all).map(([path, text]) => [`${dir}/${path}`, text])));
  git(root, "add", "-A");
  git(root, "commit", "-q", "-m", "mission");
  git(root, "switch", "-q", "main");
  const worktree = join(root, ".worktrees", `${FOLDER}-coord`);
  git(root, "worktree", "add", "-q", worktree, COORDINATION);
  return { root, worktree, featureDir: join(worktree, dir) };
}

/** Everything that a refusal must leave as it was: refs, worktrees, index, and files with their content, of a whole repository. */
export function fingerprint(root: string): string {
  const files = Bun.spawnSync(
    ["sh", "-c", "find . -type f -not -path './.git/*' -print0 | sort -z | xargs -0 cksum; ls .git/refs/heads"],
    { cwd: root },
  );
  return [
    git(root, "for-each-ref"),
    git(root, "worktree", "list", "--porcelain"),
    git(root, "ls-files", "--stage"),
    git(root, "status", "--porcelain", "--ignored"),
    files.stdout.toString(),
  ].join("\n");
}

/** The variables that name who commits, for a program that is started without the machine's configuration. */
export const IDENTITY = {
  GIT_AUTHOR_NAME: "Test",
  GIT_AUTHOR_EMAIL: "test@example.invalid",
  GIT_COMMITTER_NAME: "Test",
  GIT_COMMITTER_EMAIL: "test@example.invalid",
} as const;

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

/** Makes a repository with one coordinated mission and the given files in its folder, all committed; `code` is what is on main. */
export function repoWithMission(
  files: Readonly<Record<string, string>> = {},
  code: Readonly<Record<string, string>> = { "README.md": "demo\n" },
): MadeMission {
  const root = gitRepo(code);
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

/** The text of a work-package file: number `n`, owning `src/<n>.ts`, covering `FR-00<n>`, with further lines of front matter. */
export const wpText = (n: number, lines: readonly string[] = [], body = `# WP0${n}\n`): string =>
  [
    "---",
    `work_package_id: WP0${n}`,
    `title: Part ${n}  # a comment`,
    "dependencies: []",
    `requirement_refs: [FR-00${n}]`,
    `subtasks: [T00${n}]`,
    "execution_mode: code_change",
    `owned_files: [src/${n}.ts]`,
    `authoritative_surface: src/${n}.ts`,
    ...lines,
    "---",
    body,
  ].join("\n");

/** What the authors of a mission of two packages write; `src/1.ts` and `src/2.ts` have to exist. */
export const AUTHORED: Readonly<Record<string, string>> = {
  "spec.md": "# Spec\n\n## Functional Requirements\n\n| FR-001 | one thing |\n| FR-002 | another thing |\n",
  "tasks.md": "# Tasks\n\n## WP01 - one\n\n- [ ] T001 do it\n\n## WP02 - two\n\n- [ ] T002 do that\n",
  "tasks/WP01-one.md": wpText(1),
  "tasks/WP02-two.md": wpText(2),
};

/** The code that `AUTHORED` is about. */
export const CODE: Readonly<Record<string, string>> = { "README.md": "demo\n", "src/1.ts": "1\n", "src/2.ts": "2\n" };

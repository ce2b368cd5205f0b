/** Real repositories in temporary folders; removed when the test process ends. */
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

const made: string[] = [];
process.on("exit", () => {
  for (const path of made) rmSync(path, { recursive: true, force: true });
});

/** Makes an empty temporary folder. */
export function temporaryFolder(): string {
  const path = realpathSync(mkdtempSync(join(tmpdir(), "spec-kitty-test-")));
  made.push(path);
  return path;
}

/** Runs git in a folder and returns its standard output without the final newline; throws with git's words if it fails. */
export function git(cwd: string, ...args: readonly string[]): string {
  const ran = Bun.spawnSync(["git", ...args], { cwd, stdout: "pipe", stderr: "pipe", env: { ...process.env } });
  if (ran.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${ran.stderr.toString()}`);
  return ran.stdout.toString().replace(/\n$/, "");
}

/** Writes files below a folder, making folders as needed. */
export function writeFiles(root: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
}

/** Makes a repository on branch `main` with one commit that holds the given files. */
export function gitRepo(files: Readonly<Record<string, string>> = { "README.md": "demo\n" }): string {
  const root = temporaryFolder();
  git(root, "init", "-q", "-b", "main");
  writeFiles(root, files);
  git(root, "add", "-A");
  git(root, "commit", "-q", "--allow-empty", "-m", "start");
  return root;
}

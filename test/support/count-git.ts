/** Counts the git processes that a program starts: a wrapper named git, first on the PATH, writes one line for each. */
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { temporaryFolder } from "./git-repo.ts";

export type GitCounter = {
  /** Put this into the environment of the program. */
  readonly path: string;
  /** Arguments of every git that was started so far, without the fixed `-c` options. */
  readonly calls: () => readonly string[];
};

/** Makes a wrapper of its own. */
export function countGit(): GitCounter {
  const folder = temporaryFolder();
  const log = join(folder, "calls");
  const real = Bun.which("git") ?? "git";
  writeFileSync(join(folder, "git"), `#!/bin/sh\nprintf '%s\\n' "$*" >>'${log}'\nexec '${real}' "$@"\n`);
  chmodSync(join(folder, "git"), 0o755);
  return {
    path: `${folder}:${process.env["PATH"] ?? ""}`,
    calls: () =>
      existsSync(log)
        ? readFileSync(log, "utf8")
            .trimEnd()
            .split("\n")
            .map((line) => line.replaceAll(/-c \S+ /g, ""))
        : [],
  };
}

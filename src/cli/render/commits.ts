/** What a command recorded: every ref that it moved, as the transaction reported them. */
import type { Json } from "../../core/lib/json.ts";

/** One ref that moved or was refused. */
export type RecordedCommit = {
  readonly branch: string;
  readonly message: string;
  readonly outcome: string;
  readonly sha: string | undefined;
  readonly wpId?: string;
};

const LIMIT_BYTES = 1024;

/** The summary for people, at most 1 KB; "" if nothing moved. `command` is its name, e.g. `implement`. */
export function renderCommits(command: string, commits: readonly RecordedCommit[]): string {
  if (commits.length === 0) return "";
  const lines = [`[${command}] Commits recorded:`];
  let size = lines[0]?.length ?? 0;
  for (const [i, { branch, message, outcome }] of commits.entries()) {
    const line = `  - ${branch}  ${message.split("\n", 1)[0] ?? ""}  [${outcome}]`;
    const rest = `  … and ${commits.length - i} more`;
    size += new TextEncoder().encode(line).length + 1;
    if (size + rest.length > LIMIT_BYTES) return [...lines, rest].join("\n");
    lines.push(line);
  }
  return lines.join("\n");
}

/** The same for programs. */
export const commitsJson = (commits: readonly RecordedCommit[]): Json =>
  commits.map(({ branch, message, outcome, sha, wpId }) => ({
    destination_ref: branch,
    message,
    outcome,
    sha: sha ?? null,
    wp_id: wpId ?? null,
  }));

/** Commit objects, and the one way a ref moves: compare-and-swap through `git update-ref --stdin`. */
import type { Oid } from "../../core/lib/brand.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import type { Identity } from "./config.ts";
import type { GitError } from "./errors.ts";
import { writeObject } from "./object-writer.ts";
import type { Repo } from "./repo.ts";

export type CommitFields = {
  readonly tree: Oid;
  readonly parents: readonly Oid[];
  readonly identity: Identity;
  /** Milliseconds since the Unix epoch. */
  readonly atMs: number;
  readonly message: string;
};

/** Prints a commit object, in UTC. */
export function renderCommit(fields: CommitFields): string {
  const seconds = Math.floor(fields.atMs / 1000);
  return [
    `tree ${fields.tree}`,
    ...fields.parents.map((parent) => `parent ${parent}`),
    `author ${fields.identity.author} ${seconds} +0000`,
    `committer ${fields.identity.committer} ${seconds} +0000`,
    "",
    `${fields.message.trimEnd()}\n`,
  ].join("\n");
}

/** Writes a commit object; nothing points to it yet. */
export const writeCommit = (repo: Repo, fields: CommitFields): Oid =>
  writeObject(repo, "commit", Buffer.from(renderCommit(fields)));

/** A ref to create (`before` undefined), move, or delete (`after` undefined). Full ref names. */
export type RefMove = { readonly ref: string; readonly before: Oid | undefined; readonly after: Oid | undefined };

/** Some ref was not where this command had read it; nothing moved. */
export type RefMovedElsewhere = { readonly code: "REF_MOVED_ELSEWHERE"; readonly refs: readonly string[] };

function instruction(move: RefMove, zero: string): string {
  if (move.after === undefined) return `delete ${move.ref} ${move.before ?? ""}`.trimEnd();
  return `update ${move.ref} ${move.after} ${move.before ?? zero}`;
}

const LOST_RACE = /but expected|reference already exists|unable to resolve reference|reference is missing/;

/** Moves refs in one transaction with their old values as the condition. One process. Errors: REF_MOVED_ELSEWHERE, GIT_FAILED. */
export function moveRefs(
  repo: Repo,
  moves: readonly RefMove[],
  reason: string,
): Result<null, GitError | RefMovedElsewhere> {
  if (moves.length === 0) return ok(null);
  const zero = "0".repeat(repo.objectFormat === "sha1" ? 40 : 64);
  const stdin = `${moves.map((move) => instruction(move, zero)).join("\n")}\n`;
  const moved = repo.git(["update-ref", "-m", reason.replaceAll("\n", " "), "--stdin"], { stdin });
  if (moved.ok) return ok(null);
  return moved.error.code === "GIT_FAILED" && LOST_RACE.test(moved.error.stderr)
    ? err({ code: "REF_MOVED_ELSEWHERE", refs: moves.map((m) => m.ref) })
    : moved;
}

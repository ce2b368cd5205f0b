/**
 * Takes over the work of a package that only plans: the bytes of exactly its owned files, those below the mission's folder
 * from where they are authored, all others from the main checkout. Nothing there is changed.
 */
import { join } from "node:path";
import { isToolOwned } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { ok, type Result } from "../core/lib/result.ts";
import { globMatcher, isGlob, normalizeEntry } from "../core/work-package/glob.ts";
import { kindOf, listNames, readBytes, symlinkOnPath } from "../shell/fs/files.ts";
import type { GitError } from "../shell/git/errors.ts";
import { textOf } from "../shell/git/exec.ts";
import { writeObject } from "../shell/git/object-writer.ts";
import { editTree, FILE_MODE } from "../shell/git/tree.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { Session } from "../shell/transaction/session.ts";

export type CapturedWork = {
  /** By path in the mission's folder. */
  readonly missionFiles: ReadonlyMap<string, Uint8Array>;
  /** The tip's tree with the other files in it; `undefined` if there are none. */
  readonly tree: Oid | undefined;
  readonly paths: readonly string[];
};

function filesBelow(root: string, prefix = ""): readonly string[] {
  return listNames(join(root, prefix)).flatMap((name) => {
    const path = `${prefix}${name}`;
    const kind = kindOf(join(root, path));
    if (kind === "directory") return filesBelow(root, `${path}/`);
    return kind === "file" && !name.startsWith(".") ? [path] : [];
  });
}

const readSafely = (root: string, path: string): Uint8Array | undefined =>
  symlinkOnPath(root, path) === undefined && kindOf(join(root, path)) === "file"
    ? readBytes(join(root, path))
    : undefined;

/** Lists the files of the main checkout that patterns own. One process if there is a pattern or folder among them. */
function checkoutFiles(session: Session, entries: readonly string[]): Result<readonly string[], GitError> {
  const { repo } = session;
  const literal = entries.filter((entry) => !isGlob(entry) && kindOf(join(repo.root, entry)) === "file");
  const rest = entries.filter((entry) => !literal.includes(entry));
  if (rest.length === 0) return ok(literal);
  const listed = repo.git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]);
  if (!listed.ok) return listed;
  const matchers = rest.map(globMatcher);
  const found = textOf(listed.value)
    .split("\0")
    .filter((path) => path !== "" && !path.startsWith("kitty-specs/") && matchers.some((matches) => matches(path)));
  return ok([...new Set([...literal, ...found])]);
}

/** Reads the owned files. `base` is the tree that files outside the mission's folder are added to. */
export async function capturePlanning(
  session: Session,
  mission: Mission,
  work: { readonly ownedFiles: readonly string[]; readonly base: Oid },
): Promise<Result<CapturedWork, GitError>> {
  const entries = work.ownedFiles.map(normalizeEntry);
  const own = entries.filter((entry) => entry.startsWith(`${mission.dir}/`)).map(globMatcher);
  const authored = filesBelow(mission.featureDir).filter(
    (path) => !isToolOwned(path) && own.some((matches) => matches(`${mission.dir}/${path}`)),
  );
  const missionFiles = new Map(
    authored.flatMap((path) => {
      const bytes = readSafely(mission.featureDir, path);
      return bytes === undefined ? [] : [[path, bytes] as const];
    }),
  );
  const outside = checkoutFiles(
    session,
    entries.filter((entry) => !entry.startsWith("kitty-specs/")),
  );
  if (!outside.ok) return outside;
  const changes = outside.value.flatMap((path) => {
    const bytes = readSafely(session.repo.root, path);
    if (bytes === undefined) return [];
    return [{ path, entry: { mode: FILE_MODE, oid: writeObject(session.repo, "blob", bytes) } }];
  });
  const tree =
    changes.length === 0 ? undefined : await editTree(session.repo, session.objects, { base: work.base, changes });
  const paths = [
    ...[...missionFiles.keys()].map((path) => `${mission.dir}/${path}`),
    ...changes.map(({ path }) => path),
  ];
  return ok({ missionFiles, tree, paths });
}

/**
 * Prompt files for agents: below the system's temporary folder, one folder for each repository, named by what they are for.
 * They are written atomically and overwritten by the next of the same name; nothing reads them back.
 */
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Env } from "../ctx.ts";
import { ensureDirectory, kindOf, writeAtomically } from "../fs/files.ts";

export type PromptName = {
  readonly agent: string;
  readonly missionSlug: string;
  readonly action: string;
  readonly wpId: string | undefined;
};

/** Folder of all prompts of a repository; `root` is absolute. */
export const promptFolder = (env: Env, root: string): string =>
  join(
    env["TMPDIR"] || tmpdir(),
    "spec-kitty-prompts",
    new Bun.CryptoHasher("sha256").update(root).digest("hex").slice(0, 16),
  );

const word = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^\.+/, "")
    .slice(0, 80) || "x";

/** Writes a prompt and returns its absolute path. */
export function writePrompt(
  place: { readonly env: Env; readonly root: string },
  name: PromptName,
  text: string,
): string {
  const folder = promptFolder(place.env, place.root);
  ensureDirectory(folder, 0o700);
  if (kindOf(folder) !== "directory") throw new Error(`Cannot write prompts: ${folder} is not a folder`);
  const parts = ["spec-kitty-next", word(name.agent), word(name.missionSlug), word(name.action)];
  const path = join(folder, `${[...parts, ...(name.wpId === undefined ? [] : [name.wpId])].join("-")}.md`);
  writeAtomically(path, text, 0o600);
  return path;
}

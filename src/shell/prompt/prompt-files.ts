/**
 * Prompt files for agents: below the system's temporary folder, one folder for each repository, named by what they are for.
 * They are written atomically, readable by their owner only, and overwritten by the next of the same name; nothing reads them back.
 */
import { dirname, join } from "node:path";
import type { Ctx } from "../ctx.ts";
import { ensureDirectory, kindOf, writeAtomically } from "../fs/files.ts";

type Place = Pick<Ctx, "env" | "platform">;

export type PromptName = {
  readonly agent: string;
  readonly missionSlug: string;
  readonly action: string;
  readonly wpId: string | undefined;
};

const temporaryRoot = ({ env, platform }: Place): string =>
  platform === "win32" ? env["TEMP"] || env["TMP"] || "C:\\Windows\\Temp" : env["TMPDIR"] || "/tmp";

/** Where a prompt is kept; absolute. `name` is a safe file name without its ending; `root` is the repository's. */
export function promptPath(place: Place, root: string, name: string): string {
  const digest = new Bun.CryptoHasher("sha256").update(root).digest("hex").slice(0, 16);
  return join(temporaryRoot(place), "spec-kitty-prompts", digest, `${name}.md`);
}

const word = (text: string): string =>
  text
    .replace(/[^A-Za-z0-9._-]+/g, "-")
    .replace(/^\.+/, "")
    .slice(0, 80) || "x";

/** The name of a prompt that `next` hands out. */
export const stepPromptName = ({ agent, missionSlug, action, wpId }: PromptName): string =>
  ["spec-kitty-next", word(agent), word(missionSlug), word(action), ...(wpId === undefined ? [] : [wpId])].join("-");

/** Writes a prompt. A folder that is a symlink is never written through. */
export function writePrompt(path: string, text: string): void {
  const folder = dirname(path);
  ensureDirectory(folder, 0o700);
  if (kindOf(folder) !== "directory")
    throw Object.assign(new Error(`Cannot write to ${folder}`), { code: "EACCES", path });
  writeAtomically(path, text, 0o600);
}

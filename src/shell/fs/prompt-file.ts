/** Prompts for agents, in the system's folder for temporary files: one folder a repository, one file a package and action. */
import { dirname, join } from "node:path";
import type { Ctx } from "../ctx.ts";
import { ensureDirectory, writeAtomically } from "./files.ts";

const temporaryRoot = ({ env, platform }: Pick<Ctx, "env" | "platform">): string =>
  platform === "win32" ? (env["TEMP"] ?? env["TMP"] ?? "C:\\Windows\\Temp") : (env["TMPDIR"] ?? "/tmp");

/** Where a prompt is kept; absolute. `name` is a safe file name without its ending. */
export function promptPath(ctx: Pick<Ctx, "env" | "platform">, repoRoot: string, name: string): string {
  const digest = new Bun.CryptoHasher("sha256").update(repoRoot).digest("hex").slice(0, 16);
  return join(temporaryRoot(ctx), "spec-kitty-prompts", digest, `${name}.md`);
}

/** Writes a prompt atomically, readable by its owner only. */
export function writePrompt(path: string, text: string): void {
  ensureDirectory(dirname(path), 0o700);
  writeAtomically(path, text, 0o600);
}

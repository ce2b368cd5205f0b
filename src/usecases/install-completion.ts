/**
 * Installs tab completion for one shell: one marked block in the user's start-up file, or one file of ours.
 * Nothing is written without a yes; a start-up file that is a symlink is left alone and its block printed instead.
 */
import { blockFor, detectShell, type ShellName, type Target, targetOf, withBlock } from "../core/completion/plan.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import { kindOf, readText, writeAtomically } from "../shell/fs/files.ts";

export type CompletionError =
  | { readonly code: "SHELL_UNKNOWN"; readonly given: string }
  | { readonly code: "HOME_UNKNOWN" }
  | { readonly code: "COMPLETION_FILE_NOT_OURS"; readonly path: string; readonly block: string }
  | { readonly code: "CONFIRMATION_REQUIRED"; readonly path: string; readonly block: string; readonly retry: string };

export type CompletionPlan = {
  readonly shell: ShellName;
  readonly target: Target;
  /** What is added: the block or the file. */
  readonly text: string;
  /** The file holds exactly this already. */
  readonly already: boolean;
  /** Whole content afterwards. */
  readonly content: string;
};

export type InstalledCompletion = CompletionPlan & { readonly outcome: "installed" | "already" };

type Request = { readonly shell: ShellName | undefined; readonly script: (shell: ShellName) => string };

/** Works out what would be written, reading only. `script` gives a shell's completion script. */
export function planCompletion(
  ctx: Pick<Ctx, "env" | "platform">,
  { shell: asked, script }: Request,
): Result<CompletionPlan, CompletionError> {
  const shell = asked ?? detectShell(ctx);
  if (shell === undefined) return err({ code: "SHELL_UNKNOWN", given: ctx.env["SHELL"] ?? "" });
  const target = targetOf(shell, ctx);
  if (target === undefined) return err({ code: "HOME_UNKNOWN" });
  const text = target.mode === "own" ? script(shell) : blockFor(shell);
  const kind = kindOf(target.path);
  if (kind !== undefined && kind !== "file") {
    return err({ code: "COMPLETION_FILE_NOT_OURS", path: target.path, block: text });
  }
  const before = readText(target.path);
  const content = target.mode === "own" ? text : withBlock(before ?? "", text);
  return ok({ shell, target, text, already: before === content, content });
}

/** Writes the plan after a yes. A repeat finds its work done and says so. */
export function installCompletion(
  ctx: Pick<Ctx, "env" | "platform">,
  request: Request & { readonly confirmed: boolean },
): Result<InstalledCompletion, CompletionError> {
  const plan = planCompletion(ctx, request);
  if (!plan.ok) return plan;
  const { shell, target, text, already, content } = plan.value;
  if (already) return ok({ ...plan.value, outcome: "already" });
  if (!request.confirmed) {
    const retry = `spec-kitty completion install --shell ${shell} --yes`;
    return err({ code: "CONFIRMATION_REQUIRED", path: target.path, block: text, retry });
  }
  writeAtomically(target.path, content);
  return ok({ ...plan.value, outcome: "installed" });
}

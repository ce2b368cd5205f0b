/**
 * Makes a folder a project: writes the planned files, atomically one by one, and nothing else. Runs no git.
 * Running it again does what is left to do; a run that was killed is finished by the next one.
 */
import { join } from "node:path";
import type { Agent } from "../core/agent/catalog.ts";
import type { InitStep } from "../core/agent/init-plan.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import type { Ctx } from "../shell/ctx.ts";
import { writeAtomically } from "../shell/fs/files.ts";
import { type PlanProjectError, type PlanProjectInput, planProject } from "./plan-project.ts";

export type InitError =
  | PlanProjectError
  | { readonly code: "INIT_WRITE_FAILED"; readonly path: string; readonly detail: string };

export type InitializedProject = {
  /** Absolute. */
  readonly root: string;
  readonly agents: readonly Agent[];
  /** Paths below the root, in the order of writing. */
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly edited: readonly string[];
  readonly unchanged: readonly string[];
  /** Command files that their owner has changed. */
  readonly kept: readonly string[];
  readonly paste: readonly { readonly path: string; readonly block: string }[];
  readonly wasInitialized: boolean;
  readonly inRepository: boolean;
};

/** Writes what `planProject` plans. */
export async function initProject(
  ctx: Pick<Ctx, "cwd" | "now" | "random" | "version">,
  input: PlanProjectInput,
): Promise<Result<InitializedProject, InitError>> {
  const planned = planProject(ctx, input);
  if (!planned.ok) return planned;
  const { root, steps, ...rest } = planned.value;
  for (const step of steps) {
    const written = writeStep(root, step);
    if (!written.ok) return written;
  }
  const paths = (kind: InitStep["kind"]): readonly string[] =>
    steps.filter((step) => step.kind === kind).map((step) => step.path);
  return ok({
    ...rest,
    root,
    created: paths("create"),
    updated: paths("update"),
    edited: paths("edit"),
    unchanged: paths("unchanged"),
    kept: paths("keep"),
    paste: steps.flatMap((step) => (step.kind === "paste" ? [{ path: step.path, block: step.block }] : [])),
  });
}

function writeStep(root: string, step: InitStep): Result<void, InitError> {
  if (!("text" in step)) return ok(undefined);
  try {
    writeAtomically(join(root, step.path), step.text);
    return ok(undefined);
  } catch (thrown) {
    if (!(thrown instanceof Error && "code" in thrown)) throw thrown;
    return err({ code: "INIT_WRITE_FAILED", path: join(root, step.path), detail: String(thrown.code) });
  }
}

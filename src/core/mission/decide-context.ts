/** Which work package an action is about, and which command does it. Pure. */
import { err, ok, type Result } from "../lib/result.ts";
import type { Lane } from "../status/lane.ts";
import { readTypedWpId } from "../work-package/wp-id.ts";

export const CONTEXT_ACTIONS = [
  "specify",
  "plan",
  "analyze",
  "tasks",
  "tasks_outline",
  "tasks_packages",
  "tasks_finalize",
  "implement",
  "review",
  "accept",
  "status",
] as const;
export type ContextAction = (typeof CONTEXT_ACTIONS)[number];

export type ContextRefusal = {
  readonly code: "WORK_PACKAGE_UNRESOLVED";
  readonly action: string;
  readonly mission: string;
  readonly wpId: string | undefined;
  readonly known: readonly string[];
};

/** A work package as it stands, in the order of ids. */
export type StandingPackage = {
  readonly id: string;
  readonly lane: Lane | "uninitialized";
  readonly dependencies: readonly string[];
};

const READY: ReadonlySet<string> = new Set(["approved", "done"]);

function pick(action: "implement" | "review", packages: readonly StandingPackage[]): StandingPackage | undefined {
  if (action === "review") return packages.find((wp) => wp.lane === "for_review");
  const lanes = new Map(packages.map((wp) => [wp.id, wp.lane]));
  const isFree = (wp: StandingPackage): boolean => wp.dependencies.every((id) => READY.has(lanes.get(id) ?? ""));
  return (
    packages.find((wp) => wp.lane === "planned" && isFree(wp)) ??
    packages.find((wp) => wp.lane === "claimed" || wp.lane === "in_progress")
  );
}

/** Decides; `undefined` for an action that is about no single package. Errors: WORK_PACKAGE_UNRESOLVED. */
export function decideContext(
  request: { readonly action: ContextAction; readonly mission: string; readonly wpId: string | undefined },
  packages: readonly StandingPackage[],
): Result<StandingPackage | undefined, ContextRefusal> {
  const { action, mission, wpId } = request;
  const isAboutOne = action === "implement" || action === "review";
  if (wpId === undefined && !isAboutOne) return ok(undefined);
  const wanted = wpId === undefined ? undefined : (readTypedWpId(wpId) ?? wpId);
  const found =
    wanted !== undefined ? packages.find((wp) => wp.id === wanted) : isAboutOne ? pick(action, packages) : undefined;
  if (found !== undefined) return ok(found);
  return err({ code: "WORK_PACKAGE_UNRESOLVED", action, mission, wpId, known: packages.map((wp) => wp.id) });
}

/** The command that does an action. */
export function commandOf(request: {
  readonly action: ContextAction;
  readonly mission: string;
  readonly wpId: string | undefined;
  readonly agent: string | undefined;
}): string {
  const { action, mission, wpId, agent } = request;
  const at = `--mission ${mission}`;
  switch (action) {
    case "implement":
    case "review":
      return `spec-kitty agent action ${action} ${wpId ?? "<WP>"} ${at} --agent ${agent ?? "<agent>"}`;
    case "specify":
      return `spec-kitty spec-commit spec.md -m "Specify" ${at}`;
    case "plan":
      return `spec-kitty agent mission setup-plan ${at}`;
    case "analyze":
      return `spec-kitty agent mission record-analysis ${at} --input-file -`;
    case "tasks":
    case "tasks_outline":
    case "tasks_packages":
    case "tasks_finalize":
      return `spec-kitty agent mission finalize-tasks ${at}`;
    case "accept":
      return `spec-kitty accept ${at}`;
    case "status":
      return `spec-kitty agent tasks status ${at}`;
  }
}

/**
 * Which branch a mission is planned on and merges into: what the user says now, else what meta.json has recorded. Never the
 * branch of a checkout: finalize that is started on another branch records the same target.
 */
import { err, ok, type Result } from "../lib/result.ts";
import { suggest } from "../lib/suggest.ts";
import type { CreateRefusal } from "../mission/decide-create.ts";
import type { MissionMeta } from "../mission/meta.ts";

export type TargetRefusal =
  /** Nothing says which branch the mission is for. */
  | { readonly code: "PLANNING_BRANCH_NOT_PERSISTED"; readonly mission: string }
  | Extract<CreateRefusal, { code: "TARGET_BRANCH_NOT_FOUND" }>;

export type FinalizeTarget = {
  readonly branch: string;
  /** What the user asked for; `undefined` if nothing. */
  readonly requested: string | undefined;
  /** What meta.json said before. */
  readonly previous: string | undefined;
  /** True if meta.json has to be changed. */
  readonly persist: boolean;
};

/** Resolves the target. `branches` are the local ones; only a branch that is asked for now has to be among them. */
export function resolveTarget(facts: {
  readonly mission: string;
  readonly meta: MissionMeta;
  readonly requested: string | undefined;
  readonly branches: Iterable<string>;
}): Result<FinalizeTarget, TargetRefusal> {
  const { requested, meta } = facts;
  const previous = meta.targetBranch;
  const branch = requested ?? previous;
  if (branch === undefined) return err({ code: "PLANNING_BRANCH_NOT_PERSISTED", mission: facts.mission });
  const branches = [...facts.branches];
  if (requested !== undefined && !branches.includes(requested)) {
    return err({ code: "TARGET_BRANCH_NOT_FOUND", branch, suggestions: suggest(branch, branches) });
  }
  return ok({ branch, requested, previous, persist: branch !== previous });
}

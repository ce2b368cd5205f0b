/**
 * Whether a mission may go from its specification to its plan, and what that records. The texts are those that will be committed,
 * so that nothing which was validated can differ from what is recorded. Pure.
 */

import { err, ok, type Result } from "../lib/result.ts";
import { isPlanSubstantive, isSpecSubstantive } from "../work-package/spec-substance.ts";

export type PlanFacts = {
  readonly mission: string;
  /** Absolute. */
  readonly specPath: string;
  /** Texts as they are to be committed; `undefined` where there is no such file. */
  readonly spec: string | undefined;
  readonly plan: string | undefined;
  /** The specification is committed exactly as it is. */
  readonly specCommitted: boolean;
};

export type SpecMissing = { readonly code: "SPEC_FILE_MISSING"; readonly mission: string; readonly path: string };

/** What the documents are worth. */
export type PlanSubstance = {
  readonly specCommitted: boolean;
  readonly specSubstantive: boolean;
  readonly planSubstantive: boolean;
};

export type PlanDecision = PlanSubstance &
  (
    | { readonly kind: "blocked"; readonly reason: string }
    /** `milestones` in their order; those that are on the log already are not repeated. */
    | { readonly kind: "proceed"; readonly writePlan: boolean; readonly milestones: readonly string[] }
  );

/** Decides. Errors: SPEC_FILE_MISSING. */
export function decidePlan(facts: PlanFacts): Result<PlanDecision, SpecMissing> {
  const { spec, plan, specCommitted } = facts;
  if (spec === undefined) return err({ code: "SPEC_FILE_MISSING", mission: facts.mission, path: facts.specPath });
  const specSubstantive = isSpecSubstantive(spec);
  const planSubstantive = plan !== undefined && isPlanSubstantive(plan);
  const substance = { specCommitted, specSubstantive, planSubstantive };
  if (!specSubstantive) {
    const reason = `${facts.specPath} states no functional requirement yet: fill in at least one FR row, then run the command again`;
    return ok({ ...substance, kind: "blocked", reason });
  }
  const milestones = ["SpecifyCompleted", "PlanStarted", ...(planSubstantive ? ["PlanCompleted"] : [])];
  return ok({ ...substance, kind: "proceed", writePlan: plan === undefined, milestones });
}

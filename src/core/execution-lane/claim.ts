/**
 * Who may start a work package, and which rows that takes. Pure: lanes, holders and dependencies come from the fold.
 * A repeat by the holder is no error and writes nothing; a claim by somebody else names the holder.
 */
import { type AgentIdentity, isSameHolder } from "../agent/identity.ts";
import { findCycles } from "../lib/graph.ts";
import type { JsonObject } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { TransitionDraft } from "../status/draft.ts";
import type { AgentActor, ExecutionMode } from "../status/event.ts";
import type { Lane, SourceLane } from "../status/lane.ts";
import type { WpStatus } from "../status/reduce.ts";

export type WaitingFor = { readonly wpId: string; readonly lane: string };

export type ClaimRefusal =
  | { readonly code: "WP_NOT_FOUND"; readonly wpId: string; readonly known: readonly string[] }
  /** No row seeds it: the mission's packages were never finalized. */
  | { readonly code: "WP_NOT_FINALIZED"; readonly wpId: string; readonly mission: string }
  | {
      readonly code: "DEPENDENCIES_NOT_SATISFIED";
      readonly wpId: string;
      readonly waiting: readonly WaitingFor[];
      /** A closed walk if the packages wait for each other; empty if not. */
      readonly cycle: readonly string[];
    }
  | {
      readonly code: "WP_ALREADY_CLAIMED";
      readonly wpId: string;
      readonly lane: string;
      readonly claimedBy: string;
      readonly requestingActor: string;
      readonly action: "implementation" | "review";
    }
  | {
      readonly code: "WP_NOT_CLAIMABLE";
      readonly wpId: string;
      readonly lane: string;
      readonly action: "implement" | "review";
      readonly mission: string;
    }
  /** No package was named and none can be started. */
  | {
      readonly code: "NO_CLAIMABLE_WP";
      readonly action: "implement" | "review";
      readonly mission: string;
      readonly waiting: readonly WaitingFor[];
    };

export type Claimant = {
  readonly agent: AgentIdentity;
  readonly shellPid: number | undefined;
};

export type ClaimFacts = {
  readonly wpId: string;
  readonly mission: { readonly folder: string; readonly slug: string; readonly id: string | undefined };
  readonly statuses: ReadonlyMap<string, WpStatus>;
  /** What each package depends on. */
  readonly dependencies: ReadonlyMap<string, readonly string[]>;
  readonly claimant: Claimant;
  readonly executionMode: ExecutionMode;
};

export type Claim = {
  readonly from: Lane;
  /** Empty for a repeat. */
  readonly events: readonly TransitionDraft[];
};

const isSatisfied = (status: WpStatus | undefined): boolean => status?.lane === "approved" || status?.lane === "done";

/** Lists the dependencies of a package that are neither approved nor done, with where they stand. */
export const unsatisfied = (
  facts: Pick<ClaimFacts, "dependencies" | "statuses">,
  wpId: string,
): readonly WaitingFor[] =>
  (facts.dependencies.get(wpId) ?? [])
    .filter((id) => !isSatisfied(facts.statuses.get(id)))
    .map((id) => ({ wpId: id, lane: facts.statuses.get(id)?.lane ?? "unknown" }));

/** Names who has a package: the agent of its claim, else the actor of its last move. */
export const holderOf = (status: WpStatus): string =>
  typeof status.agent === "string" && status.agent !== "" ? status.agent : (status.actor ?? "");

export const actorOf = (agent: AgentIdentity, role: string): AgentActor => ({
  role: agent.role ?? role,
  profile: agent.profile,
  tool: agent.tool,
  model: agent.model,
});

const claimMetadata = ({ agent, shellPid }: Claimant): JsonObject => ({
  agent: agent.tool,
  ...(shellPid === undefined ? {} : { shell_pid: shellPid }),
});

function draftOf(facts: ClaimFacts, from: SourceLane, to: Lane, role: string): TransitionDraft {
  return {
    family: "transition",
    missionSlug: facts.mission.slug,
    ...(facts.mission.id === undefined ? {} : { missionId: facts.mission.id }),
    wpId: facts.wpId,
    from,
    to,
    actor: actorOf(facts.claimant.agent, role),
    executionMode: facts.executionMode,
  };
}

/** The package's status if it can be claimed at all. */
function standing(facts: ClaimFacts): Result<WpStatus & { readonly lane: Lane }, ClaimRefusal> {
  const { wpId, mission } = facts;
  const status = facts.statuses.get(wpId);
  if (!facts.dependencies.has(wpId)) return err({ code: "WP_NOT_FOUND", wpId, known: [...facts.dependencies.keys()] });
  if (status === undefined || status.lane === "uninitialized") {
    return err({ code: "WP_NOT_FINALIZED", wpId, mission: mission.folder });
  }
  return ok({ ...status, lane: status.lane });
}

/**
 * Decides the start of an implementation: planned → claimed → in_progress, claimed → in_progress, or nothing for a repeat.
 * Errors: WP_NOT_FOUND, WP_NOT_FINALIZED, DEPENDENCIES_NOT_SATISFIED, WP_ALREADY_CLAIMED, WP_NOT_CLAIMABLE.
 */
export function decideImplementation(facts: ClaimFacts): Result<Claim, ClaimRefusal> {
  const found = standing(facts);
  if (!found.ok) return found;
  const { lane } = found.value;
  const { wpId, claimant } = facts;
  if (lane !== "planned" && lane !== "claimed" && lane !== "in_progress") {
    return err({ code: "WP_NOT_CLAIMABLE", wpId, lane, action: "implement", mission: facts.mission.folder });
  }
  const holder = holderOf(found.value);
  if (lane !== "planned" && !isSameHolder(holder, claimant.agent.tool)) {
    const requestingActor = claimant.agent.tool;
    return err({
      code: "WP_ALREADY_CLAIMED",
      wpId,
      lane,
      claimedBy: holder,
      requestingActor,
      action: "implementation",
    });
  }
  if (lane === "in_progress") return ok({ from: lane, events: [] });
  const waiting = unsatisfied(facts, wpId);
  if (waiting.length > 0) {
    const cycle = findCycles(facts.dependencies).find((walk) => waiting.some((w) => walk.includes(w.wpId))) ?? [];
    return err({ code: "DEPENDENCIES_NOT_SATISFIED", wpId, waiting, cycle });
  }
  const policyMetadata = claimMetadata(claimant);
  const start = { ...draftOf(facts, "claimed", "in_progress", "implementer"), policyMetadata };
  if (lane === "claimed") return ok({ from: lane, events: [start] });
  return ok({
    from: lane,
    events: [{ ...draftOf(facts, "planned", "claimed", "implementer"), policyMetadata }, start],
  });
}

/**
 * Decides the start of a review: for_review → in_review, or nothing for a repeat by the same reviewer.
 * Errors: WP_NOT_FOUND, WP_NOT_FINALIZED, WP_ALREADY_CLAIMED, WP_NOT_CLAIMABLE.
 */
export function decideReview(facts: ClaimFacts): Result<Claim, ClaimRefusal> {
  const found = standing(facts);
  if (!found.ok) return found;
  const { lane, actor } = found.value;
  const { wpId, claimant } = facts;
  if (lane === "in_review") {
    const claimedBy = actor ?? "";
    const requestingActor = claimant.agent.tool;
    return isSameHolder(claimedBy, requestingActor)
      ? ok({ from: lane, events: [] })
      : err({ code: "WP_ALREADY_CLAIMED", wpId, lane, claimedBy, requestingActor, action: "review" });
  }
  if (lane !== "for_review") {
    return err({ code: "WP_NOT_CLAIMABLE", wpId, lane, action: "review", mission: facts.mission.folder });
  }
  const draft = draftOf(facts, "for_review", "in_review", "reviewer");
  return ok({ from: lane, events: [{ ...draft, reviewRef: REVIEW_CLAIM_REF }] });
}

/** What a review's claim points at: no file. */
export const REVIEW_CLAIM_REF = "action-review-claim";

/** Picks the package to start where none was named: one of the claimant's own first, else the first that is ready. */
export function chooseImplementation(facts: Omit<ClaimFacts, "wpId" | "executionMode">): Result<string, ClaimRefusal> {
  const ids = [...facts.dependencies.keys()];
  const laneOf = (id: string) => facts.statuses.get(id)?.lane;
  const own = ids.find((id) => {
    const status = facts.statuses.get(id);
    const started = status?.lane === "claimed" || status?.lane === "in_progress";
    return status !== undefined && started && holderOf(status) === facts.claimant.agent.tool;
  });
  const ready = own ?? ids.find((id) => laneOf(id) === "planned" && unsatisfied(facts, id).length === 0);
  if (ready !== undefined) return ok(ready);
  const waiting = ids
    .filter((id) => !isSatisfied(facts.statuses.get(id)))
    .map((id) => ({ wpId: id, lane: laneOf(id) ?? "genesis" }));
  return err({ code: "NO_CLAIMABLE_WP", action: "implement", mission: facts.mission.folder, waiting });
}

/** Picks the package to review where none was named: the reviewer's own first, else the first that waits for review. */
export function chooseReview(facts: Omit<ClaimFacts, "wpId" | "executionMode">): Result<string, ClaimRefusal> {
  const ids = [...facts.dependencies.keys()];
  const own = ids.find((id) => {
    const status = facts.statuses.get(id);
    return status?.lane === "in_review" && status.actor === facts.claimant.agent.tool;
  });
  const next = own ?? ids.find((id) => facts.statuses.get(id)?.lane === "for_review");
  if (next !== undefined) return ok(next);
  const waiting = ids.map((id) => ({ wpId: id, lane: facts.statuses.get(id)?.lane ?? "genesis" }));
  return err({ code: "NO_CLAIMABLE_WP", action: "review", mission: facts.mission.folder, waiting });
}

/**
 * May this mission be created, where, and is it there already? Pure: facts in, plan or refusal out.
 * A mission of the same slug and target that has not been finalized is the same mission, so that creating is safe to repeat.
 */
import type { Oid } from "../lib/brand.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { suggest } from "../lib/suggest.ts";
import { type DestinationProblem, isBranchShape } from "./destination.ts";
import { friendlyFromSlug, parseFriendlyName, parseSlug, type SlugRefusal } from "./identity.ts";
import { isCoordinated, type Topology } from "./meta.ts";
import { defaultMissionType, findMissionType, isActiveType, MISSION_TYPES } from "./types.ts";

export type CreateRequest = {
  readonly slug: string;
  readonly friendlyName: string | undefined;
  readonly missionType: string | undefined;
  readonly targetBranch: string | undefined;
  /** A branch to make at the current one's tip, if it is not there, and to merge into. The checkout is not switched. */
  readonly startBranch: string | undefined;
  /** `undefined`: coordinated. */
  readonly topology: Topology | undefined;
  readonly prBound: boolean;
  /** The person has agreed to the branches of a mission that ends in a pull request. */
  readonly strategyConfirmed: boolean;
  /** `new` makes a second mission of the same slug. */
  readonly identity: "reuse" | "new";
};

export type CreateFacts = {
  /** The branch that was checked out, and its tip; a branch without a commit has none. */
  readonly head: { readonly branch: string; readonly tip: Oid | undefined } | undefined;
  readonly branches: ReadonlyMap<string, Oid>;
  readonly isProtected: (branch: string) => boolean;
  /** Types that the project's configuration lists; `undefined` where it lists none. */
  readonly activeTypes: readonly string[] | undefined;
  /** Missions that were not finalized, newest last. */
  readonly drafts: readonly { readonly folder: string; readonly slug: string; readonly targetBranch: string }[];
};

export type CreatePlan =
  | { readonly kind: "existing"; readonly folder: string; readonly target: Target }
  | {
      readonly kind: "create";
      readonly slug: string;
      readonly friendlyName: string;
      readonly missionType: string;
      readonly topology: Topology;
      readonly target: Target;
    };

export type Target = {
  readonly branch: string;
  readonly tip: Oid;
  /** The branch has to be made. */
  readonly isNew: boolean;
};

export type CreateRefusal =
  | SlugRefusal
  /** HEAD is detached, or on a branch of another mission, and no target was named. */
  | { readonly code: "TARGET_BRANCH_REQUIRED"; readonly slug: string }
  | { readonly code: "TARGET_BRANCH_UNBORN"; readonly branch: string }
  | { readonly code: "TARGET_BRANCH_NOT_FOUND"; readonly branch: string; readonly suggestions: readonly string[] }
  | { readonly code: "MISSION_TYPE_UNKNOWN"; readonly given: string; readonly known: readonly string[] }
  | { readonly code: "MISSION_TYPE_INACTIVE"; readonly given: string; readonly active: readonly string[] }
  | { readonly code: "TOPOLOGY_TARGET_PROTECTED"; readonly topology: Topology; readonly branch: string }
  | { readonly code: "BRANCH_STRATEGY_CONFIRMATION_REQUIRED"; readonly slug: string; readonly branch: string }
  | { readonly code: "START_BRANCH_TARGET_MISMATCH"; readonly startBranch: string; readonly targetBranch: string }
  | { readonly code: "START_BRANCH_FAILED"; readonly startBranch: string; readonly problem: DestinationProblem };

/** The mission exists, but its coordination branch has no history in common with the target. */
export type CoordinationDiverged = {
  readonly code: "COORDINATION_BRANCH_DIVERGED";
  readonly branch: string;
  readonly target: string;
  readonly slug: string;
};

function decideTarget(request: CreateRequest, facts: CreateFacts): Result<Target, CreateRefusal> {
  const { startBranch, targetBranch, slug } = request;
  const { head, branches } = facts;
  if (startBranch !== undefined && targetBranch !== undefined && startBranch !== targetBranch)
    return err({ code: "START_BRANCH_TARGET_MISMATCH", startBranch, targetBranch });
  const branch = startBranch ?? targetBranch ?? head?.branch;
  if (branch === undefined) return err({ code: "TARGET_BRANCH_REQUIRED", slug });
  const tip = branches.get(branch);
  if (tip !== undefined) return ok({ branch, tip, isNew: false });
  if (head !== undefined && head.tip === undefined && (branch === head.branch || startBranch !== undefined))
    return err({ code: "TARGET_BRANCH_UNBORN", branch: head.branch });
  if (startBranch === undefined)
    return err({ code: "TARGET_BRANCH_NOT_FOUND", branch, suggestions: suggest(branch, [...branches.keys()]) });
  if (!isBranchShape(startBranch))
    return err({ code: "START_BRANCH_FAILED", startBranch, problem: "DESTINATION_REF_INVALID_SHAPE" });
  return head?.tip === undefined
    ? err({ code: "TARGET_BRANCH_REQUIRED", slug })
    : ok({ branch, tip: head.tip, isNew: true });
}

function decideType(given: string | undefined, active: readonly string[] | undefined): Result<string, CreateRefusal> {
  const known = MISSION_TYPES.map((type) => type.key);
  const key = given ?? defaultMissionType(active);
  if (findMissionType(key) === undefined) return err({ code: "MISSION_TYPE_UNKNOWN", given: key, known });
  if (isActiveType(key, active)) return ok(key);
  return err({ code: "MISSION_TYPE_INACTIVE", given: key, active: known.filter((type) => isActiveType(type, active)) });
}

/** Decides; the first problem wins, in the order names, branches, type, topology, confirmation. */
export function decideCreate(request: CreateRequest, facts: CreateFacts): Result<CreatePlan, CreateRefusal> {
  const slug = parseSlug(request.slug);
  if (!slug.ok) return slug;
  const name = parseFriendlyName(request.friendlyName ?? friendlyFromSlug(slug.value));
  if (!name.ok) return name;
  const target = decideTarget({ ...request, slug: slug.value }, facts);
  if (!target.ok) return target;
  const type = decideType(request.missionType, facts.activeTypes);
  if (!type.ok) return type;
  const { branch } = target.value;
  const draft = facts.drafts.findLast((one) => one.slug === slug.value && one.targetBranch === branch);
  if (request.identity === "reuse" && draft !== undefined)
    return ok({ kind: "existing", folder: draft.folder, target: target.value });
  const topology = request.topology ?? "coord";
  if (!isCoordinated(topology) && facts.isProtected(branch))
    return err({ code: "TOPOLOGY_TARGET_PROTECTED", topology, branch });
  if (request.prBound && !request.strategyConfirmed)
    return err({ code: "BRANCH_STRATEGY_CONFIRMATION_REQUIRED", slug: slug.value, branch });
  return ok({
    kind: "create",
    slug: slug.value,
    friendlyName: name.value,
    missionType: type.value,
    topology,
    target: target.value,
  });
}

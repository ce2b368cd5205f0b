/** Texts for missions that were not created, and for plans that have no specification. */

import type { ContextRefusal } from "../../core/mission/decide-context.ts";
import type { CoordinationDiverged, CreateRefusal } from "../../core/mission/decide-create.ts";
import type { SpecMissing } from "../../core/mission/decide-plan.ts";
import type { SlugRefusal } from "../../core/mission/identity.ts";
import type { ErrorTexts } from "./text.ts";

export type CreateError = Exclude<CreateRefusal, SlugRefusal> | CoordinationDiverged | SpecMissing | ContextRefusal;

const CREATE = "spec-kitty agent mission create";

export const CREATE_ERRORS = {
  TARGET_BRANCH_REQUIRED: {
    exit: 1,
    message: () => "Cannot tell which branch the mission is for: HEAD is detached or on a mission's own branch",
    hint: (e) => `Name the branch to merge into, for example: ${CREATE} ${e.slug} --target-branch main`,
    explain:
      "A mission is merged into its target branch when it is done. The target is the branch you are on, unless --target-branch names another.",
  },
  TARGET_BRANCH_UNBORN: {
    exit: 1,
    message: (e) => `Cannot start a mission on ${e.branch}: this repository has no commit yet`,
    hint: () => "Make the first commit with: git commit --allow-empty -m init",
    explain:
      "A mission's branch starts at a commit of its target. In a repository without one there is nothing to start from.",
    details: (e) => ({ target_branch: e.branch }),
  },
  TARGET_BRANCH_NOT_FOUND: {
    exit: 1,
    message: (e) => `There is no local branch "${e.branch}" to merge into`,
    hint: (e) =>
      e.suggestions.length > 0
        ? `Did you mean ${e.suggestions.join(" or ")}? All branches: git branch --list`
        : "See the branches with: git branch --list",
    explain:
      "The target of a mission is an existing local branch. --start-branch NAME makes one at the current commit, without switching to it.",
    details: (e) => ({ target_branch: e.branch, suggestions: e.suggestions }),
  },
  MISSION_TYPE_UNKNOWN: {
    exit: 1,
    message: (e) => `No mission type is called "${e.given}": known are ${e.known.join(", ")}`,
    hint: () => "See what each is for with: spec-kitty mission-type list",
    explain: "The type of a mission decides its steps and the documents it produces.",
    details: (e) => ({ mission_type: e.given, known: e.known }),
  },
  MISSION_TYPE_INACTIVE: {
    exit: 1,
    message: (e) => `The mission type "${e.given}" is not active in this project: active are ${e.active.join(", ")}`,
    hint: () => "Add it to mission_type_activations in .kittify/config.yaml; see: spec-kitty mission-type list",
    explain: "A project may restrict which types of mission it uses; the list is in .kittify/config.yaml.",
    details: (e) => ({ mission_type: e.given, active: e.active }),
  },
  TOPOLOGY_TARGET_PROTECTED: {
    exit: 1,
    message: (e) => `Cannot record a ${e.topology} mission on ${e.branch}: the branch is protected`,
    hint: () =>
      `Leave --topology out to record on a coordination branch, or start a branch: ${CREATE} <slug> --topology single_branch --start-branch <name>`,
    explain:
      "Without a coordination branch a mission's planning and status are committed on its target. Nothing but merge commits on a protected branch.",
    details: (e) => ({ topology: e.topology, target_branch: e.branch }),
  },
  BRANCH_STRATEGY_CONFIRMATION_REQUIRED: {
    exit: 1,
    message: (e) => `A mission that ends in a pull request into ${e.branch} needs its branches confirmed`,
    hint: (e) =>
      `Ask the person, then run: ${CREATE} ${e.slug} --pr-bound --branch-strategy already-confirmed (or name a branch with --start-branch)`,
    explain:
      "Which branch a pull request comes from is a person's decision. The flag says that it was made; nothing was created.",
    details: (e) => ({ target_branch: e.branch }),
  },
  START_BRANCH_TARGET_MISMATCH: {
    exit: 1,
    message: (e) =>
      `The flags --start-branch ${e.startBranch} and --target-branch ${e.targetBranch} name different branches`,
    hint: () => `Give one of them; see: ${CREATE} --help`,
    explain: "A branch that is started for a mission is also the one that the mission is merged into.",
    details: (e) => ({ start_branch: e.startBranch, target_branch: e.targetBranch }),
  },
  START_BRANCH_FAILED: {
    exit: 1,
    message: (e) => `Cannot start the branch "${e.startBranch}": it is not a short branch name`,
    hint: () => "Check a name with: git check-ref-format --branch <name>",
    explain:
      "The branch is made at the current commit in the same step as the mission; your checkout stays where it is.",
    details: (e) => ({ start_branch: e.startBranch, problem: e.problem }),
  },
  COORDINATION_BRANCH_DIVERGED: {
    exit: 1,
    message: (e) => `The coordination branch ${e.branch} shares no history with ${e.target}`,
    hint: (e) =>
      `Join them with: ${CREATE} ${e.slug} --target-branch ${e.target} --force-recreate-coordination-branch (or make a second mission with --new)`,
    explain:
      "The target was rewritten, or the branch was made elsewhere, so that the mission could never be merged. Joining keeps the mission's files and history and takes the target's code.",
    details: (e) => ({ coordination_branch: e.branch, target_branch: e.target, next_step: "rejoin or --new" }),
  },
  SPEC_FILE_MISSING: {
    exit: 1,
    message: (e) => `There is no specification at ${e.path}`,
    hint: (e) =>
      `Write it there, then run: spec-kitty agent mission setup-plan --mission ${e.mission} (a deleted one comes back with: git checkout -- spec.md)`,
    explain: "A plan is made for a specification. spec.md in the mission's folder states what is wanted and why.",
    details: (e) => ({ mission_slug: e.mission, spec_file: e.path }),
  },
  WORK_PACKAGE_UNRESOLVED: {
    exit: 1,
    message: (e) =>
      e.wpId === undefined
        ? `Mission ${e.mission} has no work package to ${e.action} now`
        : `Mission ${e.mission} has no work package ${e.wpId}`,
    hint: (e) => `See where they stand with: spec-kitty agent tasks status --mission ${e.mission}`,
    explain:
      "The next package to implement is a planned one whose dependencies are approved or done; the next to review is one that waits for review.",
    details: (e) => ({
      success: false,
      action: e.action,
      mission_slug: e.mission,
      wp_id: e.wpId ?? null,
      known: e.known,
    }),
  },
} satisfies ErrorTexts<CreateError>;

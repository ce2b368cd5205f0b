/** The flags that say how a mission is to be created; the same for agents, for people and for tickets. */
import type { CreateRequest } from "../core/mission/decide-create.ts";
import { TOPOLOGIES, type Topology } from "../core/mission/meta.ts";
import type { InputOf } from "./leaf.ts";

export const CREATE_ARGS = {
  missionType: { type: "option", value: "TYPE", summary: "Kind of mission; see mission-type list" },
  targetBranch: {
    type: "option",
    value: "BRANCH",
    summary: "Branch to merge into; the current one if left out",
    complete: "branch",
  },
  friendlyName: { type: "option", value: "TEXT", summary: "Name for people" },
  purposeTldr: { type: "option", value: "TEXT", summary: "Purpose in one line" },
  purposeContext: { type: "option", value: "TEXT", summary: "Purpose in a paragraph" },
  prBound: { type: "flag", summary: "The mission ends in a pull request", negatable: true },
  topology: {
    type: "option",
    value: "TOPOLOGY",
    summary: "Where it is recorded; coord if left out",
    choices: TOPOLOGIES,
  },
  branchStrategy: {
    type: "option",
    value: "STRATEGY",
    summary: "With --pr-bound: a person has agreed to the branches",
    choices: ["already-confirmed"],
  },
  startBranch: {
    type: "option",
    value: "BRANCH",
    summary: "Make this branch at the current commit and merge into it",
    complete: "branch",
  },
  forceRecreateCoordinationBranch: {
    type: "flag",
    summary: "Join a coordination branch that lost its connection with the target",
  },
  new: { type: "flag", summary: "Make a second mission although one of that slug is being planned" },
  dryRun: { type: "flag", summary: "Show what would be made; change nothing" },
} as const;

export type CreateFlags = InputOf<typeof CREATE_ARGS>;

/** What the use case is asked for. */
export function toCreateInput(slug: string, flags: CreateFlags) {
  const request: CreateRequest = {
    slug,
    friendlyName: flags.friendlyName,
    missionType: flags.missionType,
    targetBranch: flags.targetBranch,
    startBranch: flags.startBranch,
    topology: flags.topology as Topology | undefined,
    prBound: flags.prBound === true,
    strategyConfirmed: flags.branchStrategy === "already-confirmed",
    identity: flags.new ? "new" : "reuse",
  };
  return {
    ...request,
    purposeTldr: flags.purposeTldr,
    purposeContext: flags.purposeContext,
    recreateCoordination: flags.forceRecreateCoordinationBranch,
    mode: flags.dryRun ? ("dry-run" as const) : ("apply" as const),
  };
}

/** What `next` says: sentences for reasons and guards, the decision for people, and its document with fixed keys. Pure. */
import { type Board, countAll } from "../../core/board/board.ts";
import { instantOf } from "../../core/lib/instant.ts";
import type { JsonObject } from "../../core/lib/json.ts";
import type { NextDecision, Reason } from "../../core/next/decide-next.ts";
import type { GuardFailure } from "../../core/next/derive-state.ts";
import type { Style } from "../style.ts";
import type { identityJson } from "./identity.ts";

type NextFacts = {
  readonly identity: Parameters<typeof identityJson>[0];
  readonly decision: NextDecision;
  readonly agent: string | undefined;
  readonly one: { readonly board: Board };
  readonly workspace: { readonly path: string } | undefined;
  readonly promptFile: string | undefined;
  readonly runId: string | undefined;
  readonly nowMs: number;
};

/** Says what keeps a step from being left. */
export function guardSentence(failure: GuardFailure): string {
  switch (failure.code) {
    case "FILE_MISSING":
      return `${failure.file} does not exist yet`;
    case "SPEC_NOT_SUBSTANTIVE":
      return "spec.md has no requirement row with a text of its own yet";
    case "PLAN_NOT_SUBSTANTIVE":
      return "plan.md has no technical context of its own yet";
    case "NO_WORK_PACKAGES":
      return "there is no tasks/WPnn-*.md yet";
    case "NOT_FINALIZED":
      return "the work packages are not recorded yet: run spec-kitty agent mission finalize-tasks";
    case "PACKAGES_OPEN":
      return `not handed over for review yet: ${failure.wpIds.join(", ")}`;
    case "PACKAGES_NOT_APPROVED":
      return `not approved yet: ${failure.wpIds.join(", ")}`;
    case "NOT_ACCEPTED":
      return "the mission is not accepted yet: run spec-kitty accept";
  }
}

/** Says why nothing is handed out, or why it is over. */
export function reasonSentence(reason: Reason): string {
  switch (reason.code) {
    case "WAITS_FOR_REVIEW":
      return `Review in progress: ${reason.wpIds.join(", ")}`;
    case "WAITS_FOR_HOLDER":
      return `In work by ${[...new Set(reason.holders)].join(", ")}: ${reason.wpIds.join(", ")}`;
    case "WAITS_FOR_DEPENDENCIES":
      return `${reason.wpIds.join(", ")} cannot start before ${reason.blockers.join(", ")} is approved`;
    case "PACKAGES_BLOCKED":
      return `Blocked: ${reason.wpIds.join(", ")}. Move one on with: spec-kitty agent tasks move-task ${reason.wpIds[0] ?? "WP01"} --to in_progress`;
    case "REPORTED":
      return `The agent reported ${reason.result} for ${reason.stepId}. Continue at any time with: --result success`;
    case "GUARD":
      return `${reason.stepId} is not done yet`;
    case "ACCEPTED":
      return "All steps are done; the mission is accepted. It can be merged with: spec-kitty merge";
    case "MERGED":
      return "All steps are done; the mission is merged";
  }
}

function progressJson(board: Board): JsonObject {
  const lanes = countAll(board);
  return {
    total_wps: board.progress.total,
    done_wps: lanes.done,
    approved_wps: lanes.approved,
    in_progress_wps: lanes.claimed + lanes.in_progress + lanes.in_review,
    planned_wps: lanes.planned,
    for_review_wps: lanes.for_review,
    weighted_percentage: board.progress.weightedPercentage,
  };
}

const questionJson = ({ decision }: NextDecision): JsonObject => ({
  decision_id: decision?.id ?? null,
  input_key: decision?.key ?? null,
  question: decision?.question ?? null,
  options: decision === undefined ? null : [],
});

/** The decision document: every key, always, in this order; ours follow. */
export function nextJson(next: NextFacts): JsonObject {
  const { decision, identity } = next;
  const { missionType } = identity;
  return {
    kind: decision.kind,
    agent: next.agent ?? null,
    mission_slug: identity.missionSlug,
    mission_number: identity.missionNumber === undefined ? "" : String(identity.missionNumber),
    mission_type: missionType,
    mission: missionType,
    mission_state: decision.state,
    timestamp: instantOf(next.nowMs),
    action: decision.action ?? null,
    wp_id: decision.wpId ?? null,
    workspace_path: next.workspace?.path ?? null,
    prompt_file: next.promptFile ?? null,
    reason: decision.reason === undefined ? null : reasonSentence(decision.reason),
    guard_failures: decision.failures.map(guardSentence),
    progress: progressJson(next.one.board),
    origin: { mission_tier: "builtin", mission_path: `builtin:${missionType}` },
    run_id: next.runId ?? null,
    step_id: decision.stepId ?? null,
    ...questionJson(decision),
    is_query: decision.kind === "query",
    preview_step: decision.preview ?? null,
    mission_id: identity.missionId ?? null,
    feature_dir: identity.featureDir,
    reason_code: decision.reason?.code ?? null,
    ...(decision.answered === undefined ? {} : { answered: decision.answered.id, answer: decision.answered.answer }),
  };
}

/** What to run now that the state is known; `undefined` where the answer says it, or a person has to answer first. */
export function nextCommand({ decision, identity, agent }: NextFacts): string | undefined {
  const { action, wpId, preview, reason } = decision;
  const mission = `--mission ${identity.missionSlug}`;
  if (reason?.code === "ACCEPTED") return `spec-kitty merge ${mission}`;
  if (decision.kind !== "query" || decision.decision !== undefined) return undefined;
  // A reason says that somebody else is at it, or that a person has to decide.
  if (preview === undefined || reason !== undefined) return undefined;
  const who = `--agent ${agent ?? "<agent>"}`;
  if (wpId !== undefined && (action === "implement" || action === "review"))
    return `spec-kitty agent action ${action} ${wpId} ${who} ${mission}`;
  return action === "accept" ? `spec-kitty accept ${mission}` : `spec-kitty next ${who} ${mission} --result success`;
}

/** The decision for a person. */
export function renderNext(next: NextFacts, style: Style): string {
  const { decision, identity, one } = next;
  const { progress } = one.board;
  const action = [decision.action, decision.wpId].filter((word) => word !== undefined).join(" ");
  const isQuery = decision.kind === "query";
  const head = isQuery
    ? [
        style.dim("[QUERY - result not provided, state not advanced]"),
        `  Mission: ${style.bold(identity.missionSlug)} @ ${decision.state}`,
      ]
    : [`${style.bold(`[${decision.kind.toUpperCase()}]`)} ${identity.missionSlug} @ ${decision.state}`];
  const command = next.promptFile === undefined ? nextCommand(next) : `cat ${next.promptFile}`;
  const line = (title: string, text: string | undefined): readonly string[] =>
    text === undefined || text === "" ? [] : [`  ${title}: ${text}`];
  return [
    ...head,
    ...line("Mission Type", identity.missionType),
    ...line(
      isQuery ? "Next step" : "Action",
      isQuery ? [decision.preview, action === "" ? "" : `(${action})`].join(" ").trim() : action,
    ),
    ...line("Workspace", next.workspace?.path),
    ...decision.failures.map((failure) => `  ${style.yellow("Pending")}: ${guardSentence(failure)}`),
    ...line("Reason", decision.reason === undefined ? undefined : reasonSentence(decision.reason)),
    ...line("Question", decision.decision?.question),
    ...line("Decision ID", decision.decision?.id),
    ...line("Progress", `${Math.round(progress.weightedPercentage)}% (${progress.doneCount}/${progress.total} done)`),
    ...line("Run ID", next.runId),
    ...(command === undefined ? [] : ["", `  Next: ${command}`]),
  ].join("\n");
}

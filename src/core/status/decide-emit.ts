/**
 * A single raw move, as `agent status emit` asks for it: one edge, one row. What the caller did not say about subtasks and
 * earlier work is taken from the log. Pure.
 */
import { isJsonObject, type Json, parseJson } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import type { TransitionDraft } from "./draft.ts";
import type { Evidence, ExecutionMode, ReviewResult } from "./event.ts";
import { parseLane } from "./lane.ts";
import type { WpStatus } from "./reduce.ts";
import { decideTransition, type TransitionRefusal } from "./transition.ts";

export type EmitRequest = {
  readonly wpId: string;
  readonly to: string;
  readonly actor: string;
  readonly force: boolean;
  readonly reason: string | undefined;
  readonly reviewRef: string | undefined;
  readonly evidenceJson: string | undefined;
  readonly reviewResultJson: string | undefined;
  readonly workspaceContext: string | undefined;
  readonly subtasksComplete: boolean | undefined;
  readonly implementationEvidence: boolean | undefined;
  readonly executionMode: ExecutionMode;
};

/** The value of an option is no JSON of the shape it takes. */
export type OptionJsonInvalid = {
  readonly code: "OPTION_JSON_INVALID";
  readonly option: string;
  readonly expected: string;
};

export type EmitRefusal = TransitionRefusal | OptionJsonInvalid;

export type EmitFacts = {
  readonly mission: { readonly slug: string; readonly id: string | undefined };
  readonly status: WpStatus | undefined;
  readonly roster: readonly string[] | undefined;
};

const text = (value: Json | undefined): string => (typeof value === "string" ? value.trim() : "");

function readObject(
  option: string,
  given: string,
  expected: string,
): Result<Readonly<Record<string, Json>>, OptionJsonInvalid> {
  const parsed = parseJson(given);
  return parsed.ok && isJsonObject(parsed.value)
    ? ok(parsed.value)
    : err({ code: "OPTION_JSON_INVALID", option, expected });
}

/** Reads `--evidence-json`: an object whose `review` is one too. Errors: OPTION_JSON_INVALID. */
export function parseEvidence(given: string): Result<Evidence, OptionJsonInvalid> {
  const expected = '{"review": {"reviewer", "verdict", "reference"}}';
  const read = readObject("--evidence-json", given, expected);
  if (!read.ok) return read;
  const review = read.value["review"];
  if (!isJsonObject(review)) return err({ code: "OPTION_JSON_INVALID", option: "--evidence-json", expected });
  const { reviewer, verdict, reference } = review as { readonly [key: string]: Json | undefined };
  return ok({
    ...(read.value as Partial<Evidence>),
    review: { reviewer: text(reviewer), verdict: text(verdict), reference: text(reference) },
  });
}

/** Reads `--review-result-json`. Errors: OPTION_JSON_INVALID. */
export function parseReviewResult(given: string): Result<ReviewResult, OptionJsonInvalid> {
  const option = "--review-result-json";
  const expected = '{"reviewer", "verdict": "approved" or "changes_requested", "reference", "feedback_path"?}';
  const read = readObject(option, given, expected);
  if (!read.ok) return read;
  const {
    reviewer,
    verdict,
    reference,
    feedback_path: path,
  } = read.value as { readonly [key: string]: Json | undefined };
  const isVerdict = verdict === "approved" || verdict === "changes_requested";
  if (!isVerdict || text(reviewer) === "" || text(reference) === "")
    return err({ code: "OPTION_JSON_INVALID", option, expected });
  return ok({
    reviewer: text(reviewer),
    verdict,
    reference: text(reference),
    ...(typeof path === "string" ? { feedback_path: path } : {}),
  });
}

const optional = <T>(given: string | undefined, parse: (text: string) => Result<T, OptionJsonInvalid>) =>
  given === undefined ? ok(undefined) : parse(given);

/** True if every subtask that the package lists is done; an unlisted roster is not done. */
const isComplete = ({ roster, status }: EmitFacts): boolean =>
  roster?.every((id) => status?.subtasks?.[id] === "done") ?? false;

export type Emission = { readonly kind: "already" } | { readonly kind: "move"; readonly draft: TransitionDraft };

/** Decides one raw move; one that the same actor made already is `already`. Errors: OPTION_JSON_INVALID, those of transitions. */
export function decideEmit(facts: EmitFacts, request: EmitRequest): Result<Emission, EmitRefusal> {
  const evidence = optional(request.evidenceJson, parseEvidence);
  if (!evidence.ok) return evidence;
  const reviewResult = optional(request.reviewResultJson, parseReviewResult);
  if (!reviewResult.ok) return reviewResult;
  const from = facts.status === undefined || facts.status.lane === "uninitialized" ? "genesis" : facts.status.lane;
  const actor = request.actor.trim();
  if (parseLane(request.to) === from && facts.status?.actor === actor && !request.force) return ok({ kind: "already" });
  const said = {
    ...(request.reason === undefined ? {} : { reason: request.reason }),
    ...(request.reviewRef === undefined ? {} : { reviewRef: request.reviewRef }),
    ...(evidence.value === undefined ? {} : { evidence: evidence.value }),
    ...(reviewResult.value === undefined ? {} : { reviewResult: reviewResult.value }),
  };
  const legal = decideTransition(from, request.to, {
    ...said,
    actor,
    workspaceContext: request.workspaceContext ?? request.executionMode,
    subtasksComplete: request.subtasksComplete ?? isComplete(facts),
    implementationEvidence: request.implementationEvidence ?? facts.status !== undefined,
    force: request.force,
  });
  if (!legal.ok) return legal;
  return ok({
    kind: "move",
    draft: {
      family: "transition",
      missionSlug: facts.mission.slug,
      ...(facts.mission.id === undefined ? {} : { missionId: facts.mission.id }),
      wpId: request.wpId,
      from,
      to: legal.value.to,
      actor,
      executionMode: request.executionMode,
      force: request.force,
      ...said,
    },
  });
}

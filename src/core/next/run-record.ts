/**
 * What one clone remembers of an agent loop over a mission: the step that was handed out last, steps that leave nothing behind
 * and were reported done, and answers. Local and disposable: without it the same state is derived, only questions are asked again.
 */
import { isJsonObject, type Json, type JsonObject, parseJson, renderJsonPretty } from "../lib/json.ts";

export type RunRecord = {
  /** 32 hex digits. */
  readonly runId: string;
  readonly issuedStep: string | undefined;
  readonly issuedWp: string | undefined;
  readonly completed: readonly string[];
  /** Answers by question. */
  readonly answers: Readonly<Record<string, string>>;
  readonly lastResult: string | undefined;
};

export const startRun = (runId: string): RunRecord => ({
  runId,
  issuedStep: undefined,
  issuedWp: undefined,
  completed: [],
  answers: {},
  lastResult: undefined,
});

const VERSION = 1;

/** Prints a record for its file. */
export const renderRun = (run: RunRecord): string =>
  renderJsonPretty({
    version: VERSION,
    run_id: run.runId,
    issued_step: run.issuedStep ?? null,
    issued_wp: run.issuedWp ?? null,
    completed_steps: run.completed,
    answers: run.answers,
    last_result: run.lastResult ?? null,
  });

const text = (value: Json | undefined): string | undefined => (typeof value === "string" ? value : undefined);

/** Reads a record; `undefined` for anything that is none: a run can always begin anew. */
export function parseRun(source: string): RunRecord | undefined {
  const parsed = parseJson(source);
  if (!parsed.ok || !isJsonObject(parsed.value)) return undefined;
  const run: JsonObject = parsed.value;
  const runId = text(run["run_id"]);
  if (run["version"] !== VERSION || runId === undefined || !/^[0-9a-f]{32}$/.test(runId)) return undefined;
  const { completed_steps: completed, answers } = run as { readonly [key: string]: Json | undefined };
  return {
    runId,
    issuedStep: text(run["issued_step"]),
    issuedWp: text(run["issued_wp"]),
    completed: Array.isArray(completed) ? completed.filter((step) => typeof step === "string") : [],
    answers:
      answers !== undefined && isJsonObject(answers)
        ? Object.fromEntries(
            Object.entries(answers).filter((entry): entry is [string, string] => typeof entry[1] === "string"),
          )
        : {},
    lastResult: text(run["last_result"]),
  };
}

/**
 * The JSON documents around answers and refusals. Pure.
 * `contract`: as the contracts fix them · `own`: versioned, with a kind · `orchestrator`: seven keys, one line, always.
 */
import type { Json } from "../core/lib/json.ts";
import type { Described } from "./describe.ts";

export type Envelope = "contract" | "own" | "orchestrator";

/** What an answer is wrapped with; `stamp` only for `orchestrator`. */
export type Frame = {
  readonly envelope: Envelope;
  readonly kind: string;
  /** Path of the command; empty until argv has been understood. */
  readonly path: string;
  readonly stamp: () => Stamp;
};

/** Facts of one response: its time in Unix milliseconds and 32 hex digits that name it. */
export type Stamp = { readonly nowMs: number; readonly correlation: string };

const SCHEMA_VERSION = 1;
const ORCHESTRATOR_VERSION = "1.3.0";

/** The document of a success. */
export function successDocument(frame: Frame, data: Json): Json {
  if (frame.envelope === "contract") return data;
  if (frame.envelope === "own") return { schemaVersion: SCHEMA_VERSION, kind: frame.kind, data };
  return orchestratorDocument(frame, { success: true, error_code: null, data });
}

/**
 * The document of a refusal. Facts never override the fixed keys. A line that the orchestrator API cannot parse is always
 * USAGE_ERROR with nothing but a message.
 */
export function failureDocument(frame: Frame, error: Described): Readonly<Record<string, unknown>> {
  const { code, message, hint, details } = error;
  if (frame.envelope === "contract") return { ...details, error: message, error_code: code, hint };
  if (frame.envelope === "own") return { schemaVersion: SCHEMA_VERSION, error: { code, message, hint, details } };
  const isUsage = error.exit === 2 && frame.path === "";
  return orchestratorDocument(frame, {
    success: false,
    error_code: isUsage ? "USAGE_ERROR" : code,
    data: isUsage ? { message } : { ...details, hint, message },
  });
}

function orchestratorDocument<T extends Readonly<Record<string, unknown>>>(frame: Frame, outcome: T) {
  const { nowMs, correlation } = frame.stamp();
  const last = frame.path.split(" ")[1] ?? "unknown";
  return {
    contract_version: ORCHESTRATOR_VERSION,
    command: `orchestrator-api.${last}`,
    timestamp: new Date(nowMs).toISOString().replace("Z", "000+00:00"),
    correlation_id: `corr-${correlation}`,
    ...outcome,
  };
}

/** Prints a document: one line for programs that count lines, indented otherwise. */
export const printDocument = (envelope: Envelope, document: unknown): string =>
  envelope === "orchestrator" ? JSON.stringify(document) : JSON.stringify(document, null, 2);

/**
 * How a run ends: one text on stdout or stderr and one exit code. The only writer of answers.
 * With JSON, success and failure are both one document on stdout and stderr stays silent. Without, the answer goes to
 * stdout whole and last; a failure goes to stderr as message, next step and code.
 */
import type { Json } from "../core/lib/json.ts";
import type { Result } from "../core/lib/result.ts";
import { createStyle, wantsColor, widthOf } from "./appearance.ts";
import { type Frame, failureDocument, printDocument, successDocument } from "./envelope.ts";
import type { AppError } from "./errors.ts";
import type { Host } from "./host.ts";
import type { Leaf } from "./leaf.ts";
import type { Style } from "./style.ts";
import type { Talk } from "./talk.ts";

/** Where this run prints, and in which form. */
export type Outlet = {
  readonly host: Host;
  readonly talk: Talk;
  readonly json: boolean;
  readonly frame: Frame;
};

/** The style of stdout. */
export function answerStyle(host: Host): Style {
  const isTerminal = (): boolean => host.isTerminal("stdout");
  return createStyle(wantsColor(host.env, isTerminal), widthOf(host.env, isTerminal, host.columns));
}

/** Prints what a leaf answered. Returns the exit code. */
export async function presentResult(outlet: Outlet, leaf: Leaf, result: Result<unknown, AppError>): Promise<number> {
  if (!result.ok) return presentFailure(outlet, result.error);
  const text = outlet.json
    ? printDocument(outlet.frame.envelope, successDocument(outlet.frame, leaf.json(result.value)))
    : leaf.human(result.value, answerStyle(outlet.host));
  if (text !== "") outlet.host.print(text);
  return leaf.exit?.(result.value) ?? 0;
}

/** Prints text that the command line itself answers with (help, version). Returns 0. */
export function presentText(outlet: Outlet, answer: { human(style: Style): string; json(): Json }): number {
  const frame: Frame = { ...outlet.frame, envelope: "own" };
  outlet.host.print(
    outlet.json ? printDocument("own", successDocument(frame, answer.json())) : answer.human(answerStyle(outlet.host)),
  );
  return 0;
}

/** The style of stderr. In a pipe it has no width, whatever `COLUMNS` says: logs and tests read whole lines. */
function talkStyle({ env, isTerminal, columns }: Host): Style {
  const isOnTerminal = isTerminal("stderr");
  const width = isOnTerminal ? widthOf(env, () => true, columns) : undefined;
  return createStyle(
    wantsColor(env, () => isOnTerminal),
    width,
  );
}

/** Prints a refusal. Returns its exit code. */
export async function presentFailure(outlet: Outlet, error: AppError): Promise<number> {
  const { describeError } = await import("./describe.ts");
  const described = describeError(error);
  if (outlet.json) {
    outlet.host.print(printDocument(outlet.frame.envelope, failureDocument(outlet.frame, described)));
    return described.exit;
  }
  const { renderFailure } = await import("./render/failure.ts");
  const text = renderFailure(described, talkStyle(outlet.host));
  const stack = error.code === "INTERNAL_ERROR" && error.stack !== undefined ? `\n${error.stack}` : "";
  outlet.talk.failure(`${text}${stack}`);
  return described.exit;
}

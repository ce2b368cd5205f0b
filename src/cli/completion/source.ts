/**
 * Values that only the repository knows, offered while a person types. Each is read when asked for and not before.
 * A source never refuses: what it cannot read it does not offer.
 */
import type { Ctx } from "../../shell/ctx.ts";
import type { Input } from "../flags.ts";

export type Candidate = { readonly value: string; readonly text?: string };

/** What is already on the command line: narrows the values (the lanes open to this work package of this mission). */
export type CompletionRequest = {
  /** Path of the command; empty when none is named. */
  readonly command: string;
  /** The directory given with `-C`, as it was typed. */
  readonly directory?: string;
  /** Arguments given so far, by key. */
  readonly given: Input;
  /** What the value begins with so far. Candidates that do not begin with it are left out later. */
  readonly prefix: string;
};

/** The kinds of value that are read from the repository or the error tables. */
export type DynamicKind = "mission" | "wp" | "lane" | "agent" | "branch" | "error-code";

export type CompletionSource = Readonly<
  Record<DynamicKind, (ctx: Ctx, request: CompletionRequest) => Promise<readonly Candidate[]>>
>;

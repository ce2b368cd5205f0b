/**
 * A refusal as a person reads it: message, next step and code, each behind its label. Where the width is known, text wraps at
 * spaces and goes on below itself; a command at the end stands on a line of its own whole, so that it can be copied.
 */
import type { Style } from "../style.ts";
import { widthOfText } from "./text.ts";

/** Every label takes as much. */
const LABEL_WIDTH = 7;
/** A command that a sentence ends with: `… run: spec-kitty next`. */
const COMMAND_AT_END = /^(.*?: )((?:spec-kitty|git) .*)$/;

/** The block that stderr gets. Pure. */
export function renderFailure(
  described: { readonly message: string; readonly hint: string; readonly code: string },
  style: Style,
): string {
  return [
    `${style.bold(style.red("Error:"))} ${hang(described.message, style.width)}`,
    `${style.bold("Hint:")}  ${hang(described.hint, style.width)}`,
    style.dim(`Code:  ${described.code}`),
  ].join("\n");
}

/** Wraps text that stands behind a label. Only its first line: those below are excerpts and commands, kept as they are. */
function hang(text: string, width: number | undefined): string {
  if (width === undefined) return text;
  const [first = "", ...others] = text.split("\n");
  const indent = " ".repeat(LABEL_WIDTH);
  return [fill(atoms(first), width - LABEL_WIDTH).join(`\n${indent}`), ...others].join("\n");
}

/** What is never broken: words, and a command at the end. */
function atoms(line: string): readonly string[] {
  const [, before, command] = COMMAND_AT_END.exec(line) ?? [];
  return before === undefined || command === undefined ? line.split(" ") : [...before.trimEnd().split(" "), command];
}

function fill(parts: readonly string[], room: number): readonly string[] {
  const lines: string[] = [];
  for (const part of parts) {
    const last = lines.at(-1);
    const joined = last === undefined ? part : `${last} ${part}`;
    if (last !== undefined && widthOfText(joined) <= room) lines[lines.length - 1] = joined;
    else lines.push(part);
  }
  return lines;
}

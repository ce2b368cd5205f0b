/** `spec-kitty explain [CODE]`: what a refusal means and what to do next; without a code, all codes. */
import { textOf } from "../cli/describe.ts";
import { ERRORS } from "../cli/errors.ts";
import { leaf } from "../cli/leaf.ts";
import type { Style } from "../cli/style.ts";
import { templateOf } from "../cli/template.ts";
import { err, ok } from "../core/lib/result.ts";
import { suggest } from "../core/lib/suggest.ts";

type Explained = {
  readonly code: string;
  readonly exit: number;
  readonly message: string;
  readonly explanation: string;
  readonly next: string;
};

type Answer = { readonly codes: readonly Explained[]; readonly mode: "one" | "all" };

function explainCode(code: string): Explained | undefined {
  const text = textOf(code);
  if (text === undefined) return undefined;
  return {
    code,
    exit: text.exit,
    message: templateOf(text.message) ?? "",
    explanation: text.explain,
    next: templateOf(text.hint) ?? "",
  };
}

/** A message that depends on its facts cannot be shown without them; the first sentence of the explanation stands in. */
const inOneLine = ({ message, explanation }: Explained): string =>
  message.split("\n")[0] || (/^.*?\.(?= |$)/.exec(explanation)?.[0] ?? explanation);

const allCodes = (): readonly string[] => Object.keys(ERRORS).toSorted();

function renderOne(one: Explained, style: Style): string {
  const lines = [style.bold(one.code), "", one.explanation, "", `Message:   ${one.message}`, `Next step: ${one.next}`];
  return [...lines, `Exit code: ${one.exit}`].join("\n");
}

export const explain = leaf({
  path: "explain",
  summary: "Explain an error code and its next step",
  examples: [
    { line: "spec-kitty explain NOT_A_REPOSITORY", does: "say what this refusal means" },
    { line: "spec-kitty explain", does: "list every code" },
    { line: "spec-kitty explain --json", does: "the same for a program" },
  ],
  args: {
    code: { type: "positional", summary: "Error code, e.g. NOT_A_REPOSITORY", optional: true, complete: "error-code" },
  },
  envelope: "own",
  kind: "explanation",
  run: async (_ctx, { code }) => {
    if (code === undefined) {
      const codes = allCodes().flatMap((known) => explainCode(known) ?? []);
      return ok<Answer>({ codes, mode: "all" });
    }
    const wanted = code.toUpperCase().replaceAll("-", "_");
    const one = explainCode(wanted);
    if (one === undefined) return err({ code: "UNKNOWN_CODE", given: code, suggestions: suggest(wanted, allCodes()) });
    return ok<Answer>({ codes: [one], mode: "one" });
  },
  human: ({ codes, mode }, style) => {
    if (mode === "one") return codes.map((one) => renderOne(one, style)).join("\n\n");
    const width = Math.max(...codes.map((one) => one.code.length));
    return codes.map((one) => `${one.code.padEnd(width)}  ${style.dim(inOneLine(one))}`).join("\n");
  },
  json: ({ codes }) => ({ codes }),
});

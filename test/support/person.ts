/** Somebody at a terminal, as a value of the same type that the terminal has. */
import type { Answer, Ask } from "../../src/cli/ask.ts";

/** A person who gives these answers in turn; `cancel` stops. Keeps every question and what was shown. */
export function person(...answers: readonly (string | boolean)[]): Ask & { readonly seen: string[] } {
  const rest = [...answers];
  const seen: string[] = [];
  const answer = async <T>(message: string): Promise<Answer<T>> => {
    seen.push(message);
    const next = rest.shift();
    if (next === undefined) throw new Error(`nobody expects: ${message}`);
    return next === "cancel" ? { kind: "cancel" } : { kind: "answer", value: next as T };
  };
  return {
    seen,
    text: ({ message }) => answer(message),
    select: ({ message }) => answer(message),
    multiselect: ({ message }) => answer(message),
    confirm: ({ message }) => answer(message),
    show: async (title, text) => {
      seen.push(`${title}\n${text}`);
    },
  };
}

/**
 * Questions to a person at a terminal; the only importer of clack, which is loaded when the first question is asked.
 * Esc goes back one question, Ctrl-C cancels all. On a stream that is no terminal clack would wait forever, so nobody
 * may build an `Ask` unless the run is interactive.
 */
import type { CommonOptions } from "@clack/prompts";
import type { Answer, Ask, Choice } from "./ask.ts";

/** Where keys come from and questions are drawn. */
export type Terminal = Readonly<Required<Pick<CommonOptions, "input" | "output">>>;

/** A key as readline tells it to all listeners, in turn. */
type Key = { name?: string; readonly ctrl?: boolean };

async function ownTerminal(): Promise<Terminal> {
  const { stdin, stdout } = await import("node:process");
  return { input: stdin, output: stdout };
}

/** Gives the questions a terminal, that of the process unless another is given. Loads clack. */
export async function createAsk(terminal?: Terminal): Promise<Ask> {
  const [clack, streams] = await Promise.all([import("@clack/prompts"), terminal ?? ownTerminal()]);
  const { input } = streams;
  const listen = async <T extends string | boolean | readonly string[]>(
    question: () => Promise<T | symbol>,
    isPicked = true,
  ): Promise<Answer<T>> => {
    let escaped = false;
    const onKey = (_text: string, key: Key | undefined): void => {
      escaped = key?.name === "escape";
      // clack takes the letter of any control key for an arrow of vi: Ctrl-L would turn a yes into a no.
      if (isPicked && key?.ctrl === true && key.name !== "c" && key.name !== "d") key.name = "";
    };
    input.on("keypress", onKey);
    try {
      const value = await question();
      if (typeof value !== "symbol") return { kind: "answer", value };
      return { kind: escaped ? "back" : "cancel" };
    } finally {
      input.off("keypress", onKey);
    }
  };
  const options = <T extends string>(choices: readonly Choice<T>[]) =>
    choices.map(({ value, label, hint }) => ({
      value: value as string,
      label: label ?? value,
      ...(hint ? { hint } : {}),
    }));
  return {
    text: ({ message, placeholder, initial, check }) =>
      listen<string>(
        () =>
          clack.text({
            ...streams,
            message,
            ...(placeholder === undefined ? {} : { placeholder }),
            ...(initial === undefined ? {} : { initialValue: initial }),
            ...(check === undefined ? {} : { validate: (text) => check(text ?? "") }),
          }),
        false,
      ),
    select: <T extends string>(question: { message: string; choices: readonly Choice<T>[]; initial?: T }) =>
      listen(
        () =>
          clack.select({
            ...streams,
            message: question.message,
            options: options(question.choices),
            ...(question.initial === undefined ? {} : { initialValue: question.initial as string }),
          }) as Promise<T | symbol>,
      ),
    multiselect: <T extends string>(question: {
      message: string;
      choices: readonly Choice<T>[];
      initial?: readonly T[];
      required?: boolean;
    }) =>
      listen(
        () =>
          clack.multiselect({
            ...streams,
            message: question.message,
            options: options(question.choices),
            required: question.required ?? false,
            ...(question.initial === undefined ? {} : { initialValues: [...question.initial] as string[] }),
          }) as Promise<readonly T[] | symbol>,
      ),
    confirm: ({ message, initial }) =>
      listen<boolean>(() => clack.confirm({ ...streams, message, initialValue: initial ?? false })),
    show: async (title, text) => clack.note(text, title, streams),
  };
}

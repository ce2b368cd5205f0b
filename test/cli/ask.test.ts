/** Series of questions, answered by a script instead of a person. */
import { describe, expect, test } from "bun:test";
import { type Answer, type Ask, askForMissing, askInOrder } from "../../src/cli/ask.ts";
import type { ArgSpecs } from "../../src/cli/leaf.ts";

type Given = { readonly a: string; readonly b: string; readonly c: string };

const step = (key: keyof Given, answers: Answer<string>[], asked: string[]) => ({
  ask: async (): Promise<Answer<Partial<Given>>> => {
    asked.push(key);
    const answer = answers.shift() ?? { kind: "cancel" };
    return answer.kind === "answer" ? { kind: "answer", value: { [key]: answer.value } } : answer;
  },
});
const say = (value: string): Answer<string> => ({ kind: "answer", value });
const back: Answer<string> = { kind: "back" };

describe("askInOrder()", () => {
  test("collects the answers on top of what was given", async () => {
    const answers = [say("1"), say("2")];
    const asked: string[] = [];
    const steps = [step("a", answers, asked), step("b", answers, asked)];
    expect(await askInOrder<Given>(steps, { c: "0" })).toEqual({ a: "1", b: "2", c: "0" });
  });

  test("goes back over a skipped question to the last one that was asked, and forgets its answer", async () => {
    const answers = [say("first"), back, say("second"), say("end")];
    const asked: string[] = [];
    const skipped = { ...step("b", answers, asked), skip: (sofar: Partial<Given>) => sofar.a !== undefined };
    const result = await askInOrder<Given>([step("a", answers, asked), skipped, step("c", answers, asked)], {});
    expect(result).toEqual({ a: "second", c: "end" });
    expect(asked).toEqual(["a", "c", "a", "c"]);
  });

  test("ends with nothing on cancel, and on back from the first question", async () => {
    const cancel: Answer<string> = { kind: "cancel" };
    expect(await askInOrder<Given>([step("a", [say("1")], []), step("b", [cancel], [])], {})).toBeUndefined();
    expect(await askInOrder<Given>([step("a", [back], [])], {})).toBeUndefined();
  });
});

describe("askForMissing()", () => {
  const SPECS = {
    wpId: { type: "positional", summary: "Work package" },
    files: { type: "positional", summary: "Files", rest: true },
    to: { type: "option", value: "LANE", summary: "Lane", choices: ["planned", "done"], required: true },
    limit: { type: "option", value: "N", summary: "Limit", integer: true, required: true },
    note: { type: "option", value: "TEXT", summary: "Note" },
  } as const satisfies ArgSpecs;

  /** Answers each text with the first of `texts` that passes its check; picks the last choice. */
  const scripted = (texts: readonly string[], asked: string[]): Ask => ({
    text: async ({ message, check }) => {
      asked.push(message);
      const value = texts.find((text) => check?.(text) === undefined) ?? "";
      return { kind: "answer", value };
    },
    select: async ({ message, choices }) => {
      asked.push(message);
      const last = choices.at(-1);
      return last === undefined ? { kind: "cancel" } : { kind: "answer", value: last.value };
    },
    multiselect: async () => ({ kind: "cancel" }),
    confirm: async () => ({ kind: "cancel" }),
    show: async () => {},
  });

  test("asks for what is required and missing, by kind", async () => {
    const asked: string[] = [];
    const answers = await askForMissing(SPECS, { wpId: "WP01" }, scripted(["", " ", "a b", "7"], asked));
    expect(answers).toEqual({ wpId: "WP01", files: ["a", "b"], to: "done", limit: 7 });
    expect(asked).toEqual(["files: Files (separate by spaces)", "to: Lane", "limit: Limit"]);
  });

  test("a single word is asked for as text", async () => {
    expect(await askForMissing({ wpId: SPECS.wpId }, {}, scripted([" ", "WP02"], []))).toEqual({ wpId: "WP02" });
  });
});

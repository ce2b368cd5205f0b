/** Questions on streams: what is drawn, which keys answer, and what Esc and Ctrl-C mean. */
import { describe, expect, test } from "bun:test";
import { PassThrough } from "node:stream";
import { createAsk } from "../../src/cli/prompt.ts";
import { KEYS } from "../support/terminal.ts";

/** A terminal whose person types `keys` once a question that holds `wanted` has been drawn. */
function typist(wanted: string, keys: readonly string[]) {
  const input = new PassThrough();
  const drawn: string[] = [];
  const rest = [...keys];
  const output = new PassThrough();
  output.on("data", (chunk: Buffer) => {
    drawn.push(chunk.toString());
    if (!drawn.join("").includes(wanted)) return;
    const key = rest.shift();
    if (key !== undefined) setImmediate(() => input.write(key));
  });
  return { terminal: { input, output }, screen: () => Bun.stripANSI(drawn.join("")) };
}

const COLOURS = [
  { value: "red", label: "Red", hint: "warm" },
  { value: "blue", label: "Blue" },
] as const;

describe("a text", () => {
  test("is answered with what is typed over the initial one", async () => {
    const { terminal, screen } = typist("Name?", ["!", KEYS.enter]);
    const ask = await createAsk(terminal);
    expect(await ask.text({ message: "Name?", placeholder: "shop", initial: "cart" })).toEqual({
      kind: "answer",
      value: "cart!",
    });
    expect(screen()).toContain("cart");
  });

  test("is asked for again while it is wrong", async () => {
    const { terminal, screen } = typist("Name?", [KEYS.enter, "x", KEYS.enter]);
    const ask = await createAsk(terminal);
    const check = (text: string): string | undefined => (text === "" ? "A name is needed" : undefined);
    expect(await ask.text({ message: "Name?", check })).toEqual({ kind: "answer", value: "x" });
    expect(screen()).toContain("A name is needed");
  });

  test.each([
    ["Ctrl-C", KEYS.interrupt, "cancel"],
    ["Esc", KEYS.escape, "back"],
  ] as const)("ends with %s as %j → %s", async (_name, key, kind) => {
    const { terminal } = typist("Name?", [key]);
    const ask = await createAsk(terminal);
    expect(await ask.text({ message: "Name?" })).toEqual({ kind });
    expect(terminal.input.listenerCount("keypress")).toBe(0);
  });
});

describe("a choice", () => {
  test("starts at the initial one and shows labels and remarks", async () => {
    const { terminal, screen } = typist("Colour?", [KEYS.enter]);
    const ask = await createAsk(terminal);
    const answer = await ask.select({ message: "Colour?", choices: COLOURS, initial: "blue" });
    expect(answer).toEqual({ kind: "answer", value: "blue" });
    expect(screen()).toContain("Red");
    const second = typist("Colour?", [KEYS.down, KEYS.enter]);
    const plain = [{ value: "red", hint: "warm" }, { value: "green" }] as const;
    const other = await (await createAsk(second.terminal)).select({ message: "Colour?", choices: plain });
    expect(other).toEqual({ kind: "answer", value: "green" });
    expect(second.screen()).toContain("(warm)");
  });

  test("of several takes what is ticked, with the initial ones", async () => {
    const { terminal } = typist("Colours?", [" ", KEYS.enter]);
    const ask = await createAsk(terminal);
    const message = "Colours?";
    expect(await ask.multiselect({ message, choices: COLOURS, initial: ["blue"], required: true })).toEqual({
      kind: "answer",
      value: ["blue", "red"],
    });
    const none = typist("Colours?", [KEYS.enter]);
    expect(await (await createAsk(none.terminal)).multiselect({ message, choices: COLOURS })).toEqual({
      kind: "answer",
      value: [],
    });
  });
});

describe("a yes", () => {
  test("is no unless it is said", async () => {
    const silent = typist("Sure?", [KEYS.enter]);
    expect(await (await createAsk(silent.terminal)).confirm({ message: "Sure?" })).toEqual({
      kind: "answer",
      value: false,
    });
    const said = typist("Sure?", ["y"]);
    expect(await (await createAsk(said.terminal)).confirm({ message: "Sure?", initial: false })).toEqual({
      kind: "answer",
      value: true,
    });
  });

  test.each(["\u000C", "\u000B", "\u0008", "\u0001", "\u0019", "\u000E"])(
    "is not changed by the control key %j",
    async (key) => {
      for (const initial of [true, false]) {
        const { terminal } = typist("Sure?", [`${key}${KEYS.enter}`]);
        expect(await (await createAsk(terminal)).confirm({ message: "Sure?", initial })).toEqual({
          kind: "answer",
          value: initial,
        });
      }
    },
  );
});

test("a plan is shown with its title", async () => {
  const { terminal, screen } = typist("never", []);
  await (await createAsk(terminal)).show("Plan", "one\ntwo");
  expect(screen()).toMatch(/Plan[\s\S]*one[\s\S]*two/);
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { completeWords } from "../../src/cli/completion/complete-words.ts";
import type { Manifest } from "../../src/cli/manifest.ts";

const MANIFEST: Manifest = {
  groups: { agent: "For agents" },
  leaves: [
    {
      path: "agent move",
      summary: "Move",
      examples: [],
      envelope: "contract",
      args: {
        wpId: { type: "positional", summary: "Work package", complete: "wp" },
        to: { type: "option", value: "LANE", summary: "Lane", complete: "lane", required: true },
        mode: { type: "option", value: "MODE", summary: "Mode", choices: ["squash", "merge"] },
        note: { type: "option", value: "TEXT", summary: "Note", repeatable: true, short: "n" },
        commit: { type: "flag", summary: "Commit", negatable: true },
        secret: { type: "flag", summary: "Secret", hidden: true },
      },
    },
    { path: "hidden", summary: "Hidden", examples: [], envelope: "own", args: {}, hidden: true },
    {
      path: "merge",
      summary: "Merge",
      examples: [],
      envelope: "contract",
      args: { files: { type: "positional", summary: "Files", rest: true, complete: "file" } },
    },
  ],
};

const offer = (...words: readonly string[]) => completeWords(words, MANIFEST);
const values = (...words: readonly string[]) => offer(...words).candidates.map(({ value }) => value);

describe("completeWords()", () => {
  test("offers commands and groups, never hidden ones", () => {
    expect(offer("").candidates).toEqual([
      { value: "agent", text: "For agents" },
      { value: "merge", text: "Merge" },
    ]);
    expect(values("a")).toEqual(["agent"]);
    expect(values("--json", "agent", "")).toEqual(["move"]);
    expect(values("hid")).toEqual([]);
  });

  test("offers flags that are not spent and not hidden", () => {
    const flags = values("agent", "move", "WP01", "--to", "done", "--note", "x", "--");
    expect(flags).toEqual(expect.arrayContaining(["--note", "--mode", "--commit", "--no-commit", "--json"]));
    expect(flags).not.toContain("--to");
    expect(flags).not.toContain("--secret");
  });

  test("offers choices after a flag and behind its equals sign", () => {
    expect(values("agent", "move", "--mode", "")).toEqual(["squash", "merge"]);
    expect(values("agent", "move", "--mode", "s")).toEqual(["squash"]);
    expect(values("agent", "move", "--mode=m")).toEqual(["--mode=merge"]);
  });

  test("names the kind of value to ask for, with what is given so far", () => {
    expect(offer("agent", "move", "--note", "n", "WP0")).toMatchObject({
      kind: "wp",
      before: "",
      request: { command: "agent move", prefix: "WP0", given: { note: "n" } },
    });
    expect(offer("agent", "move", "WP01", "--to=d")).toMatchObject({
      kind: "lane",
      before: "--to=",
      request: { prefix: "d", given: { wpId: "WP01" } },
    });
    expect(offer("agent", "move", "WP01", "--to", "d").kind).toBe("lane");
    expect(offer("agent", "move", "-n", "").kind).toBeUndefined();
    expect(offer("agent", "move", "WP01", "").kind).toBeUndefined();
    expect(offer("merge", "a", "b", "").kind).toBe("file");
    expect(offer("-C", "").kind).toBe("directory");
  });

  test("offers no flags after --", () => {
    expect(offer("merge", "--", "-")).toMatchObject({ candidates: [], kind: "file" });
  });

  test("never fails, and everything offered continues what was typed", () => {
    const word = fc.oneof(fc.constantFrom("agent", "move", "--to", "--mode=", "--", "-n", "merge"), fc.string());
    fc.assert(
      fc.property(fc.array(word), (words) => {
        for (const { value } of offer(...words).candidates) expect(value).toStartWith(words.at(-1) ?? "");
      }),
    );
  });
});

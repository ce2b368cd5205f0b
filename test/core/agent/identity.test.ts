import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { isSameHolder, parseAgent } from "../../../src/core/agent/identity.ts";

describe("parseAgent()", () => {
  test.each([
    ["claude", { tool: "claude", model: null, profile: null, role: null }],
    ["codex:gpt-5", { tool: "codex", model: "gpt-5", profile: null, role: null }],
    [" a : : p : r ", { tool: "a", model: null, profile: "p", role: "r" }],
  ])("reads %p", (given, value) => expect(parseAgent(given)).toEqual({ ok: true, value }));

  test.each(["", ":gpt", "a:b:c:d:e", "a\nb"])("refuses %p", (given) =>
    expect(parseAgent(given)).toEqual({ ok: false, error: { code: "AGENT_INVALID", given } }),
  );

  test("never throws, and never returns a blank tool", () => {
    fc.assert(
      fc.property(fc.string(), (given) => {
        const parsed = parseAgent(given);
        return !parsed.ok || parsed.value.tool.trim() !== "";
      }),
    );
  });
});

test("isSameHolder() compares trimmed names and lets anybody take over from nobody", () => {
  expect([
    isSameHolder("a", " a "),
    isSameHolder("unknown", "b"),
    isSameHolder("a", ""),
    isSameHolder("a", "b"),
  ]).toEqual([true, true, true, false]);
});

import { describe, expect, test } from "bun:test";
import { describeError, textOf } from "../../src/cli/describe.ts";
import { ERRORS } from "../../src/cli/errors.ts";
import { templateOf } from "../../src/cli/template.ts";

describe("every error text", () => {
  test.each(Object.keys(ERRORS))("%s reads as the style asks", (code) => {
    const text = textOf(code);
    expect(code).toMatch(/^[A-Z][A-Z0-9_]+$/);
    const message = templateOf((error) => text?.message(error) ?? "") ?? "A";
    expect(message).toMatch(/^[A-Z"<]/);
    expect(message).not.toEndWith(".");
    expect(text?.explain.length).toBeGreaterThan(40);
    expect([1, 2, 3, 4, 70, 75, 130]).toContain(text?.exit ?? 0);
  });
});

test("describeError() fills in the facts", () => {
  const error = {
    code: "INVALID_VALUE",
    flag: "--to",
    given: "don",
    expected: "one of a, b",
    command: "m",
    suggestions: [],
  } as const;
  expect(describeError(error)).toEqual({
    code: "INVALID_VALUE",
    exit: 2,
    message: 'Invalid value "don" for "--to": expected one of a, b',
    hint: "Show what is possible with: spec-kitty m --help",
    details: { flag: "--to", value: "don", expected: "one of a, b", command: "m" },
  });
});

test("textOf() knows no word of the prototype", () => {
  expect(textOf("constructor")).toBeUndefined();
  expect(textOf("NO_SUCH")).toBeUndefined();
});

test("templateOf() names facts, passes through lists, and gives up rather than lie", () => {
  type Facts = { readonly wpId: string; readonly names: readonly string[]; readonly at: { readonly line: number } };
  expect(templateOf((e: Facts) => `${e.wpId}: ${e.names.map((name) => `"${name}"`).join(", ")} at ${e.at.line}`)).toBe(
    "<wp-id>: <names> at <line>",
  );
  expect(templateOf((e: Facts) => `${[...e.names].length} ${e.wpId}`)).toBe("1 <wp-id>");
  expect(templateOf((e: { readonly ms: number }) => `${Math.round(e.ms / 1000)} s`)).toBe("… s");
  expect(
    templateOf(() => {
      throw new Error("no");
    }),
  ).toBeUndefined();
});

test("describeError() says where a package stays, unless it was never on the board", () => {
  const attempt = { destinationRef: "kitty/x", message: "m", wpId: "WP09", to: "done" };
  const error = { code: "WP_NOT_FOUND", wpId: "WP09", known: ["WP01"] } as const;
  const said = (from: string) => describeError({ ...error, attempt: { ...attempt, from } } as typeof error).message;
  expect(said("planned")).toEndWith("WP09. WP09 stays in planned; kitty/x is unchanged");
  expect(said("genesis")).toEndWith("WP09. kitty/x is unchanged");
});

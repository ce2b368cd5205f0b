import { describe, expect, test } from "bun:test";
import { createStyle } from "../../../src/cli/appearance.ts";
import { renderTable } from "../../../src/cli/render/table.ts";
import { cut, plainText, wrapText } from "../../../src/cli/render/text.ts";
import { PLAIN } from "../../../src/cli/style.ts";

const COLUMNS = [
  { title: "Mission", flexible: true },
  { title: "Done", align: "right" },
  { title: "State", paint: (text: string, style: typeof PLAIN) => style.green(text) },
] as const;

describe("renderTable()", () => {
  test("aligns columns and cuts nothing when piped", () => {
    const long = "m".repeat(120);
    expect(
      renderTable(
        COLUMNS,
        [
          ["auth", "3", "open"],
          [long, "12", "done"],
        ],
        PLAIN,
      ),
    ).toBe(
      [
        `Mission${" ".repeat(113)}  Done  State`,
        `${"─".repeat(120)}  ────  ─────`,
        `auth${" ".repeat(116)}     3  open`,
        `${long}    12  done`,
      ].join("\n"),
    );
  });

  test("shrinks only flexible columns to the width", () => {
    const text = renderTable(COLUMNS, [["m".repeat(120), "12", "open"]], createStyle(false, 40));
    const [head, , row] = text.split("\n");
    expect(head).toEndWith("Done  State");
    expect(row).toBe(`${"m".repeat(26)}…    12  open`);
  });

  test("shares the loss between flexible columns", () => {
    const columns = [
      { title: "a", flexible: true },
      { title: "b", flexible: true },
    ];
    const row = renderTable(columns, [["x".repeat(50), "y".repeat(50)]], createStyle(false, 42)).split("\n")[2] ?? "";
    expect(Bun.stringWidth(row)).toBe(42);
    expect(row.split("…")[0]?.length).toBeGreaterThan(10);
  });

  test("paints cells, bold heads, and pads by columns rather than characters", () => {
    const text = renderTable(COLUMNS, [["日本", "1", "open"]], createStyle(true, 80));
    expect(text).toContain("\u001B[32mopen\u001B[39m");
    expect(Bun.stripANSI(text).split("\n")[2]).toBe("日本        1  open");
  });
});

test("cut() measures columns and marks the loss", () => {
  expect(cut("abcdef", 4)).toBe("abc…");
  expect(cut("日本語", 5)).toBe("日本…");
  expect(cut("abc", undefined)).toBe("abc");
});

test("wrapText() cuts words that are wider than the line, and lines beyond the limit", () => {
  expect(wrapText("one two threefourfive", 7)).toEqual(["one two", "threef…"]);
  expect(wrapText("a b c d e f", 3, 2)).toEqual(["a b", "c…"]);
});

test("plainText() keeps one line of visible text", () => {
  expect(plainText("a\u001B[31mb\u001B[0m\r\n\tc\u202Ed ")).toBe("ab c d");
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createStyle } from "../../../src/cli/appearance.ts";
import { type Board, type BoardColumn, renderBoard, renderProgress } from "../../../src/cli/render/board.ts";
import { PLAIN } from "../../../src/cli/style.ts";

const column = (title: string, tone: BoardColumn["tone"], ...cards: BoardColumn["cards"]): BoardColumn => ({
  title,
  tone,
  cards,
});

const BOARD: Board = {
  title: "Sign-in with passkeys (auth-01KA2B3C)",
  done: 2,
  total: 7,
  percent: 41.4,
  columns: [
    column("Planned", "waiting", {
      id: "WP06",
      title: "Recovery codes for a lost device",
      note: "waits for WP02, WP05",
    }),
    column(
      "In progress",
      "active",
      { id: "WP02", title: "Challenge endpoint", note: "claude" },
      { id: "WP05", title: "Registration page", note: "codex, stale 40 min", alert: true },
    ),
    column("For review", "review"),
    column("Approved", "review", { id: "WP04", title: "Credential store" }),
    column("Done", "done", { id: "WP01", title: "Schema" }, { id: "WP03", title: "Attestation parser" }),
    { ...column("Blocked", "trouble", { id: "WP07", title: "Enterprise policy", note: "legal" }), aside: true },
    { ...column("Canceled", "muted"), aside: true },
  ],
  next: "spec-kitty agent action implement WP06",
};

const at = (width: number) => createStyle(false, width);

describe("renderBoard()", () => {
  test("stands side by side at 80 columns, with blocked work below", () => {
    expect(renderBoard(BOARD, at(80))).toBe(
      [
        "Sign-in with passkeys (auth-01KA2B3C)",
        "████████████████░░░░░░░░░░░░░░░░░░░░░░░░  41%  2 of 7 done",
        "",
        "Planned 1       In progress 2   For review 0    Approved 1      Done 2",
        "──────────────  ──────────────  ──────────────  ──────────────  ──────────────",
        "WP06 Recovery   WP02 Challenge                  WP04            WP01 Schema",
        "codes for a     endpoint                        Credential",
        "lost device     claude                          store           WP03",
        "waits for                                                       Attestation",
        "WP02, WP05      WP05                                            parser",
        "                Registration",
        "                page",
        "                codex, stale",
        "                40 min",
        "",
        "Blocked 1",
        "  WP07  Enterprise policy  (legal)",
        "",
        "Next: spec-kitty agent action implement WP06",
      ].join("\n"),
    );
  });

  test("stands one list under the other at 60 columns", () => {
    const text = renderBoard(BOARD, at(60));
    expect(text).toContain("Planned 1\n  WP06  Recovery codes for a lost device\n        (waits for WP02, WP05)");
    expect(text).toContain("For review 0\n");
    expect(Math.max(...text.split("\n").map((line) => Bun.stringWidth(line)))).toBeLessThanOrEqual(60);
  });

  test("cuts nothing and draws no bar when piped", () => {
    const long = "x".repeat(300);
    const columns = [column("Planned", "waiting", { id: "WP01", title: long, note: long })];
    const text = renderBoard({ ...BOARD, columns }, PLAIN);
    expect(text).toContain(`  WP01  ${long}  (${long})`);
    expect(text).toContain("\n41%  2 of 7 done\n");
    expect(text).not.toContain("█");
  });

  test("says that there is nothing yet", () => {
    const text = renderBoard(
      { title: "m", done: 0, total: 0, percent: 0, columns: [column("Planned", "waiting")] },
      at(80),
    );
    expect(text).toContain("No work packages yet");
  });

  test("marks alerts and tones with colour only", () => {
    const colored = renderBoard(BOARD, createStyle(true, 80));
    expect(colored).toContain("\u001B[33mcodex, stale");
    expect(Bun.stripANSI(colored)).toBe(renderBoard(BOARD, at(80)));
  });

  test("shows every card and never exceeds the width, whatever people wrote", () => {
    const card = fc.record({
      id: fc.stringMatching(/^WP\d{2}$/),
      title: fc.string({ unit: "grapheme", maxLength: 60 }),
    });
    fc.assert(
      fc.property(fc.array(card, { maxLength: 6 }), fc.integer({ min: 40, max: 160 }), (cards, width) => {
        const columns = [
          column("Planned", "waiting", ...cards),
          { ...column("Blocked", "trouble", ...cards), aside: true },
        ];
        const { next: _, ...board } = BOARD;
        const text = renderBoard({ ...board, columns }, at(width));
        for (const { id } of cards) expect(text.split(id).length).toBeGreaterThanOrEqual(3);
        for (const line of text.split("\n")) expect(Bun.stringWidth(line)).toBeLessThanOrEqual(width);
      }),
    );
  });

  test("lets no escape sequence of a title through", () => {
    const columns = [column("Planned", "waiting", { id: "WP01", title: "\u001B]0;owned\u0007\u001B[2Jhello\nworld" })];
    const text = renderBoard({ ...BOARD, columns }, at(80));
    expect(text).not.toContain("\u001B");
    expect(text).not.toContain("\u0007");
    expect(text).toContain("hello");
  });
});

test("renderProgress() fills in proportion and stays in range", () => {
  expect(renderProgress({ done: 0, total: 4, percent: -3 }, at(80))).toStartWith("░");
  expect(renderProgress({ done: 4, total: 4, percent: 130 }, at(80))).toBe(`${"█".repeat(40)}  100%  4 of 4 done`);
});

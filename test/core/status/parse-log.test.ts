import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { renderJsonLine } from "../../../src/core/lib/json.ts";
import { lastTimeOf, parseLog } from "../../../src/core/status/parse-log.ts";
import { anyRows, logText, move, note } from "../../support/log.ts";

const families = (text: string) => parseLog(text).rows.map((row) => row.family);

describe("parseLog()", () => {
  test("tells the families apart", () => {
    const rows = [
      move(),
      note({ agent: "a" }),
      { kind: "annotation", ...move(), event_type: "WPStatusChanged" },
      { event_type: "WPCreated", wp_id: "WP01" },
      { type: "RetrospectiveCaptured", at: "x" },
      { event_name: "retrospective.started" },
      { kind: "novelty", wp_id: "WP01" },
      { anything: 1 },
    ];
    expect(families(logText(rows))).toEqual([
      "transition",
      "annotation",
      "transition",
      "lifecycle",
      "retrospective",
      "retrospective",
      "unknown",
      "unknown",
    ]);
  });

  test("names the line and the key of what it cannot count, and goes on", () => {
    const { rows, problems } = parseLog(
      logText([move()]) +
        "not json\n\n[1]\n" +
        logText([
          { ...move(), to_lane: "doing" },
          { wp_id: "WP01", to_lane: "done" },
          note({ note: 1 as never }),
          move(),
        ]),
    );
    expect(rows.map(({ line }) => line)).toEqual([1, 8]);
    expect(problems).toEqual([
      { code: "LOG_LINE_MALFORMED", line: 2, detail: expect.any(String) },
      { code: "LOG_ROW_INVALID", line: 4, path: "", expected: "an object", found: "[1]" },
      { code: "LOG_ROW_INVALID", line: 5, path: "to_lane", expected: expect.any(String), found: '"doing"' },
      { code: "LOG_ROW_INVALID", line: 6, path: "actor", expected: expect.any(String), found: "nothing" },
      { code: "LOG_ROW_INVALID", line: 7, path: "delta.note", expected: "a string or null", found: "nothing" },
    ]);
  });

  test("splits at newlines only and tolerates a mark, carriage returns and blank lines", () => {
    const text = `\ufeff\n${JSON.stringify(move({ reason: "a\u2028b\u0085c" }))}\r\n \n`;
    expect(parseLog(text)).toMatchObject({ rows: [{ line: 2, row: { reason: "a\u2028b\u0085c" } }], problems: [] });
    expect(parseLog("")).toEqual({ rows: [], problems: [], torn: undefined, unterminated: false });
  });

  test("reports a last line that lacks its newline, or its end", () => {
    const text = logText([move(), note({ agent: "a" })]);
    expect(parseLog(text.slice(0, -1))).toMatchObject({ rows: [{ line: 1 }, { line: 2 }], unterminated: true });
    expect(parseLog(text.slice(0, -2))).toMatchObject({ rows: [{ line: 1 }], torn: { line: 2 }, unterminated: false });
    const invalid = parseLog(`${logText([move()])}${JSON.stringify({ ...move(), force: 1 })}`);
    expect(invalid).toMatchObject({ rows: [{}], problems: [{ line: 2, path: "force" }], unterminated: true });
  });

  test("gives all whole lines and the torn one of every byte prefix", () => {
    fc.assert(
      fc.property(anyRows, fc.nat(), (rows, cut) => {
        const bytes = new TextEncoder().encode(rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
        const end = cut % (bytes.length + 1);
        const prefix = new TextDecoder().decode(bytes.slice(0, end));
        const { rows: read, problems, torn, unterminated } = parseLog(prefix);
        const whole = bytes.slice(0, end).filter((byte) => byte === 10).length;
        expect(problems).toEqual([]);
        expect(read.map(({ row }) => row)).toEqual(rows.slice(0, read.length) as never);
        expect(read.length).toBe(whole + (unterminated ? 1 : 0));
        const rest = prefix.slice(prefix.lastIndexOf("\n") + 1);
        expect(torn).toEqual(rest === "" || unterminated ? undefined : { line: whole + 1, raw: rest });
      }),
      { numRuns: 300 },
    );
  });

  test("reads back what is rendered", () => {
    fc.assert(
      fc.property(anyRows, (rows) => {
        const text = logText(rows);
        expect(
          parseLog(text)
            .rows.map(({ row }) => `${renderJsonLine(row as never)}\n`)
            .join(""),
        ).toBe(text);
      }),
    );
  });

  test("never throws, whatever the text", () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.json(), fc.constant("{}"), fc.constant("\n"))), (parts) => {
        const text = parts.join("\n");
        const { rows, problems, torn } = parseLog(text);
        const lines = text
          .replace(/^\ufeff/, "")
          .split("\n")
          .filter((line) => line.trim() !== "").length;
        expect(rows.length + problems.length + (torn === undefined ? 0 : 1)).toBe(lines);
      }),
    );
    expect(parseLog(`${"[".repeat(200_000)}\n`).problems).toHaveLength(1);
  });
});

describe("lastTimeOf()", () => {
  test("is the greatest of all families' times", () => {
    const { rows } = parseLog(
      logText([move({ at: "2026-02" }), { event_type: "x", timestamp: "2026-03" }, { kind: "k" }]),
    );
    expect(lastTimeOf(rows)).toBe("2026-03");
    expect(lastTimeOf([])).toBe("");
  });
});

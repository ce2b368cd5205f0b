import { describe, expect, test } from "bun:test";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { validateLog } from "../../../src/core/status/validate.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";
import { logText, move, note, numbered } from "../../support/log.ts";

const findings = (text: string) => validateLog(parseLog(text));
const codes = (text: string) => findings(text).map(({ line, severity, code }) => `${line} ${severity} ${code}`);

describe("validateLog()", () => {
  test("has nothing to say about a whole and legal log", () => {
    const rows = numbered<object>([
      move({ from_lane: "genesis", to_lane: "planned" }),
      move(),
      note({ note: "n" }),
      { event_type: "WPCreated" },
      move({ from_lane: "claimed", to_lane: "planned", force: true, reason: "gave up" }),
    ]);
    expect(findings(logText(rows))).toEqual([]);
    expect(findings("")).toEqual([]);
  });

  test("calls damage an error and old habits a warning", () => {
    const rows = numbered<object>([
      move({ from_lane: "for_review", to_lane: "approved" }),
      move({ from_lane: "claimed", to_lane: "in_progress" }),
      move({ from_lane: "in_progress", to_lane: "in_progress", force: true }),
      { kind: "novelty" },
      { ...move(), from_lane: "nowhere" },
    ]);
    const odd = { ...note({ note: "n" }), at: "noon", event_id: "odd" };
    expect(codes(`${logText([...rows, odd, rows[0] ?? {}])}{"torn`)).toEqual([
      "1 warning LOG_MOVE_ILLEGAL",
      "2 warning LOG_MOVE_DISCONTINUOUS",
      "3 warning LOG_FORCE_UNEXPLAINED",
      "4 warning LOG_ROW_UNKNOWN",
      "5 error LOG_ROW_INVALID",
      "6 warning LOG_TIME_UNREADABLE",
      "7 error LOG_ID_REPEATED",
      "7 warning LOG_MOVE_ILLEGAL",
      "7 warning LOG_MOVE_DISCONTINUOUS",
      "8 error LOG_LINE_TORN",
    ]);
  });

  test("tells a row written twice from two rows with one id", () => {
    const one = move();
    const repeated = (second: object) =>
      findings(logText([one, second])).find(({ code }) => code === "LOG_ID_REPEATED");
    expect(repeated(one)).toMatchObject({ firstLine: 1, line: 2, identical: true });
    expect(repeated(note({ note: "n" }, { event_id: one.event_id }))).toMatchObject({ identical: false });
  });

  test("warns of a missing newline", () => {
    expect(codes(logText([move({ from_lane: "planned" })]).trimEnd())).toEqual(["1 warning LOG_NEWLINE_MISSING"]);
  });

  test.skipIf(!hasCorpus)("finds no error in real logs", () => {
    const all = corpusMissions().flatMap((mission) => findings(readCorpus(mission, "status.events.jsonl") ?? ""));
    expect(all.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(all.filter(({ code }) => code === "LOG_MOVE_ILLEGAL").length).toBeGreaterThan(10);
  });
});

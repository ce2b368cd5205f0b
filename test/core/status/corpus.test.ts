import { describe, expect, test } from "bun:test";
import { parseJson, renderJsonLine, renderJsonPretty } from "../../../src/core/lib/json.ts";
import { parseLog } from "../../../src/core/status/parse-log.ts";
import { reduce } from "../../../src/core/status/reduce.ts";
import { renderSnapshot } from "../../../src/core/status/snapshot.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

/** Five rows were appended to its log after its status.json was committed; last id and lanes are unchanged. */
const STALE = "expected-artifacts-manifest-repair-01KZY498";
const missions = corpusMissions();

describe.skipIf(!hasCorpus)("real logs", () => {
  test("reduce to the committed status.json, byte for byte", () => {
    let compared = 0;
    for (const mission of missions) {
      const log = readCorpus(mission, "status.events.jsonl");
      const committed = readCorpus(mission, "status.json");
      if (log === undefined || committed === undefined) continue;
      const meta = JSON.parse(readCorpus(mission, "meta.json") ?? "{}");
      const identity = { missionNumber: meta.mission_number ?? undefined, missionType: meta.mission_type ?? "" };
      const text = renderSnapshot(reduce(parseLog(log).rows), identity);
      compared += 1;
      if (mission === STALE) {
        expect(JSON.parse(committed)).toMatchObject({ event_count: 33 });
        expect(JSON.parse(text)).toMatchObject({ event_count: 38, last_event_id: JSON.parse(committed).last_event_id });
      } else expect({ mission, text }).toEqual({ mission, text: committed });
    }
    expect(compared).toBeGreaterThan(90);
  });

  test("have no problem, and each line is written again as it was", () => {
    let lines = 0;
    for (const mission of missions) {
      const log = readCorpus(mission, "status.events.jsonl") ?? "";
      const { rows, problems, torn, unterminated } = parseLog(log);
      expect({ mission, problems, torn, unterminated }).toEqual({
        mission,
        problems: [],
        torn: undefined,
        unterminated: false,
      });
      expect(rows.map(({ row }) => `${renderJsonLine(row as never)}\n`).join("")).toBe(log);
      lines += rows.length;
    }
    expect(lines).toBe(6166);
  });
});

describe.skipIf(!hasCorpus)("real lanes.json", () => {
  test("is written again as it was where it is canonical", () => {
    let same = 0;
    for (const mission of missions) {
      const text = readCorpus(mission, "lanes.json");
      if (text === undefined) continue;
      const parsed = parseJson(text);
      if (!parsed.ok) throw new Error(mission);
      const rendered = renderJsonPretty(parsed.value, { ascii: true, sortKeys: false });
      if (rendered === text) same += 1;
      else expect(JSON.parse(rendered)).toEqual(JSON.parse(text));
    }
    expect(same).toBeGreaterThan(60);
  });
});

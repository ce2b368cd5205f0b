import { describe, expect, test } from "bun:test";
import { computeLanes, type LaneInput } from "../../../src/core/execution-lane/compute.ts";
import { collapseReportOf, parseLanesFile, renderLanesFile } from "../../../src/core/execution-lane/lanes-file.ts";
import { splitFrontMatter } from "../../../src/core/work-package/front-matter.ts";
import { parseRoster } from "../../../src/core/work-package/work-package.ts";
import { parseWpId } from "../../../src/core/work-package/wp-id.ts";
import { readYaml } from "../../../src/shell/yaml/read.ts";
import { corpusMissions, hasCorpus, readCorpus, workPackageFiles } from "../../support/corpus.ts";

const MINIMAL = { mission_slug: "s", lanes: [{ lane_id: "lane-a", wp_ids: ["WP01"] }] };

describe("parseLanesFile()", () => {
  test("fills what an old file lacks and keeps unknown keys through a rewrite", () => {
    const parsed = parseLanesFile(
      `\uFEFF${JSON.stringify({ ...MINIMAL, feature_slug: "s", note: "é\u2028" })}`,
      "lanes.json",
    );
    expect(parsed.ok && parsed.value.lanes[0]).toEqual({
      laneId: "lane-a",
      wpIds: ["WP01"],
      writeScope: [],
      predictedAreas: [],
      dependsOnLanes: [],
      parallelGroup: 0,
      extras: {},
    });
    const printed = parsed.ok ? renderLanesFile(parsed.value) : "";
    expect(printed).toContain('"note": "\\u00e9\\u2028"');
    expect(printed).not.toContain("planning_commit_sha");
    expect(printed.endsWith("}\n")).toBe(true);
  });
  test.each([
    ["{", "it is not a JSON object"],
    ["[]", "it is not a JSON object"],
    ["{}", "mission_slug is missing"],
    ['{"mission_slug":"s"}', "lanes is missing"],
    ['{"mission_slug":"s","lanes":[{"lane_id":"lane-a"}]}', "a lane lacks lane_id or wp_ids"],
    ['{"mission_slug":"s","lanes":[1]}', "a lane lacks lane_id or wp_ids"],
  ])("refuses %j: %s", (text, detail) => {
    expect(parseLanesFile(text, "p")).toEqual({ ok: false, error: { code: "LANES_FILE_CORRUPT", path: "p", detail } });
  });
  test("refuses a newer format by its version, even if it would parse", () => {
    const error = { code: "LANES_FILE_TOO_NEW", path: "p", version: 2 } as const;
    expect(parseLanesFile(JSON.stringify({ ...MINIMAL, version: 2 }), "p")).toEqual({ ok: false, error });
  });
});

test("collapseReportOf() counts merges by rule and is absent without any", () => {
  const event = { wpA: "WP01", wpB: "WP02", rule: "lane_cycle", evidence: "e" };
  expect(collapseReportOf({ lanes: [], collapses: [], independentCollapsed: 0 })).toBeUndefined();
  expect(collapseReportOf({ lanes: [], collapses: [event, event], independentCollapsed: 1 })).toEqual({
    events: [event, event],
    totalMerges: 2,
    independentWpsCollapsed: 1,
    byRule: { lane_cycle: 2 },
  });
});

/** Lane inputs of a mission's files as they are today, or why they cannot be computed. */
async function inputsOf(mission: string): Promise<readonly LaneInput[]> {
  const values = [];
  for (const file of workPackageFiles(mission)) {
    const split = splitFrontMatter(file.text, file.name);
    const value = split.ok ? await readYaml(split.value.yaml, file.name) : split;
    if (value.ok) values.push({ fileName: file.name, value: value.value as never });
  }
  const roster = parseRoster(values);
  return (roster.ok ? roster.value : []).map((wp) => ({
    wpId: wp.id,
    dependencies: (wp.dependencies ?? []).flatMap((id) => parseWpId(id) ?? []),
    executionMode: wp.executionMode ?? "code_change",
    ownedFiles: wp.ownedFiles ?? [],
  }));
}

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  const files = corpusMissions().flatMap((mission) => {
    const text = readCorpus(mission, "lanes.json");
    return text === undefined ? [] : [{ mission, text }];
  });
  test("is read, and printed byte for byte where it is canonical", () => {
    const different = files.filter(({ mission, text }) => {
      const parsed = parseLanesFile(text, mission);
      return !parsed.ok || renderLanesFile(parsed.value) !== text;
    });
    expect(files.length).toBeGreaterThan(75);
    expect(different.map(({ text }) => renderedWithNewline(text))).toEqual([true]);
  });
  test("has the lanes that are computed today, but for retired rules and later edits", async () => {
    const outcomes = new Map<string, string[]>();
    for (const { mission, text } of files) {
      const outcome = await compareWithToday(mission, text);
      outcomes.set(outcome, [...(outcomes.get(outcome) ?? []), mission]);
    }
    const counts = Object.fromEntries([...outcomes].map(([outcome, missions]) => [outcome, missions.length]));
    expect(counts["different"]).toBeUndefined();
    expect(counts["equal"]).toBeGreaterThan(55);
    expect(counts["retired rule"]).toBeLessThan(20);
  });
});

/** The one file that differs lacks only the final newline. */
function renderedWithNewline(text: string): boolean {
  const parsed = parseLanesFile(text, "x");
  return parsed.ok && renderLanesFile(parsed.value) === `${text}\n`;
}

async function compareWithToday(mission: string, text: string): Promise<string> {
  const committed = parseLanesFile(text, mission);
  if (!committed.ok) return "unreadable";
  if (committed.value.collapseReport?.byRule["dependency"] !== undefined) return "retired rule";
  const today = computeLanes(await inputsOf(mission));
  if (!today.ok) return today.error.code;
  const graphOf = (lanes: typeof today.value.lanes) =>
    lanes
      .map((lane) => `${lane.parallelGroup} ${lane.laneId} ${lane.wpIds.join()} ${lane.dependsOnLanes.join()}`)
      .join("\n");
  const scopeOf = (lanes: typeof today.value.lanes) =>
    [...new Set(lanes.flatMap((lane) => lane.writeScope))].toSorted().join();
  if (graphOf(committed.value.lanes) === graphOf(today.value.lanes)) return "equal";
  if (today.value.collapses.some((event) => event.rule === "lane_cycle")) return "lane cycle merged";
  const membersOf = (lanes: typeof today.value.lanes) =>
    lanes
      .map((lane) => lane.wpIds.join())
      .toSorted()
      .join(" ");
  const sameScope = scopeOf(committed.value.lanes) === scopeOf(today.value.lanes);
  const sameMembers = membersOf(committed.value.lanes) === membersOf(today.value.lanes);
  return sameScope && !sameMembers ? "different" : sameScope ? "dependencies edited since" : "owned files edited since";
}

describe("numbers that JavaScript would print differently", () => {
  test("count as what they say where the format has a number, and stay as written where it has none", () => {
    const lane = '{"lane_id": "lane-a", "wp_ids": ["WP01"], "parallel_group": 1.0}';
    const text = (version: string) =>
      `{"version": ${version}, "mission_slug": "m", "lanes": [${lane}], "collapse_report": {"by_rule": {"r": 2.0}}, "weight": 0.50}`;
    const read = parseLanesFile(text("1.0"), "lanes.json");
    if (!read.ok) throw new Error("refused");
    expect([read.value.lanes[0]?.parallelGroup, read.value.collapseReport?.byRule]).toEqual([1, { r: 2 }]);
    expect(renderLanesFile(read.value)).toContain('"weight": 0.50');
    expect(parseLanesFile(text("2.0"), "lanes.json")).toMatchObject({
      error: { code: "LANES_FILE_TOO_NEW", version: 2 },
    });
  });
});

import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { ERRORS } from "../../../src/cli/errors.ts";
import type { ExecutionLane, LanePlan } from "../../../src/core/execution-lane/compute.ts";
import { makeLanesFile, parseLanesFile, renderLanesFile } from "../../../src/core/execution-lane/lanes-file.ts";
import {
  decideFinalize,
  type FinalizeInput,
  type FinalizeRefusal,
} from "../../../src/core/finalize/decide-finalize.ts";
import { finalizeReport, validationReport } from "../../../src/core/finalize/report.ts";
import type { Json, JsonObject } from "../../../src/core/lib/json.ts";
import { splitFrontMatter } from "../../../src/core/work-package/front-matter.ts";
import { readYaml } from "../../../src/shell/yaml/read.ts";
import { corpusMissions, hasCorpus, readCorpus, workPackageFiles } from "../../support/corpus.ts";

const file = (n: number, value: JsonObject = {}) => ({
  fileName: `WP0${n}-x.md`,
  value: {
    title: `T${n}`,
    dependencies: [],
    requirement_refs: [`FR-00${n}`],
    execution_mode: "code_change",
    owned_files: [`src/${n}.ts`],
    authoritative_surface: `src/${n}.ts`,
    ...value,
  } as Json,
  body: "",
});
const without = (n: number, ...keys: string[]) => {
  const { value, ...rest } = file(n);
  return {
    ...rest,
    value: Object.fromEntries(Object.entries(value as JsonObject).filter(([key]) => !keys.includes(key))),
  };
};
const INPUT: FinalizeInput = {
  missionSlug: "m-01J9ABCD",
  targetBranch: "main",
  files: [file(2), file(1)],
  tasksText: "## WP01\n## WP02\n",
  specText: "| FR-001 | a b |\n| FR-002 | c d |\n",
  wpsManifest: undefined,
  currentLanes: new Map(),
  lanesFile: undefined,
  repositoryPaths: ["src/1.ts", "src/2.ts"],
};
const decide = (change: Partial<FinalizeInput>) => decideFinalize({ ...INPUT, ...change });
const planOf = (change: Partial<FinalizeInput> = {}) => {
  const plan = decide(change);
  if (!plan.ok) throw new Error(JSON.stringify(plan.error));
  return plan.value;
};
const refusalOf = (change: Partial<FinalizeInput>): FinalizeRefusal | undefined => {
  const plan = decide(change);
  return plan.ok ? undefined : plan.error;
};

describe("decideFinalize()", () => {
  test("plans only the keys that change, in the order of ids", () => {
    const plan = planOf();
    expect(
      plan.packages.map((each) => `${each.wp.id}: ${each.edits.map((edit) => edit.path.join(".")).join()}`),
    ).toEqual([
      "WP01: planning_base_branch,merge_target_branch,branch_strategy",
      "WP02: planning_base_branch,merge_target_branch,branch_strategy",
    ]);
    expect(plan.toSeed.join()).toBe("WP01,WP02");
    expect(plan.tasksText).toBeUndefined();
    expect(plan.lanes.lanes.map((lane) => lane.laneId)).toEqual(["lane-a", "lane-b"]);
  });
  test("changes nothing when it runs on its own result", () => {
    const first = planOf();
    const files = INPUT.files.map((each) => {
      const edits = first.packages.find((done) => done.wp.fileName === each.fileName)?.edits ?? [];
      return {
        ...each,
        value: {
          ...(each.value as JsonObject),
          ...Object.fromEntries(edits.map((edit) => [edit.path[0], edit.value])),
        },
      };
    });
    const stamp = {
      missionSlug: "m",
      missionId: undefined,
      missionBranch: "b",
      targetBranch: "main",
      computedAt: "t",
      planningCommitSha: null,
    };
    const lanesFile = parseLanesFile(renderLanesFile(makeLanesFile(first.lanes, stamp)), "lanes.json");
    const again = planOf({
      files,
      lanesFile: lanesFile.ok ? lanesFile.value : undefined,
      currentLanes: new Map([
        ["WP01", "planned"],
        ["WP02", "planned"],
      ]),
    });
    expect(again.packages.flatMap((each) => each.edits)).toEqual([]);
    expect([again.toSeed.length, again.alreadySeeded.length, again.keptLanes !== undefined]).toEqual([0, 2, true]);
    expect(finalizeReport(again)["updated_wp_count"]).toBe(0);
  });
  test("takes dependencies from wps.yaml, else front matter, else tasks.md", () => {
    const entries = [{ id: "WP01" }, { id: "WP02", dependencies: ["WP01"] }];
    const fromManifest = planOf({ wpsManifest: { work_packages: entries }, tasksText: "## WP01\nDepends on WP02\n" });
    expect(fromManifest.dependencies.get("WP02" as never)?.join()).toBe("WP01");
    expect(fromManifest.tasksText).toContain("## Work Package WP02: \n\n**Dependencies**: WP01\n");
    const tasksText = "## WP01\n## WP02\nDepends on WP01\n";
    const fromTasks = planOf({ files: [file(1), without(2, "dependencies")], tasksText });
    expect(fromTasks.dependencies.get("WP02" as never)?.join()).toBe("WP01");
    expect(fromTasks.packages[1]?.edits[0]).toEqual({ path: ["dependencies"], value: ["WP01" as never] });
    const fromFrontMatter = planOf({ tasksText });
    expect(fromFrontMatter.dependencies.get("WP02" as never)).toEqual([]);
  });
  test("infers what is absent and says when it had to assume", () => {
    const bare = { ...without(1, "execution_mode", "owned_files", "authoritative_surface"), body: "" };
    const plan = planOf({ files: [bare], tasksText: undefined, specText: "| FR-001 | a b |" });
    expect(plan.packages[0]?.ownership).toMatchObject({
      ownedFiles: ["src/**"],
      executionMode: "code_change",
      authoritativePath: "src/",
    });
    expect(plan.warnings).toEqual([
      { code: "OWNERSHIP", warning: { kind: "inferred_default", wpId: "WP01" as never } },
    ]);
  });
  test("keeps unclear lines as warnings where front matter states the list", () => {
    const plan = planOf({ tasksText: "## WP01\n## WP02\nThis depends on WP01\n" });
    expect(plan.warnings).toEqual([
      { code: "DEPENDENCY_LINE_UNCLEAR", wpId: "WP02" as never, line: 3, text: "This depends on WP01" },
    ]);
  });
  test("accepts refs of wps.yaml for coverage and warns of missing plan concerns", () => {
    const work_packages = [
      { id: "WP01", requirement_refs: ["FR-001"], plan_concern_refs: ["IC-01"] },
      { id: "WP02", requirement_refs: ["FR-002", "SC-001"] },
    ];
    const plan = planOf({
      files: [without(1, "requirement_refs"), without(2, "requirement_refs")],
      wpsManifest: { work_packages },
    });
    expect(plan.warnings.map((each) => each.code)).toEqual(["SUCCESS_CRITERIA_IGNORED", "PLAN_CONCERN_MISSING"]);
    expect(plan.requirements.get("WP02" as never)).toEqual(["FR-002"]);
  });
  const cases: readonly (readonly [string, Partial<FinalizeInput>, JsonObject])[] = [
    ["FINALIZE_NO_WORK_PACKAGES", { files: [] }, {}],
    ["WP_FILE_NAME_INVALID", { files: [{ fileName: "WPx.md", value: {}, body: "" }] }, {}],
    ["WP_FRONT_MATTER_NOT_A_MAPPING", { files: [{ fileName: "WP01.md", value: [], body: "" }] }, {}],
    ["WP_ID_INVALID", { files: [file(1, { work_package_id: "x" })] }, {}],
    ["WP_ID_MISMATCH", { files: [file(1, { work_package_id: "WP02" })] }, {}],
    ["WP_DUPLICATE_FILES", { files: [file(1), { ...file(1), fileName: "WP01-y.md" }] }, {}],
    ["WPS_MANIFEST_INVALID", { wpsManifest: [] }, {}],
    ["WPS_MANIFEST_DUPLICATE_ID", { wpsManifest: { work_packages: [{ id: "WP01" }, { id: "WP01" }] } }, {}],
    [
      "WP_SECTION_COVERAGE",
      { tasksText: "## WP01\n## WP03\n" },
      { missing_wp_sections: ["WP02"], extra_wp_sections: ["WP03"] },
    ],
    [
      "DEPENDENCY_CYCLE",
      { files: [file(1, { dependencies: ["WP02"] }), file(2, { dependencies: ["WP01"] })] },
      { cycles: [["WP01", "WP02", "WP01"]] },
    ],
    ["DEPENDENCY_CYCLE", { files: [file(1, { dependencies: ["WP01"] }), file(2)] }, { cycles: [["WP01", "WP01"]] }],
    [
      "DEPENDENCY_INVALID",
      { files: [file(1, { dependencies: ["one", "WP09"] }), file(2)] },
      { wp_id: "WP01", errors: ["Not a work-package id: one", "No such work package: WP09"] },
    ],
    [
      "REQUIREMENT_MAPPING_INVALID",
      { files: [file(1), file(2, { requirement_refs: ["FR-009"] })] },
      {
        missing_requirement_refs_wps: [],
        unknown_requirement_refs: { WP02: ["FR-009"] },
        unmapped_functional_requirements: ["FR-002"],
      },
    ],
    [
      "REQUIREMENT_MAPPING_INVALID",
      {
        specText: "## Requirements\n| FR-001 | a |\n| FR-002 | b |\nalso FR-003\n",
        files: [file(1), file(2, { requirement_refs: [] })],
      },
      { missing_requirement_refs_wps: ["WP02"], bare_prose_requirement_ids: ["FR-003"] },
    ],
    [
      "DEPENDENCY_SOURCES_DISAGREE",
      {
        files: [file(1), file(2), file(3, { dependencies: ["WP01"] })],
        tasksText: "## WP01\n## WP02\n## WP03\nDepends on WP02\n",
        specText: "| FR-001 | a |\n| FR-002 | b |\n| FR-003 | c |\n",
      },
      {
        dependency_conflicts: [
          {
            wp_id: "WP03",
            sources: [
              { source: "frontmatter", dependencies: ["WP01"] },
              { source: "tasks.md", dependencies: ["WP02"] },
            ],
          },
        ],
      },
    ],
    [
      "DEPENDENCY_LINES_UNCLEAR",
      { files: [file(1), without(2, "dependencies")], tasksText: "## WP01\n## WP02\nDepends on: WP01\n" },
      { dependency_lines: [{ wp_id: "WP02", line: 3, text: "Depends on: WP01" }] },
    ],
    [
      "INVALID_WP_OWNED_FILES_KITTY_SPECS",
      { files: [file(1, { owned_files: ["kitty-specs/m/x.md"] }), file(2)] },
      { invalid_owned_files: [{ wp_id: "WP01", path: "kitty-specs/m/x.md" }] },
    ],
    [
      "WP_OWNERSHIP_INVALID",
      { files: [file(1), file(2, { owned_files: ["src/**"], authoritative_surface: "src/" })] },
      { ownership_literal_path_errors: [] },
    ],
    ["WP_OWNERSHIP_INVALID", { repositoryPaths: ["lib/1.ts", "src/2.ts"] }, { ownership_errors: [] }],
    [
      "WP_OWNERSHIP_INVALID",
      { files: [file(1, { owned_files: ["/x"], authoritative_surface: "y" }), file(2)] },
      { ownership_literal_path_errors: [] },
    ],
    [
      "LANE_CYCLE_THROUGH_PLANNING",
      {
        files: [
          file(1, { execution_mode: "planning_artifact", dependencies: ["WP02"] }),
          file(2, { dependencies: ["WP03"] }),
          file(3, { execution_mode: "planning_artifact" }),
        ],
        tasksText: undefined,
        specText: "| FR-001 | a |\n| FR-002 | b |\n| FR-003 | c |\n",
        repositoryPaths: ["src/1.ts", "src/2.ts", "src/3.ts"],
      },
      {},
    ],
    ["LANES_FILE_VANISHED", { currentLanes: new Map([["WP01", "in_progress"]]) }, {}],
  ];
  test.each(cases)("refuses with %s", (code, change, details) => {
    const refusal = refusalOf(change);
    expect(refusal?.code as string).toBe(code);
    if (!refusal) return;
    const text = ERRORS[refusal.code] as {
      message(e: unknown): string;
      hint(e: unknown): string;
      details?(e: unknown): JsonObject;
    };
    expect(text.message(refusal)).not.toMatch(/undefined|\[object/);
    expect(text.hint(refusal).length).toBeGreaterThan(20);
    expect(text.details?.(refusal) ?? {}).toMatchObject(details);
  });
  test("refuses a code package that owns nothing, by its id", () => {
    const refusal = refusalOf({ files: [file(1, { owned_files: [], scope: "codebase-wide" }), file(2)] });
    expect(refusal).toEqual({ code: "LANE_OWNERSHIP_MISSING", wpIds: ["WP01" as never] });
  });
});

describe("reports", () => {
  test("carry the keys of the contract", () => {
    const plan = planOf();
    expect(finalizeReport(plan)).toEqual({
      wp_count: 2,
      updated_wp_count: 2,
      modified_wps: ["WP01", "WP02"],
      unchanged_wps: [],
      preserved_wps: [],
      dependencies_parsed: { WP01: [], WP02: [] },
      requirement_refs_parsed: { WP01: ["FR-001"], WP02: ["FR-002"] },
      bootstrap: { total_wps: 2, newly_seeded: 2, already_initialized: 0 },
      lanes: {
        computed: true,
        count: 2,
        lane_ids: ["lane-a", "lane-b"],
        planning_artifact_wps: [],
        collapse_report: null,
      },
    });
    const preview = validationReport(plan);
    expect(preview["validate_only"]).toBe(true);
    expect((preview["would_modify"] as readonly JsonObject[])[0]?.["changes"]).toMatchObject({
      merge_target_branch: "main",
    });
  });
});

test("any mission is planned or refused, never crashed", () => {
  const value = fc.dictionary(
    fc.constantFrom("dependencies", "owned_files", "requirement_refs", "execution_mode", "scope", "title"),
    fc.jsonValue({ maxDepth: 2 }),
  );
  const files = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), value), { maxLength: 4 });
  fc.assert(
    fc.property(files, fc.string(), fc.jsonValue({ maxDepth: 3 }), (list, tasksText, wpsManifest) => {
      const result = decide({
        files: list.map(([n, front]) => ({ fileName: `WP0${n}.md`, value: front as Json, body: tasksText })),
        tasksText,
        wpsManifest: wpsManifest as Json,
      });
      return result.ok || result.error.code in ERRORS;
    }),
    { numRuns: 300 },
  );
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("is planned or refused for a reason, mission by mission", async () => {
    const outcomes = new Map<string, number>();
    for (const mission of corpusMissions()) {
      const files = await Promise.all(workPackageFiles(mission).map(readPackage));
      const manifest = await readYaml(readCorpus(mission, "wps.yaml") ?? "", mission);
      const repositoryPaths = files.flatMap(
        (each) => ((each.value as JsonObject)["owned_files"] as readonly string[] | undefined) ?? [],
      );
      const plan = decideFinalize({
        missionSlug: mission,
        targetBranch: "main",
        files,
        tasksText: readCorpus(mission, "tasks.md"),
        specText: readCorpus(mission, "spec.md") ?? "",
        wpsManifest: manifest.ok && manifest.value !== null ? manifest.value : undefined,
        currentLanes: new Map(),
        lanesFile: undefined,
        repositoryPaths,
      });
      const outcome = plan.ok ? lanesCompared(mission, plan.value.lanes) : plan.error.code;
      outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
    }
    const [same, retired, cycles] = ["same lanes", "retired rule", "cycle of lanes"].map(
      (key) => outcomes.get(key) ?? 0,
    );
    expect(outcomes.get("other lanes")).toBeUndefined();
    expect(same).toBeGreaterThan(50);
    expect((same ?? 0) + (retired ?? 0) + (cycles ?? 0)).toBeGreaterThanOrEqual(70);
    expect([...outcomes.values()].reduce((a, b) => a + b, 0)).toBe(corpusMissions().length);
  });
});

/** How computed lanes differ from the committed ones: not at all, or for one of two reasons. */
function lanesCompared(mission: string, now: LanePlan): string {
  const text = readCorpus(mission, "lanes.json");
  const old = text === undefined ? undefined : parseLanesFile(text, mission);
  if (!old?.ok) return "no lanes file";
  if (sameGroups(old.value.lanes, now.lanes)) return "same lanes";
  if (old.value.collapseReport?.byRule["dependency"] !== undefined) return "retired rule";
  return now.collapses.some(({ rule }) => rule === "lane_cycle") ? "cycle of lanes" : "other lanes";
}

/** The same packages together, waiting for the same lanes. */
const sameGroups = (a: readonly ExecutionLane[], b: readonly ExecutionLane[]): boolean => {
  const essence = (lanes: readonly ExecutionLane[]) =>
    JSON.stringify(lanes.map((lane) => [lane.laneId, lane.wpIds, lane.dependsOnLanes, lane.parallelGroup]));
  return essence(a) === essence(b);
};

async function readPackage(source: { readonly name: string; readonly text: string }) {
  const split = splitFrontMatter(source.text, source.name);
  const value = split.ok ? await readYaml(split.value.yaml, source.name) : split;
  if (!split.ok || !value.ok) throw new Error(source.name);
  return { fileName: source.name, value: value.value as Json, body: split.value.body };
}

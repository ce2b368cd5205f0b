import { describe, expect, test } from "bun:test";
import { parseDependencies } from "../../../src/core/work-package/dependencies.ts";
import { parseTaskRequirementRefs } from "../../../src/core/work-package/requirements.ts";
import {
  findUnconcerned,
  parseWpsManifest,
  renderTasksFromManifest,
} from "../../../src/core/work-package/wps-manifest.ts";
import { readYaml } from "../../../src/shell/yaml/read.ts";
import { corpusMissions, hasCorpus, readCorpus } from "../../support/corpus.ts";

describe("parseWpsManifest()", () => {
  test("orders entries by id, an absent dependencies key means none", () => {
    const parsed = parseWpsManifest({
      work_packages: [
        { id: "WP02", dependencies: ["WP01"], cross_cutting: true },
        { id: "WP01", plan_concern_refs: [] },
      ],
    });
    expect(parsed.ok && parsed.value.entries.map((entry) => [entry.id, entry.dependencies.join()] as string[])).toEqual(
      [
        ["WP01", ""],
        ["WP02", "WP01"],
      ],
    );
    expect(parsed.ok && findUnconcerned(parsed.value).join()).toBe("WP01");
  });
  test.each([
    [null, "WPS_MANIFEST_INVALID"],
    [{ work_packages: {} }, "WPS_MANIFEST_INVALID"],
    [{ work_packages: [{ id: "one" }] }, "WPS_MANIFEST_INVALID"],
    [{ work_packages: ["WP01"] }, "WPS_MANIFEST_INVALID"],
    [{ work_packages: [{ id: "WP01" }, { id: "WP01" }] }, "WPS_MANIFEST_DUPLICATE_ID"],
  ])("refuses %j with %s", (value, code) => {
    const parsed = parseWpsManifest(value);
    expect(parsed.ok ? "ok" : String(parsed.error.code)).toBe(code);
  });
});

describe("renderTasksFromManifest()", () => {
  test("prints one section per package, leaving empty fields out", () => {
    const parsed = parseWpsManifest({
      work_packages: [
        {
          id: "WP01",
          title: "First",
          subtasks: ["T001", "T002"],
          prompt_file: "tasks/WP01-first.md",
          requirement_refs: ["FR-001"],
        },
        { id: "WP02", title: "Second", dependencies: ["WP01"], owned_files: ["a", "b"], plan_concern_refs: ["IC-01"] },
      ],
    });
    const text = parsed.ok ? renderTasksFromManifest(parsed.value, "m") : "";
    expect(text.split("\n---\n").slice(1)).toEqual([
      "\n## Work Package WP01: First\n\n**Dependencies**: None\n**Requirement Refs**: FR-001\n**Subtasks**: T001, T002\n**Prompt**: `tasks/WP01-first.md`\n",
      "\n## Work Package WP02: Second\n\n**Dependencies**: WP01\n**Plan Concerns**: IC-01\n**Owned Files**: a, b\n",
      "",
    ]);
  });
});

describe.skipIf(!hasCorpus)("the corpus (skipped when absent)", () => {
  test("has manifests whose printed tasks.md reads back as the same dependencies and refs", async () => {
    const read = await Promise.all(corpusMissions().map((name) => readYaml(readCorpus(name, "wps.yaml") ?? "", name)));
    const manifests = read.flatMap((value) =>
      value.ok && value.value !== null ? [parseWpsManifest(value.value)] : [],
    );
    const parsed = manifests.flatMap((manifest) => (manifest.ok ? [manifest.value] : []));
    for (const manifest of parsed) {
      const text = renderTasksFromManifest(manifest, "m");
      const dependencies = parseDependencies(text);
      const refs = parseTaskRequirementRefs(text);
      for (const entry of manifest.entries) {
        expect([...(dependencies.get(entry.id)?.dependencies ?? [])] as string[]).toEqual([...entry.dependencies]);
        const wanted = entry.requirementRefs.filter((ref) => /^(FR|NFR|C)-\d+$/.test(ref));
        expect([...(refs.get(entry.id) ?? [])]).toEqual(wanted);
      }
    }
    expect(manifests.length).toBe(5);
    expect(parsed.length).toBe(5);
  });
});

import { describe, expect, test } from "bun:test";
import { type AcceptanceFacts, type AcceptedPackage, decideAcceptance } from "../../../src/core/merge/acceptance.ts";

const wp = (changes: Partial<AcceptedPackage> = {}): AcceptedPackage => ({
  wpId: "WP01",
  title: "Cart",
  path: "tasks/WP01-cart.md",
  lane: "approved",
  agent: "claude",
  assignee: undefined,
  shellPid: undefined,
  inLanesFile: true,
  openSubtasks: [],
  ...changes,
});
const facts = (changes: Partial<AcceptanceFacts> = {}): AcceptanceFacts => ({
  packages: [wp()],
  texts: new Map([
    ["spec.md", "s"],
    ["plan.md", "p"],
    ["tasks.md", "t"],
  ]),
  hasLanesFile: true,
  uncommitted: [],
  matrixVerdict: undefined,
  matrixRequired: false,
  consistency: [],
  lenient: false,
  ...changes,
});
const failed = (changes: Partial<AcceptanceFacts>): readonly string[] =>
  decideAcceptance(facts(changes)).failed.map(({ check, detail }) => `${check}: ${detail}`);

describe("decideAcceptance()", () => {
  test("passes a finished mission and names optional documents that are missing", () => {
    expect(decideAcceptance(facts())).toMatchObject({
      ok: true,
      allDone: true,
      failed: [],
      optionalMissing: ["research.md", "data-model.md", "quickstart.md", "checklists/requirements.md"],
    });
  });

  test.each([
    [{ packages: [] }, "all_done: there are no work packages"],
    [{ packages: [wp({ lane: "for_review" })] }, "all_done: WP01 is for_review"],
    [{ packages: [wp({ path: undefined })] }, "metadata: WP01 has no file"],
    [{ packages: [wp({ openSubtasks: ["T001"] })] }, "unchecked_tasks: WP01 T001"],
    [{ hasLanesFile: false }, "lanes_manifest: there is no lanes.json"],
    [{ uncommitted: ["lane-a/x"] }, "git_dirty: lane-a/x"],
    [{ matrixVerdict: "fail" }, "acceptance_matrix: the verdict is fail"],
    [{ matrixRequired: true }, "acceptance_matrix: the verdict is missing"],
    [
      { consistency: [{ name: "review_consistency", verdict: "fail", details: "WP01 says rejected", blocking: true }] },
      "review_consistency: WP01 says rejected",
    ],
  ] as const)("fails %j", (changes, expected) => {
    expect(failed(changes)).toEqual([expected]);
  });

  test("leaves canceled packages, and with --lenient who did what, out", () => {
    expect(failed({ packages: [wp({ lane: "canceled", path: undefined, openSubtasks: ["T001"] })] })).toEqual([]);
    const lenient = decideAcceptance(facts({ lenient: true, packages: [wp({ openSubtasks: ["T001"] })] }));
    expect([lenient.ok, lenient.skipped]).toEqual([true, ["metadata", "unchecked_tasks"]]);
  });

  test("only advises about a pending matrix", () => {
    expect(decideAcceptance(facts({ matrixVerdict: "pending" }))).toMatchObject({
      ok: true,
      advisories: ["the acceptance matrix is pending"],
    });
  });
});

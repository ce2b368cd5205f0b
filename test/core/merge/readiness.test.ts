import { describe, expect, test } from "bun:test";
import { decideReadiness, type PackageFacts, type ReadinessFacts } from "../../../src/core/merge/readiness.ts";

const wp = (wpId: string, changes: Partial<PackageFacts> = {}): PackageFacts => ({
  wpId,
  lane: "approved",
  dependencies: [],
  review: undefined,
  ...changes,
});
const facts = (changes: Partial<ReadinessFacts> = {}): ReadinessFacts => ({
  packages: [wp("WP01"), wp("WP02", { lane: "done" }), wp("WP03", { lane: "canceled" })],
  issues: undefined,
  analysis: { present: false, required: false },
  acceptance: { verdict: undefined, accepted: false, required: false },
  skipReviewCheck: false,
  ...changes,
});

const blockers = (changes: Partial<ReadinessFacts>): readonly string[] =>
  decideReadiness(facts(changes)).blockers.map(({ code, details }) => `${code}: ${details}`);

describe("decideReadiness()", () => {
  test("lets a finished mission through, and only warns of analysis and acceptance", () => {
    const { checks, blockers: none } = decideReadiness(facts());
    expect(none).toEqual([]);
    expect(checks.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      "evidence pass",
      "dependency pass",
      "issue_matrix_completeness skip",
      "review_consistency pass",
      "analysis warn",
      "acceptance warn",
    ]);
  });

  test.each([
    [{ packages: [] }, "WORK_PACKAGES_NOT_APPROVED: the mission has no work packages"],
    [{ packages: [wp("WP01", { lane: undefined })] }, "WORK_PACKAGES_NOT_APPROVED: WP01 is not started"],
    [{ packages: [wp("WP01", { lane: "in_review" })] }, "WORK_PACKAGES_NOT_APPROVED: WP01 is in_review"],
    [
      { packages: [wp("WP01", { dependencies: ["WP02", "WP99"] }), wp("WP02", { lane: "canceled" })] },
      "DEPENDENCIES_NOT_MERGEABLE: WP01 depends on WP02, which is canceled",
    ],
    [
      {
        issues: new Map([
          ["#12", "in-mission"],
          ["#13", "fixed"],
        ]),
      },
      "ISSUE_MATRIX_INCOMPLETE: #12 is in-mission",
    ],
    [
      { packages: [wp("WP01", { review: { path: "tasks/WP01/review-cycle-2.md", verdict: "rejected" } })] },
      "REJECTED_REVIEW_ARTIFACT_CONFLICT: WP01 is approved, but tasks/WP01/review-cycle-2.md says rejected",
    ],
    [{ analysis: { present: false, required: true } }, "ANALYSIS_REQUIRED: the mission has no analysis report"],
    [
      { acceptance: { verdict: "fail", accepted: false, required: true } },
      "ACCEPTANCE_REQUIRED: the acceptance matrix says fail",
    ],
    [
      { acceptance: { verdict: "pass", accepted: false, required: true } },
      "ACCEPTANCE_REQUIRED: the mission was not accepted",
    ],
  ] as const)("blocks %j", (changes, expected) => {
    expect(blockers(changes)).toEqual([expected]);
  });

  test("passes what is required and there, and leaves reviews out on request", () => {
    const rejected = wp("WP01", { review: { path: "p", verdict: "rejected" } });
    expect(
      blockers({
        packages: [rejected],
        skipReviewCheck: true,
        analysis: { present: true, required: true },
        acceptance: { verdict: "pass", accepted: true, required: true },
      }),
    ).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { type AppError, ERRORS } from "../../../src/cli/errors.ts";

const edge = { from: "in_review", to: "approved" } as const;
const file = "kitty-specs/shop/meta.json";

/** One of each code, with the facts that have to show. */
const SAMPLES: readonly (readonly [AppError, RegExp])[] = [
  [{ code: "LANE_UNKNOWN", lane: "dno", suggestions: ["done"] }, /dno/],
  [{ code: "LANE_UNKNOWN", lane: "zz", suggestions: [] }, /zz/],
  [{ code: "LANE_RESERVED", lane: "genesis" }, /genesis/],
  [{ code: "TRANSITION_ILLEGAL", ...edge, allowed: ["done"] }, /in_review to approved.*done/],
  [{ code: "TRANSITION_ILLEGAL", ...edge, allowed: [] }, /no other lane/],
  [{ code: "FORCE_INCOMPLETE", missing: ["actor", "reason"] }, /actor and no reason/],
  [{ code: "ACTOR_REQUIRED", ...edge }, /actor/],
  [{ code: "WORKSPACE_REQUIRED", ...edge }, /workspace/],
  [{ code: "SUBTASKS_INCOMPLETE", ...edge }, /subtasks/],
  [{ code: "IMPLEMENTATION_EVIDENCE_REQUIRED", ...edge }, /worked on/],
  [{ code: "APPROVAL_EVIDENCE_REQUIRED", ...edge, part: "reference" }, /reference is wrong/],
  [{ code: "REASON_REQUIRED", ...edge }, /reason/],
  [{ code: "REVIEW_REF_REQUIRED", ...edge }, /review/],
  [{ code: "REVIEW_RESULT_REQUIRED", ...edge }, /result/],
  [{ code: "REVIEW_RESULT_INCOMPLETE", ...edge, part: "verdict" }, /no verdict/],
  [{ code: "REVIEW_NOT_APPROVED", ...edge, verdict: "rejected" }, /rejected/],
  [{ code: "REVIEW_RESULT_CONFLICT", ...edge, field: "review_ref", given: "a1", result: "b2" }, /review_ref.*a1.*b2/],
  [{ code: "REVIEW_APPROVED_REWIND", ...edge }, /approved/],
  [{ code: "LOG_LINE_MALFORMED", line: 7, detail: "oops" }, /line 7.*oops/],
  [{ code: "LOG_ROW_INVALID", line: 7, path: "at", expected: "a string", found: "1" }, /line 7.*at is 1, not a string/],
  [{ code: "LOG_ROW_INVALID", line: 7, path: "", expected: "an object", found: "[]" }, /the row is \[\]/],
  [{ code: "MISSION_NOT_FOUND", handle: "shp", suggestions: ["shop"] }, /shp/],
  [{ code: "MISSION_NOT_FOUND", handle: "shp", suggestions: [] }, /shp/],
  [
    {
      code: "MISSION_AMBIGUOUS_SELECTOR",
      handle: "80",
      candidates: [
        { folder: "080-one", missionId: "01J9ABCDE0000000000000000A", mid8: "01J9ABCD" },
        { folder: "080-two", missionId: undefined, mid8: undefined },
      ],
    },
    /2 missions: 080-one, 080-two/,
  ],
  [{ code: "MISSION_AMBIGUOUS_SELECTOR", handle: "80", candidates: [] }, /80/],
  [{ code: "MISSION_SLUG_INVALID", slug: "A B", suggestion: "a-b" }, /A B/],
  [{ code: "MISSION_SLUG_INVALID", slug: "!", suggestion: "" }, /!/],
  [{ code: "FRIENDLY_NAME_BLANK" }, /blank/],
  [{ code: "META_CORRUPT", file, detail: "oops" }, /meta\.json: oops/],
  [{ code: "META_INVALID", file, path: "topology", expected: "known" }, /topology is not known/],
  [{ code: "META_NUMBER_UNASSIGNED", file, value: "pending" }, /pending/],
  [{ code: "BRANCH_IDENTITY_UNRESOLVED", slug: "shop" }, /shop/],
];

describe("texts of the mission model", () => {
  for (const [error, facts] of SAMPLES) {
    test(`${error.code} says ${facts.source}`, () => {
      const text = ERRORS[error.code] as {
        message: (e: AppError) => string;
        hint: (e: AppError) => string;
        explain: string;
        details?: (e: AppError) => object;
      };
      expect(text.message(error)).toMatch(facts);
      expect(text.message(error)).toMatch(/^["A-Z].*[^.]$/);
      expect(text.hint(error)).toMatch(/spec-kitty \w|git \w|--\w/);
      expect(text.explain.length).toBeGreaterThan(40);
      expect(JSON.stringify(text.details?.(error) ?? {})).not.toContain("undefined");
    });
  }

  test("list an ambiguity's candidates as the contract names them", () => {
    const details = ERRORS.MISSION_AMBIGUOUS_SELECTOR.details({
      code: "MISSION_AMBIGUOUS_SELECTOR",
      handle: "80",
      candidates: [{ folder: "080-two", missionId: undefined, mid8: undefined }],
    });
    expect(details).toEqual({
      handle: "80",
      candidates: [{ mission_id: null, mid8: null, slug: "080-two", feature_dir: "kitty-specs/080-two" }],
    });
  });
});

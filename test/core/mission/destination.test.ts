import { describe, expect, test } from "bun:test";
import { checkDestination, type DestinationFacts } from "../../../src/core/mission/destination.ts";

const facts: DestinationFacts = {
  branch: "feat/a",
  exists: true,
  existsOnRemote: false,
  isProtected: false,
  capability: "bookkeeping",
};

describe("checkDestination()", () => {
  test.each([
    "",
    " a",
    "a ",
    "refs/heads/a",
    "refs/remotes/o/a",
    "-a",
    "/a",
    "a..b",
    "a b",
    "a:b",
    "a.lock",
    "a//b",
    "a/",
    "a@{1}",
    "a\u0000",
  ])("refuses the shape of %j", (branch) => {
    expect(checkDestination({ ...facts, branch })).toEqual({ ok: false, error: "DESTINATION_REF_INVALID_SHAPE" });
  });

  test.each<[Partial<DestinationFacts>, string | undefined]>([
    [{}, undefined],
    [{ exists: false }, "DESTINATION_REF_NOT_FOUND"],
    [{ exists: false, existsOnRemote: true, isProtected: true }, "DESTINATION_REF_NOT_LOCAL"],
    [{ isProtected: true }, "PROTECTED_BRANCH_REFUSED"],
    [{ isProtected: true, capability: "merge" }, undefined],
  ])("answers %j with %j", (change, problem) => {
    const verdict = checkDestination({ ...facts, ...change });
    expect<string | undefined>(verdict.ok ? undefined : verdict.error).toBe(problem);
  });
});

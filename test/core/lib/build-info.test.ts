import { expect, test } from "bun:test";
import { COMMIT, CONTRACT_VERSIONS, FAULT_POINTS, VERSION } from "../../../src/core/lib/build-info.ts";

test("build information has development values where nothing was built", () => {
  expect({ VERSION, COMMIT, FAULT_POINTS }).toEqual({
    VERSION: "0.0.0-development",
    COMMIT: "development",
    FAULT_POINTS: false,
  });
});

test("contract versions are plain dotted numbers, since clients compare them as integers", () => {
  expect(CONTRACT_VERSIONS.orchestratorApi).toMatch(/^\d+\.\d+\.\d+$/);
  expect(CONTRACT_VERSIONS.minProvider).toMatch(/^\d+\.\d+\.\d+$/);
});

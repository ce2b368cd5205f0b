import { describe, expect, test } from "bun:test";
import type { Oid } from "../../../src/core/lib/brand.ts";
import { computeAuthoredChanges, isAuthoredPath } from "../../../src/core/mission/authored.ts";

const oids = (files: Readonly<Record<string, string>>) => new Map(Object.entries(files) as [string, Oid][]);

describe("isAuthoredPath()", () => {
  test.each<[string, boolean]>([
    ["spec.md", true],
    ["tasks/WP01-a.md", true],
    ["tasks/.gitkeep", true],
    ["status.events.jsonl", false],
    ["lanes.json", false],
    ["tasks/WP01-a/review-cycle-1.md", false],
    [".spec.md.swp", false],
    ["spec.md~", false],
    [".cache/x", false],
  ])("says of %s: %p", (path, authored) => {
    expect(isAuthoredPath(path)).toBe(authored);
  });
});

describe("computeAuthoredChanges()", () => {
  const tip = oids({ "meta.json": "m", "spec.md": "1", "plan.md": "1", "status.json": "s" });

  test("takes what differs, and deletions where the branch is shown", () => {
    const changes = computeAuthoredChanges({ disk: oids({ "spec.md": "2", "new.md": "1" }), tip, shown: undefined });
    expect(changes).toEqual({ written: ["new.md", "spec.md"], deleted: ["meta.json", "plan.md"] });
  });

  test("takes no deletion from an empty folder or another branch's checkout, and no mere copy of that branch", () => {
    expect(computeAuthoredChanges({ disk: new Map(), tip, shown: undefined })).toEqual({ written: [], deleted: [] });
    const other = computeAuthoredChanges({
      disk: oids({ "spec.md": "0", "x.md": "9" }),
      tip,
      shown: oids({ "spec.md": "0" }),
    });
    expect(other).toEqual({ written: ["x.md"], deleted: [] });
  });
});

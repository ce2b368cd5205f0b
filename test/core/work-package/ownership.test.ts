import { describe, expect, test } from "bun:test";
import type { WpId } from "../../../src/core/lib/brand.ts";
import {
  checkOwnership,
  commonFolder,
  inferExecutionMode,
  inferOwnedFiles,
  type Ownership,
} from "../../../src/core/work-package/ownership.ts";

const owner = (id: string, ownedFiles: readonly string[], more: Partial<Ownership> = {}): Ownership => ({
  wpId: id as WpId,
  executionMode: "code_change",
  ownedFiles,
  createIntent: [],
  authoritativePath: ownedFiles[0] ?? "",
  codebaseWide: false,
  ...more,
});
const PATHS = ["src/foo/a.ts", "src/foobar.py", "src/cart/total.ts", "docs/x.md", "kitty-specs/m/spec.md"];
const check = (owners: readonly Ownership[], edges: Record<string, readonly string[]> = {}) => {
  const graph = new Map(owners.map((each) => [each.wpId, (edges[each.wpId] ?? []) as readonly WpId[]]));
  return checkOwnership(owners, graph, PATHS);
};
const kinds = (report: ReturnType<typeof check>) => [
  ...report.errors.map((each) => each.kind),
  ...report.warnings.map((each) => `(${each.kind})`),
];

describe("checkOwnership()", () => {
  test("reports two packages that can write one path, unless a dependency orders them", () => {
    const pair = [owner("WP01", ["src/foo/**"]), owner("WP02", ["src/*/a.ts"])];
    expect(check(pair).errors).toEqual([
      {
        kind: "overlap",
        wpA: "WP01" as WpId,
        wpB: "WP02" as WpId,
        globA: "src/foo/**",
        globB: "src/*/a.ts",
        witness: "src/foo/a.ts",
        certain: true,
      },
    ]);
    expect(kinds(check(pair, { WP02: ["WP01"] }))).toEqual([]);
    expect(kinds(check([...pair, owner("WP03", ["docs/x.md"])], { WP01: ["WP03"], WP03: ["WP02"] }))).toEqual([]);
  });
  test("does not mistake a common string prefix for a common path", () => {
    expect(kinds(check([owner("WP01", ["src/foo"]), owner("WP02", ["src/foobar.py"])]))).toEqual([]);
  });
  test("exempts codebase-wide packages with a warning", () => {
    const wide = owner("WP02", ["**"], { codebaseWide: true, authoritativePath: "" });
    expect(kinds(check([owner("WP01", ["src/foo/**"]), wide]))).toEqual(["(codebase_wide)"]);
  });
  test.each([
    [owner("WP01", ["src/foo/**"], { authoritativePath: "" }), ["authoritative_path"]],
    [owner("WP01", ["src/foo/**"], { authoritativePath: "lib/" }), ["authoritative_path"]],
    [owner("WP01", ["src/foo/**"], { authoritativePath: "src/fo" }), []],
    [owner("WP01", ["kitty-specs/m/spec.md"]), ["kitty_specs", "(mode_mismatch)"]],
    [owner("WP01", ["kitty-specs/m/spec.md", "docs/x.md"], { executionMode: "planning_artifact" }), []],
    [
      owner("WP01", ["kitty-specs/m/spec.md", "src/foo/**"], { executionMode: "planning_artifact" }),
      ["kitty_specs", "(mode_mismatch)"],
    ],
    [owner("WP01", [], { executionMode: "planning_artifact" }), []],
    [owner("WP01", ["../x", "/etc/passwd"]), ["unsafe_path", "unsafe_path"]],
    [owner("WP01", ["src/foo/a.ts:1-9"]), []],
    [owner("WP01", ["src/new.ts"], { createIntent: ["./src/new.ts"] }), []],
    [owner("WP01", ["lib/**"]), ["(glob_matches_nothing)"]],
  ])("judges %j as %j", (each, expected) => expect(kinds(check([each]))).toEqual(expected));
  test("names the nearest file for a literal path that matches none", () => {
    const nearestOf = (path: string) =>
      check([owner("WP01", [path])]).errors.map((each) => each.kind === "missing_path" && each.nearest);
    expect(nearestOf("src/shop/total.ts")).toEqual(["src/cart/total.ts"]);
    expect(nearestOf("src/foobaz.py")).toEqual(["src/foobar.py"]);
    expect(nearestOf("zzzz")).toEqual([undefined]);
  });
});

describe("inference", () => {
  test("takes planning only from planning signals without code signals", () => {
    expect(inferExecutionMode("Write kitty-specs/m/plan.md")).toBe("planning_artifact");
    expect(inferExecutionMode("Update plan.md and src/x.py")).toBe("code_change");
    expect(inferExecutionMode("nothing")).toBe("code_change");
  });
  test("harvests paths from the body, folders as patterns, and falls back to src", () => {
    expect(inferOwnedFiles("Edit `src/a.py`, src/pkg and tests/x/. See http://h/src/no", "code_change", "m")).toEqual({
      ownedFiles: ["src/a.py", "src/pkg/**", "tests/x/**"],
      usedDefault: false,
    });
    expect(inferOwnedFiles("prose", "code_change", "m")).toEqual({ ownedFiles: ["src/**"], usedDefault: true });
    expect(inferOwnedFiles("src/a.py", "planning_artifact", "m").ownedFiles).toEqual(["kitty-specs/m/**"]);
  });
  test.each([
    [["src/a/x.ts", "src/a/y/**"], "src/a/"],
    [["src/a.ts"], "src/a.ts"],
    [["src/**"], "src/"],
    [["src/a", "docs/b"], ""],
    [[], ""],
    [["src/*/x", "src/b/x"], "src/"],
  ])("finds the folder that %j share: %j", (entries, folder) => expect(commonFolder(entries)).toBe(folder));
});

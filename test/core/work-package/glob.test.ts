import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import picomatch from "picomatch";
import {
  expandBraces,
  globMatcher,
  intersectGlobs,
  isGlob,
  normalizeEntry,
} from "../../../src/core/work-package/glob.ts";

const OPTIONS = { dot: true, posix: true, windows: false };

describe("intersectGlobs()", () => {
  test.each([
    ["src/**", "src/auth/*.ts"],
    ["src/*/a.ts", "src/b/*.ts"],
    ["**/*.md", "docs/**"],
    ["{src,test}/**", "test/x.ts"],
    ["src/[a-c]*.ts", "src/b?.ts"],
    ["src/foo", "src/foo/bar.py"],
    ["src/foo/", "src/foo/bar.py"],
    ["src/foo", "src/*/bar.py"],
    ["src/a.py:10-20", "src/a.py:30-40"],
    ["./src/a.py", "src//a.py"],
    ["src/[!x].ts", "src/y.ts"],
    ["**", "a/b/c"],
    ["src/*", "src/*"],
    ["a{b,c}*", "ac?d"],
  ])("finds a path common to %s and %s", (a, b) => {
    const overlap = intersectGlobs(a, b);
    expect(overlap?.certain).toBe(true);
    expect(globMatcher(a)(overlap?.witness ?? "")).toBe(true);
    expect(globMatcher(b)(overlap?.witness ?? "")).toBe(true);
  });
  test.each([
    ["src/foo", "src/foobar.py"],
    ["src/mission/**", "src/mission.py"],
    ["src/**/*.ts", "src/**/*.tsx"],
    ["src/[a-c]*.ts", "src/[d-f]*.ts"],
    ["src/auth/**", "src/billing/**"],
    ["src/*", "lib/*"],
    ["a?c", "ac"],
    ["", "src/**"],
    ["src/[!x].ts", "src/x.ts"],
  ])("finds nothing common to %s and %s", (a, b) => {
    expect(intersectGlobs(a, b)).toBeUndefined();
    expect(intersectGlobs(b, a)).toBeUndefined();
  });
  test("answers 'possible' for patterns with too many alternatives instead of expanding them", () => {
    const bomb = "{a,b}".repeat(20);
    expect(expandBraces(bomb)).toBeUndefined();
    expect(intersectGlobs(bomb, "zzz/*")).toEqual({ witness: bomb, certain: false });
  });
  test("expands nested groups and keeps a group without a comma", () => {
    expect(expandBraces("x{a,{b,c}}y")).toEqual(["xay", "xby", "xcy"]);
    expect(expandBraces("{a}/{b,c}")).toEqual(["{a}/b", "{a}/c"]);
    expect(expandBraces("a{b")).toEqual(["a{b"]);
  });
});

describe("globMatcher()", () => {
  test("matches a literal entry and all below it, and names with a leading dot", () => {
    expect(globMatcher("src/foo")("src/foo/bar.ts")).toBe(true);
    expect(globMatcher("src/foo")("src/foobar.ts")).toBe(false);
    expect(globMatcher("src/**")("src/.env")).toBe(true);
    expect(globMatcher("src/[id]/x.ts")("src/[id]/x.ts")).toBe(true);
  });
  test("tells patterns from literal paths", () => {
    expect(["a/*.ts", "a/{b,c}", "a?", "[id]"].map(isGlob)).toEqual([true, true, true, true]);
    expect(isGlob("src/a-b_c.d.ts")).toBe(false);
    expect(normalizeEntry(" ./src//x/ ")).toBe("src/x/**");
  });
});

describe("any two patterns", () => {
  const segment = fc.constantFrom(
    "a",
    "b",
    "ab",
    "*",
    "a*",
    "*b",
    "?",
    "??",
    "[ab]",
    "**",
    "{a,b}",
    "a{b,c}*",
    "x.ts",
    "*.ts",
  );
  const glob = fc.array(segment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  const pathSegment = fc.constantFrom("a", "b", "ab", "ac", "abc", "x.ts", "b.ts", "bb", "c");
  const path = fc.array(pathSegment, { minLength: 1, maxLength: 4 }).map((parts) => parts.join("/"));
  test("overlap when any path matches both, and a certain witness is confirmed by picomatch", () => {
    let witnesses = 0;
    let uncertain = 0;
    fc.assert(
      fc.property(glob, glob, fc.array(path, { minLength: 20, maxLength: 20 }), (a, b, paths) => {
        const [matchesA, matchesB] = [picomatch(a, OPTIONS), picomatch(b, OPTIONS)];
        const overlap = intersectGlobs(a, b);
        if (paths.some((each) => matchesA(each) && matchesB(each))) expect(overlap).toBeDefined();
        if (!overlap) return;
        witnesses += 1;
        if (!overlap.certain) uncertain += 1;
        if (overlap.certain && isGlob(a) && isGlob(b)) {
          expect([matchesA(overlap.witness), matchesB(overlap.witness)]).toEqual([true, true]);
        }
      }),
      { numRuns: 4000, seed: 1 },
    );
    expect(uncertain).toBeLessThan(witnesses / 8);
  });
});

import { describe, expect, test } from "bun:test";
import { isProtectedBranch, parseProjectConfig } from "../../../src/core/config/project-config.ts";
import type { Json } from "../../../src/core/lib/json.ts";

const parse = (value: Json | undefined) => {
  const parsed = parseProjectConfig(value, "config.yaml");
  if (!parsed.ok) throw new Error(parsed.error.key);
  return parsed.value;
};

describe("parseProjectConfig()", () => {
  test("has a default for all that the file does not say, and ignores keys of others", () => {
    const config = parse({ merge: null, somebody: [1] });
    expect(config).toEqual(parse(undefined));
    expect(config).toEqual({
      protectedBranches: undefined,
      mergeStrategy: undefined,
      requireAnalysis: false,
      requireAcceptance: false,
      agents: [],
      missionTypes: undefined,
      projectUuid: undefined,
      projectSlug: undefined,
    });
  });

  test("reads what it knows", () => {
    const config = parse({
      protection: { protected_branches: ["release"] },
      merge: { strategy: "merge" },
      review: { require_analysis: true },
      merge_gates: { require_acceptance: true },
      agents: { available: ["claude"] },
      mission_type_activations: ["software-dev"],
    });
    expect(config.protectedBranches).toEqual(["release"]);
    expect([config.mergeStrategy, config.requireAnalysis, config.requireAcceptance]).toEqual(["merge", true, true]);
    expect([config.agents, config.missionTypes]).toEqual([["claude"], ["software-dev"]]);
  });

  test.each<[Json, string]>([
    [[], "(the whole file)"],
    [{ protection: ["main"] }, "protection"],
    [{ protection: { protected_branches: "main" } }, "protection.protected_branches"],
    [{ protection: { protected_branches: [1] } }, "protection.protected_branches"],
    [{ merge: { strategy: "rebase" } }, "merge.strategy"],
  ])("refuses %j with CONFIG_INVALID rather than guess", (value, key) => {
    expect(parseProjectConfig(value, "c")).toMatchObject({
      ok: false,
      error: { code: "CONFIG_INVALID", path: "c", key },
    });
  });
});

describe("isProtectedBranch()", () => {
  test("protects main, master and the remote's default unless a list says exactly which", () => {
    const none = parse(undefined);
    expect(["main", "master", "develop", "feat"].map((b) => isProtectedBranch(none, b, "develop"))).toEqual([
      true,
      true,
      true,
      false,
    ]);
    const listed = parse({ protection: { protected_branches: ["release"] } });
    expect(["main", "release", "develop"].map((b) => isProtectedBranch(listed, b, "develop"))).toEqual([
      false,
      true,
      false,
    ]);
    const empty = parse({ protection: { protected_branches: [] } });
    expect(isProtectedBranch(empty, "main", undefined)).toBe(false);
  });
});

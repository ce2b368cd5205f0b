import { describe, expect, test } from "bun:test";
import {
  addConfiguredAgents,
  configuredAgents,
  renderConfig,
  renderMetadata,
  slugOfFolder,
} from "../../../src/core/config/project-files.ts";

const identity = { uuid: "00000000-0000-4000-8000-000000000000", slug: "demo" };

describe("renderConfig()", () => {
  test("is YAML with identity and agents", () => {
    expect(Bun.YAML.parse(renderConfig(identity, ["claude", "codex"]))).toEqual({
      project: identity,
      mission_type_activations: ["software-dev", "documentation", "research", "plan"],
      vcs: { type: "git" },
      agents: { available: ["claude", "codex"], auto_commit: true, lint_on_edit: false },
    });
  });

  test("is read back by configuredAgents()", () => {
    expect(configuredAgents(renderConfig(identity, ["claude", "q"]))).toEqual(["claude", "q"]);
  });
});

describe("renderMetadata()", () => {
  test("is YAML whose times and version are text", () => {
    const text = renderMetadata({ version: "0.1.0", at: "2026-01-02T03:04:05.000Z", schemaVersion: 3 });
    expect(Bun.YAML.parse(text)).toMatchObject({
      spec_kitty: { schema_version: 3, version: "0.1.0", initialized_at: "2026-01-02T03:04:05.000Z" },
      migrations: { applied: [] },
    });
  });
});

describe("addConfiguredAgents()", () => {
  test.each([
    ["a block list", "a: 1\nagents:\n  available:\n    - claude # mine\n  auto_commit: true\nz: 2\n"],
    ["a block list at its parent's indent", "agents:\n  available:\n  - claude\n"],
    ["a list in brackets", "agents:\n  available: [ claude ] # mine\n  auto_commit: false\n"],
    ["an empty list in brackets", "agents:\n  available: []\n"],
    ["quoted keys", 'agents:\n  # who\n  available:\n  - "claude"\n'],
  ])("adds what is missing to %s and keeps the rest", (_name, before) => {
    const after = addConfiguredAgents(before, ["claude", "codex"]) ?? "";
    const parsed = (text: string): { readonly agents: { readonly available: readonly string[] } } =>
      Bun.YAML.parse(text) as never;
    expect(parsed(after).agents.available).toEqual(["claude", "codex"]);
    expect({ ...parsed(after), agents: { ...parsed(after).agents, available: 0 } }).toEqual({
      ...parsed(before),
      agents: { ...parsed(before).agents, available: 0 },
    });
    expect(after.includes("# mine")).toBe(before.includes("# mine"));
    expect(addConfiguredAgents(after, ["codex"])).toBe(after);
  });

  test.each([
    ["no agents", "project:\n  slug: x\n"],
    ["an available list of somebody else", "agents:\n  auto_commit: true\nother:\n  available:\n  - x\n"],
    ["a form that lines cannot show", "agents: {available: [claude]}\n"],
    ["an anchor", "agents:\n  available: &a\n  - claude\n"],
  ])("leaves alone %s", (_name, text) => {
    expect(configuredAgents(text)).toBeUndefined();
    expect(addConfiguredAgents(text, ["claude"])).toBeUndefined();
  });
});

test.each([
  ["My Project", "my-project"],
  ["__x__", "x"],
  ["日本", "project"],
])("slugOfFolder(%p) is %p", (name, slug) => {
  expect(slugOfFolder(name)).toBe(slug);
});

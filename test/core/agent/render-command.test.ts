import { describe, expect, test } from "bun:test";
import { AGENTS, findAgent, splitAgentKeys } from "../../../src/core/agent/catalog.ts";
import { isUntouchedCommand, renderCommand } from "../../../src/core/agent/render-command.ts";
import { COMMAND_TEMPLATES } from "../../../src/shell/templates/commands.ts";

const template = {
  name: "review",
  text: '---\ndescription: Judge "one" package\n---\nUser: {{ARGUMENTS}}\nRun it with --agent {{AGENT}}, then /spec-kitty.accept\n',
};
const render = (key: string) => {
  const agent = findAgent(key);
  if (agent === undefined) throw new Error(key);
  return renderCommand(agent, template, "1.2.3");
};

describe("renderCommand()", () => {
  test("writes Markdown for Claude Code, with its own words for arguments, key and calls", () => {
    const { path, text } = render("claude");
    expect(path).toBe(".claude/commands/spec-kitty.review.md");
    expect(text).toMatch(
      /^---\ndescription: Judge "one" package\n---\n<!-- spec-kitty:command 1\.2\.3 [0-9a-f]{8} -->\n\n/,
    );
    expect(text.endsWith("User: $ARGUMENTS\nRun it with --agent claude, then /spec-kitty.accept\n")).toBe(true);
  });

  test("writes TOML that parses for Gemini", () => {
    const { path, text } = render("gemini");
    expect(path).toBe(".gemini/commands/spec-kitty.review.toml");
    expect(Bun.TOML.parse(text)).toEqual({
      description: 'Judge "one" package',
      prompt: "User: {{args}}\nRun it with --agent gemini, then /spec-kitty.accept\n",
    });
  });

  test("writes a skill folder for agents without commands", () => {
    const { path, text } = render("pi");
    expect(path).toBe(".pi/skills/spec-kitty.review/SKILL.md");
    expect(text).toContain("name: spec-kitty.review\n");
    expect(text).toContain("then /skill:spec-kitty.accept");
  });

  test("tells an untouched file, of any version and format, from one that was changed", () => {
    for (const agent of AGENTS) {
      const { text } = renderCommand(agent, template, "0.9.0");
      expect(isUntouchedCommand(text)).toBe(true);
      expect(isUntouchedCommand(text.replace("Run it", "Run that"))).toBe(false);
    }
    expect(isUntouchedCommand("# my own command\n")).toBe(false);
  });
});

describe("the embedded templates", () => {
  test.each(COMMAND_TEMPLATES.map((one) => one.name))(
    "%s renders for every agent, with nothing left to fill in",
    (name) => {
      for (const agent of AGENTS) {
        const found = COMMAND_TEMPLATES.find((one) => one.name === name);
        const { text } = renderCommand(agent, found ?? template, "1.0.0");
        expect(text).not.toMatch(/\{\{(AGENT|ARGUMENTS)\}\}/);
        expect(text).toContain("spec-kitty");
        if (agent.format === "toml") expect(() => Bun.TOML.parse(text)).not.toThrow();
      }
    },
  );

  test("teach next and agent action, and never the internal implement", () => {
    const all = COMMAND_TEMPLATES.map((one) => one.text).join("\n");
    expect(all).toContain("spec-kitty next --agent {{AGENT}} --mission <slug>");
    expect(all).toContain("spec-kitty agent action implement <WP> --agent {{AGENT}} --mission <slug>");
    expect(all).toContain("spec-kitty agent action review <WP> --agent {{AGENT}} --mission <slug>");
    expect(all).not.toMatch(/spec-kitty implement/);
  });
});

describe("AGENTS", () => {
  test("have one key and one folder each, and none the shared skills folder", () => {
    expect(new Set(AGENTS.map((agent) => agent.key)).size).toBe(AGENTS.length);
    expect(new Set(AGENTS.map((agent) => agent.folder)).size).toBe(AGENTS.length);
    expect(AGENTS.filter((agent) => agent.folder.startsWith(".agents"))).toEqual([]);
  });

  test("are named by keys separated by commas, semicolons or spaces, once each", () => {
    expect(splitAgentKeys(" Claude, codex;claude  gemini,")).toEqual(["claude", "codex", "gemini"]);
  });
});

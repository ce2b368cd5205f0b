import { describe, expect, test } from "bun:test";
import { createStyle } from "../../src/cli/appearance.ts";
import { helpFor, suggestCommands, usageLine } from "../../src/cli/help.ts";
import type { Manifest, ManifestLeaf } from "../../src/cli/manifest.ts";
import { PLAIN } from "../../src/cli/style.ts";

const MOVE: ManifestLeaf = {
  path: "agent move",
  summary: "Move a work package",
  description: "Records one row.",
  examples: [{ line: "spec-kitty agent move WP01 --to done", does: "finish it" }],
  envelope: "contract",
  args: {
    wpId: { type: "positional", summary: "Work package" },
    files: { type: "positional", summary: "Files", optional: true, rest: true },
    to: { type: "option", value: "LANE", summary: "Where it goes", choices: ["done", "planned"], required: true },
    limit: { type: "option", value: "N", summary: "At most", integer: true, short: "l" },
    note: { type: "option", value: "TEXT", summary: "Remark", repeatable: true },
    commit: { type: "flag", summary: "Commit it", negatable: true },
    secret: { type: "flag", summary: "Hidden", hidden: true },
  },
};
const MANIFEST: Manifest = {
  groups: { agent: "For agents", "agent tasks": "Tasks" },
  leaves: [
    MOVE,
    { path: "agent tasks list", summary: "List", examples: [], envelope: "contract", args: {} },
    { path: "hidden", summary: "Hidden", examples: [], envelope: "own", args: {}, hidden: true },
    { path: "merge", summary: "Merge", examples: [], envelope: "contract", args: {} },
    { path: "merge undo", summary: "Take it back", examples: [], envelope: "own", args: {} },
  ],
};

describe("helpFor() a command", () => {
  const text = helpFor("agent move", MANIFEST).human(PLAIN);

  test("is one screen in a fixed order", () => {
    expect(text.split("\n").filter((line) => /^[A-Z]/.test(line))).toEqual([
      "Move a work package",
      "Records one row.",
      "Usage",
      "Examples",
      "Arguments",
      "Flags",
      "Global flags",
      "Exit codes",
    ]);
    expect(text.split("\n").length).toBeLessThan(45);
  });

  test("says how each argument is typed, and hides what is hidden", () => {
    expect(usageLine(MOVE)).toBe("spec-kitty agent move WP_ID [FILES…] --to LANE [flags]");
    expect(text).toContain("  --to LANE      Where it goes (required; done|planned)");
    expect(text).toContain("  -l, --limit N  At most");
    expect(text).toContain("  --note TEXT    Remark (repeatable)");
    expect(text).toContain("  --[no-]commit  Commit it");
    expect(text).toContain("  # finish it\n  spec-kitty agent move WP01 --to done");
    expect(text).not.toContain("secret");
  });

  test("lists the commands below a command that is also a group", () => {
    expect(helpFor("merge", MANIFEST).human(PLAIN)).toContain("Commands\n  undo  Take it back");
  });

  test("as a document names types, choices and shorts", () => {
    expect(helpFor("agent move", MANIFEST).json()).toMatchObject({
      path: "agent move",
      usage: usageLine(MOVE),
      arguments: [
        { name: "WP_ID", type: "positional", required: true, rest: false },
        { name: "FILES", required: false, rest: true },
        { name: "--to", type: "option", required: true, choices: ["done", "planned"], value: "string" },
        { name: "--limit", short: "-l", value: "integer", repeatable: false },
        { name: "--note", repeatable: true },
        { name: "--commit", type: "flag", negatable: true },
      ],
    });
  });
});

describe("helpFor() a group", () => {
  test("lists what is one word below it, groups by their summary, nothing hidden", () => {
    const text = helpFor("", MANIFEST).human(PLAIN);
    expect(text).toContain("From start to end of a mission\n  merge  Merge\n\nOther commands\n  agent  For agents\n");
    expect(text).not.toContain("Hidden");
    expect(helpFor("agent", MANIFEST).human(PLAIN)).toContain("Commands\n  move   Move a work package\n  tasks  Tasks");
  });

  test("of the program begins with the common commands in the order of a mission's life", () => {
    const lines = helpFor("").human(PLAIN).split("\n");
    const start = lines.indexOf("From start to end of a mission") + 1;
    const names = lines.slice(start, lines.indexOf("", start)).map((line) => line.trim().split(/ {2,}/)[0]);
    expect(names).toEqual(["init", "mission create", "next", "agent tasks status", "accept", "merge", "mission close"]);
    expect(helpFor("").json()).toMatchObject({
      commands: expect.arrayContaining([
        expect.objectContaining({ path: "agent tasks move-task", arguments: expect.any(Array) }),
      ]),
    });
  });

  test("stays within a narrow terminal", () => {
    for (const path of ["", "agent", "agent move"]) {
      const lines = helpFor(path, MANIFEST).human(createStyle(false, 60)).split("\n");
      const wide = lines.filter((line) => line.length > 60 && !line.includes("spec-kitty"));
      expect(wide).toEqual([]);
    }
  });

  test("as a document holds the commands below it", () => {
    expect(helpFor("agent", MANIFEST).json()).toMatchObject({
      path: "agent",
      summary: "For agents",
      commands: [{ path: "agent move" }, { path: "agent tasks list" }],
      exitCodes: { "0": "done, or nothing to do" },
    });
  });
});

test.each([
  ["agent mvoe", ["agent move"]],
  ["megre", ["merge"]],
  ["tasks list", ["agent tasks list"]],
  ["constructor", []],
  ["hiden", []],
  ["agent task", ["agent tasks", "agent tasks list"]],
] as const)("suggestCommands(%j) is %j", (word, expected) => {
  expect(suggestCommands(word, MANIFEST)).toEqual([...expected]);
});

/** `spec-kitty init` as a user runs it: flags, refusals, both kinds of output, and how long it takes. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runBinary } from "../support/binary.ts";

function repository(): string {
  const root = mkdtempSync(join(tmpdir(), "spec-kitty-init-"));
  Bun.spawnSync(["git", "init", "-q", root]);
  return root;
}

describe("spec-kitty init", () => {
  test("sets up a repository, says what to do next, and finds nothing to do the second time", async () => {
    const cwd = repository();
    const first = await runBinary(["init", "--ai", "claude"], { cwd });
    expect(first).toMatchObject({ code: 0, stderr: "" });
    expect(first.stdout).toContain("is set up for Claude Code");
    expect(first.stdout).toContain("spec-kitty next --agent claude --mission <slug>");
    expect(first.stdout).toContain("spec-kitty agent action implement --agent claude --mission <slug>");
    expect(first.stdout).toContain("spec-kitty agent action review --agent claude --mission <slug>");
    const second = await runBinary(["init"], { cwd });
    expect(second).toMatchObject({ code: 0, stderr: "" });
    expect(second.stdout).toStartWith("Already initialized: ");
    expect(Bun.spawnSync(["git", "-C", cwd, "rev-list", "--all"]).stdout.toString()).toBe("");
  });

  test("prints one JSON document of its own kind", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    const { code, stdout, stderr } = await runBinary(["init", "--ai=claude;codex", "--json"], { cwd });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const { kind, data } = JSON.parse(stdout);
    expect(kind).toBe("init");
    expect(data).toMatchObject({ agents: ["claude", "codex"], already_initialized: false, in_repository: true });
    expect(data.paste).toEqual([
      { path: ".gitignore", block: "# spec-kitty: begin\n.worktrees/\n# spec-kitty: end\n" },
    ]);
    expect(data.created).toHaveLength(2 + 16);
  });

  test("changes files of the user's with --edit-existing", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    await runBinary(["init", "--ai", "claude", "--edit-existing"], { cwd });
    expect(readFileSync(join(cwd, ".gitignore"), "utf8")).toStartWith("dist\n# spec-kitty: begin\n");
  });

  test("makes a named folder and mentions that it is no repository", async () => {
    const cwd = mkdtempSync(join(tmpdir(), "spec-kitty-init-"));
    const { code, stdout } = await runBinary(["init", "shop", "--ai", "codex"], { cwd });
    expect(code).toBe(0);
    expect(stdout).toContain("git init");
    expect(readdirSync(join(cwd, "shop")).toSorted()).toEqual([".codex", ".gitignore", ".kittify"]);
    expect(await runBinary(["init", "shop", "--ai", "codex"], { cwd })).toMatchObject({ code: 1, stdout: "" });
  });

  test.each([
    [["init"], 2, "--ai"],
    [["init", "--yes"], 2, "--ai"],
    [["init", "--ai", "clod"], 1, "claude"],
    [["init", "--ai", "claude", "--no-git"], 2, "--no-git"],
  ])("refuses %p with exit code %p, naming %p, and writes nothing", async (args, exit, named) => {
    const cwd = repository();
    const { code, stdout, stderr } = await runBinary(args, { cwd });
    expect({ code, stdout }).toEqual({ code: exit, stdout: "" });
    expect(stderr).toContain(named);
    expect(readdirSync(cwd)).toEqual([".git"]);
  });

  test("refuses in JSON with code and hint", async () => {
    const { code, stdout } = await runBinary(["init", "--ai", "clod", "--json"], { cwd: repository() });
    expect(code).toBe(1);
    expect(JSON.parse(stdout).error).toMatchObject({
      code: "UNKNOWN_AGENT",
      hint: expect.stringContaining("spec-kitty init --ai"),
    });
  });

  test("takes less than a second for all agents", async () => {
    const started = performance.now();
    const all =
      "claude,codex,copilot,gemini,cursor,qwen,opencode,windsurf,kilocode,auggie,q,kiro,antigravity,vibe,pi,letta";
    const { code } = await runBinary(["init", "--ai", all], { cwd: repository() });
    expect(code).toBe(0);
    expect(performance.now() - started).toBeLessThan(1000);
  });
});

import { describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { initProject } from "../../src/usecases/init-project.ts";
import { testCtx } from "../support/ctx.ts";

const folder = (): string => realpathSync(mkdtempSync(join(tmpdir(), "spec-kitty-init-")));
const repository = (): string => {
  const root = folder();
  Bun.spawnSync(["git", "init", "-q", root]);
  return root;
};
const run = (cwd: string, given: { name?: string; ai?: string; editExisting?: boolean }) =>
  initProject(testCtx(cwd), { name: given.name, ai: given.ai, editExisting: given.editExisting ?? false });
const done = async (cwd: string, given: { name?: string; ai?: string; editExisting?: boolean }) => {
  const result = await run(cwd, given);
  if (!result.ok) throw new Error(result.error.code);
  return result.value;
};
const failure = async (cwd: string, given: { name?: string; ai?: string }) => {
  const result = await run(cwd, given);
  return result.ok ? undefined : result.error;
};
/** Every file below a folder with its text. */
const snapshot = (root: string): Readonly<Record<string, string>> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name))
      .toSorted()
      .map((path) => [path, readFileSync(path, "latin1")]),
  );

describe("initProject()", () => {
  test("writes the project and each agent's commands, and nothing into git", async () => {
    const root = repository();
    const git = snapshot(join(root, ".git"));
    const value = await done(root, { ai: "claude,codex" });
    expect(value).toMatchObject({ root, updated: [], edited: [], kept: [], paste: [], wasInitialized: false });
    expect(value.created).toHaveLength(3 + 2 * 8);
    expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe(
      "# spec-kitty: begin\n.worktrees/\n# spec-kitty: end\n",
    );
    expect(existsSync(join(root, ".claude/commands/spec-kitty.specify.md"))).toBe(true);
    expect(readFileSync(join(root, ".codex/prompts/spec-kitty.review.md"), "utf8")).toContain("--agent codex");
    expect(existsSync(join(root, ".agents"))).toBe(false);
    expect(snapshot(join(root, ".git"))).toEqual(git);
    expect(readdirSync(root).toSorted()).toEqual([".claude", ".codex", ".git", ".gitignore", ".kittify"]);
  });

  test("does nothing the second time, with or without --ai", async () => {
    const root = repository();
    await done(root, { ai: "claude" });
    const before = snapshot(root);
    const again = await done(root, { ai: "claude" });
    expect(again).toMatchObject({ created: [], updated: [], edited: [], kept: [], paste: [], wasInitialized: true });
    expect((await done(root, {})).agents.map((agent) => agent.key)).toEqual(["claude"]);
    expect(snapshot(root)).toEqual(before);
  });

  test("finishes what a killed run has left undone", async () => {
    const root = repository();
    mkdirSync(join(root, ".kittify"));
    writeFileSync(join(root, ".kittify/config.yaml"), "agents:\n  available:\n  - claude\n");
    const value = await done(root, {});
    expect(value.created).toContain(".claude/commands/spec-kitty.merge.md");
    expect(readFileSync(join(root, ".kittify/config.yaml"), "utf8")).toBe("agents:\n  available:\n  - claude\n");
  });

  test("prints the lines for files of the user's instead of changing them", async () => {
    const root = repository();
    writeFileSync(join(root, ".gitignore"), "node_modules");
    await done(root, { ai: "claude" });
    const value = await done(root, { ai: "codex" });
    expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe("node_modules");
    expect(value.paste).toEqual([
      { path: ".kittify/config.yaml", block: "agents:\n  available:\n  - claude\n  - codex\n" },
      { path: ".gitignore", block: "# spec-kitty: begin\n.worktrees/\n# spec-kitty: end\n" },
    ]);
  });

  test("changes them with --edit-existing, once", async () => {
    const root = repository();
    writeFileSync(join(root, ".gitignore"), "node_modules");
    await done(root, { ai: "claude" });
    const value = await done(root, { ai: "codex", editExisting: true });
    expect(value.edited).toEqual([".kittify/config.yaml", ".gitignore"]);
    expect(readFileSync(join(root, ".gitignore"), "utf8")).toBe(
      "node_modules\n# spec-kitty: begin\n.worktrees/\n# spec-kitty: end\n",
    );
    expect((await done(root, { editExisting: true })).edited).toEqual([]);
  });

  test("takes an ignore rule that is there in any spelling", async () => {
    const root = repository();
    writeFileSync(join(root, ".gitignore"), "/.worktrees\n");
    expect((await done(root, { ai: "claude" })).paste).toEqual([]);
  });

  test("refreshes a command file that nobody has touched, and keeps one that its owner has changed", async () => {
    const root = repository();
    await initProject({ ...testCtx(root), version: "0.0.1" }, { name: undefined, ai: "claude", editExisting: false });
    const mine = join(root, ".claude/commands/spec-kitty.plan.md");
    writeFileSync(mine, `${readFileSync(mine, "utf8")}Always ask Ada first.\n`);
    const value = await done(root, { ai: "claude" });
    expect(value.kept).toEqual([".claude/commands/spec-kitty.plan.md"]);
    expect(value.updated).toHaveLength(7);
    expect(readFileSync(mine, "utf8")).toContain("Ada");
    expect((await done(root, { ai: "claude", editExisting: true })).edited).toEqual([
      ".claude/commands/spec-kitty.plan.md",
    ]);
  });

  test("works on the whole repository from a folder in it", async () => {
    const root = repository();
    mkdirSync(join(root, "src/deep"), { recursive: true });
    expect((await done(join(root, "src/deep"), { ai: "claude" })).root).toBe(root);
  });

  test("makes a new folder by name, outside a repository too, and refuses one that exists", async () => {
    const root = folder();
    expect(await done(root, { name: "fresh", ai: "claude" })).toMatchObject({
      root: join(root, "fresh"),
      inRepository: false,
    });
    expect(readFileSync(join(root, "fresh/.kittify/config.yaml"), "utf8")).toContain("slug: fresh\n");
    expect(await failure(root, { name: "fresh", ai: "claude" })).toEqual({
      code: "INIT_DIRECTORY_EXISTS",
      directory: join(root, "fresh"),
    });
    expect((await done(root, { name: ".", ai: "claude" })).root).toBe(root);
  });

  test("refuses an unknown agent, and none at all, before it writes anything", async () => {
    const root = repository();
    expect(await failure(root, { ai: "claude,clod" })).toMatchObject({ code: "UNKNOWN_AGENT", given: ["clod"] });
    expect(await failure(root, {})).toMatchObject({ code: "INIT_AGENTS_REQUIRED" });
    expect(await failure(root, { ai: " , " })).toMatchObject({ code: "INIT_AGENTS_REQUIRED" });
    expect(readdirSync(root)).toEqual([".git"]);
  });

  test("writes through no symbolic link and over no folder", async () => {
    const root = repository();
    const elsewhere = folder();
    symlinkSync(elsewhere, join(root, ".claude"));
    expect(await failure(root, { ai: "claude" })).toMatchObject({ code: "INIT_PATH_UNSAFE" });
    const other = repository();
    mkdirSync(join(other, ".gitignore"));
    expect(await failure(other, { ai: "claude" })).toEqual({
      code: "INIT_PATH_UNSAFE",
      path: join(other, ".gitignore"),
    });
    expect([...readdirSync(elsewhere), ...readdirSync(other)]).toEqual([".git", ".gitignore"]);
  });

  // The file system of processes refuses even root.
  test.skipIf(!existsSync("/proc/self"))("says which file could not be written", async () => {
    const error = await failure("/proc", { name: "spec-kitty-init", ai: "codex" });
    expect(error).toMatchObject({ code: "INIT_WRITE_FAILED", path: "/proc/spec-kitty-init/.kittify/config.yaml" });
  });
});

import { describe, expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Answer, Ask } from "../../src/cli/ask.ts";
import { INIT_ERRORS } from "../../src/cli/errors/init.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { init } from "../../src/commands/init.ts";
import { testCtx } from "../support/ctx.ts";

const repository = (): string => {
  const root = mkdtempSync(join(tmpdir(), "spec-kitty-init-"));
  Bun.spawnSync(["git", "init", "-q", root]);
  return root;
};

/** A person who chooses these agents and gives this answer to yes-or-no questions; undefined cancels. */
const person = (
  agents: readonly string[] | undefined,
  yes: boolean | undefined,
): Ask & { readonly shown: string[] } => {
  const shown: string[] = [];
  const never = (): never => {
    throw new Error("not asked by init");
  };
  return {
    shown,
    text: never,
    select: never,
    multiselect: async <T extends string>() =>
      (agents === undefined ? { kind: "cancel" } : { kind: "answer", value: agents }) as Answer<readonly T[]>,
    confirm: async () => (yes === undefined ? { kind: "cancel" } : { kind: "answer", value: yes }),
    show: async (_title, text) => {
      shown.push(text);
    },
  };
};

describe("init, asking", () => {
  test("asks for agents, and for a yes only where a file of the user's is concerned", async () => {
    const cwd = repository();
    const quiet = person(["codex"], undefined);
    expect(await init.ask?.(testCtx(cwd), {}, quiet)).toEqual({ ai: "codex" });
    expect(quiet.shown).toEqual([]);
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    const asked = person(["claude"], true);
    expect(await init.ask?.(testCtx(cwd), {}, asked)).toEqual({ ai: "claude", editExisting: true });
    expect(asked.shown.join()).toContain(".worktrees/");
    expect(await init.ask?.(testCtx(cwd), { ai: "claude" }, person(undefined, false))).toEqual({ editExisting: false });
  });

  test("asks nothing that a flag has answered", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    expect(await init.ask?.(testCtx(cwd), { ai: "claude", editExisting: true }, person(undefined, undefined))).toEqual(
      {},
    );
  });

  test("stops when the person cancels either question", async () => {
    const cwd = repository();
    expect(await init.ask?.(testCtx(cwd), {}, person(undefined, true))).toBeUndefined();
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    expect(await init.ask?.(testCtx(cwd), {}, person(["claude"], undefined))).toBeUndefined();
  });
});

describe("init, answering", () => {
  test("shows what it wrote, what it kept and what to paste", async () => {
    const cwd = repository();
    writeFileSync(join(cwd, ".gitignore"), "dist\n");
    const result = await init.run(testCtx(cwd), { name: undefined, ai: "codex", editExisting: false });
    if (!result.ok) throw new Error(result.error.code);
    const human = init.human({ ...result.value, kept: [".codex/prompts/mine.md"], inRepository: false }, PLAIN);
    expect(human).toContain("Add to .gitignore\n  # spec-kitty: begin\n  .worktrees/\n  # spec-kitty: end");
    expect(human).toContain("Kept, since you have changed them\n  .codex/prompts/mine.md");
    expect(human).toContain("no git repository yet");
    expect(human).toContain(
      "Next\n  git init && git commit --allow-empty -m init\n  In Codex CLI: /prompts:spec-kitty.specify",
    );
    expect(init.json(result.value)).toMatchObject({ agents: ["codex"], kept: [], edited: [], in_repository: true });
    expect(init.human({ ...result.value, created: [], agents: [] }, PLAIN)).toStartWith("Already initialized: ");
  });
});

test("each refusal of init names what it is about and a command to run", () => {
  const known = ["claude"];
  const read = <E>(text: { message: (e: E) => string; hint: (e: E) => string; details: (e: E) => unknown }, error: E) =>
    [text.message(error), text.hint(error), JSON.stringify(text.details(error))].join(" | ");
  expect(read(INIT_ERRORS.UNKNOWN_AGENT, { code: "UNKNOWN_AGENT", given: ["clod"], known })).toMatch(/clod.*--ai/);
  expect(read(INIT_ERRORS.INIT_AGENTS_REQUIRED, { code: "INIT_AGENTS_REQUIRED", known })).toMatch(/--ai.*init --ai/);
  expect(read(INIT_ERRORS.INIT_DIRECTORY_EXISTS, { code: "INIT_DIRECTORY_EXISTS", directory: "/a b" })).toMatch(
    /\/a b: it exists \| .*-C "\/a b" init/,
  );
  expect(read(INIT_ERRORS.INIT_PATH_UNSAFE, { code: "INIT_PATH_UNSAFE", path: "/x" })).toMatch(/\/x.*ls -ld/);
  expect(read(INIT_ERRORS.INIT_WRITE_FAILED, { code: "INIT_WRITE_FAILED", path: "/x", detail: "ENOSPC" })).toMatch(
    /\/x: ENOSPC.*spec-kitty init/,
  );
});

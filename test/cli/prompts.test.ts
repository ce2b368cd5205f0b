/** Questions on a real terminal, asked by the compiled program. */
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BINARY, ensureBinary, runBinary } from "../support/binary.ts";
import { KEYS, openTerminal } from "../support/terminal.ts";

beforeAll(async () => {
  await ensureBinary();
});

const scratch = (): string => mkdtempSync(join(tmpdir(), "spec-kitty-ask-"));
const open = (args: readonly string[], env: Readonly<Record<string, string>> = {}) =>
  openTerminal([BINARY, ...args], { env, cols: 140 });

describe("a missing value at a terminal", () => {
  test("is asked for, and the answer is used", async () => {
    const terminal = open(["completion"]);
    await terminal.until(/shell: The shell to complete in[\s\S]*powershell/);
    terminal.type(`${KEYS.down}${KEYS.down}${KEYS.enter}`);
    await terminal.until(/function __spec_kitty_complete/);
    expect(await terminal.ended()).toBe(0);
  });

  test.each([
    ["Ctrl-C", KEYS.interrupt],
    ["Esc on the first question", KEYS.escape],
  ])("%s cancels with exit 130", async (_name, key) => {
    const terminal = open(["completion"]);
    await terminal.until(/powershell/);
    terminal.type(key);
    await terminal.until(/Cancelled; nothing was changed/);
    expect(await terminal.ended()).toBe(130);
  });

  test.each([["--yes"], ["--non-interactive"], ["-y"]])("is refused at once under %s", async (flag) => {
    const terminal = open(["completion", flag]);
    await terminal.until(/Missing SHELL/);
    expect(await terminal.ended()).toBe(2);
  });

  test("is refused at once in CI", async () => {
    const terminal = open(["completion"], { CI: "true" });
    await terminal.until(/Missing SHELL/);
    expect(await terminal.ended()).toBe(2);
  });
});

test("a refusal wraps at words on a narrow terminal, and its command stays whole", async () => {
  const terminal = openTerminal([BINARY, "merge", "a-mission-with-a-long-name"], { cols: 50 });
  await terminal.until(/Code: +UNEXPECTED_ARGUMENT/);
  expect(await terminal.ended()).toBe(2);
  expect(terminal.shown().split("\r\n").slice(0, 6)).toEqual([
    "Error: Unexpected argument",
    '       "a-mission-with-a-long-name" for',
    '       "spec-kitty merge"',
    "Hint:  If you mean that mission, run:",
    "       spec-kitty merge --mission a-mission-with-a-long-name",
    "Code:  UNEXPECTED_ARGUMENT",
  ]);
});

describe("completion install", () => {
  test("shows its plan, writes after a yes, and a repeat changes nothing", async () => {
    const home = scratch();
    const rc = join(home, ".zshrc");
    writeFileSync(rc, "export MINE=1");
    const terminal = open(["completion", "install", "--shell", "zsh"], { HOME: home });
    await terminal.until(/spec-kitty completion zsh[\s\S]*Write this\?/);
    expect(readFileSync(rc, "utf8")).toBe("export MINE=1");
    terminal.type(KEYS.enter);
    await terminal.until(/Wrote to/);
    expect(await terminal.ended()).toBe(0);
    const written = readFileSync(rc, "utf8");
    expect(written).toStartWith("export MINE=1\n# >>> spec-kitty completion >>>\n");
    const again = await runBinary(["completion", "install", "--shell", "zsh"], { env: { HOME: home } });
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining("already set up") });
    expect(readFileSync(rc, "utf8")).toBe(written);
  });

  test("writes nothing after a no, and nothing without --yes off a terminal", async () => {
    const home = scratch();
    const terminal = open(["completion", "install", "--shell", "bash"], { HOME: home });
    await terminal.until(/Write this\?/);
    terminal.type("n");
    expect(await terminal.ended()).toBe(130);
    const piped = await runBinary(["completion", "install", "--shell", "bash", "--json"], { env: { HOME: home } });
    expect(JSON.parse(piped.stdout)).toMatchObject({ error: { code: "CONFIRMATION_REQUIRED" } });
    expect(existsSync(join(home, ".bashrc"))).toBe(false);
  });

  test("writes fish's own file with --yes, and leaves a linked start-up file alone", async () => {
    const home = scratch();
    const env = { HOME: home, XDG_CONFIG_HOME: join(home, "config"), SHELL: "/usr/bin/fish" };
    expect((await runBinary(["completion", "install", "--yes"], { env })).code).toBe(0);
    const file = join(home, "config/fish/completions/spec-kitty.fish");
    expect(readFileSync(file, "utf8")).toContain("complete -c spec-kitty");
    symlinkSync(join(home, "dotfiles"), join(home, ".zshrc"));
    const linked = await runBinary(["completion", "install", "--shell", "zsh", "-y", "--json"], { env });
    expect(JSON.parse(linked.stdout)).toMatchObject({ error: { code: "COMPLETION_FILE_NOT_OURS" } });
    expect((await runBinary(["completion", "install"], { env: { HOME: home, SHELL: "/bin/tcsh" } })).code).toBe(2);
  });
});

/** Tab completion in the real shells, each on a terminal of its own. A shell that is not installed is skipped by name. */
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { COMPLETION_SCRIPTS } from "../../src/cli/completion/scripts.ts";
import { BINARY, cleanEnv, ensureBinary } from "../support/binary.ts";
import { KEYS, openTerminal, type Terminal } from "../support/terminal.ts";

const SHELLS = {
  bash: { args: ["--noprofile", "--norc", "-i"], prepare: "PS1='READY> '; bind 'set enable-bracketed-paste off'" },
  zsh: { args: ["-f", "-i"], prepare: "PROMPT='READY> '; unsetopt beep; bindkey -e" },
  fish: { args: ["--no-config", "-i"], prepare: "function fish_prompt; echo 'READY> '; end" },
} as const;

type Name = keyof typeof SHELLS;

/** Opens a shell that has only our script: no completion package, no start-up files. */
async function openShell(name: Name, cwd: string): Promise<Terminal> {
  const file = join(cwd, `completion.${name}`);
  writeFileSync(file, COMPLETION_SCRIPTS[name]);
  const { args, prepare } = SHELLS[name];
  const terminal = openTerminal([Bun.which(name) ?? name, ...args], {
    cwd,
    cols: 120,
    env: { PATH: `${dirname(BINARY)}:${process.env["PATH"]}`, HOME: cwd, TERM: "xterm" },
  });
  terminal.type(`${prepare}; source ${file}; printf 'se''t up\\n'\r`);
  await terminal.until(/set up[\s\S]*READY> /);
  return terminal;
}

const scratch = (): string => mkdtempSync(join(tmpdir(), "spec-kitty-tab-"));

beforeAll(async () => {
  await ensureBinary();
});

for (const name of ["bash", "zsh", "fish"] as const) {
  const missing = Bun.which(name) === null;
  describe.skipIf(missing)(`${name}${missing ? " (not installed: skipped)" : ""}`, () => {
    test("completes a command, a flag and a value", async () => {
      const shell = await openShell(name, scratch());
      shell.type(`spec-kitty expl${KEYS.tab}`);
      await shell.until(/explain /);
      shell.type(`NOT_A_R${KEYS.tab}`);
      await shell.until(/NOT_A_REPOSITORY/);
      shell.type(`--js${KEYS.tab}`);
      await shell.until(/--json/);
      shell.kill();
    });

    test("completes the value of --flag=value in place", async () => {
      const shell = await openShell(name, scratch());
      shell.type(`spec-kitty completion install --shell=z${KEYS.tab}--json\r`);
      await shell.until(/--shell zsh --yes/);
      shell.kill();
    });

    test("quotes a file name that contains a space", async () => {
      const cwd = scratch();
      writeFileSync(join(cwd, "two words"), "");
      await Bun.write(join(cwd, "a folder", "x"), "");
      const shell = await openShell(name, cwd);
      shell.type(`spec-kitty -C a${KEYS.tab}`);
      await shell.until(/a\\ folder/);
      shell.kill();
    });

    test("runs nothing that was typed", async () => {
      const cwd = scratch();
      const shell = await openShell(name, cwd);
      shell.type(`spec-kitty $(touch pwned) --js${KEYS.tab}`);
      await shell.until(/--json/);
      shell.type("\u0015");
      shell.type("printf 'al''ive\\n'\r");
      await shell.until(/alive/);
      expect(existsSync(join(cwd, "pwned"))).toBe(false);
      shell.kill();
    });

    test("can be sourced twice", async () => {
      const cwd = scratch();
      const shell = await openShell(name, cwd);
      shell.type(`source completion.${name}; printf 'tw''ice\\n'\r`);
      const shown = await shell.until(/twice/);
      expect(shown).not.toMatch(/error|readonly|not found/i);
      shell.kill();
    });
  });
}

test.skipIf(Bun.which("fish") === null)("fish shows descriptions without a terminal", async () => {
  const cwd = scratch();
  writeFileSync(join(cwd, "c.fish"), COMPLETION_SCRIPTS.fish);
  const child = Bun.spawn(["fish", "--no-config", "-c", "source c.fish; complete -C 'spec-kitty ex'"], {
    cwd,
    env: cleanEnv({ PATH: `${dirname(BINARY)}:${process.env["PATH"]}`, HOME: cwd }),
    stdout: "pipe",
  });
  expect(await child.stdout.text()).toContain("explain\tExplain an error code");
});

test("PowerShell gets a native completer that passes an empty word on", () => {
  expect(COMPLETION_SCRIPTS.powershell).toContain("Register-ArgumentCompleter -Native -CommandName 'spec-kitty'");
  expect(COMPLETION_SCRIPTS.powershell).toContain('complete "--word=$wordToComplete"');
  expect(COMPLETION_SCRIPTS.powershell).not.toContain("Invoke-Expression");
});

/** The frame's own commands, in process: what they answer to people and programs. */
import { describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { TREE } from "../../src/commands/tree.ts";
import { type Outcome, runOn } from "../support/host.ts";

const spec = (argv: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Outcome> =>
  runOn(TREE, argv, { env });
const json = async (argv: readonly string[], env: Readonly<Record<string, string>> = {}) => {
  const { code, stdout } = await spec([...argv, "--json"], env);
  return { code, ...JSON.parse(stdout.join("\n")) };
};

describe("explain", () => {
  test("renders a code with its template, next step and exit code", async () => {
    const { stdout } = await spec(["explain", "missing_value"]);
    expect(stdout[0]).toStartWith("MISSING_VALUE\n\nAn option stood last");
    expect(stdout[0]).toContain('Message:   Flag "<flag>" needs a value');
    expect(stdout[0]).toEndWith("Exit code: 2");
  });

  test("lists every code on a line of its own, and knows near misses", async () => {
    const lines = (await spec(["explain"])).stdout[0]?.split("\n") ?? [];
    expect(lines.length).toBe((await json(["explain"])).data.codes.length);
    expect(lines.filter((line) => !/^[A-Z0-9_]+ {2,}\S/.test(line) || /NaN|undefined/.test(line))).toEqual([]);
    expect(await json(["explain", "MISSING_VALU"])).toMatchObject({
      code: 1,
      error: { code: "UNKNOWN_CODE", details: { suggestions: ["MISSING_VALUE"] } },
    });
    expect((await json(["explain", "zzz"])).error.hint).toBe("List all codes with: spec-kitty explain");
  });
});

test("version tells what it was built from", async () => {
  expect((await spec(["version"])).stdout).toEqual(["9.9.9"]);
  expect((await json(["version"])).data).toEqual({ version: "9.9.9", commit: "development" });
});

test("completion prints a script whole and says which shell it is for", async () => {
  expect((await spec(["completion", "zsh"])).stdout[0]).toStartWith("#compdef spec-kitty");
  expect((await json(["completion", "fish"])).data.shell).toBe("fish");
});

describe("completion install", () => {
  const home = (): string => mkdtempSync(join(tmpdir(), "spec-kitty-install-"));

  test("tells what it wrote, and that a repeat had nothing to do", async () => {
    const HOME = home();
    const env = { HOME, SHELL: "/bin/bash" };
    const first = await spec(["completion", "install", "--yes"], env);
    expect(first.stdout[0]).toStartWith(`Wrote to ${HOME}/.bashrc:\n# >>> spec-kitty completion >>>`);
    expect(readFileSync(join(HOME, ".bashrc"), "utf8")).toContain("completion bash");
    expect(await json(["completion", "install"], env)).toMatchObject({
      code: 0,
      data: { already: true, shell: "bash" },
    });
    expect((await spec(["completion", "install"], env)).stdout[0]).toContain("already set up");
  });

  test("refuses without a yes, a shell or a home folder", async () => {
    expect(await json(["completion", "install", "--shell", "zsh"], { HOME: home() })).toMatchObject({
      code: 1,
      error: { code: "CONFIRMATION_REQUIRED", details: { retry: "spec-kitty completion install --shell zsh --yes" } },
    });
    expect(await json(["completion", "install"], { HOME: home(), SHELL: "/bin/csh" })).toMatchObject({
      code: 2,
      error: { code: "SHELL_UNKNOWN" },
    });
    expect(await json(["completion", "install", "--shell", "zsh"])).toMatchObject({ error: { code: "HOME_UNKNOWN" } });
  });
});

describe("complete", () => {
  test("prints value and description a line, for programs a list", async () => {
    expect((await spec(["complete", "--", "vers"])).stdout).toEqual(["version\tShow the version of this program"]);
    expect((await spec(["complete", "--word=bas", "--", "completion"])).stdout).toEqual(["bash"]);
    expect((await spec(["complete", "--json", "--", "completion", "ba"])).stdout[0]).toContain('"value": "bash"');
  });

  test("asks a source for its kind, and leaves file names to the shell", async () => {
    expect((await spec(["complete", "--", "explain", "UNKNOWN_FL"])).stdout).toEqual(["UNKNOWN_FLAG"]);
    expect((await spec(["complete", "--", "-C", ""])).stdout).toEqual([":directory"]);
    expect((await spec(["complete", "--", "nothing", ""])).stdout).toEqual([]);
  });
});

/** The compiled program as a process: streams, signals, hostile folders, and what every start loads. */
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { BINARY, cleanEnv, ensureBinary, METAFILE, runBinary } from "../support/binary.ts";
import { KEYS, openTerminal } from "../support/terminal.ts";

beforeAll(async () => {
  await ensureBinary();
});

const scratch = (): string => mkdtempSync(join(tmpdir(), "spec-kitty-binary-"));

test("answers its version alone, in company and as a command", async () => {
  for (const args of [["--version"], ["--version", "--quiet"], ["version"]]) {
    expect(await runBinary(args)).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
  }
});

test("explains one code, and all of them in order", async () => {
  const one = await runBinary(["explain", "not-a-repository"]);
  expect(one.stdout).toContain("No git repository at <cwd> or above it");
  const { stdout } = await runBinary(["explain", "--json"]);
  const codes: readonly string[] = JSON.parse(stdout).data.codes.map((entry: { readonly code: string }) => entry.code);
  expect(codes).toEqual(codes.toSorted());
  expect(codes).toContain("UNKNOWN_FLAG");
  const unknown = await runBinary(["explain", "NOT_A_REPOSITORI"]);
  expect(unknown).toMatchObject({ code: 1, stderr: expect.stringContaining("Did you mean NOT_A_REPOSITORY") });
});

test("offers completions without a terminal, and nothing where it knows nothing", async () => {
  expect((await runBinary(["complete", "--", "expl"])).stdout).toBe(
    "explain\tExplain an error code and its next step\n",
  );
  expect((await runBinary(["complete", "--", "explain", "NOT_A"])).stdout).toBe("NOT_A_REPOSITORY\n");
  expect((await runBinary(["complete", "--word=z", "--", "completion"])).stdout).toBe("zsh\n");
  expect((await runBinary(["complete", "--", "-C", ""])).stdout).toBe(":directory\n");
  expect(await runBinary(["complete", "--", "no-such", ""])).toMatchObject({ code: 0, stderr: "" });
});

test("is quiet when the reader of its answer goes away", async () => {
  const line = `(sleep 0.05; "${BINARY}" --help --json) | true; echo "\${PIPESTATUS[0]}"`;
  const child = Bun.spawn(["bash", "-c", line], { env: cleanEnv(), stdout: "pipe", stderr: "pipe" });
  expect(await child.stdout.text()).toBe("0\n");
  expect(await child.stderr.text()).toBe("");
});

test("does not wait for a question on an idle pipe", async () => {
  const child = Bun.spawn([BINARY, "completion"], { env: cleanEnv(), stdin: "pipe", stdout: "pipe", stderr: "pipe" });
  expect(await child.exited).toBe(2);
  expect(await child.stderr.text()).toContain("Missing SHELL");
});

test("colours and wraps for a terminal, and not with NO_COLOR or TERM=dumb", async () => {
  const show = async (env: Readonly<Record<string, string>>): Promise<string> => {
    const terminal = openTerminal([BINARY, "--help"], { cols: 60, env });
    await terminal.ended();
    await terminal.until(/--help\s*$/);
    return terminal.raw();
  };
  expect(await show({})).toContain("\u001B[1mUsage\u001B[22m");
  expect(await show({ NO_COLOR: "1" })).not.toContain("\u001B[");
  const dumb = await show({ TERM: "dumb" });
  expect(dumb).not.toContain("\u001B[");
  expect(Math.max(...dumb.split("\r\n").map((line) => line.length))).toBeLessThanOrEqual(60);
  expect((await runBinary(["--help"], { env: { FORCE_COLOR: "1" } })).stdout).toContain("\u001B[1mUsage");
});

test("the clock can be fixed, and a time that cannot be read is refused", async () => {
  const fixed = await runBinary(["version"], { env: { SPEC_KITTY_NOW: "2027-01-01T00:00:00Z", SPEC_KITTY_SEED: "1" } });
  expect(fixed.code).toBe(0);
  const bad = await runBinary(["version", "--json"], { env: { SPEC_KITTY_NOW: "yesterday" } });
  expect(bad.code).toBe(2);
  expect(JSON.parse(bad.stdout)).toMatchObject({ error: { code: "BAD_ENVIRONMENT" } });
});

test("Ctrl-C at a question leaves the terminal as it was", async () => {
  const terminal = openTerminal(["bash", "-c", `"${BINARY}" completion; echo "rc=$?"; stty -a`], { cols: 120 });
  await terminal.until(/powershell/);
  terminal.type(KEYS.interrupt);
  await terminal.until(/rc=130/);
  const shown = await terminal.until(/echoctl/);
  expect(shown).toMatch(/[^-]icanon/);
  expect(shown).toMatch(/[^-]echo /);
});

test("a folder full of traps changes nothing", async () => {
  const cwd = scratch();
  const touch = 'require("node:fs").writeFileSync("pwned", "")';
  writeFileSync(join(cwd, "trap.ts"), touch);
  writeFileSync(join(cwd, "bunfig.toml"), 'preload = ["./trap.ts"]\n[run]\npreload = ["./trap.ts"]\n');
  writeFileSync(join(cwd, ".env"), "FORCE_COLOR=1\nSPEC_KITTY_NOW=nonsense\n");
  writeFileSync(
    join(cwd, "package.json"),
    '{"name":"x","main":"trap.ts","type":"commonjs","scripts":{"version":"touch pwned"}}',
  );
  writeFileSync(join(cwd, "tsconfig.json"), '{"compilerOptions":{"paths":{"*":["./trap.ts"]}}}');
  const { code, stdout } = await runBinary(["explain", "CANCELLED"], { cwd });
  expect(code).toBe(0);
  expect(stdout).not.toContain("\u001B[");
  expect(existsSync(join(cwd, "pwned"))).toBe(false);
});

describe("what every start loads", () => {
  type Output = {
    readonly entryPoint?: string;
    readonly inputs: Readonly<Record<string, unknown>>;
    readonly imports: readonly { readonly path: string; readonly kind: string }[];
  };
  const FORBIDDEN =
    /node_modules\/(arktype|@ark|@clack|citty|ofetch|yaml|ulidx|consola\/dist\/(?!core))|errors\/|manifest\.generated|src\/(shell|usecases|core\/(?!lib))/;

  /** Modules in the entry's chunk and in every chunk that it imports statically. */
  async function staticClosure(): Promise<readonly string[]> {
    const { outputs }: { readonly outputs: Readonly<Record<string, Output>> } = await Bun.file(METAFILE).json();
    const entry = Object.entries(outputs).find(([, output]) => output.entryPoint?.endsWith("src/main.ts"))?.[0];
    const seen = new Set<string>();
    const visit = (name: string): void => {
      if (seen.has(name)) return;
      seen.add(name);
      for (const { path, kind } of outputs[name]?.imports ?? []) if (kind === "import-statement") visit(path);
    };
    visit(entry ?? "");
    return [...seen].flatMap((name) => Object.keys(outputs[name]?.inputs ?? {}));
  }

  test("is the router and little else", async () => {
    const modules = await staticClosure();
    expect(modules).toContain("src/main.ts");
    expect(modules).toContain("src/cli/router.ts");
    expect(modules.filter((path) => FORBIDDEN.test(path))).toEqual([]);
    expect(modules.length).toBeLessThan(25);
  });

  test("names no built-in module and no command", async () => {
    const modules = await staticClosure();
    expect(modules.filter((path) => path.startsWith("src/commands/") && path !== "src/commands/tree.ts")).toEqual([]);
    for (const path of modules.filter((one) => one.startsWith("src/"))) {
      const source = await Bun.file(join(import.meta.dir, "../..", path)).text();
      expect(source).not.toMatch(/^import (?!type)[^;]*from "(node:|bun)/m);
    }
  });
});

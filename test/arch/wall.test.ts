/**
 * The walls around src/core hold: a copy of the real configuration must refuse each canary, and accept clean code.
 * The compiler keeps out the platform; Biome's plugin keeps out the three impurities that the language itself has.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../support/source-tree.ts";

const project = mkdtempSync(join(tmpdir(), "spec-kitty-wall-"));
for (const path of ["tsconfig.json", "src/core/tsconfig.json", "biome.json", "scripts/pure.grit"]) {
  cpSync(join(ROOT, path), join(project, path));
}
symlinkSync(join(ROOT, "node_modules"), join(project, "node_modules"));
mkdirSync(join(project, "src/core/status"), { recursive: true });
afterAll(() => rmSync(project, { recursive: true, force: true }));

const canary = join(project, "src/core/status/canary.ts");

function run(tool: string, ...args: readonly string[]): { readonly exit: number; readonly text: string } {
  const child = Bun.spawnSync([process.execPath, join(ROOT, "node_modules", tool), ...args], { cwd: project });
  return { exit: child.exitCode, text: `${child.stdout}${child.stderr}` };
}

const compile = (line: string): { readonly exit: number; readonly text: string } => {
  writeFileSync(canary, `${line}\n`);
  return run("typescript/bin/tsc", "-p", "src/core");
};

const lint = (line: string): { readonly exit: number; readonly text: string } => {
  writeFileSync(canary, `${line}\n`);
  return run("@biomejs/biome/bin/biome", "lint", "src/core");
};

const CLEAN = "export const one = (list: readonly number[]): number => list[0] ?? 1;";

describe("the compiler", () => {
  test("accepts pure code in core", () => {
    expect(compile(CLEAN)).toEqual({ exit: 0, text: "" });
  });

  test.each([
    ["process", "export const pid = process.pid;"],
    ["Bun", "export const file = Bun.file('x');"],
    ["console", "console.log('x');"],
    ["fetch", "export const page = fetch('x');"],
    ["setTimeout", "setTimeout(() => undefined, 1);"],
    ["document", "export const title = document.title;"],
    ["node:fs", "import { readFileSync } from 'node:fs';\nexport const read = readFileSync;"],
    ["bun:sqlite", "import { Database } from 'bun:sqlite';\nexport const database = Database;"],
  ])("refuses %s in core", (name, line) => {
    const { exit, text } = compile(line);
    expect(exit).not.toBe(0);
    expect(text).toMatch(/canary\.ts\(\d+,\d+\): error TS/);
    expect(text).toContain(name);
  });

  test("refuses an unchecked index and a missing case anywhere", () => {
    expect(compile("export const first = (list: readonly number[]): number => list[0];").exit).not.toBe(0);
    expect(compile("export const first = (map: Record<string, string>) => map.first;").exit).not.toBe(0);
  });
});

describe("the linter", () => {
  test("accepts pure code in core", () => {
    expect(lint(CLEAN).exit).toBe(0);
  });

  test.each([
    "export const now = (): number => Date.now();",
    "export const now = (): Date => new Date();",
    "export const chance = (): number => Math.random();",
    "export const time = (): number => performance.now();",
  ])("refuses in core: %s", (line) => {
    const { exit, text } = lint(line);
    expect(exit).not.toBe(0);
    expect(text).toContain("src/core is pure");
  });

  test.each([
    ["noExplicitAny", "export const x = (y: any): string => String(y);"],
    ["noNonNullAssertion", "export const x = (y: string | undefined): string => y!;"],
    ["noDefaultExport", "export default 1;"],
    ["noEnum", "export enum Colour { Red }"],
    ["noParameterAssign", "export const x = (y: number): number => { y = 2; return y; };"],
    ["noBarrelFile", "export { y } from './y.ts';"],
  ])("refuses %s", (rule, line) => {
    const { exit, text } = lint(line);
    expect(exit).not.toBe(0);
    expect(text).toContain(rule);
  });
});

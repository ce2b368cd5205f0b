/** The build itself: same sources, same bytes, and a binary that ignores what a foreign folder would inject. */
import { afterAll, describe, expect, test } from "bun:test";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { ROOT } from "../support/source-tree.ts";

const folder = mkdtempSync(join(tmpdir(), "spec-kitty-build-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const build = (name: string): string => {
  const out = join(folder, name);
  const child = Bun.spawnSync([process.execPath, join(ROOT, "scripts/build.ts"), "--out", out], { cwd: folder });
  expect(`${child.exitCode} ${child.exitCode === 0 ? "" : child.stderr}`).toBe("0 ");
  return out;
};

const sha256 = (path: string): string => new Bun.CryptoHasher("sha256").update(readFileSync(path)).digest("hex");

describe("scripts/build.ts", () => {
  test("builds the same bytes twice, under any name, and cleans up", () => {
    const first = build("spec-kitty");
    expect(sha256(build("another-name"))).toBe(sha256(first));
    expect(readdirSync(join(ROOT, "dist")).filter((name) => name.startsWith(".build-"))).toEqual([]);
  }, 60_000);

  test("makes a program that executes nothing of the folder it is started in", () => {
    const binary = join(folder, "spec-kitty");
    const marker = join(folder, "marker");
    writeFileSync(join(folder, "preload.ts"), `require("node:fs").writeFileSync(${JSON.stringify(marker)}, "ran");`);
    writeFileSync(join(folder, "bunfig.toml"), 'preload = ["./preload.ts"]\n');
    writeFileSync(join(folder, ".env"), 'SPEC_KITTY_NOW=not-a-time\nBUN_OPTIONS="--preload ./preload.ts"\n');
    writeFileSync(join(folder, "package.json"), '{"name":"x","version":"9.9.9","type":"commonjs"}');
    writeFileSync(join(folder, "tsconfig.json"), "not json");
    const child = Bun.spawnSync([binary, "--version"], { cwd: folder, env: {} });
    expect(child.stdout.toString()).toBe(`${version}\n`);
    expect(child.stderr.toString()).toBe("");
    const help = Bun.spawnSync([binary, "--help"], { cwd: folder, env: {} });
    expect(help.exitCode).toBe(0);
    expect(existsSync(marker)).toBe(false);
  });
});

/**
 * Every command, without exception: has help for people and programs, refuses what it does not know, answers every mistake
 * with exactly one document, and sits at its own path. New commands are in it by being in the tree.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { loadLeaves, renderManifest } from "../../scripts/generate-manifest.ts";
import { GLOBAL_ARGS } from "../../src/cli/globals.ts";
import type { Leaf } from "../../src/cli/leaf.ts";
import { GROUPS, TREE } from "../../src/commands/tree.ts";
import { ensureBinary, runBinary } from "../support/binary.ts";

const ROOT = join(import.meta.dir, "../..");
const leaves = await loadLeaves();

beforeAll(async () => {
  await ensureBinary();
});

describe.each(leaves.map((leaf) => [leaf.path, leaf] as const))("%s", (path, leaf) => {
  const words = path.split(" ");

  test("sits at its own path", () => {
    expect([...TREE.keys()]).toContain(leaf.path);
    expect(existsSync(join(ROOT, "src/commands", `${words.join("/")}.ts`))).toBe(true);
  });

  test("shows its help, with examples that name it", async () => {
    const { code, stdout, stderr } = await runBinary([...words, "--help"]);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toStartWith(leaf.summary);
    expect(stdout).toContain(`spec-kitty ${path}`);
    expect(leaf.examples.length).toBeGreaterThan(0);
    for (const { line } of leaf.examples) expect(line).toContain("spec-kitty ");
    const tree = await runBinary([...words, "--help", "--json"]);
    expect(JSON.parse(tree.stdout)).toMatchObject({ kind: "help", data: { path, summary: leaf.summary } });
  });

  test("refuses an unknown flag in one line of sense and in one document", async () => {
    const human = await runBinary([...words, "--no-such-flag"]);
    expect(human.code).toBe(2);
    if (leaf.envelope !== "orchestrator") {
      expect(human.stdout).toBe("");
      expect(human.stderr).toContain("--no-such-flag");
    }
    const json = await runBinary([...words, "--no-such-flag", "--json"]);
    expect({ code: json.code, stderr: json.stderr }).toEqual({ code: 2, stderr: "" });
    expect(JSON.parse(json.stdout)).toMatchObject(refusal(leaf));
  });

  test("declares arguments that can be told apart", () => {
    expect(mistakes(leaf)).toEqual([]);
  });
});

const refusal = (leaf: Leaf): Readonly<Record<string, unknown>> => {
  if (leaf.envelope === "own") return { schemaVersion: 1, error: { code: "UNKNOWN_FLAG" } };
  if (leaf.envelope === "contract")
    return { error_code: "UNKNOWN_FLAG", error: expect.any(String), hint: expect.any(String) };
  return { success: false, error_code: "USAGE_ERROR" };
};

/** What is wrong with a leaf's declarations. */
function mistakes(leaf: Leaf): readonly string[] {
  const found: string[] = [];
  const globals = new Map(Object.entries(GLOBAL_ARGS).map(([key, spec]) => [key, spec]));
  const shorts = new Map(
    [...globals].flatMap(([key, { short }]) => (short === undefined ? [] : [[short, key] as const])),
  );
  const positionals = Object.entries(leaf.args).filter(([, spec]) => spec.type === "positional");
  for (const [key, spec] of Object.entries(leaf.args)) {
    const shared = globals.get(key);
    if (shared !== undefined && shared.type !== spec.type) found.push(`${key}: a global flag of another type`);
    if (spec.type === "positional" || spec.short === undefined) continue;
    if ((shorts.get(spec.short) ?? key) !== key) found.push(`-${spec.short}: taken`);
    shorts.set(spec.short, key);
  }
  positionals.forEach(([key, spec], at) => {
    if (spec.type !== "positional") return;
    if (spec.rest === true && at !== positionals.length - 1) found.push(`${key}: words after the rest`);
    const later = positionals.slice(at + 1).some(([, next]) => next.type === "positional" && next.optional !== true);
    if (spec.optional === true && later) found.push(`${key}: optional before a required one`);
  });
  return found;
}

test("the manifest is fresh (else: bun scripts/generate-manifest.ts)", async () => {
  const written = await Bun.file(join(ROOT, "src/cli/manifest.generated.ts")).text();
  expect(written).toBe(renderManifest(leaves));
});

test("every group of commands says what it is about", () => {
  const groups = new Set(
    [...TREE.keys()].flatMap((path) => {
      const words = path.split(" ").slice(0, -1);
      return words.map((_, at) => words.slice(0, at + 1).join(" "));
    }),
  );
  for (const group of groups) expect(TREE.has(group) || (GROUPS[group] ?? "") !== "").toBe(true);
});

test("the whole tree is one document", async () => {
  const { stdout, stderr, code } = await runBinary(["--help", "--json"]);
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const paths = JSON.parse(stdout).data.commands.map((command: { readonly path: string }) => command.path);
  expect(paths).toEqual(leaves.filter((leaf) => leaf.hidden !== true).map((leaf) => leaf.path));
});

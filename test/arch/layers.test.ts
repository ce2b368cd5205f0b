/**
 * Who may import whom, as a table. A file belongs to the first layer whose pattern matches its path.
 * If a check is in the way, change the code or the table for everyone: there is no list of exceptions.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type Import, parseImports, ROOT, readSources, type SourceFile } from "../support/source-tree.ts";

type Layer = {
  readonly name: string;
  readonly files: RegExp;
  /** Names of layers; its own is always allowed. */
  readonly may: readonly string[];
  /** Only `import type` of these. */
  readonly mayType?: readonly string[];
  /** Built-in modules; none if absent. */
  readonly builtins?: RegExp;
};

const ANY_BUILTIN = /^(node:|bun($|:))/;

const LAYERS: readonly Layer[] = [
  {
    name: "main",
    files: /^src\/main\.ts$/,
    may: ["core/lib", "cli", "commands", "ctx", "shell", "manifest"],
    builtins: ANY_BUILTIN,
  },
  { name: "core/lib", files: /^src\/core\/lib\//, may: [] },
  // Generated validators import nothing, so every domain may use them though their schemas live above it.
  { name: "core/generated", files: /^src\/core\/wire\/generated\//, may: ["core/lib"] },
  { name: "core/wire", files: /^src\/core\/wire\//, may: ["core/lib", "core/generated", "core"] },
  { name: "core", files: /^src\/core\//, may: ["core/lib", "core/generated"] },
  { name: "ctx", files: /^src\/shell\/ctx\.ts$/, may: ["core/lib"] },
  {
    name: "shell",
    files: /^src\/shell\//,
    may: ["core/lib", "core", "core/wire", "ctx", "templates"],
    builtins: ANY_BUILTIN,
  },
  {
    name: "usecases",
    files: /^src\/usecases\//,
    may: ["core/lib", "core", "core/wire", "ctx", "shell"],
    builtins: /^node:path$/,
  },
  {
    name: "cli/errors",
    files: /^src\/cli\/errors(\/.*)?\.ts$/,
    may: ["core/lib", "core"],
    mayType: ["cli", "shell", "usecases", "core/wire"],
  },
  {
    name: "cli",
    files: /^src\/cli\//,
    may: ["core/lib", "core", "core/wire", "ctx", "cli/errors"],
    builtins: /^node:(util|path|fs|process)$/,
  },
  {
    name: "commands",
    files: /^src\/commands\//,
    may: ["core/lib", "core", "core/wire", "ctx", "cli", "cli/errors", "usecases", "hub", "dashboard"],
  },
  {
    name: "dashboard/ui",
    files: /^src\/dashboard\/ui\//,
    may: ["core/lib", "core"],
  },
  {
    name: "dashboard",
    files: /^src\/dashboard\//,
    may: ["core/lib", "core", "core/wire", "ctx", "shell", "usecases", "dashboard/ui"],
    builtins: ANY_BUILTIN,
  },
  {
    name: "hub",
    files: /^src\/hub\//,
    may: ["core/lib", "core", "core/wire", "ctx", "shell", "usecases"],
    builtins: ANY_BUILTIN,
  },
  { name: "templates", files: /^templates\//, may: [] },
  { name: "manifest", files: /^package\.json$/, may: [] },
];

/** The one place of each package: `one` file, or every file that the pattern matches. */
const PACKAGES: Readonly<Record<string, { readonly files: RegExp; readonly one: boolean }>> = {
  citty: { files: /^src\/cli\/citty\.ts$/, one: true },
  consola: { files: /^src\/cli\//, one: true },
  "@clack/prompts": { files: /^src\/cli\/prompt\.ts$/, one: true },
  ofetch: { files: /^src\/shell\/http\//, one: true },
  ulidx: { files: /^src\/shell\//, one: true },
  yaml: { files: /^src\/shell\/yaml\//, one: false },
  picomatch: { files: /^src\/core\//, one: true },
  arktype: { files: /^src\/(core\/wire|hub)\//, one: false },
};

const sources = readSources("src");
const layerOf = (path: string): Layer | undefined => LAYERS.find((layer) => layer.files.test(path));
const packageOf = (specifier: string): string =>
  specifier
    .split("/")
    .slice(0, specifier.startsWith("@") ? 2 : 1)
    .join("/");

/** Why one import is forbidden, or undefined. */
function refusal(layer: Layer, file: SourceFile, one: Import): string | undefined {
  if (one.target !== undefined) {
    const allowed = [layer.name, ...layer.may, ...(one.typeOnly ? (layer.mayType ?? []) : [])];
    return allowed.includes(layerOf(one.target)?.name ?? "") ? undefined : `${layer.name} may not`;
  }
  if (ANY_BUILTIN.test(one.specifier)) return layer.builtins?.test(one.specifier) === true ? undefined : "built-in";
  return PACKAGES[packageOf(one.specifier)]?.files.test(file.path) === true ? undefined : "package";
}

/** Every import that the tables forbid, one line each. */
function violations(files: readonly SourceFile[]): readonly string[] {
  return files.flatMap((file) => {
    const layer = layerOf(file.path);
    if (layer === undefined) return [`${file.path} belongs to no layer`];
    return file.imports.flatMap((one) => {
      const why = refusal(layer, file, one);
      return why === undefined ? [] : [`${file.path} → ${one.specifier} (${why})`];
    });
  });
}

/** Folder-level graph below `prefix`; an edge a → b means that a file of a imports one of b. */
function folderGraph(prefix: string): ReadonlyMap<string, ReadonlySet<string>> {
  const folder = (path: string): string | undefined =>
    path.startsWith(prefix) && layerOf(path)?.name !== "core/generated" && path.slice(prefix.length).includes("/")
      ? path.slice(prefix.length).split("/")[0]
      : undefined;
  const graph = new Map<string, Set<string>>();
  for (const file of sources) {
    const from = folder(file.path);
    if (from === undefined) continue;
    const targets = graph.get(from) ?? new Set<string>();
    for (const one of file.imports) {
      const to = one.target === undefined ? undefined : folder(one.target);
      if (to !== undefined && to !== from) targets.add(to);
    }
    graph.set(from, targets);
  }
  return graph;
}

/** What is left after taking away, again and again, the folders that import nothing that is left: the cycles. */
function cyclic(graph: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] {
  const left = new Map(graph);
  for (let shrunk = true; shrunk; ) {
    shrunk = false;
    for (const [name, targets] of left) {
      if ([...targets].some((target) => left.has(target))) continue;
      left.delete(name);
      shrunk = true;
    }
  }
  return [...left].map(([name, targets]) => `${name} → ${[...targets].filter((t) => left.has(t)).join(", ")}`);
}

describe("layers", () => {
  test("are respected by every import, types included", () => {
    expect(violations(sources)).toEqual([]);
  });

  test("have no cycle between the domains of core", () => {
    expect(cyclic(folderGraph("src/core/"))).toEqual([]);
  });

  test("have no cycle between the folders of shell", () => {
    expect(cyclic(folderGraph("src/shell/"))).toEqual([]);
  });

  test("keep each package in its one file", () => {
    const users = Object.entries(PACKAGES).flatMap(([name, rule]) => {
      const files = sources.filter((file) => file.imports.some((one) => packageOf(one.specifier) === name));
      return rule.one && files.length > 1 ? [`${name}: ${files.map((file) => file.path).join(", ")}`] : [];
    });
    expect(users).toEqual([]);
  });

  test("name every package that package.json depends on", () => {
    const manifest: { readonly dependencies: Readonly<Record<string, string>> } = JSON.parse(
      readFileSync(join(ROOT, "package.json"), "utf8"),
    );
    expect(Object.keys(manifest.dependencies).filter((name) => !(name in PACKAGES))).toEqual([]);
  });

  test("keep the Bun global out of core, cli/errors and commands", () => {
    const users = sources.filter(
      (file) => /^src\/(core|cli\/errors|commands)\//.test(file.path) && /\bBun\./.test(file.text),
    );
    expect(users.map((file) => file.path)).toEqual([]);
  });
});

describe("the checks themselves", () => {
  const file = (path: string, text: string): SourceFile => ({ path, text, imports: parseImports(path, text) });

  test("see static, type-only, side-effect, multi-line and dynamic imports, and not those in comments", () => {
    const text = [
      'import { a } from "./a.ts";',
      'import type { B } from "./b.ts";',
      'import "./c.ts";',
      'import {\n  d,\n  type D,\n} from "./d.ts";',
      'const e = () => import("./e.ts");',
      '// import { f } from "./f.ts";',
      '/* import { g } from "./g.ts"; */',
    ].join("\n");
    expect(parseImports("src/x.ts", text).map((one) => [one.target, one.typeOnly])).toEqual([
      ["src/a.ts", false],
      ["src/b.ts", true],
      ["src/d.ts", false],
      ["src/c.ts", false],
      ["src/e.ts", false],
    ]);
  });

  test.each([
    ["src/core/lib/x.ts", 'import { y } from "../status/y.ts";'],
    ["src/core/status/x.ts", 'import { y } from "../wire/y.ts";'],
    ["src/core/status/x.ts", 'import { y } from "../../shell/y.ts";'],
    ["src/core/status/x.ts", 'import { readFileSync } from "node:fs";'],
    ["src/core/status/x.ts", 'import { type } from "arktype";'],
    ["src/shell/fs/x.ts", 'import { y } from "../../usecases/y.ts";'],
    ["src/usecases/x.ts", 'import { y } from "../cli/y.ts";'],
    ["src/usecases/x.ts", 'import { readFileSync } from "node:fs";'],
    ["src/cli/x.ts", 'import type { y } from "../usecases/y.ts";'],
    ["src/cli/errors/x.ts", 'import { y } from "../../usecases/y.ts";'],
    ["src/commands/x.ts", 'import { y } from "../shell/fs/y.ts";'],
    ["src/commands/x.ts", 'import { defineCommand } from "citty";'],
    ["src/dashboard/ui/x.ts", 'import { y } from "../server.ts";'],
    ["src/elsewhere/x.ts", ""],
  ])("reject %s with %s", (path, text) => {
    expect(violations([file(path, text)])).toHaveLength(1);
  });
});

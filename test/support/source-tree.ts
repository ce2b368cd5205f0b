/** The source tree as data for the architecture tests: which files there are and what each one imports. */
import { readFileSync } from "node:fs";
import { dirname, join, normalize } from "node:path";

/** Absolute path of the project. */
export const ROOT = join(import.meta.dir, "../..");

export type SourceFile = {
  /** Relative to the project, with forward slashes, e.g. `src/core/lib/result.ts`. */
  readonly path: string;
  readonly text: string;
  readonly imports: readonly Import[];
};

export type Import = {
  /** As written, e.g. `../lib/result.ts`, `node:fs`, `@clack/prompts`. */
  readonly specifier: string;
  /** Project path of a relative import; undefined for packages and built-in modules. */
  readonly target: string | undefined;
  readonly typeOnly: boolean;
};

const STATEMENT = /(?:^|[\n;])\s*(?:import|export)\s+(type\s)?[^"'`;()]*?\bfrom\s*["']([^"']+)["']/g;
const SIDE_EFFECT = /(?:^|[\n;])\s*import\s*["']([^"']+)["']/g;
const DYNAMIC = /\b(?:import|require)\(\s*["']([^"']+)["']/g;

/** Removes block comments and whole-line comments, so that examples in them are not read as code. */
export const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/^\s*\/\/.*$/gm, "");

/** Lists what a file imports, types and dynamic imports included. (`Bun.Transpiler.scanImports` drops types.) */
export function parseImports(path: string, text: string): readonly Import[] {
  const code = withoutComments(text);
  const found = [
    ...[...code.matchAll(STATEMENT)].map((m) => ({ specifier: m[2] ?? "", typeOnly: m[1] !== undefined })),
    ...[...code.matchAll(SIDE_EFFECT)].map((m) => ({ specifier: m[1] ?? "", typeOnly: false })),
    ...[...code.matchAll(DYNAMIC)].map((m) => ({ specifier: m[1] ?? "", typeOnly: false })),
  ];
  return found.map((one) => ({
    ...one,
    target: one.specifier.startsWith(".") ? normalize(join(dirname(path), one.specifier)) : undefined,
  }));
}

/** Reads every TypeScript file below a project folder, sorted by path. */
export function readSources(folder: string): readonly SourceFile[] {
  return [...new Bun.Glob(`${folder}/**/*.ts`).scanSync({ cwd: ROOT })].toSorted().map((path) => {
    const text = readFileSync(join(ROOT, path), "utf8");
    return { path, text, imports: parseImports(path, text) };
  });
}

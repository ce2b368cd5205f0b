/**
 * Writes every generated file of the project; `--check` only compares and exits 1 if one is stale.
 * A test holds the checked-in files to `generatedFiles()`.
 */
import { annotationRow, lanesFile, missionMeta, transitionRow } from "../src/core/wire/schemas.ts";
import { renderValidator } from "./validators.ts";

export type GeneratedFile = { readonly path: string; readonly text: string };

const VALIDATORS = {
  TransitionRow: transitionRow,
  AnnotationRow: annotationRow,
  MissionMeta: missionMeta,
  LanesFile: lanesFile,
} as const;

/** Computes all generated files; paths are relative to the project's root. */
export const generatedFiles = (): readonly GeneratedFile[] =>
  Object.entries(VALIDATORS).map(([name, schema]) => ({
    path: `src/core/wire/generated/${kebab(name)}.generated.ts`,
    text: renderValidator(name, schema.json),
  }));

const kebab = (name: string): string => name.replace(/(?<!^)[A-Z]/g, (letter) => `-${letter}`).toLowerCase();

if (import.meta.main) {
  const root = `${import.meta.dir}/..`;
  for (const { path, text } of generatedFiles()) {
    const file = Bun.file(`${root}/${path}`);
    const stale = !(await file.exists()) || (await file.text()) !== text;
    if (stale && process.argv.includes("--check")) {
      console.error(`${path} is stale: bun run generate`);
      process.exitCode = 1;
    } else if (stale) {
      await Bun.write(`${root}/${path}`, text);
      console.log(`wrote ${path}`);
    }
  }
}

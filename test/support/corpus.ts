/**
 * The corpus of real missions beside the project; read-only. Absent on other machines: tests that need it skip and say so.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../../../shared/corpus");
const MISSIONS = join(ROOT, "missions");

/** Tells whether the corpus is there; prints once why its tests are skipped. */
export const hasCorpus: boolean = existsSync(MISSIONS);
if (!hasCorpus) console.warn(`corpus tests are skipped: no folder ${MISSIONS}`);

/** Lists the folders of all missions. */
export const corpusMissions = (): readonly string[] => (hasCorpus ? readdirSync(MISSIONS).sort() : []);

/** Reads a mission's file, or `undefined` when it has none. */
export function readCorpus(mission: string, file: string): string | undefined {
  const path = join(MISSIONS, mission, file);
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** Reads the pinned table of lane moves: `[from, to, context, allowed]`. */
export const corpusTransitions = (): readonly (readonly [string, string, string, boolean])[] =>
  hasCorpus
    ? readFileSync(join(ROOT, "lane-transitions.jsonl"), "utf8")
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line))
    : [];

/** The work-package files of a mission by file name, sorted. */
export function workPackageFiles(mission: string): readonly { readonly name: string; readonly text: string }[] {
  const folder = join(MISSIONS, mission, "tasks");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^WP.*\.md$/.test(name));
  return names.toSorted().map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

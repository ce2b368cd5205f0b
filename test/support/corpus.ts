/** The real missions beside the project: read where they are, never copied. Tests that need them are skipped when absent. */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const PLACES = [join(import.meta.dir, "../../../shared/corpus/missions")];
const root = PLACES.find((place) => existsSync(place));

/** False if the corpus is not there; say so in the name of the skipped test. */
export const hasCorpus = root !== undefined;

/** Names of the mission folders, sorted. */
export const missionNames = (): readonly string[] => (root === undefined ? [] : readdirSync(root).toSorted());

/** Text of a file of a mission, or `undefined` if the mission has none. */
export function missionFile(mission: string, path: string): string | undefined {
  const full = join(root ?? "", mission, path);
  return existsSync(full) ? readFileSync(full, "utf8") : undefined;
}

/** The work-package files of a mission by file name, sorted. */
export function workPackageFiles(mission: string): readonly { readonly name: string; readonly text: string }[] {
  const folder = join(root ?? "", mission, "tasks");
  if (!existsSync(folder)) return [];
  const names = readdirSync(folder).filter((name) => /^WP.*\.md$/.test(name));
  return names.toSorted().map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") }));
}

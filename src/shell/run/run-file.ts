/** The run record of a mission in this clone: one file below the git common directory, replaced as a whole. */
import { join } from "node:path";
import { LOCAL } from "../../core/layout/paths.ts";
import { parseRun, type RunRecord, renderRun } from "../../core/next/run-record.ts";
import { readText, writeAtomically } from "../fs/files.ts";
import type { Repo } from "../git/repo.ts";
import type { Mission } from "../mission/read-mission.ts";

const fileOf = ({ commonDir }: Pick<Repo, "commonDir">, mission: Mission): string =>
  join(commonDir, LOCAL.runs, `${mission.meta.missionId ?? mission.folder}.json`);

/** Reads the record; `undefined` if there is none that can be read. */
export function readRun(repo: Pick<Repo, "commonDir">, mission: Mission): RunRecord | undefined {
  const text = readText(fileOf(repo, mission));
  return text === undefined ? undefined : parseRun(text);
}

/** Replaces the record. */
export const writeRun = (repo: Pick<Repo, "commonDir">, mission: Mission, run: RunRecord): void =>
  writeAtomically(fileOf(repo, mission), renderRun(run));

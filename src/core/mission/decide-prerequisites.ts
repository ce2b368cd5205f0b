/** Which documents a mission has, and whether they suffice for what comes next. Pure. */
import { MISSION_FILES } from "../layout/paths.ts";

export type Prerequisites = {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly warnings: readonly string[];
  /** Documents beside spec, plan and tasks, by their paths in the mission's folder; folders end in a slash. */
  readonly available: readonly string[];
};

const OPTIONAL_FILES = [MISSION_FILES.research, MISSION_FILES.dataModel, MISSION_FILES.quickstart] as const;
const OPTIONAL_FOLDERS = [MISSION_FILES.contractsDir, MISSION_FILES.checklistsDir] as const;

/** Judges the files of a mission, given by their paths in its folder. */
export function decidePrerequisites(files: ReadonlySet<string>, needs: { readonly tasks: boolean }): Prerequisites {
  const missing = (file: string): readonly string[] => (files.has(file) ? [] : [`${file} is missing`]);
  const errors = [
    ...missing(MISSION_FILES.meta),
    ...missing(MISSION_FILES.spec),
    ...(needs.tasks ? [...missing(MISSION_FILES.plan), ...missing(MISSION_FILES.tasks)] : []),
  ];
  const warnings = needs.tasks ? [] : [...missing(MISSION_FILES.plan), ...missing(MISSION_FILES.tasks)];
  const available = [
    ...OPTIONAL_FILES.filter((file) => files.has(file)),
    ...OPTIONAL_FOLDERS.filter((folder) => [...files].some((file) => file.startsWith(`${folder}/`))).map(
      (folder) => `${folder}/`,
    ),
    ...(needs.tasks && files.has(MISSION_FILES.tasks) ? [MISSION_FILES.tasks] : []),
  ];
  return { valid: errors.length === 0, errors, warnings, available };
}

/** How far a mission has come: `found` while it is being planned, `existing` once its tasks are finalized. */
export const resumeState = (files: ReadonlySet<string>): "found" | "existing" =>
  files.has(MISSION_FILES.lanes) ? "existing" : "found";

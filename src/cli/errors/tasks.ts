/** Texts for commands on a mission's task files that are refused before anything is decided about the plan itself. */
import type { MappingRefusal } from "../../core/finalize/map-requirements.ts";
import type { TargetRefusal } from "../../core/finalize/target.ts";
import type { OccurrenceMapMissing } from "../../usecases/plan-finalize.ts";
import type { NotUtf8 } from "../../usecases/read-authored-packages.ts";
import type { CreateError } from "./create.ts";
import type { ReadingError } from "./reading.ts";
import type { ErrorTexts } from "./text.ts";

export type TasksError =
  | Exclude<TargetRefusal | MappingRefusal, CreateError | ReadingError>
  | NotUtf8
  | OccurrenceMapMissing;

const MAP = "spec-kitty agent tasks map-requirements";

export const TASKS_ERRORS = {
  PLANNING_BRANCH_NOT_PERSISTED: {
    exit: 1,
    message: (e) => `Cannot tell which branch ${e.mission} merges into: its meta.json names no target_branch`,
    hint: (e) => `Name it once: spec-kitty agent mission finalize-tasks --mission ${e.mission} --target-branch main`,
    explain:
      "The target of a mission is recorded when it is created. The branch that happens to be checked out is never taken for it.",
    details: (e) => ({ mission_slug: e.mission }),
  },
  AUTHORED_FILE_NOT_UTF8: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: it is not UTF-8 text`,
    hint: (e) => `Convert it, for example with: iconv -f latin1 -t utf-8 -o fixed.md ${e.path}`,
    explain: "Work packages are edited in place. Bytes that are no UTF-8 would be damaged by that, so nothing is done.",
    details: (e) => ({ path: e.path }),
  },
  OCCURRENCE_MAP_MISSING: {
    exit: 1,
    message: (e) => `Cannot finalize the bulk edit ${e.mission}: there is no occurrence_map.yaml`,
    hint: (e) =>
      `Write ${e.path}, or remove change_mode from meta.json; then check with: spec-kitty agent mission finalize-tasks --validate-only`,
    explain:
      "A mission with change_mode bulk_edit changes the same thing in many places. Its map lists them beforehand, so that none is forgotten and none is changed by chance.",
    details: (e) => ({ mission_slug: e.mission, path: e.path }),
  },
  MAPPING_REQUEST_INVALID: {
    exit: 2,
    message: (e) => `Cannot tell what to map: ${e.detail}`,
    hint: () => `Run: ${MAP} --wp WP01 --refs FR-001,FR-002 — or: ${MAP} --batch '{"WP01": ["FR-001"]}'`,
    explain: "Requirements are mapped either to one package with --wp and --refs, or to several with --batch.",
  },
  REQUIREMENT_REFS_UNKNOWN: {
    exit: 1,
    message: (e) => `The file spec.md declares no ${e.unknown.join(", ")}`,
    hint: (e) =>
      `Use one of ${e.declared.slice(0, 8).join(", ") || "the ids that spec.md is to declare as table rows or list items"}: ${MAP} --wp ${e.wpId} --refs ${e.declared[0] ?? "FR-001"}`,
    explain: "A work package can only cover requirements that the specification declares. Nothing was changed.",
    details: (e) => ({ unknown_refs: e.unknown, declared_refs: e.declared }),
  },
} satisfies ErrorTexts<TasksError>;

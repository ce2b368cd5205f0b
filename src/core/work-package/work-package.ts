/**
 * A work package as its author wrote it: the front matter of `tasks/WPnn-<slug>.md`, typed and nothing more.
 * Old spellings (text for lists, numbers for text, objects in lists) are read; unknown keys are kept in `extras`. A missing
 * key is `undefined`, which is not the same as an explicit empty list. Runtime state is never taken from here.
 */
import type { WpId } from "../lib/brand.ts";
import { isJsonObject, type Json, type JsonObject } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { compareWpIds, parseWpId, wpIdOfFileName } from "./wp-id.ts";

export type ExecutionMode = "code_change" | "planning_artifact";

export type WorkPackage = {
  readonly id: WpId;
  /** Name of the file below `tasks/`. */
  readonly fileName: string;
  readonly title: string;
  /** Raw entries: they may be no ids at all, which finalize reports. */
  readonly dependencies: readonly string[] | undefined;
  readonly requirementRefs: readonly string[] | undefined;
  readonly trackerRefs: readonly string[];
  readonly planningBaseBranch: string | undefined;
  readonly mergeTargetBranch: string | undefined;
  readonly branchStrategy: string | undefined;
  readonly executionMode: ExecutionMode | undefined;
  /** An `execution_mode` that is neither of the two. */
  readonly unknownExecutionMode: string | undefined;
  readonly ownedFiles: readonly string[] | undefined;
  readonly createIntent: readonly string[];
  /** `authoritative_surface`: the path prefix the package is responsible for. */
  readonly authoritativePath: string | undefined;
  /** True only for `scope: codebase-wide`. */
  readonly codebaseWide: boolean;
  /** Roster of subtask ids, trimmed, each once. */
  readonly subtasks: readonly string[] | undefined;
  readonly taskType: string | undefined;
  readonly phase: string | undefined;
  readonly agentProfile: string | undefined;
  readonly role: string | undefined;
  readonly model: string | undefined;
  readonly baseBranch: string | undefined;
  readonly baseCommit: string | undefined;
  readonly createdAt: string | undefined;
  /** Keys that have no field above, verbatim. */
  readonly extras: JsonObject;
};

export type WorkPackageError =
  /** The name does not begin with `WP` and two or three digits. */
  | { readonly code: "WP_FILE_NAME_INVALID"; readonly file: string }
  | { readonly code: "WP_FRONT_MATTER_NOT_A_MAPPING"; readonly file: string }
  | { readonly code: "WP_ID_INVALID"; readonly file: string; readonly declared: string }
  | { readonly code: "WP_ID_MISMATCH"; readonly file: string; readonly declared: string; readonly named: WpId }
  | { readonly code: "WP_DUPLICATE_FILES"; readonly wpId: WpId; readonly files: readonly string[] };

const FIELD_KEYS: ReadonlySet<string> = new Set(
  `work_package_id title work_package_title dependencies requirement_refs tracker_refs planning_base_branch
  merge_target_branch branch_strategy execution_mode owned_files create_intent authoritative_surface scope subtasks task_type
  phase agent_profile role model base_branch base_commit created_at`.split(/\s+/),
);

/** Reads one file's front matter. A missing `work_package_id` is taken from the file name. */
export function parseWorkPackage(fileName: string, value: Json): Result<WorkPackage, WorkPackageError> {
  const named = wpIdOfFileName(fileName);
  if (!named) return err({ code: "WP_FILE_NAME_INVALID", file: fileName });
  if (!isJsonObject(value)) return err({ code: "WP_FRONT_MATTER_NOT_A_MAPPING", file: fileName });
  const declared = readText(value["work_package_id"]) ?? named;
  const id = parseWpId(declared);
  if (!id) return err({ code: "WP_ID_INVALID", file: fileName, declared });
  if (id !== named) return err({ code: "WP_ID_MISMATCH", file: fileName, declared, named });
  return ok({ id, fileName, ...readPlanning(value), ...readGuidance(value) });
}

/** Collects the files of a mission in the order of their ids; two files for one id are refused. */
export function parseRoster(
  files: readonly { readonly fileName: string; readonly value: Json }[],
): Result<readonly WorkPackage[], WorkPackageError> {
  const found = new Map<WpId, WorkPackage>();
  for (const file of files) {
    const parsed = parseWorkPackage(file.fileName, file.value);
    if (!parsed.ok) return parsed;
    const other = found.get(parsed.value.id);
    if (other) {
      const both = [other.fileName, file.fileName].toSorted();
      return err({ code: "WP_DUPLICATE_FILES", wpId: other.id, files: both });
    }
    found.set(parsed.value.id, parsed.value);
  }
  return ok([...found.values()].toSorted((a, b) => compareWpIds(a.id, b.id)));
}

/** What finalize reads and writes. */
function readPlanning(value: JsonObject) {
  const mode = readText(value["execution_mode"]);
  const known: ExecutionMode | undefined = mode === "code_change" || mode === "planning_artifact" ? mode : undefined;
  return {
    dependencies: readList(value["dependencies"]),
    requirementRefs: readList(value["requirement_refs"]),
    trackerRefs: readList(value["tracker_refs"]) ?? [],
    planningBaseBranch: readText(value["planning_base_branch"]),
    mergeTargetBranch: readText(value["merge_target_branch"]),
    branchStrategy: readText(value["branch_strategy"]),
    executionMode: known,
    unknownExecutionMode: known ? undefined : mode,
    ownedFiles: readList(value["owned_files"]),
    createIntent: readList(value["create_intent"]) ?? [],
    authoritativePath: readText(value["authoritative_surface"]),
    codebaseWide: readText(value["scope"]) === "codebase-wide",
  };
}

/** What agents and boards read. */
function readGuidance(value: JsonObject) {
  const subtasks = readList(value["subtasks"]);
  return {
    title: readText(value["title"]) ?? readText(value["work_package_title"]) ?? "",
    subtasks: subtasks && [...new Set(subtasks)],
    taskType: readText(value["task_type"]),
    phase: readText(value["phase"]),
    agentProfile: readText(value["agent_profile"]),
    role: readText(value["role"]),
    model: readText(value["model"]),
    baseBranch: readText(value["base_branch"]),
    baseCommit: readText(value["base_commit"]),
    createdAt: readText(value["created_at"]),
    extras: Object.fromEntries(Object.entries(value).filter(([key]) => !FIELD_KEYS.has(key))),
  };
}

/** Trimmed text of a scalar; blank and null read as absent. */
export function readText(value: Json | undefined): string | undefined {
  const text = typeof value === "number" || typeof value === "boolean" ? String(value) : value;
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
}

/** A list of texts; a text is split at commas, `[a, b]` included; of objects the `id` (or `path`) is taken. */
export function readList(value: Json | undefined): readonly string[] | undefined {
  if (typeof value === "string") {
    const inner = value.trim().replace(/^\[(.*)\]$/s, "$1");
    return inner.split(",").flatMap((item) => readText(item.replace(/^\s*["'](.*)["']\s*$/, "$1")) ?? []);
  }
  if (!Array.isArray(value)) return value === undefined ? undefined : [];
  return value.flatMap((item: Json) => readText(isJsonObject(item) ? (item["id"] ?? item["path"]) : item) ?? []);
}

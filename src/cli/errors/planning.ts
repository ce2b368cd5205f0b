/** Texts for what authored planning files can get wrong, up to and including finalize-tasks. */

import type { LanesFileError } from "../../core/execution-lane/lanes-file.ts";
import type { FinalizeRefusal } from "../../core/finalize/decide-finalize.ts";
import type { FrontMatterError } from "../../core/work-package/front-matter.ts";
import type { OwnershipError } from "../../core/work-package/ownership.ts";
import type { SubtaskError } from "../../core/work-package/subtasks.ts";
import type { YamlEditError } from "../../shell/yaml/splice.ts";
import type { ErrorTexts } from "./text.ts";

export type PlanningError = FinalizeRefusal | FrontMatterError | LanesFileError | SubtaskError | YamlEditError;

const VALIDATE = "check with: spec-kitty agent mission finalize-tasks --validate-only";
const list = (items: Iterable<string>): string => [...items].join(", ");

/** One sentence for one fault of ownership. */
export function ownershipSentence(error: OwnershipError): string {
  switch (error.kind) {
    case "overlap": {
      const doubt = error.certain ? "own" : "may own";
      const pair = `${error.wpA} by "${error.globA}" and ${error.wpB} by "${error.globB}"`;
      return `Both packages ${doubt} "${error.witness}": ${pair}`;
    }
    case "authoritative_path":
      return `${error.wpId} has the authoritative_surface "${error.path}", which begins none of its owned_files`;
    case "missing_path": {
      const nearest = error.nearest === undefined ? "" : `; the nearest file is "${error.nearest}"`;
      return `${error.wpId} owns "${error.path}", which does not exist and is not in create_intent${nearest}`;
    }
    case "unsafe_path":
      return `${error.wpId} owns "${error.path}", which is not a path inside the repository`;
    case "kitty_specs":
      return `${error.wpId} owns "${error.path}", which is below kitty-specs/`;
  }
}

export const PLANNING_ERRORS = {
  FRONT_MATTER_MISSING: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: its first line is not the "---" that opens front matter`,
    hint: (e) => `Begin ${e.path} with a block of YAML between two lines of three dashes, then ${VALIDATE}`,
    explain: "A work-package file begins with YAML front matter. Without it the package has no id and no plan.",
  },
  FRONT_MATTER_UNTERMINATED: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: no line of three dashes closes its front matter`,
    hint: (e) => `Close the front matter of ${e.path} with a line of three dashes, then ${VALIDATE}`,
    explain:
      "Front matter ends at the first line that holds three dashes only. Without it the whole file would be YAML.",
  },
  YAML_SYNTAX: {
    exit: 1,
    message: (e) => `Cannot read ${e.path} as YAML: ${e.detail}`,
    hint: (e) => `Correct ${e.path}; quote values that hold a colon or a hash. Then ${VALIDATE}`,
    explain: "The text is no valid YAML, so nothing in it can be trusted.",
  },
  YAML_DUPLICATE_KEYS: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: these keys occur twice: ${list(e.keys)}`,
    hint: (e) => `Keep one of each in ${e.path}, then ${VALIDATE}`,
    explain: "YAML readers differ on which of two equal keys counts, so a file with both has no certain meaning.",
    details: (e) => ({ duplicate_keys: e.keys }),
  },
  YAML_TOO_LARGE: {
    exit: 1,
    message: (e) => `Refuse to read ${e.path}: it exceeds ${e.limit}`,
    hint: (e) => `Shorten ${e.path} and remove aliases from it, then ${VALIDATE}`,
    explain: "Files from a repository are data of unknown origin; size, depth and expansion are limited.",
  },
  YAML_MULTIPLE_DOCUMENTS: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: it holds more than one YAML document`,
    hint: (e) => `Keep one document in ${e.path}, then ${VALIDATE}`,
    explain: "Each file carries one document; with several it would be unclear which one counts.",
  },
  YAML_EDIT_UNSUPPORTED: {
    exit: 1,
    message: (e) => `Cannot set ${e.key} in ${e.path} without changing other text`,
    hint: (e) => `Write ${e.key} into ${e.path} by hand as a plain "key: value" line, then ${VALIDATE}`,
    explain:
      "Edits replace single values and leave every other byte alone. Flow mappings and anchors do not allow that.",
  },
  WP_FILE_NAME_INVALID: {
    exit: 1,
    message: (e) => `Cannot tell which work package tasks/${e.file} is`,
    hint: (e) => `Rename ${e.file} to WPnn-name.md with two or three digits, then ${VALIDATE}`,
    explain: "The id of a work package is the beginning of its file name: WP and two or three digits.",
  },
  WP_FRONT_MATTER_NOT_A_MAPPING: {
    exit: 1,
    message: (e) => `Cannot read tasks/${e.file}: its front matter is not a list of keys and values`,
    hint: (e) => `Write "key: value" lines between the dashes of ${e.file}, then ${VALIDATE}`,
    explain:
      "Front matter is a YAML mapping. A bare list or text has no keys, so the package would have no id, no dependencies and no owned files.",
  },
  WP_ID_INVALID: {
    exit: 1,
    message: (e) => `Cannot read tasks/${e.file}: work_package_id "${e.declared}" is not WP with two or three digits`,
    hint: (e) => `Correct work_package_id in ${e.file}, then ${VALIDATE}`,
    explain: "Ids are WP and two or three digits everywhere: in names, front matter, dependencies and events.",
  },
  WP_ID_MISMATCH: {
    exit: 1,
    message: (e) => `Cannot read tasks/${e.file}: its front matter says ${e.declared}, its name ${e.named}`,
    hint: (e) => `Rename ${e.file} or correct its work_package_id, then ${VALIDATE}`,
    explain: "Name and front matter must agree, or events and dependencies would name different packages.",
  },
  WP_DUPLICATE_FILES: {
    exit: 1,
    message: (e) => `Two files claim to be ${e.wpId}: ${list(e.files)}`,
    hint: (e) => `Give one of ${list(e.files)} another id, then ${VALIDATE}`,
    explain:
      "An id names one work package. With two files behind it, events and dependencies could mean either, so neither is read.",
  },
  FINALIZE_NO_WORK_PACKAGES: {
    exit: 1,
    message: () => "Cannot finalize: tasks/ holds no WPnn file",
    hint: () => "Write one file a work package into tasks/, then run: spec-kitty agent mission finalize-tasks",
    explain: "Finalizing turns authored work packages into lanes; there are none.",
  },
  WPS_MANIFEST_INVALID: {
    exit: 1,
    message: (e) => `Cannot read wps.yaml: ${e.detail}`,
    hint: () => `Correct wps.yaml, then ${VALIDATE}`,
    explain: "wps.yaml holds one list, work_packages, whose entries each have an id.",
  },
  WPS_MANIFEST_DUPLICATE_ID: {
    exit: 1,
    message: (e) => `The file wps.yaml lists ${e.wpId} twice`,
    hint: (e) => `Merge the entries of ${e.wpId} in wps.yaml, then ${VALIDATE}`,
    explain:
      "An id names one work package. Entries that share it may disagree on dependencies, and choosing one would hide the other.",
  },
  WP_SECTION_COVERAGE: {
    exit: 1,
    message: (e) =>
      `The task index and the work-package files differ: without section: ${list(e.missing) || "none"}; without file: ${list(e.extra) || "none"}`,
    hint: () => `Add a heading such as "## WP01 - title" to tasks.md, or the file to tasks/, then ${VALIDATE}`,
    explain: "Every work-package file needs a section in tasks.md (or an entry in wps.yaml) and the other way round.",
    details: (e) => ({ missing_wp_sections: e.missing, extra_wp_sections: e.extra }),
  },
  DEPENDENCY_CYCLE: {
    exit: 1,
    message: (e) => `Work packages depend on themselves: ${e.cycles.map((walk) => walk.join(" -> ")).join("; ")}`,
    hint: () => `Remove one dependency of each cycle, then ${VALIDATE}`,
    explain: "Packages that wait for each other can never start. Nothing is seeded until the cycle is gone.",
    details: (e) => ({ cycles: e.cycles }),
  },
  DEPENDENCY_INVALID: {
    exit: 1,
    message: (e) =>
      `${e.wpId} depends on what is no work package of this mission: ${list([...e.invalid, ...e.unknown])}`,
    hint: (e) => `Correct the dependencies of ${e.wpId}, then ${VALIDATE}`,
    explain: "A dependency is the id of another work package of the same mission.",
    details: (e) => ({
      wp_id: e.wpId,
      errors: [
        ...e.invalid.map((text) => `Not a work-package id: ${text}`),
        ...e.unknown.map((id) => `No such work package: ${id}`),
      ],
    }),
  },
  DEPENDENCY_SOURCES_DISAGREE: {
    exit: 1,
    message: (e) =>
      `Sources state different dependencies: ${e.conflicts
        .map((each) => `${each.wpId} (${each.lists.map((l) => `${l.source}: ${list(l.dependencies)}`).join(" / ")})`)
        .join("; ")}`,
    hint: () => `State the same list everywhere or remove all but one, then ${VALIDATE}`,
    explain:
      "wps.yaml wins over front matter, which wins over tasks.md; but where two of them name different packages one of them is a mistake, and guessing would hide it.",
    details: (e) => ({ dependency_conflicts: e.conflicts.map((each) => ({ wp_id: each.wpId, sources: each.lists })) }),
  },
  DEPENDENCY_LINES_UNCLEAR: {
    exit: 1,
    message: (e) =>
      `Cannot tell which dependencies these lines of tasks.md declare: ${e.lines.map((l) => `${l.wpId} line ${l.line} "${l.text}"`).join("; ")}`,
    hint: () => `Write "dependencies: [WP01]" (or []) into the front matter of each, then ${VALIDATE}`,
    explain:
      "A line that speaks of dependencies and names packages that were not understood must not be dropped silently.",
    details: (e) => ({ dependency_lines: e.lines.map((l) => ({ wp_id: l.wpId, line: l.line, text: l.text })) }),
  },
  REQUIREMENT_MAPPING_INVALID: {
    exit: 1,
    message: (e) =>
      `Requirements and work packages do not match: ${[
        e.missingRefs.length > 0 ? `no refs in ${list(e.missingRefs)}` : "",
        ...[...e.unknownRefs].map(([wpId, ids]) => `${wpId} refers to unknown ${list(ids)}`),
        e.unmapped.length > 0 ? `not covered: ${list(e.unmapped)}` : "",
        e.bareProse.length > 0 ? `only in prose: ${list(e.bareProse)}` : "",
      ]
        .filter((part) => part !== "")
        .join("; ")}`,
    hint: (e) => {
      const wpId = e.missingRefs[0] ?? [...e.unknownRefs.keys()][0] ?? [...e.refs.keys()][0] ?? "WP01";
      const declare =
        e.bareProse.length + e.unknownRefs.size > 0 ? "; declare ids in spec.md as rows or list items" : "";
      return `Map them, for example with: spec-kitty agent tasks map-requirements --wp ${wpId} --refs ${e.unmapped[0] ?? "FR-001"}${declare}`;
    },
    explain:
      "Every package refers to at least one declared requirement, every functional requirement is covered, and no id stands only in prose.",
    details: (e) => ({
      missing_requirement_refs_wps: e.missingRefs,
      unknown_requirement_refs: Object.fromEntries(e.unknownRefs),
      unmapped_functional_requirements: e.unmapped,
      bare_prose_requirement_ids: e.bareProse,
      dependencies_parsed: Object.fromEntries(e.dependencies),
      requirement_refs_parsed: Object.fromEntries(e.refs),
    }),
  },
  INVALID_WP_OWNED_FILES_KITTY_SPECS: {
    exit: 1,
    message: (e) =>
      `Code packages own mission files: ${e.invalid.map((each) => `${each.wpId} "${each.path}"`).join(", ")}`,
    hint: () => `Remove them from owned_files, or set execution_mode: planning_artifact, then ${VALIDATE}`,
    explain: "Files below kitty-specs/ never pass through a lane branch, so work on them there would be lost.",
    details: (e) => ({ invalid_owned_files: e.invalid.map((each) => ({ wp_id: each.wpId, path: each.path })) }),
  },
  WP_OWNERSHIP_INVALID: {
    exit: 1,
    message: (e) => `Ownership of files is not clear: ${e.errors.map(ownershipSentence).join("; ")}`,
    hint: () =>
      `Correct owned_files, add create_intent for new files or a dependency between the two, then ${VALIDATE}`,
    explain:
      "Packages that can run at the same time may not write the same path, and what is named must exist or be announced.",
    details: (e) => ({
      ownership_errors: e.errors.filter((each) => each.kind !== "missing_path").map(ownershipSentence),
      ownership_literal_path_errors: e.errors.filter((each) => each.kind === "missing_path").map(ownershipSentence),
    }),
  },
  LANE_OWNERSHIP_MISSING: {
    exit: 1,
    message: (e) => `Cannot compute lanes: these packages own no files: ${list(e.wpIds)}`,
    hint: () => `List their owned_files, or set execution_mode: planning_artifact, then ${VALIDATE}`,
    explain: "A code package without owned files could write anywhere, so no lane is safe for it.",
  },
  LANE_CYCLE_THROUGH_PLANNING: {
    exit: 1,
    message: (e) => `Lanes wait for each other through lane-planning: ${list(e.wpIds)}`,
    hint: () => `Split a planning package or drop a dependency among them, then ${VALIDATE}`,
    explain:
      "Planning artifacts share one lane outside all worktrees. It cannot be merged with a code lane to break a cycle.",
    details: (e) => ({ lanes: e.lanes, wp_ids: e.wpIds }),
  },
  LANES_FILE_VANISHED: {
    exit: 1,
    message: (e) => `Cannot finalize again: work began on ${list(e.started)}, but lanes.json is gone`,
    hint: () => "Restore lanes.json from history: git log --diff-filter=D --oneline -- '*lanes.json'",
    explain: "Branches exist for the lanes as they were. Computing them anew could give a package another branch.",
  },
  LANES_FROZEN: {
    exit: 1,
    message: (e) =>
      `Cannot add ${list(e.added)}: work began on ${list(e.started)}, and the lanes would move packages to other branches`,
    hint: () => `Give the new packages owned_files and dependencies that join no two lanes, then ${VALIDATE}`,
    explain:
      "Once work began, branches exist for the lanes. New packages may join one lane or open another, but not merge or rename lanes.",
    details: (e) => ({ started: e.started, added: e.added }),
  },
  LANES_FILE_CORRUPT: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: ${e.detail}`,
    hint: (e) => `Restore ${e.path} with: git restore ${e.path}`,
    explain:
      "The committed lanes file decides which packages share a branch; a damaged one is never replaced by a guess.",
  },
  LANES_FILE_TOO_NEW: {
    exit: 1,
    message: (e) => `Cannot read ${e.path}: it has version ${e.version}, this program knows version 1`,
    hint: () => "Upgrade this program, then compare with: spec-kitty --version",
    explain: "A format newer than this program is refused, never read as empty.",
  },
  SUBTASK_ID_INVALID: {
    exit: 1,
    message: (e) => `"${e.given}" is no subtask id`,
    hint: () =>
      "Use an id such as T001, WP03:T001 or my-mission/T001: spec-kitty agent tasks mark-status T001 --status done",
    explain: "Subtask ids are T and digits, optionally after a work package or a mission.",
  },
  SUBTASK_ID_IS_WORK_PACKAGE: {
    exit: 1,
    message: (e) => `"${e.given}" is a work package, not a subtask`,
    hint: (e) => `Move it instead: spec-kitty agent tasks move-task ${e.given} --to for_review`,
    explain: "Subtasks are marked; work packages are moved from lane to lane.",
  },
  SUBTASK_MISSION_MISMATCH: {
    exit: 1,
    message: (e) => `The id names mission "${e.given}", but the mission at hand is "${e.missionSlug}"`,
    hint: (e) => `Name that mission: spec-kitty agent tasks mark-status T001 --status done --mission ${e.given}`,
    explain: "An id with a mission in front belongs to that mission only.",
  },
  SUBTASK_NOT_FOUND: {
    exit: 1,
    message: (e) => `No work package lists subtask ${e.subtaskId}; known: ${list(e.known) || "none"}`,
    hint: () => "See the board with: spec-kitty agent tasks status",
    explain:
      "A subtask counts if a work package of the mission lists it in its front matter, or a row of tasks.md names it.",
  },
  SUBTASK_AMBIGUOUS: {
    exit: 1,
    message: (e) => `Subtask ${e.subtaskId} belongs to several work packages: ${list(e.wpIds)}`,
    hint: (e) => `Say which: spec-kitty agent tasks mark-status ${e.wpIds[0] ?? "WP01"}:${e.subtaskId} --status done`,
    explain: "The same id stands in more than one roster.",
  },
} satisfies ErrorTexts<PlanningError>;

/**
 * Which subtasks a command marks, and what changes by it. Every id is looked up before anything is decided; an id that nothing
 * lists is an answer, while one that cannot be understood, or that several packages list, refuses the whole command.
 */
import type { WpId } from "../lib/brand.ts";
import { ok, type Result } from "../lib/result.ts";
import {
  findSubtask,
  parseSubtaskHandle,
  type SubtaskError,
  type SubtaskFormat,
  type SubtaskRosters,
  type SubtaskRow,
} from "./subtasks.ts";

export type SubtaskMark = "done" | "pending";

export type MarkResult = {
  /** As the roster spells it; of an id that was not found, as it was given. */
  readonly id: string;
  readonly wpId: WpId | undefined;
  readonly outcome: "updated" | "already_satisfied" | "not_found";
  /** Where the id stands; `undefined` if nowhere. */
  readonly format: SubtaskFormat | undefined;
};

export type MarkPlan = {
  /** In the order of the ids, each once. */
  readonly results: readonly MarkResult[];
  /** What the log has to say, by package: subtask id → `done` or `planned`. */
  readonly deltas: ReadonlyMap<WpId, { readonly [subtaskId: string]: string }>;
};

export type MarkFacts = {
  readonly given: readonly string[];
  readonly mark: SubtaskMark;
  /** Everything that the mission is called; the first is its folder. */
  readonly missionNames: readonly [string, ...string[]];
  readonly rosters: SubtaskRosters;
  readonly rows: readonly SubtaskRow[];
  /** What the log says of each package's subtasks. */
  readonly recorded: ReadonlyMap<string, { readonly [subtaskId: string]: string } | undefined>;
};

/** How the log spells a mark. */
const STORED = { done: "done", pending: "planned" } as const;

/** Decides. Errors: those of a subtask id, except that an unknown one is a result. */
export function decideMarks(facts: MarkFacts): Result<MarkPlan, SubtaskError> {
  const results = new Map<string, MarkResult>();
  const deltas = new Map<WpId, { readonly [subtaskId: string]: string }>();
  for (const given of facts.given) {
    const found = lookUp(given, facts);
    if (!found.ok) return found;
    if (found.value === undefined) {
      results.set(given, { id: given, wpId: undefined, outcome: "not_found", format: undefined });
      continue;
    }
    const { subtaskId, wpId, format } = found.value;
    const key = `${wpId} ${subtaskId}`;
    if (results.has(key)) continue;
    const isDone = facts.recorded.get(wpId)?.[subtaskId] === "done";
    const outcome = isDone === (facts.mark === "done") ? "already_satisfied" : "updated";
    results.set(key, { id: subtaskId, wpId, outcome, format });
    if (outcome === "updated") deltas.set(wpId, { ...deltas.get(wpId), [subtaskId]: STORED[facts.mark] });
  }
  return ok({ results: [...results.values()], deltas });
}

/** The package that an id belongs to; `undefined` if none lists it. */
function lookUp(given: string, facts: MarkFacts): Result<SubtaskRow | undefined, SubtaskError> {
  const handle = parseSubtaskHandle(given);
  if (!handle.ok) return handle;
  const { missionSlug } = handle.value;
  const [folder] = facts.missionNames;
  const named = missionSlug !== undefined && facts.missionNames.includes(missionSlug) ? folder : missionSlug;
  const at = { missionSlug: folder, rosters: facts.rosters, rows: facts.rows };
  const found = findSubtask({ ...handle.value, missionSlug: named }, at);
  return !found.ok && found.error.code === "SUBTASK_NOT_FOUND" ? ok(undefined) : found;
}

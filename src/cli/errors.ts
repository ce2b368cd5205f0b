/**
 * Every code this program can refuse with, and what a user reads: one table per area, joined here.
 * A code without a text does not compile. Variants carry facts; sentences are written only in these tables.
 */
import type { AuthoredRefusal } from "../core/mission/authored.ts";
import type { CompletionError } from "../usecases/install-completion.ts";
import { AUTHORED_ERRORS } from "./errors/authored.ts";
import { COMPLETION_ERRORS } from "./errors/completion.ts";
import { CREATE_ERRORS, type CreateError } from "./errors/create.ts";
import { EXECUTION_ERRORS, type ExecutionError } from "./errors/execution.ts";
import { GIT_ERRORS, type GitError } from "./errors/git.ts";
import { INIT_ERRORS, type InitError } from "./errors/init.ts";
import { MERGE_ERRORS, type MergeError } from "./errors/merge.ts";
import { MISSION_ERRORS, type MissionError } from "./errors/mission.ts";
import { MISSION_READ_ERRORS, type MissionReadError } from "./errors/mission-read.ts";
import { PLANNING_ERRORS, type PlanningError } from "./errors/planning.ts";
import { READING_ERRORS, type ReadingError } from "./errors/reading.ts";
import { SAFE_COMMIT_ERRORS, type SafeCommitError } from "./errors/safe-commit.ts";
import { STATUS_ERRORS, type StatusError } from "./errors/status.ts";
import { TASKS_ERRORS, type TasksError } from "./errors/tasks.ts";
import { RECORDING_ERRORS, type RecordingError } from "./errors/transaction.ts";
import { USAGE_ERRORS } from "./errors/usage.ts";
import type { UsageError } from "./flags.ts";
import type { FrameError } from "./frame-error.ts";

export type AppError =
  | GitError
  | MissionReadError
  | RecordingError
  | UsageError
  | FrameError
  | MissionError
  | StatusError
  | CompletionError
  | InitError
  | AuthoredRefusal
  | CreateError
  | SafeCommitError
  | MergeError
  | PlanningError
  | ExecutionError
  | ReadingError
  | TasksError;

export const ERRORS = {
  ...GIT_ERRORS,
  ...MISSION_READ_ERRORS,
  ...RECORDING_ERRORS,
  ...USAGE_ERRORS,
  ...MISSION_ERRORS,
  ...STATUS_ERRORS,
  ...COMPLETION_ERRORS,
  ...INIT_ERRORS,
  ...AUTHORED_ERRORS,
  ...CREATE_ERRORS,
  ...SAFE_COMMIT_ERRORS,
  ...MERGE_ERRORS,
  ...PLANNING_ERRORS,
  ...EXECUTION_ERRORS,
  ...READING_ERRORS,
  ...TASKS_ERRORS,
};

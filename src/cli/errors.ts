/**
 * Every code this program can refuse with, and what a user reads: one table per area, joined here.
 * A code without a text does not compile. Variants carry facts; sentences are written only in these tables.
 */
import { GIT_ERRORS, type GitError } from "./errors/git.ts";
import { INIT_ERRORS, type InitError } from "./errors/init.ts";
import { MISSION_READ_ERRORS, type MissionReadError } from "./errors/mission-read.ts";
import { RECORDING_ERRORS, type RecordingError } from "./errors/transaction.ts";
import { USAGE_ERRORS } from "./errors/usage.ts";
import type { UsageError } from "./flags.ts";
import type { FrameError } from "./frame-error.ts";

export type AppError = GitError | InitError | MissionReadError | RecordingError | UsageError | FrameError;

export const ERRORS = {
  ...GIT_ERRORS,
  ...INIT_ERRORS,
  ...MISSION_READ_ERRORS,
  ...RECORDING_ERRORS,
  ...USAGE_ERRORS,
};

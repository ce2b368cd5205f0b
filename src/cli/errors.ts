/**
 * Every code this program can refuse with, and what a user reads: one table per area, joined here.
 * A code without a text does not compile. Variants carry facts; sentences are written only in these tables.
 */
import { GIT_ERRORS, type GitError } from "./errors/git.ts";
import { MISSION_ERRORS, type MissionError } from "./errors/mission.ts";
import { STATUS_ERRORS, type StatusError } from "./errors/status.ts";

export type AppError = GitError | MissionError | StatusError;

export const ERRORS = { ...GIT_ERRORS, ...MISSION_ERRORS, ...STATUS_ERRORS };

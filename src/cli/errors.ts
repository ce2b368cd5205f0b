/**
 * Every code this program can refuse with, and what a user reads: one table per area, joined here.
 * A code without a text does not compile. Variants carry facts; sentences are written only in these tables.
 */
import { GIT_ERRORS, type GitError } from "./errors/git.ts";
import { PLANNING_ERRORS, type PlanningError } from "./errors/planning.ts";

export type AppError = GitError | PlanningError;

export const ERRORS = { ...GIT_ERRORS, ...PLANNING_ERRORS };

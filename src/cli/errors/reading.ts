/** Texts for questions that have no answer: a work package that is not there. */
import type { WpNotFound } from "../../usecases/read-packages.ts";
import type { ErrorTexts } from "./text.ts";

export type ReadingError = WpNotFound;

export const READING_ERRORS = {
  WP_NOT_FOUND: {
    exit: 1,
    message: (e) => `The mission has no work package ${e.wpId}`,
    hint: (e) =>
      e.known.length > 0
        ? `It has ${e.known.join(", ")}; list them with: spec-kitty agent tasks list-tasks`
        : "It has none yet; see what comes next with: spec-kitty next",
    explain:
      "A work package is a file tasks/WPnn-name.md of the mission. Ids are compared as they are written, in any case.",
    details: (e) => ({ wp_id: e.wpId, known: e.known }),
  },
} satisfies ErrorTexts<ReadingError>;

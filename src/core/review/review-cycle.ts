/**
 * Review cycles: the files `tasks/<stem>/review-cycle-N.md` that hold what a reviewer sent a package back with.
 * Written once, numbered from 1 without reuse; the newest is what the next implementer is shown.
 */
import { reviewCycleFile, reviewCycleRef } from "../layout/paths.ts";
import { err, ok, type Result } from "../lib/result.ts";

export type ReviewCycle = {
  readonly missionSlug: string;
  readonly wpId: string;
  /** Name of the package's file without `.md`. */
  readonly stem: string;
  readonly cycle: number;
  readonly reviewer: string;
  /** ISO 8601. */
  readonly reviewedAt: string;
  /** What the reviewer wrote, as it was. */
  readonly feedback: string;
};

/** A file beside the cycles has a name of their kind and no number. */
export type ReviewCycleUnreadable = { readonly code: "REVIEW_CYCLE_UNREADABLE"; readonly file: string };

const NAME = /^review-cycle-(\d{1,6})\.md$/;

/** Returns the number of the newest cycle among file names; 0 if there is none. Errors: REVIEW_CYCLE_UNREADABLE. */
export function newestCycle(names: readonly string[]): Result<number, ReviewCycleUnreadable> {
  const cycles = names.filter((name) => name.startsWith("review-cycle-"));
  const bad = cycles.find((name) => !NAME.test(name));
  if (bad !== undefined) return err({ code: "REVIEW_CYCLE_UNREADABLE", file: bad });
  return ok(Math.max(0, ...cycles.map((name) => Number(NAME.exec(name)?.[1] ?? 0))));
}

/** Where a cycle is kept, in the mission's folder, and what log rows say to point at it. */
export const cyclePlace = ({ missionSlug, stem, cycle }: Pick<ReviewCycle, "missionSlug" | "stem" | "cycle">) => ({
  file: reviewCycleFile(stem, cycle),
  ref: reviewCycleRef(missionSlug, stem, cycle),
});

const yamlText = (text: string): string => JSON.stringify(text);

/** Reads `path[:line-range]` items below "Affected files" of the feedback; none is fine. */
const affectedFiles = (feedback: string): readonly string[] => {
  const section = /^#+\s*Affected files\s*$([\s\S]*?)(?=^#|(?![\s\S]))/im.exec(feedback)?.[1] ?? "";
  return [...section.matchAll(/^\s*[-*]\s+`?([^\s`:]+)`?/gm)].map(([, path = ""]) => path);
};

/** Prints the file: front matter in the order of the format, then the feedback. */
export function renderCycle(review: ReviewCycle): string {
  const files = affectedFiles(review.feedback);
  const listed = files.length === 0 ? [" []"] : ["", ...files.map((path) => `- path: ${yamlText(path)}`)];
  return [
    "---",
    `affected_files:${listed.join("\n")}`,
    `cycle_number: ${review.cycle}`,
    `mission_slug: ${yamlText(review.missionSlug)}`,
    "reproduction_command: null",
    `reviewed_at: ${yamlText(review.reviewedAt)}`,
    `reviewer_agent: ${yamlText(review.reviewer)}`,
    `wp_id: ${review.wpId}`,
    "---",
    "",
    `${review.feedback.trimEnd()}\n`,
  ].join("\n");
}

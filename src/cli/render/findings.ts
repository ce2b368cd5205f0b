/** Findings of checks as sentences, for people and for the contract's `errors` and `warnings`. Each begins with its place. */
import type { PackageFinding } from "../../core/board/check-package.ts";
import type { LogFinding } from "../../core/status/validate.ts";

/** Says what is wrong with a work package. */
export function packageSentence(finding: PackageFinding): string {
  switch (finding.code) {
    case "WP_FILE_DAMAGED":
      return `Its file cannot be read: ${finding.damage}`;
    case "WP_DEPENDENCY_UNKNOWN":
      return `It depends on ${finding.dependency}, which does not exist`;
    case "WP_LANE_MISSING":
      return "No lane of lanes.json lists it";
    case "WP_DEPENDENCIES_OPEN":
      return `It was begun before ${finding.blockers.join(", ")} was approved`;
    case "WP_NOT_FINALIZED":
      return "It is not recorded yet: finalize-tasks has not been run";
    case "WP_SUBTASKS_OPEN":
      return `Subtasks are not done: ${finding.subtasks.join(", ")}`;
    case "WP_TITLE_MISSING":
      return "It has no title";
    case "WP_VERDICT_MISSING":
      return "It left review without a verdict";
  }
}

/** Says what is wrong with a line of a log. */
export const logSentence = (finding: LogFinding): string => `Line ${finding.line}: ${logDetail(finding)}`;

function logDetail(finding: LogFinding): string {
  switch (finding.code) {
    case "LOG_LINE_MALFORMED":
      return `not JSON (${finding.detail})`;
    case "LOG_ROW_INVALID":
      return `${finding.path === "" ? "the row" : finding.path} is ${finding.found}, not ${finding.expected}`;
    case "LOG_LINE_TORN":
      return "cut off in the middle of a write";
    case "LOG_ID_REPEATED":
      return `event ${finding.eventId} stands on line ${finding.firstLine} already${finding.identical ? "" : ", with other content"}`;
    case "LOG_NEWLINE_MISSING":
      return "the last line has no newline";
    case "LOG_TIME_UNREADABLE":
      return `"${finding.at}" is no time`;
    case "LOG_ROW_UNKNOWN":
      return "a row of a kind that this version does not know";
    case "LOG_MOVE_ILLEGAL":
      return `${finding.wpId} went from ${finding.from} to ${finding.to}, which today needs force`;
    case "LOG_FORCE_UNEXPLAINED":
      return `${finding.wpId} was forced from ${finding.from} to ${finding.to} without an actor or a reason`;
    case "LOG_MOVE_DISCONTINUOUS":
      return `${finding.wpId} left ${finding.from} for ${finding.to}, but it stood in ${finding.stood}`;
  }
}

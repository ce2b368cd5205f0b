/** Texts for missions that could not be read as they are. */
import type { LogCorrupt } from "../../shell/mission/mission-state.ts";
import type { CoordinationBranchDeleted, MissionRequired } from "../../shell/mission/read-mission.ts";
import type { ErrorTexts } from "./text.ts";

export type MissionReadError = LogCorrupt | MissionRequired | CoordinationBranchDeleted;

export const MISSION_READ_ERRORS = {
  STATUS_LOG_CORRUPT: {
    exit: 1,
    message: (e) => `Cannot read the log of ${e.mission}: line ${e.line}: ${e.detail}`,
    hint: (e) => `See every finding with: spec-kitty agent status validate --mission ${e.mission}`,
    explain:
      "The log is append-only and is read whole or not at all. A line that this version does not understand is either damage or newer than this version; in both cases nothing is written.",
    details: (e) => ({ mission_slug: e.mission, line: e.line, detail: e.detail }),
  },
  MISSION_REQUIRED: {
    exit: 1,
    message: (e) =>
      e.missions.length === 0
        ? "There is no mission in this repository"
        : `Several missions are possible: ${e.missions.slice(0, 5).join(", ")}`,
    hint: (e) =>
      e.missions.length === 0
        ? "Create one with: spec-kitty mission create"
        : `Name one, for example: --mission ${e.missions[0] ?? ""}`,
    explain:
      "A command that concerns a mission takes it from --mission, from the lane or coordination worktree it is started in, or from the only mission there is. Among several, none is picked.",
    details: (e) => ({
      available_missions: e.missions,
      mission_flag: "--mission",
      example_command: `--mission ${e.missions[0] ?? "<handle>"}`,
    }),
  },
  COORDINATION_BRANCH_DELETED: {
    exit: 1,
    message: (e) =>
      `The coordination branch ${e.branch} of ${e.mission} does not exist any more; it owned the mission's log`,
    hint: (e) =>
      `Find its last commit with: git reflog --all | grep ${e.branch} — then: git branch ${e.branch} <commit>`,
    explain:
      "Status that was not merged yet lived on that branch. Falling back to another copy would show you a state that is not true.",
    details: (e) => ({ mission_slug: e.mission, coordination_branch: e.branch }),
  },
} satisfies ErrorTexts<MissionReadError>;

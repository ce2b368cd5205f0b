/** The flag by which every command of a mission is told which one; left out, the worktree or the only mission decides. */
import type { OptionSpec } from "./leaf.ts";

export const MISSION_ARG = {
  type: "option",
  value: "MISSION",
  summary: "Mission: folder, slug, number, id or the start of an id",
  complete: "mission",
} as const satisfies OptionSpec;

/**
 * Places where a test may kill this program, to prove that a command that dies there has either happened or not.
 * They exist only in a binary built with `--fault-points`; in a release the branch is constant and is compiled away.
 */
import { FAULT_POINTS } from "../../core/lib/build-info.ts";
import type { Env } from "../ctx.ts";

/** Every step of a transaction at which it can die, in order. */
export const FAULT_POINT_NAMES = [
  "locked",
  "recovered",
  "read",
  "decided",
  "blobs-written",
  "tree-written",
  "hooks-passed",
  "commit-written",
  "stamped",
  "moved",
  "file-projected",
  "files-projected",
  "index-advanced",
  "projected",
  "followed-up",
] as const;
export type FaultPoint = (typeof FAULT_POINT_NAMES)[number];

/** Dies by SIGKILL if `SPEC_KITTY_FAULT_POINT` names this point. */
export function reachFaultPoint(env: Env, point: FaultPoint): void {
  if (FAULT_POINTS && env["SPEC_KITTY_FAULT_POINT"] === point) process.kill(process.pid, "SIGKILL");
}

/** `spec-kitty agent tasks finalize-tasks`: the older name; it does the same. */
import { finalizeLeaf } from "../mission/finalize-tasks.ts";

export const finalizeTasks = finalizeLeaf("agent tasks finalize-tasks");

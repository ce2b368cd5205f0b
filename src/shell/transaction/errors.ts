/** Why a change was not recorded. Whatever the code, the repository, its worktrees and the log are as they were. */
import type { ConfigError } from "../../core/config/project-config.ts";
import type { WorktreeError } from "../git/worktree-create.ts";
import type { LockTimeout } from "../lock/lock.ts";
import type { YamlError } from "../yaml/read.ts";

export type DestinationRefusal =
  /** Empty or padded, a full ref name, or a name that git could take for an option or path. */
  | {
      readonly code: "DESTINATION_REF_INVALID_SHAPE";
      readonly destinationRef: string;
      readonly rejectedMessage: string;
    }
  /** Exists only as a remote-tracking branch. */
  | { readonly code: "DESTINATION_REF_NOT_LOCAL"; readonly destinationRef: string; readonly rejectedMessage: string }
  | { readonly code: "DESTINATION_REF_NOT_FOUND"; readonly destinationRef: string; readonly rejectedMessage: string }
  | { readonly code: "PROTECTED_BRANCH_REFUSED"; readonly destinationRef: string; readonly rejectedMessage: string };

export type TransactionError =
  | WorktreeError
  | LockTimeout
  | ConfigError
  | YamlError
  | DestinationRefusal
  /** A hook of the repository said no, or ran longer than its limit. */
  | {
      readonly code: "BOOKKEEPING_COMMIT_FAILED";
      readonly destinationRef: string;
      readonly rejectedMessage: string;
      readonly hook: string;
      readonly output: string;
    }
  /** Somebody else moved the branch, again and again, while this command tried to. */
  | { readonly code: "BOOKKEEPING_REF_CONTENDED"; readonly destinationRef: string; readonly attempts: number };

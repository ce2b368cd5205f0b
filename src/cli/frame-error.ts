/** What can go wrong around a command rather than in it. */
export type FrameError =
  | { readonly code: "NO_SUCH_DIRECTORY"; readonly directory: string }
  | {
      readonly code: "CANCELLED";
      readonly command: string;
      /** The command line that gives the answers which a person took back; absent if there were none. */
      readonly line?: string;
    }
  /** A variable that this program reads holds something it cannot use. */
  | { readonly code: "BAD_ENVIRONMENT"; readonly name: string; readonly value: string; readonly expected: string }
  /** `explain` was given a word that is no code. */
  | { readonly code: "UNKNOWN_CODE"; readonly given: string; readonly suggestions: readonly string[] }
  /** The system refused to write; `path` is empty where it did not say which. */
  | { readonly code: "DISK_FULL"; readonly path: string; readonly detail: string }
  | { readonly code: "PATH_NOT_WRITABLE"; readonly path: string; readonly detail: string }
  /** `stack` only under `--debug`. */
  | { readonly code: "INTERNAL_ERROR"; readonly message: string; readonly stack: string | undefined };

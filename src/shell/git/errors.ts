/** Everything that can go wrong between this program and git, as data. */
export type GitError =
  /** git answered with an exit code that the caller did not expect. */
  | { readonly code: "GIT_FAILED"; readonly args: readonly string[]; readonly exit: number; readonly stderr: string }
  | { readonly code: "GIT_NOT_FOUND" }
  | { readonly code: "NOT_A_REPOSITORY"; readonly cwd: string };

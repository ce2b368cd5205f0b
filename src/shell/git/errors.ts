/** Everything that can go wrong between this program and git, as data. */
export type GitError =
  /** git answered with an exit code that the caller did not expect. */
  | { readonly code: "GIT_FAILED"; readonly args: readonly string[]; readonly exit: number; readonly stderr: string }
  | { readonly code: "GIT_NOT_FOUND" }
  /** git's own safe.directory check refused. */
  | { readonly code: "UNTRUSTED_REPOSITORY"; readonly path: string }
  | { readonly code: "NOT_A_REPOSITORY"; readonly cwd: string }
  /** No name and e-mail for commits, from configuration or environment. */
  | { readonly code: "GIT_IDENTITY_UNKNOWN" }
  | { readonly code: "GIT_VERSION_TOO_OLD"; readonly found: string; readonly needed: string; readonly purpose: string };

/** What the table of an area says about each code: the message, the next step, the exit code and the longer explanation. */
export type ErrorText<E> = {
  /** Exit code of the process: 1 refused, 2 usage, 4 login needed, 70 bug, 75 busy, 130 cancelled. */
  readonly exit: 1 | 2 | 3 | 4 | 70 | 75 | 130;
  /** Sentence case, no full stop, names the attempted action and the facts. */
  readonly message: (error: E) => string;
  /** Imperative; contains a command that the reader can run as it stands. */
  readonly hint: (error: E) => string;
  /** A paragraph for `explain CODE`: when it happens and what it protects. */
  readonly explain: string;
  /** Contract keys of the JSON failure beside error, error_code and hint. */
  readonly details?: (error: E) => Readonly<Record<string, unknown>>;
};

/** One text for each code of the union `E`; a missing or spare code does not compile. */
export type ErrorTexts<E extends { readonly code: string }> = {
  readonly [C in E["code"]]: ErrorText<Extract<E, { readonly code: C }>>;
};

/** Where a value differs from its schema: the first place found. */
export type Mismatch = {
  /** Dotted path from the value itself, e.g. `lanes[2].wp_ids`; "" is the value. */
  readonly path: string;
  /** What stands there if all is well, e.g. `a string or null`. */
  readonly expected: string;
};

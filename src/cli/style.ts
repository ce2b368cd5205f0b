/** How text for a person may look: decided once from the terminal and the environment, then handed to pure renderers. */
export type Style = {
  /** Columns to stay within; `undefined` when piped: never wrap, never truncate. */
  readonly width: number | undefined;
  readonly bold: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly red: (text: string) => string;
  readonly green: (text: string) => string;
  readonly yellow: (text: string) => string;
  readonly blue: (text: string) => string;
  readonly cyan: (text: string) => string;
};

const same = (text: string): string => text;

/** No colour and no width: for pipes, `TERM=dumb`, `NO_COLOR`, and tests. */
export const PLAIN: Style = {
  width: undefined,
  bold: same,
  dim: same,
  red: same,
  green: same,
  yellow: same,
  blue: same,
  cyan: same,
};

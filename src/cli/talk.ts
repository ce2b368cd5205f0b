/**
 * Talk: everything said beside the answer, on stderr, through consola. The only importer of consola, and only of its core.
 * `--quiet` leaves warnings out too; `--json` is silent, so that both streams together still parse.
 */
import { createConsola, LogLevels } from "consola/core";

export type Loudness = "silent" | "quiet" | "normal" | "verbose";

export type Talk = {
  /** Progress and hints. */
  readonly notice: (line: string) => void;
  /** The reason for an exit code; printed even under `--quiet`. */
  readonly failure: (text: string) => void;
};

const LEVELS: Readonly<Record<Loudness, number>> = {
  silent: LogLevels.silent,
  quiet: LogLevels.error,
  normal: LogLevels.info,
  verbose: LogLevels.debug,
};

/** Makes the voice of one run; `write` prints one line to stderr. */
export function createTalk(loudness: Loudness, write: (text: string) => void): Talk {
  const voice = createConsola({
    level: LEVELS[loudness],
    throttle: 0,
    reporters: [{ log: (entry) => write(entry.args.join(" ")) }],
  });
  return {
    notice: (line) => voice.info(line),
    failure: (text) => voice.error(text),
  };
}

/** A real terminal around a process: type into it, wait for what it shows. Waits end on a match or a deadline, never on a guess. */
import { cleanEnv } from "./binary.ts";

export type Terminal = {
  /** Types text; `\r` is Enter. */
  readonly type: (text: string) => void;
  /** Waits until what was shown since the last match (colours removed) matches; returns all shown so far. */
  readonly until: (pattern: RegExp) => Promise<string>;
  /** Everything shown so far, colours removed. */
  readonly shown: () => string;
  /** Everything shown so far, as the terminal got it. */
  readonly raw: () => string;
  /** Waits for the end; the exit code. */
  readonly ended: () => Promise<number>;
  readonly kill: () => void;
};

/** Named keys. */
export const KEYS = { enter: "\r", escape: "\u001B", interrupt: "\u0003", up: "\u001B[A", down: "\u001B[B", tab: "\t" };

/** Starts a command on a terminal of `cols` × `rows`. */
export function openTerminal(
  command: readonly string[],
  options: {
    readonly cwd?: string;
    readonly env?: Readonly<Record<string, string>>;
    readonly cols?: number;
    readonly rows?: number;
    readonly deadlineMs?: number;
  } = {},
): Terminal {
  const decoder = new TextDecoder();
  const waiting = new Set<() => void>();
  let raw = "";
  let seen = 0;
  const child = Bun.spawn([...command], {
    cwd: options.cwd ?? process.cwd(),
    env: cleanEnv({ TERM: "xterm-256color", ...options.env }),
    terminal: {
      cols: options.cols ?? 80,
      rows: options.rows ?? 24,
      data: (_terminal, data) => {
        raw += decoder.decode(data, { stream: true });
        for (const check of waiting) check();
      },
    },
  });
  const shown = (): string => Bun.stripANSI(raw);
  const until = (pattern: RegExp): Promise<string> =>
    new Promise((resolve, reject) => {
      const check = (): void => {
        const match = pattern.exec(shown().slice(seen));
        if (match === null) return;
        seen += match.index + match[0].length;
        done();
        resolve(shown());
      };
      const deadline = setTimeout(() => {
        done();
        reject(new Error(`Never shown: ${pattern}\n--- shown since the last match:\n${shown().slice(seen)}`));
      }, options.deadlineMs ?? 8000);
      const done = (): void => {
        clearTimeout(deadline);
        waiting.delete(check);
      };
      waiting.add(check);
      check();
    });
  return {
    type: (text) => child.terminal?.write(text),
    until,
    shown,
    raw: () => raw,
    ended: () => child.exited,
    kill: () => child.kill(),
  };
}

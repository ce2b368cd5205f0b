/**
 * Reads git objects through one `git cat-file` that starts with the first question and serves all later ones: buffered, so that
 * many answers arrive in few writes, or `--batch` where git is older than 2.36. Answers come in the order of the questions. `close` ends the process; an unclosed reader would keep the program alive.
 */
import type { Env } from "../ctx.ts";
import { GIT_PREFIX, gitEnv } from "./exec.ts";

export type GitObject = {
  readonly oid: string;
  readonly type: "blob" | "tree" | "commit" | "tag";
  readonly data: Uint8Array;
};

export type ObjectReader = {
  /** Reads several objects named by object id or `<oid>:<path>`; `undefined` where there is none. */
  readonly readAll: (names: readonly string[]) => Promise<readonly (GitObject | undefined)[]>;
  readonly read: (name: string) => Promise<GitObject | undefined>;
  /** Starts git now, for a caller that is sure to ask: it gets ready while this program does something else. */
  readonly warm: () => void;
  readonly close: () => void;
};

const NEWLINE = 10;

type Header = { readonly oid: string; readonly type: GitObject["type"]; readonly size: number } | "missing";

/** Parses a header line of `cat-file --batch`. */
export function parseBatchHeader(line: string): Header {
  const match = /^([0-9a-f]{40,64}) (blob|tree|commit|tag) (\d+)$/.exec(line);
  if (match === null) return "missing";
  return { oid: match[1] ?? "", type: match[2] as GitObject["type"], size: Number(match[3]) };
}

/** Accumulates chunks of a stream and hands out lines and exact byte counts. */
function byteQueue(next: () => Promise<Uint8Array | undefined>) {
  let pending: Uint8Array = new Uint8Array(0);
  const more = async (): Promise<void> => {
    const chunk = await next();
    if (chunk === undefined) throw new Error("git cat-file ended before it had answered");
    pending = pending.length === 0 ? chunk : Buffer.concat([pending, chunk]);
  };
  const fill = async (size: number): Promise<void> => {
    if (pending.length >= size) return;
    const parts = [pending];
    let total = pending.length;
    while (total < size) {
      const chunk = await next();
      if (chunk === undefined) throw new Error("git cat-file ended before it had answered");
      parts.push(chunk);
      total += chunk.length;
    }
    pending = Buffer.concat(parts);
  };
  const take = (size: number): Uint8Array => {
    const taken = pending.subarray(0, size);
    pending = pending.subarray(size);
    return taken;
  };
  return {
    line: async (): Promise<string> => {
      for (let from = 0; ; ) {
        const end = pending.indexOf(NEWLINE, from);
        if (end >= 0) return Buffer.from(take(end + 1)).toString("utf8", 0, end);
        from = pending.length;
        await more();
      }
    },
    bytes: async (size: number): Promise<Uint8Array> => {
      await fill(size);
      return take(size);
    },
  };
}

/** How a question is put to git. */
type Dialect = { readonly args: readonly string[]; readonly ask: (names: readonly string[]) => string };

const BUFFERED: Dialect = {
  args: ["--batch-command", "--buffer"],
  ask: (names) => `${names.map((name) => `contents ${name}\n`).join("")}flush\n`,
};
const UNBUFFERED: Dialect = { args: ["--batch"], ask: (names) => names.map((name) => `${name}\n`).join("") };

function start(place: { readonly root: string; readonly env: Env }, dialect: Dialect) {
  const child = Bun.spawn([...GIT_PREFIX, "cat-file", ...dialect.args], {
    cwd: place.root,
    env: gitEnv(place.env),
    stdin: "pipe",
    stdout: "pipe",
    stderr: "ignore",
  });
  const stream = child.stdout.getReader();
  const queue = byteQueue(async () => (await stream.read()).value);
  return { child, queue, dialect };
}

type Conversation = ReturnType<typeof start>;

async function readAnswers(
  queue: Conversation["queue"],
  count: number,
  answers: (GitObject | undefined)[],
): Promise<void> {
  for (let i = 0; i < count; i++) {
    const header = parseBatchHeader(await queue.line());
    if (header === "missing") answers.push(undefined);
    else {
      const data = await queue.bytes(header.size + 1);
      answers.push({ oid: header.oid, type: header.type, data: data.subarray(0, header.size) });
    }
  }
}

/** Tells whether git ended at once because it does not know the dialect. */
const isTooOld = async ({ child, dialect }: Conversation): Promise<boolean> =>
  dialect === BUFFERED && (await child.exited) === USAGE_EXIT;

const USAGE_EXIT = 129;

/** Makes a reader for the repository at `root`; starts nothing yet. */
export function openObjects(root: string, env: Env): ObjectReader {
  const place = { root, env };
  const running: { session?: Conversation; last: Promise<unknown> } = { last: Promise.resolve() };
  const converse = async (names: readonly string[], answers: (GitObject | undefined)[]): Promise<void> => {
    running.session ??= start(place, BUFFERED);
    const { child, queue, dialect } = running.session;
    // In slices, so that neither side can fill its pipe while the other is not reading.
    for (let from = answers.length; from < names.length; from += 256) {
      const slice = names.slice(from, from + 256);
      child.stdin.write(dialect.ask(slice.map((name) => name.replaceAll("\n", " "))));
      await child.stdin.flush();
      await readAnswers(queue, slice.length, answers);
    }
  };
  const ask = async (names: readonly string[]): Promise<readonly (GitObject | undefined)[]> => {
    const answers: (GitObject | undefined)[] = [];
    if (names.length === 0) return answers;
    try {
      await converse(names, answers);
    } catch (thrown) {
      if (running.session === undefined || !(await isTooOld(running.session))) throw thrown;
      running.session = start(place, UNBUFFERED);
      await converse(names, answers);
    }
    return answers;
  };
  // One question at a time: answers on the pipe carry no name.
  const readAll = (names: readonly string[]): Promise<readonly (GitObject | undefined)[]> => {
    const answer = running.last.then(() => ask(names));
    running.last = answer.catch(() => undefined);
    return answer;
  };
  return {
    readAll,
    read: async (name) => (await readAll([name]))[0],
    warm: () => {
      running.session ??= start(place, BUFFERED);
    },
    close: () => {
      running.session?.child.stdin.end();
      running.session?.child.unref();
      delete running.session;
    },
  };
}

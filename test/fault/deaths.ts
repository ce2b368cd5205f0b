/**
 * Ways for a command to die: by SIGKILL at a named point of the transaction, by SIGKILL before or after its n-th git process, and
 * together with a git that holds its lock files. None of them needs anything of the program but its two binaries.
 */
import { chmodSync, rmSync } from "node:fs";
import { join } from "node:path";
import { FAULT_POINT_NAMES } from "../../src/shell/transaction/fault-point.ts";
import { cleanEnv, ensureBinary, ensureFaultBinary } from "../support/binary.ts";
import { temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { IDENTITY } from "../support/mission.ts";

export type Ended = {
  readonly code: number;
  readonly killed: boolean;
  readonly stdout: string;
  readonly stderr: string;
};

export type Death = {
  readonly name: string;
  /** Runs a command that is to die; answers how it ended (some die never: the point is not on their way). */
  readonly run: (argv: readonly string[], cwd: string) => Promise<Ended>;
};

async function start(argv: readonly string[], cwd: string, env: Readonly<Record<string, string>>): Promise<Ended> {
  const child = Bun.spawn([...argv], {
    cwd,
    env: cleanEnv({ ...IDENTITY, ...env }),
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const [stdout, stderr, code] = await Promise.all([child.stdout.text(), child.stderr.text(), child.exited]);
  return { code, killed: child.signalCode === "SIGKILL", stdout, stderr };
}

/** Runs a command that nobody kills. */
export const runAlive = async (argv: readonly string[], cwd: string): Promise<Ended> =>
  start([await ensureBinary(), ...argv], cwd, {});

/** One death for each point of the transaction. */
export const pointDeaths: readonly Death[] = FAULT_POINT_NAMES.map((point) => ({
  name: point,
  run: async (argv, cwd) => start([await ensureFaultBinary(), ...argv], cwd, { SPEC_KITTY_FAULT_POINT: point }),
}));

/**
 * `before n` and `after n` kill the parent around the n-th git; `mid command` kills a git that has taken its locks, then the parent.
 * A git that answers questions as long as its parent lives has no "after".
 */
const WRAPPER = `#!/bin/sh
echo x >>"$SK_CALLS"
n=$(wc -l <"$SK_CALLS")
when=\${SK_KILL% *} what=\${SK_KILL#* }
die() { kill -9 $PPID; exit 137; }
case "$when" in
  before) [ "$n" -eq "$what" ] && die ;;
  after)
    case " $* " in *" --batch"*) exec "$SK_GIT" "$@" ;; esac
    if [ "$n" -eq "$what" ]; then "$SK_GIT" "$@"; die; fi ;;
  mid)
    case " $* " in
      *" $what "*)
        cat >"$SK_CALLS.in"; mkfifo "$SK_CALLS.pipe"
        "$SK_GIT" "$@" <"$SK_CALLS.pipe" >"$SK_CALLS.out" & pid=$!
        exec 3>"$SK_CALLS.pipe"
        if [ "$what" = update-ref ]; then
          { echo start; cat "$SK_CALLS.in"; echo prepare; } >&3
          until grep -q "prepare: ok" "$SK_CALLS.out"; do kill -0 $pid || exit 1; sleep 0.002; done
        else
          lock=$("$SK_GIT" rev-parse --git-path index.lock)
          until [ -e "$lock" ]; do kill -0 $pid || exit 1; sleep 0.002; done
        fi
        kill -9 $pid; die ;;
    esac ;;
esac
exec "$SK_GIT" "$@"
`;

function wrapped(kill: string): Death {
  const folder = temporaryFolder();
  writeFiles(folder, { git: WRAPPER });
  chmodSync(join(folder, "git"), 0o755);
  const env = {
    PATH: `${folder}:${process.env["PATH"]}`,
    SK_GIT: Bun.which("git") ?? "git",
    SK_CALLS: join(folder, "calls"),
    SK_KILL: kill,
  };
  return {
    name: `git ${kill}`,
    run: async (argv, cwd) => {
      for (const end of ["", ".in", ".out", ".pipe"]) rmSync(`${env.SK_CALLS}${end}`, { force: true });
      return start([await ensureBinary(), ...argv], cwd, env);
    },
  };
}

/** Deaths around each of the first `calls` git processes, and with the locks of a git in hand. */
export const gitDeaths = (calls: number): readonly Death[] => [
  ...Array.from({ length: calls }, (_, i) => [wrapped(`before ${i + 1}`), wrapped(`after ${i + 1}`)]).flat(),
  wrapped("mid update-ref"),
  wrapped("mid update-index"),
];

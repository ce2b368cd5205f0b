/** Timing of whole processes: interleaved, so that other work on the machine hits all of them alike; medians. */

/** One thing to time. `before` runs ahead of each measured run and is not measured. */
export type Timed = {
  readonly name: string;
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly before?: () => void;
};

/** Medians over all runs, in milliseconds. CPU is user and system time of the process itself. */
export type Timing = { readonly wallMs: number; readonly cpuMs: number; readonly runs: number };

export type Ran = { readonly exit: number; readonly text: string; readonly wallMs: number; readonly cpuMs: number };

/** Runs a process once. */
export function runOnce(timed: Timed): Ran {
  timed.before?.();
  const started = performance.now();
  const child = Bun.spawnSync([...timed.command], { cwd: timed.cwd, env: timed.env, stdin: "ignore" });
  const wallMs = performance.now() - started;
  const cpuMs = Number(child.resourceUsage?.cpuTime.total ?? 0) / 1000;
  return { exit: child.exitCode, text: `${child.stdout}${child.stderr}`, wallMs, cpuMs };
}

/** Runs all of them in turn, `rounds` times after two that do not count. */
export function measure(all: readonly Timed[], rounds: number): ReadonlyMap<string, Timing> {
  const samples = new Map(all.map((one) => [one.name, [] as Ran[]]));
  for (let round = -2; round < rounds; round++) {
    for (const one of all) {
      const ran = runOnce(one);
      if (round >= 0) samples.get(one.name)?.push(ran);
    }
  }
  return new Map(
    [...samples].map(([name, runs]) => [
      name,
      { wallMs: median(runs.map((run) => run.wallMs)), cpuMs: median(runs.map((run) => run.cpuMs)), runs: runs.length },
    ]),
  );
}

/** Middle value; the mean of the two middle ones where their number is even. Of nothing: NaN. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

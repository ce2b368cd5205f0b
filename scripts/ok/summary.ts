/** The numbers at the end of a `bun test` run, read from what it writes to stderr. */
export type Summary = { readonly passed: number; readonly failed: number; readonly skipped: number };

/** What is known before any test has run. */
export const NO_TESTS: Summary = { passed: 0, failed: 0, skipped: 0 };

/**
 * Reads the closing block of `bun test` (` 12 pass`, ` 1 skip`, ` 2 todo`, ` 0 fail`, ` 1 error`), which comes last, so
 * that lines of the same form printed by a test do not count. Todos count as skipped, errors outside tests as failed.
 */
export function parseSummary(stderr: string): Summary {
  const numbers = new Map<string, number>();
  const closing = stderr.slice([...stderr.matchAll(/^ *\d+ pass$/gm)].at(-1)?.index ?? 0);
  for (const match of closing.matchAll(/^ *(\d+) (pass|skip|todo|fail|errors?)$/gm)) {
    numbers.set(match[2] ?? "", Number(match[1]));
  }
  const count = (...names: readonly string[]): number => names.reduce((sum, name) => sum + (numbers.get(name) ?? 0), 0);
  return { passed: count("pass"), failed: count("fail", "error", "errors"), skipped: count("skip", "todo") };
}

/** A run that failed outside any test (types, lint, coverage, a crash) never reads `0 failed`. */
export const withAtLeastOneFailure = (summary: Summary): Summary => ({
  ...summary,
  failed: Math.max(1, summary.failed),
});

/** The one line that other programs read. */
export function renderSummary(summary: Summary): string {
  const skipped = summary.skipped > 0 ? `, ${summary.skipped} skipped` : "";
  return `${summary.passed} passed, ${summary.failed} failed${skipped}`;
}

/** Percent of functions and lines over all files, from the `All files` row of `--coverage`; undefined without one. */
export function parseCoverage(stderr: string): { readonly functions: number; readonly lines: number } | undefined {
  const row = /^All files\s*\|\s*([\d.]+) \|\s*([\d.]+) \|/m.exec(stderr);
  return row === null ? undefined : { functions: Number(row[1]), lines: Number(row[2]) };
}

/** A context for use cases and adapters in tests: real environment, fixed clock that moves a second a reading, seeded randomness. */
import type { Ctx } from "../../src/shell/ctx.ts";

export type TestCtx = Ctx & { readonly notices: readonly string[] };

/** Makes a context that acts from `cwd`. */
export function testCtx(cwd: string, overrides: Partial<Ctx> = {}): TestCtx {
  const notices: string[] = [];
  const clock = { ms: 1_767_323_045_000 };
  return {
    cwd,
    env: { ...process.env },
    platform: "linux",
    now: () => {
      clock.ms += 1000;
      return clock.ms;
    },
    random: () => 0.5,
    interactive: false,
    notice: (line) => {
      notices.push(line);
    },
    version: "0.0.0-test",
    ...overrides,
    notices,
  };
}

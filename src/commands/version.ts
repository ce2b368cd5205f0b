/** `spec-kitty version`: the same answer as --version. */
import { leaf } from "../cli/leaf.ts";
import { COMMIT } from "../core/lib/build-info.ts";
import { ok } from "../core/lib/result.ts";

export const version = leaf({
  path: "version",
  summary: "Show the version of this program",
  examples: [
    { line: "spec-kitty version", does: "print the version" },
    { line: "spec-kitty version --json", does: "print it for a program" },
  ],
  args: {},
  envelope: "own",
  kind: "version",
  run: async (ctx) => ok({ version: ctx.version, commit: COMMIT }),
  human: (value) => value.version,
  json: (value) => value,
});

/** `spec-kitty agent tasks validate-workflow <WP>`: whether a package's file, dependencies and lane fit together. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { packageSentence } from "../../../cli/render/findings.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { type CheckedPackage, validatePackage } from "../../../usecases/read-packages.ts";

const sentences = ({ findings }: CheckedPackage, severity: "error" | "warning"): readonly string[] =>
  findings.filter((finding) => finding.severity === severity).map(packageSentence);

export const validateWorkflow = leaf({
  path: "agent tasks validate-workflow",
  summary: "Check a work package's file, dependencies and lane against each other",
  examples: [
    { line: "spec-kitty agent tasks validate-workflow WP01", does: "list what is wrong with it" },
    { line: "spec-kitty agent tasks validate-workflow WP01 --json", does: "the same for a program" },
  ],
  args: { wpId: { type: "positional", summary: "Work package, e.g. WP01", complete: "wp" }, mission: MISSION_ARG },
  envelope: "contract",
  run: (ctx, input) => validatePackage(ctx, input),
  human: (checked, style) => {
    const errors = sentences(checked, "error").map((line) => `${style.red("error:")} ${line}`);
    const warnings = sentences(checked, "warning").map((line) => `${style.yellow("warning:")} ${line}`);
    const verdict = errors.length === 0 ? style.green("valid") : style.red("not valid");
    return [`${style.bold(checked.entry.id)} in ${checked.entry.lane}: ${verdict}`, ...errors, ...warnings].join("\n");
  },
  json: (checked) => ({
    ...identityJson(checked.identity),
    valid: sentences(checked, "error").length === 0,
    errors: sentences(checked, "error"),
    warnings: sentences(checked, "warning"),
    task_id: checked.entry.id,
    lane: checked.entry.lane,
  }),
  exit: (checked) => (sentences(checked, "error").length === 0 ? 0 : 1),
});

/** `spec-kitty agent status validate`: everything that is wrong with a mission's log; works on any bytes. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { logSentence } from "../../../cli/render/findings.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import { type CheckedLog, checkLog } from "../../../usecases/read-log.ts";

const sentences = ({ findings }: CheckedLog, severity: "error" | "warning"): readonly string[] =>
  findings.filter((finding) => finding.severity === severity).map(logSentence);

export const validate = leaf({
  path: "agent status validate",
  summary: "Check the log of a mission line by line",
  description:
    "Errors are damage: lines that cannot be read or count twice. History that today's rules would not allow is a warning.",
  examples: [
    { line: "spec-kitty agent status validate", does: "check the mission you are in" },
    { line: "spec-kitty agent status validate --mission auth --json", does: "check another one, for a program" },
  ],
  args: { mission: MISSION_ARG },
  envelope: "contract",
  run: (ctx, { mission }) => checkLog(ctx, mission),
  human: (checked, style) => {
    const errors = sentences(checked, "error").map((line) => `${style.red("error:")} ${line}`);
    const warnings = sentences(checked, "warning").map((line) => `${style.yellow("warning:")} ${line}`);
    const verdict = errors.length === 0 ? style.green("passed") : style.red("failed");
    const counts = `${errors.length} error${errors.length === 1 ? "" : "s"}, ${warnings.length} warning${warnings.length === 1 ? "" : "s"}`;
    return [...errors, ...warnings, `${checked.path}: ${verdict} (${counts})`].join("\n");
  },
  json: (checked) => ({
    ...identityJson(checked.identity),
    passed: sentences(checked, "error").length === 0,
    errors: sentences(checked, "error"),
    warnings: sentences(checked, "warning"),
    error_count: sentences(checked, "error").length,
    warning_count: sentences(checked, "warning").length,
    findings: checked.findings.map(({ code, severity, line }) => ({ code, severity, line })),
  }),
  exit: (checked) => (sentences(checked, "error").length === 0 ? 0 : 1),
});

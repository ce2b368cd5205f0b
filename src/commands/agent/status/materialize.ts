/** `spec-kitty agent status materialize`: print, compare or refresh status.json, the projection of a mission's log. */
import { leaf } from "../../../cli/leaf.ts";
import { MISSION_ARG } from "../../../cli/mission-arg.ts";
import { identityJson } from "../../../cli/render/identity.ts";
import type { Style } from "../../../cli/style.ts";
import { ok } from "../../../core/lib/result.ts";
import { snapshotJson } from "../../../core/status/snapshot.ts";
import {
  type Comparison,
  type Materialized,
  materializeAll,
  materializeStatus,
  printStatus,
} from "../../../usecases/materialize-status.ts";

type Answer =
  | { readonly mode: "print" | "refresh"; readonly one: Materialized }
  | { readonly mode: "all"; readonly compared: readonly Comparison[] };

function renderAll(compared: readonly Comparison[], style: Style): string {
  const off = compared.filter(({ matches }) => !matches);
  const lines = off.map(({ folder, reason, code }) => `${style.red(folder)}: ${code ?? reason.replaceAll("_", " ")}`);
  return [...lines, `${compared.length - off.length} of ${compared.length} snapshots match their logs`].join("\n");
}

export const materialize = leaf({
  path: "agent status materialize",
  summary: "Bring status.json up to its log, print it, or compare all of them",
  examples: [
    { line: "spec-kitty agent status materialize --print", does: "print the exact bytes and write nothing" },
    { line: "spec-kitty agent status materialize --mission auth", does: "refresh the committed file if it differs" },
    { line: "spec-kitty agent status materialize --all --check --json", does: "compare every mission, for a program" },
  ],
  args: {
    mission: MISSION_ARG,
    print: { type: "flag", summary: "Print what status.json says or should say; write nothing" },
    all: { type: "flag", summary: "Every mission instead of one" },
    check: { type: "flag", summary: "With --all: compare only; exit 1 if any differs" },
  },
  envelope: "contract",
  run: async (ctx, { mission, print, all, check }) => {
    if (all || check) {
      const compared = await materializeAll(ctx, { check });
      return compared.ok ? ok<Answer>({ mode: "all", compared: compared.value }) : compared;
    }
    const one = await (print ? printStatus(ctx, mission) : materializeStatus(ctx, mission));
    return one.ok ? ok<Answer>({ mode: print ? "print" : "refresh", one: one.value }) : one;
  },
  human: (answer, style) => {
    if (answer.mode === "all") return renderAll(answer.compared, style);
    if (answer.mode === "print") return answer.one.text.replace(/\n$/, "");
    const { identity, written, commit } = answer.one;
    return written
      ? `${style.green("✓")} ${identity.missionSlug}: status.json is up to date again (${(commit ?? "").slice(0, 8)})`
      : `${identity.missionSlug}: status.json matches its log`;
  },
  json: (answer) => {
    if (answer.mode === "all") {
      const missions = answer.compared.map(({ folder, matches, reason, code }) => ({
        mission: folder,
        matches,
        reason,
        error_code: code ?? null,
      }));
      const mismatched = missions.filter(({ matches }) => !matches).length;
      return { schemaVersion: 1, kind: "status_check", data: { missions, checked: missions.length, mismatched } };
    }
    const { one } = answer;
    return {
      ...snapshotJson(one.snapshot, one.mission.identity),
      mission_id: one.identity.missionId ?? null,
      feature_dir: identityJson(one.identity).feature_dir,
      ...(answer.mode === "print" ? {} : { written: one.written, commit_sha: one.commit ?? null }),
    };
  },
  exit: (answer) => (answer.mode === "all" && answer.compared.some(({ matches }) => !matches) ? 1 : 0),
});

/** How a mission that was created, found or planned is shown: to a person in a few lines, to a program with the contract's keys. */
import { MISSION_FILES } from "../../core/layout/paths.ts";
import type { JsonObject } from "../../core/lib/json.ts";
import { branchContract } from "../../core/mission/branch-contract.ts";
import type { CreatedMission } from "../../core/mission/new-mission.ts";
import type { Style } from "../style.ts";
import { commitsJson } from "./commits.ts";

const PLAN_GUARD =
  "Write the specification before planning: setup-plan goes on only once spec.md states at least one functional requirement";

const nextStep = ({ folder }: CreatedMission): string => `spec-kitty agent mission setup-plan --mission ${folder}`;

/** A mission without coordination is written where its target is checked out. */
const mustCheckOut = ({ branches }: CreatedMission): boolean =>
  branches.recordedOn === branches.targetBranch && branches.currentBranch !== branches.recordedOn;

/** The lines for a person. */
export function createdHuman(value: CreatedMission, style: Style): string {
  const { outcome, folder, meta, featureDir, branches } = value;
  const head = {
    created: `${style.green("✓")} Created mission ${style.bold(folder)}`,
    already: `Mission ${style.bold(folder)} is there already; nothing was changed`,
    planned: `Would create mission ${style.bold(folder)} (its last eight characters will differ)`,
  }[outcome];
  const rows: readonly (readonly [string, string])[] = [
    ["Name", meta.friendlyName ?? folder],
    ["Type", meta.missionType],
    ["Merges into", branches.targetBranch],
    ["Recorded on", branches.recordedOn],
    ["Write in", featureDir],
  ];
  return [
    head,
    "",
    ...rows.map(([name, text]) => `  ${style.dim(name.padEnd(12))} ${text}`),
    ...(value.outcome === "planned" ? ["", ...value.createdFiles.map((path) => `  + ${path}`)] : []),
    "",
    `${style.bold("Next:")} ${mustCheckOut(value) ? `check out ${branches.recordedOn}, ` : ""}write ${MISSION_FILES.spec} there, then run ${nextStep(value)}`,
  ].join("\n");
}

/** The document for a program. */
export function createdJson(value: CreatedMission): JsonObject {
  const { meta, folder, featureDir, outcome, branches } = value;
  const file = (name: string): string => `${featureDir}/${name}`;
  return {
    result: "success",
    already_exists: outcome === "already",
    dry_run: outcome === "planned",
    mission_slug: folder,
    mission_number: meta.missionNumber ?? null,
    mission_id: meta.missionId ?? null,
    mission_type: meta.missionType,
    slug: meta.slug ?? folder,
    friendly_name: meta.friendlyName ?? null,
    purpose_tldr: meta.purposeTldr ?? null,
    purpose_context: meta.purposeContext ?? null,
    pr_bound: meta.prBound,
    feature_dir: featureDir,
    spec_file: file(MISSION_FILES.spec),
    meta_file: file(MISSION_FILES.meta),
    created_at: meta.createdAt ?? null,
    created_files: value.createdFiles,
    write_mode: "worktree",
    scaffold_only: true,
    requires_agent_authoring: true,
    plan_guard: PLAN_GUARD,
    next_step: nextStep(value),
    origin_binding: { attempted: false, succeeded: false, error: null },
    coordination_branch: meta.coordinationBranch ?? null,
    coordination_branch_created: outcome === "created" && meta.coordinationBranch !== undefined,
    topology: meta.topology ?? null,
    commit_created: value.commit !== undefined,
    commit_hash: value.commit ?? null,
    commits: commitsJson(value.commits),
    ...branchContract(branches),
  };
}

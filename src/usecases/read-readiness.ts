/** Reads what the checks before a merge and an acceptance want to know, from the mission's files at one commit. */
import { MISSION_FILES, reviewCycleFile } from "../core/layout/paths.ts";
import type { Oid } from "../core/lib/brand.ts";
import { isJsonObject, type JsonObject, parseJson } from "../core/lib/json.ts";
import type { PackageFacts, ReadinessFacts } from "../core/merge/readiness.ts";
import { isLane } from "../core/status/lane.ts";
import type { Snapshot } from "../core/status/reduce.ts";
import { splitFrontMatter } from "../core/work-package/front-matter.ts";
import { readTree } from "../shell/git/tree.ts";
import type { Mission } from "../shell/mission/read-mission.ts";
import type { MissionPlan } from "../shell/mission/read-work-packages.ts";
import type { Session } from "../shell/transaction/session.ts";
import { readYaml } from "../shell/yaml/read.ts";

type At = { readonly mission: Mission; readonly commit: Oid };

const decode = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

/** Reads files of a mission at a commit, as text. */
export async function readTexts(
  session: Session,
  { mission, commit }: At,
  files: readonly string[],
): Promise<readonly (string | undefined)[]> {
  const objects = await session.objects.readAll(files.map((file) => `${commit}:${mission.dir}/${file}`));
  return objects.map((object) => (object?.type === "blob" ? decode(object.data) : undefined));
}

const documentOf = (text: string | undefined): JsonObject | undefined => {
  const parsed = text === undefined ? undefined : parseJson(text);
  return parsed?.ok === true && isJsonObject(parsed.value) ? parsed.value : undefined;
};

function issuesOf(text: string | undefined): ReadonlyMap<string, string> | undefined {
  if (text === undefined) return undefined;
  const rows = documentOf(text)?.["rows"];
  // A matrix that cannot be read decides nothing in favour of the mission.
  if (!isJsonObject(rows)) return new Map([[MISSION_FILES.issueMatrix, "unreadable"]]);
  return new Map(
    Object.entries(rows).map(([id, row]) => [id, isJsonObject(row) ? String(row["verdict"] ?? "unknown") : "unknown"]),
  );
}

/** Finds the newest review cycle of a package and what it says; `undefined` if it was never reviewed in a file. */
async function readReview(session: Session, at: At, stem: string): Promise<PackageFacts["review"]> {
  const tree = await readTree(
    session.repo,
    session.objects,
    `${at.commit}:${at.mission.dir}/${MISSION_FILES.tasksDir}/${stem}`,
  );
  const cycles = [...tree.keys()].flatMap((name) => {
    const cycle = /^review-cycle-(\d+)\.md$/.exec(name)?.[1];
    return cycle === undefined ? [] : [Number(cycle)];
  });
  if (cycles.length === 0) return undefined;
  const path = reviewCycleFile(stem, Math.max(...cycles));
  const parts = splitFrontMatter((await readTexts(session, at, [path]))[0] ?? "", path);
  const value = parts.ok ? await readYaml(parts.value.yaml, path) : undefined;
  const verdict = value?.ok === true && isJsonObject(value.value) ? value.value["verdict"] : undefined;
  return { path, verdict: typeof verdict === "string" ? verdict.trim().toLowerCase() : "" };
}

/** Gathers the packages of a mission: those that are planned, those that lanes list, and those that the log knows. */
export async function readPackageFacts(
  session: Session,
  at: At,
  plan: MissionPlan,
  snapshot: Snapshot,
): Promise<readonly PackageFacts[]> {
  const planned = new Map(plan.packages.map((wp) => [wp.id as string, wp]));
  const listed = plan.lanes?.lanes.flatMap(({ wpIds }) => wpIds) ?? [];
  const known = [...snapshot.workPackages].filter(([, { lane }]) => lane !== "uninitialized").map(([id]) => id);
  const facts: PackageFacts[] = [];
  for (const wpId of [...new Set([...planned.keys(), ...listed, ...known])].toSorted()) {
    const wp = planned.get(wpId);
    const lane = snapshot.workPackages.get(wpId)?.lane;
    facts.push({
      wpId,
      lane: isLane(lane) ? lane : undefined,
      dependencies: wp?.dependencies ?? [],
      review: wp === undefined ? undefined : await readReview(session, { ...at, commit: plan.commit }, wp.stem),
    });
  }
  return facts;
}

/** Gathers the facts of all checks. `required` says which documents the project's configuration insists on. */
export async function readReadinessFacts(
  session: Session,
  at: At,
  work: {
    readonly plan: MissionPlan;
    readonly snapshot: Snapshot;
    readonly required: { readonly analysis: boolean; readonly acceptance: boolean };
    readonly skipReviewCheck: boolean;
  },
): Promise<ReadinessFacts> {
  const { plan, snapshot, required } = work;
  const [issues, analysis, acceptance] = await readTexts(session, at, [
    MISSION_FILES.issueMatrix,
    MISSION_FILES.analysisReport,
    MISSION_FILES.acceptanceMatrix,
  ]);
  const verdict = documentOf(acceptance)?.["overall_verdict"];
  return {
    packages: await readPackageFacts(session, at, plan, snapshot),
    issues: issuesOf(issues),
    analysis: { present: analysis !== undefined, required: required.analysis },
    acceptance: {
      verdict: typeof verdict === "string" ? verdict : undefined,
      accepted: at.mission.meta.acceptedAt !== undefined,
      required: required.acceptance,
    },
    skipReviewCheck: work.skipReviewCheck,
  };
}

import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setUpPlan } from "../../src/usecases/setup-plan.ts";
import { testCtx } from "../support/ctx.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, repoWithMission } from "../support/mission.ts";

const SPEC = "# Spec\n\n| ID | Requirement |\n|---|---|\n| FR-001 | The shop sells several things at once |\n";
const PLAN =
  "# Plan\n\n## Technical context\n\n| Question | Answer |\n|---|---|\n| Language and version | TypeScript 7 |\n| Storage | SQLite files |\n";

async function setUp(root: string) {
  const done = await setUpPlan(testCtx(root), "shop");
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
}

const milestones = (root: string): readonly string[] =>
  git(root, "show", `${COORDINATION}:kitty-specs/${FOLDER}/status.events.jsonl`)
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line).event_type);

describe("setUpPlan()", () => {
  test("answers that the specification says nothing yet, and records nothing", async () => {
    const { root, featureDir } = repoWithMission({ "spec.md": "# Spec\n" });
    writeFiles(featureDir, { "research.md": "notes\n" });
    const before = fingerprint(root);
    const blocked = await setUp(root);
    expect(blocked.decision).toMatchObject({ kind: "blocked", specCommitted: true, specSubstantive: false });
    expect([blocked.commit, blocked.commits]).toEqual([undefined, []]);
    expect(fingerprint(root)).toBe(before);
  });

  test("records what was authored with the plan's outline and milestones in one commit, then the plan, then nothing", async () => {
    const { root, featureDir, worktree } = repoWithMission({ "spec.md": "# Spec\n" });
    writeFiles(featureDir, { "spec.md": SPEC, "data-model.md": "entities\n", "status.json": "not mine to commit" });
    const first = await setUp(root);
    expect(first.decision).toMatchObject({
      kind: "proceed",
      specCommitted: false,
      writePlan: true,
      planSubstantive: false,
    });
    expect(git(root, "log", "-1", "--name-only", "--format=%s", COORDINATION).split("\n")).toEqual([
      `Set up the plan of ${FOLDER}`,
      "",
      ...["data-model.md", "plan.md", "spec.md", "status.events.jsonl", "status.json"].map(
        (f) => `kitty-specs/${FOLDER}/${f}`,
      ),
    ]);
    expect(git(root, "show", `${COORDINATION}:kitty-specs/${FOLDER}/spec.md`)).toBe(SPEC.trimEnd());
    expect(readFileSync(join(featureDir, "plan.md"), "utf8")).toStartWith("# Implementation plan: Shop\n");
    expect(milestones(root)).toEqual(["SpecifyCompleted", "PlanStarted"]);
    expect(first.kept.map(({ path }) => path)).toEqual([`kitty-specs/${FOLDER}/status.json`]);
    rmSync(join(featureDir, "status.json"));
    git(worktree, "checkout", "-q", "--", ".");

    expect((await setUp(root)).commit).toBeUndefined();
    writeFileSync(join(featureDir, "plan.md"), PLAN);
    const second = await setUp(root);
    expect(second.decision).toMatchObject({ planSubstantive: true, specCommitted: true });
    expect(milestones(root)).toEqual(["SpecifyCompleted", "PlanStarted", "PlanCompleted"]);
    expect(git(worktree, "status", "--porcelain")).toBe("");
    const third = await setUp(root);
    expect([third.commit, third.decision.planSubstantive]).toEqual([undefined, true]);
    expect(git(root, "rev-list", "--count", "main")).toBe("1");
  });

  test("works from a worktree that somebody removed, and from the lane worktree of the mission", async () => {
    const { root, featureDir, worktree } = repoWithMission({ "spec.md": SPEC });
    rmSync(worktree, { recursive: true });
    const done = await setUpPlan(testCtx(root), undefined);
    expect(done.ok && done.value.commit).toBeTruthy();
    expect(existsSync(join(featureDir, "plan.md"))).toBe(true);
  });

  test.each<[string, (dir: string) => void, string]>([
    ["a mission without a specification", (dir) => rmSync(join(dir, "spec.md")), "SPEC_FILE_MISSING"],
    ["a meta.json that cannot be read", (dir) => writeFileSync(join(dir, "meta.json"), "{"), "META_CORRUPT"],
  ])("refuses %s and changes nothing", async (_what, spoil, code) => {
    const { root, featureDir } = repoWithMission({ "spec.md": SPEC, "plan.md": PLAN });
    spoil(featureDir);
    const before = fingerprint(root);
    const refused = await setUpPlan(testCtx(root), FOLDER);
    expect(refused.ok ? undefined : refused.error.code).toBe(code as never);
    expect(fingerprint(root)).toBe(before);
  });
});

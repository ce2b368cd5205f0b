/** Answers that a straight life does not meet: files kept for their user, warnings, older places, and the agents' own names. */
import { describe, expect, test } from "bun:test";
import { acceptedHuman } from "../../src/cli/render/accepted.ts";
import { PLAIN } from "../../src/cli/style.ts";
import { finalizeTasks } from "../../src/commands/agent/mission/finalize-tasks.ts";
import { setupPlan } from "../../src/commands/agent/mission/setup-plan.ts";
import { mapRequirements } from "../../src/commands/agent/tasks/map-requirements.ts";
import type { WpId } from "../../src/core/lib/brand.ts";
import { acceptMission } from "../../src/usecases/accept-mission.ts";
import { commandsIn } from "../support/commands.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { approve, author, createdGreeter, finalizedGreeter, linesOf } from "../support/greeter.ts";
import { logText, move, numbered } from "../support/log.ts";
import { commitIn } from "../support/mission-repo.ts";

const KEPT = [{ worktree: "/w", path: "kitty-specs/x/plan.md" }];

describe("files that a user changed meanwhile", () => {
  test("are named by setup-plan and finalize-tasks, to both", async () => {
    const greeter = await createdGreeter();
    author(greeter);
    const planned = await setupPlan.run(testCtx(greeter.root), { mission: greeter.mission });
    if (!planned.ok) throw new Error(planned.error.code);
    const plan = { ...planned.value, kept: KEPT };
    expect(linesOf(setupPlan.human(plan, PLAIN))[1]).toBe("Kept your version of kitty-specs/x/plan.md");
    expect(setupPlan.json(plan)).toMatchObject({ kept: ["kitty-specs/x/plan.md"] });
    const input = { mission: greeter.mission, validateOnly: false, targetBranch: undefined };
    const finalized = await finalizeTasks.run(testCtx(greeter.root), input);
    if (!finalized.ok) throw new Error(finalized.error.code);
    const tasks = { ...finalized.value, kept: KEPT };
    expect(finalizeTasks.human(tasks, PLAIN)).toContain("\nKept your version of kitty-specs/x/plan.md\n");
    expect(finalizeTasks.json(tasks)).toMatchObject({ kept: ["kitty-specs/x/plan.md"], commit_created: true });
  });
});

describe("finalize-tasks with another target", () => {
  test("records it, and says what it replaced", async () => {
    const greeter = await createdGreeter();
    const { root, on, ask } = greeter;
    git(root, "branch", "release");
    author(greeter);
    await ask("agent", "mission", "setup-plan", ...on);
    const answer = await ask("agent", "mission", "finalize-tasks", "--target-branch", "release", ...on);
    expect(answer).toMatchObject({
      target_branch: "release",
      target_branch_override: { requested: "release", persisted: true, committed: true, previous_value: "main" },
    });
  });
});

describe("warnings", () => {
  test("map-requirements says what spec.md fails to declare", async () => {
    const { root, mission } = await finalizedGreeter();
    const flags = { batch: undefined, replace: false, trackerRef: [], autoCommit: undefined };
    const mapped = await mapRequirements.run(testCtx(root), { wp: "WP01", refs: "FR-002", mission, ...flags });
    if (!mapped.ok) throw new Error(mapped.error.code);
    const warnings = [{ code: "SUCCESS_CRITERIA_IGNORED", wpId: "WP01" as WpId, ids: ["SC-001"] }] as const;
    const value = { ...mapped.value, plan: { ...mapped.value.plan, warnings } };
    const sentence = "WP01 refers to SC-001: success criteria count for nothing in coverage";
    expect(linesOf(mapRequirements.human(value, PLAIN)).at(-1)).toBe(`Note: ${sentence}`);
    expect(mapRequirements.json(value)).toMatchObject({ requirement_extraction_warnings: [sentence] });
  });

  test("validate-workflow and status validate warn of what a reviewer wants to know, and exit 0", async () => {
    const rows = [
      move({ wp_id: "WP01", mission_slug: "064-x", from_lane: "genesis", to_lane: "planned" }),
      move({ wp_id: "WP01", mission_slug: "064-x", from_lane: "planned", to_lane: "for_review" }),
    ];
    const root = gitRepo({
      "kitty-specs/064-x/meta.json": JSON.stringify({ slug: "064-x", target_branch: "main" }),
      "kitty-specs/064-x/status.events.jsonl": logText(numbered(rows)),
      "kitty-specs/064-x/tasks/WP01-a.md": "---\nwork_package_id: WP01\nsubtasks: [T001]\n---\n",
    });
    const { read, ask } = commandsIn(root);
    expect(linesOf(await read("agent", "tasks", "validate-workflow", "WP01"))).toEqual([
      "WP01 in for_review: valid",
      "warning: Subtasks are not done: T001",
      "warning: It has no title",
    ]);
    expect(linesOf(await read("agent", "status", "validate"))).toEqual([
      "warning: Line 2: WP01 went from planned to for_review, which today needs force",
      "kitty-specs/064-x/status.events.jsonl: passed (0 errors, 1 warning)",
    ]);
    expect(await ask("agent", "status", "validate")).toMatchObject({
      passed: true,
      warning_count: 1,
      findings: [{ code: "LOG_MOVE_ILLEGAL", severity: "warning", line: 2 }],
    });
  });
});

describe("a first commit", () => {
  test("that git refuses leaves the repository without one, and the answer says what git said", async () => {
    const root = temporaryFolder();
    git(root, "init", "-q", "-b", "main");
    writeFiles(root, { ".git/refs/heads/main.lock": "" });
    const { code, stdout } = await commandsIn(root).run(["mission", "create", "Shop", "--first-commit", "--json"]);
    const { error } = JSON.parse(stdout[0] ?? "");
    expect([code, error.code]).toEqual([1, "GIT_FAILED"]);
    expect(error.message).toContain("main.lock");
    expect(git(root, "for-each-ref")).toBe("");
  });
});

describe("missions in other places", () => {
  test("one that was never committed is read from its folder", async () => {
    const root = gitRepo();
    writeFiles(root, {
      "kitty-specs/064-x/meta.json": JSON.stringify({ slug: "064-x", target_branch: "main" }),
      "kitty-specs/064-x/tasks/WP01-a.md": "---\nwork_package_id: WP01\ntitle: Cart\n---\n",
    });
    const { read, ask } = commandsIn(root);
    expect(await read("agent", "tasks", "status")).toContain("\nPlanned 1\n  WP01  Cart  (ready)\n");
    expect(await read("agent", "status", "validate")).toEndWith("passed (0 errors, 0 warnings)");
    expect((await ask("mission", "list"))["data"]).toMatchObject({ missions: [{ published: false }], total: 1 });
  });

  test("one whose packages are on its target is read there", async () => {
    const { root, on, branch, mission, dir, read } = await createdGreeter();
    git(dir, "rm", "-q", "-r", "spec.md", "tasks");
    git(dir, "commit", "-q", "-m", "Keep the log only");
    const package1 = "---\nwork_package_id: WP01\ntitle: Cart\n---\n";
    commitIn(root, { [`kitty-specs/${mission}/tasks/WP01-a.md`]: package1 }, "Plan on main");
    expect(git(root, "ls-tree", "--name-only", branch, `kitty-specs/${mission}/`)).not.toContain("spec.md");
    expect(await read("agent", "tasks", "list-tasks", ...on)).toContain("\nWP01  planned  Cart");
  });
});

describe("an acceptance", () => {
  test("shows advice between its checks and its end", async () => {
    const { root, mission } = await finalizedGreeter();
    const input = { mission, mode: "auto", actor: undefined, tests: [], lenient: false, effect: "none" } as const;
    const checked = await acceptMission(testCtx(root), input);
    if (!checked.ok) throw new Error(checked.error.code);
    const advised = { ...checked.value.acceptance, advisories: ["the acceptance matrix is pending"] };
    const text = acceptedHuman({ ...checked.value, acceptance: advised }, PLAIN);
    expect(text).toContain("\n  Note: the acceptance matrix is pending\n\nNot accepted: ");
  });
});

describe("what agents call", () => {
  test("accept and merge read the same under both names", async () => {
    const greeter = await finalizedGreeter();
    const { on, mission, read, run } = greeter;
    const refused = await run(["agent", "mission", "accept", ...on]);
    expect([refused.code, linesOf(refused.stdout[0] ?? "")[0]]).toEqual([1, mission]);
    const allowed = await run(["agent", "mission", "accept", "--allow-fail", ...on]);
    expect([allowed.code, allowed.stdout]).toEqual([0, refused.stdout]);
    for (const id of ["WP01", "WP02", "WP03"]) await approve(greeter, id);
    const checked = linesOf(await read("agent", "mission", "accept", "--no-commit", ...on));
    expect(checked.at(-1)).toBe("All checks pass; nothing was recorded");
    expect(linesOf(await read("agent", "mission", "accept", ...on)).at(-1)).toContain("✓ Accepted mission");
    expect(linesOf(await read("agent", "mission", "accept", ...on)).at(-1)).toStartWith("Accepted already, by ");
    const forecast = await read("merge", "--dry-run", ...on);
    expect(await read("agent", "mission", "merge", "--dry-run", ...on)).toBe(forecast);
    expect(linesOf(await read("agent", "mission", "merge", ...on))[1]).toContain("(verified)");
  });
});

/** `next` through a mission's life: what it reports, what it hands out, and what it keeps of questions and failures. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { SPEC } from "../../scripts/demo/story.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { author, createdGreeter, finalizedGreeter, handIn, linesOf } from "../support/greeter.ts";

const SUCCESS = ["--agent", "claude", "--result", "success"] as const;
const promptOf = (text: string): string => /^ {2}Next: cat (.+)$/m.exec(text)?.[1] ?? "";

describe("next", () => {
  test("reports and changes nothing without a result", async () => {
    const { root, on, mission, read, ask } = await createdGreeter();
    const refs = git(root, "for-each-ref");
    expect(linesOf(await read("next", ...on))).toEqual([
      "[QUERY - result not provided, state not advanced]",
      `  Mission: ${mission} @ discovery`,
      "  Mission Type: software-dev",
      "  Next step: discovery (research)",
      "  Progress: 0% (0/0 done)",
    ]);
    expect(await ask("next", ...on)).toMatchObject({
      kind: "query",
      is_query: true,
      agent: null,
      mission_state: "discovery",
      preview_step: "discovery",
      step_id: null,
      run_id: null,
      prompt_file: null,
      progress: { total_wps: 0, weighted_percentage: 0 },
      origin: { mission_tier: "builtin", mission_path: "builtin:software-dev" },
    });
    expect(git(root, "for-each-ref")).toBe(refs);
  });

  test("hands out step after step, each with a prompt that can be read", async () => {
    const { on, mission, read, ask } = await createdGreeter();
    const first = await read("next", ...SUCCESS, ...on);
    expect(linesOf(first).slice(0, 3)).toEqual([
      `[STEP] ${mission} @ discovery`,
      "  Mission Type: software-dev",
      "  Action: research",
    ]);
    expect(readFileSync(promptOf(first), "utf8")).toContain(mission);
    const second = await ask("next", ...SUCCESS, ...on);
    expect(second).toMatchObject({
      kind: "step",
      action: "specify",
      step_id: "specify",
      agent: "claude",
      is_query: false,
    });
    expect(readFileSync(String(second["prompt_file"]), "utf8")).toContain("spec.md");
    const query = await ask("next", ...on);
    expect([query["run_id"], query["mission_state"]]).toEqual([second["run_id"], "specify"]);
    expect(query["guard_failures"]).toEqual(["spec.md has no requirement row with a text of its own yet"]);
  });

  test("asks what the specification leaves open, takes the answer, and goes on after a failure", async () => {
    const { on, dir, mission, read, ask, run } = await createdGreeter();
    await ask("next", ...SUCCESS, ...on);
    await ask("next", ...SUCCESS, ...on);
    writeFiles(dir, { "spec.md": `${SPEC}\n[NEEDS CLARIFICATION: who may greet?]\n` });
    const question = await read("next", ...SUCCESS, ...on);
    expect(linesOf(question).slice(0, 4)).toEqual([
      `[DECISION_REQUIRED] ${mission} @ plan`,
      "  Mission Type: software-dev",
      "  Question: who may greet?",
      "  Decision ID: input:clarification-who-may-greet",
    ]);
    expect(readFileSync(promptOf(question), "utf8")).toContain(
      `spec-kitty next --mission ${mission} --agent claude --result success --decision-id input:clarification-who-may-greet`,
    );
    expect(await ask("next", ...SUCCESS, "--answer", "Everybody", ...on)).toMatchObject({
      kind: "step",
      action: "plan",
      answered: "input:clarification-who-may-greet",
      answer: "Everybody",
      guard_failures: ["plan.md does not exist yet"],
    });
    const failed = await run(["next", "--agent", "claude", "--result", "failed", ...on]);
    expect([failed.code, linesOf(failed.stdout[0] ?? "").slice(0, 3)]).toEqual([
      1,
      [
        `[BLOCKED] ${mission} @ plan`,
        "  Mission Type: software-dev",
        "  Reason: The agent reported failed for plan. Continue at any time with: --result success",
      ],
    ]);
    const again = await ask("next", ...SUCCESS, ...on);
    expect([again["kind"], again["action"]]).toEqual(["step", "plan"]);
    expect(readFileSync(String(again["prompt_file"]), "utf8")).toContain("Everybody");
  });

  test("hands out packages, then says what it waits for", async () => {
    const greeter = await createdGreeter();
    const { on, root, mission, read, ask, run } = greeter;
    author(greeter);
    await ask("agent", "mission", "setup-plan", ...on);
    await ask("agent", "mission", "finalize-tasks", ...on);
    const first = linesOf(await read("next", ...on));
    expect(first.slice(3, 6)).toEqual([
      "  Next step: implement (implement WP01)",
      `  Workspace: ${root}/.worktrees/${mission}-lane-a`,
      "  Pending: not handed over for review yet: WP01, WP02, WP03",
    ]);
    const step = await ask("next", ...SUCCESS, ...on);
    expect(step).toMatchObject({ kind: "step", action: "implement", wp_id: "WP01", progress: { planned_wps: 3 } });
    expect(readFileSync(String(step["prompt_file"]), "utf8")).toContain("spec-kitty agent action implement WP01");
    await handIn(greeter, "WP01");
    await handIn(greeter, "WP02");
    await ask("agent", "action", "review", "WP01", "--agent", "codex", ...on);
    await ask("agent", "action", "review", "WP02", "--agent", "codex", ...on);
    const waits = await run(["next", "--agent", "eve", "--result", "success", "--json", ...on]);
    const document = JSON.parse(waits.stdout[0] ?? "");
    expect([waits.code, document.kind, document.wp_id]).toEqual([1, "blocked", null]);
    expect(document.reason).toMatch(/WP0[12]/);
    expect(document.progress).toMatchObject({ total_wps: 3, in_progress_wps: 2, planned_wps: 1 });
  });

  test("refuses a line that says too little, with the line to run", async () => {
    const { on, run } = await createdGreeter();
    const said = async (...argv: readonly string[]) =>
      linesOf((await run(["next", ...argv, ...on])).stderr[0] ?? "").map((line) => line.slice(7));
    expect(await said("--result", "failed")).toEqual([
      "Cannot advance without knowing who worked: --agent is missing",
      "Add it, for example: spec-kitty next --agent claude --result success",
      "NEXT_AGENT_REQUIRED",
    ]);
    expect((await said("--result", "fine", "--agent", "claude"))[0]).toBe('Cannot take "fine" as a result');
    expect((await said("--answer", "x"))[2]).toBe("NEXT_ANSWER_INCOMPLETE");
    expect((await said(...SUCCESS, "--answer", "x"))[2]).toBe("DECISION_NOT_PENDING");
  });
});

describe("complete", () => {
  test("offers what the repository knows at each place, with what it is", async () => {
    const greeter = await finalizedGreeter();
    const { mission, branch, run } = greeter;
    await handIn(greeter, "WP01");
    const offers = async (...words: readonly string[]): Promise<readonly string[]> =>
      linesOf((await run(["complete", "--", ...words])).stdout[0] ?? "");
    expect(await offers("agent", "tasks", "status", "--mission", "gr")).toEqual([`${mission}\tGreeter`]);
    expect(await offers("agent", "tasks", "move-task", "W")).toEqual([
      "WP01\tGreet by name (for_review)",
      "WP02\tMake it loud (planned)",
      "WP03\tThe program (planned)",
    ]);
    expect(await offers("agent", "tasks", "move-task", "WP01", "--to", "")).toEqual([
      "in_review\tfrom for_review",
      "blocked\tfrom for_review",
      "canceled\tfrom for_review",
    ]);
    expect(await offers("agent", "tasks", "move-task", "WP09", "--to", "d")).toEqual(["done"]);
    expect(await offers("agent", "tasks", "list-tasks", "--lane", "for")).toEqual(["for_review"]);
    expect(await offers("agent", "tasks", "move-task", "WP01", "--agent", "cl")).toEqual(["claude\tClaude Code"]);
    expect(await offers("agent", "mission", "branch-context", "--target-branch", "kitty/")).toContain(branch);
    expect(await offers("explain", "NOTE")).toEqual(["NOTE_BLANK"]);
    expect(await offers("safe-commit", "")).toEqual([":file"]);
    const document = JSON.parse((await run(["complete", "--json", "--", "explain", "NOTE"])).stdout[0] ?? "");
    expect([document.kind, document.data]).toEqual(["completions", [{ value: "NOTE_BLANK", text: null }]]);
  });

  test("offers nothing and fails never outside a repository", async () => {
    const { run } = await createdGreeter();
    for (const words of [
      ["agent", "tasks", "status", "--mission", "g"],
      ["agent", "mission", "create", "--target-branch", ""],
    ]) {
      expect(await run(["complete", "--", ...words], { cwd: "/" })).toEqual({ code: 0, stdout: [], stderr: [] });
    }
  });
});

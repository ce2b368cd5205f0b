/** `next` while packages are worked on, and lines that it and `complete` cannot use. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { author, createdGreeter, handIn, linesOf } from "../support/greeter.ts";

const SUCCESS = ["--agent", "claude", "--result", "success"] as const;

describe("next", () => {
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

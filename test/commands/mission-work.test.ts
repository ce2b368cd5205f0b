/** From a finalized mission to approved work: claims, subtasks, notes, reviews and moves. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { commandsIn, TERMINAL_80 } from "../support/commands.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import { finalizedGreeter, handIn, linesOf } from "../support/greeter.ts";

const promptOf = (text: string): string => /^ {2}cat (.+)$/m.exec(text)?.[1] ?? "";

describe("implementing", () => {
  test("a person reads workspace, prompt, closing commands and what was recorded", async () => {
    const { root, mission, on, dir, branch, read } = await finalizedGreeter();
    const text = await read("agent", "action", "implement", "WP01", "--agent", "claude", ...on);
    const workspace = `${root}/.worktrees/${mission}-lane-a`;
    expect(linesOf(text)).toEqual([
      "Branch: main (target for this mission)",
      "Started the implementation of WP01: Greet by name",
      `Workspace: ${workspace}`,
      `On branch: ${branch}-lane-a (lane-a)`,
      `Mission:   ${dir}`,
      "",
      "Read the prompt, then follow it:",
      `  cat ${promptOf(text)}`,
      "",
      "To finish:",
      `  cd ${workspace} && git add -A && git commit -m "WP01: <what was done>"`,
      `  spec-kitty agent tasks mark-status WP01/T001 --status done --mission ${mission}`,
      `  spec-kitty agent tasks move-task WP01 --mission ${mission} --agent claude --to for_review --note "<summary>"`,
      "",
      "[implement] Commits recorded:",
      `  - ${branch}  Start WP01 implementation [claude]  [ok]`,
      `  - ${branch}-lane-a  Start lane-a  [ok]`,
    ]);
    expect(readFileSync(promptOf(text), "utf8")).toContain("src/greet.js");
    const again = linesOf(await read("agent", "action", "implement", "WP01", "--agent", "claude", ...on));
    expect(again[1]).toBe("WP01 is yours already (in_progress)");
    expect(again.join("\n")).not.toContain("Commits recorded");
  });

  test("a program gets the contract's keys; the older name gives the same", async () => {
    const { root, mission, on, dir, branch, ask } = await finalizedGreeter();
    const claim = await ask("agent", "action", "implement", "WP01", "--agent", "claude:opus:dev", ...on);
    expect(claim).toMatchObject({
      result: "success",
      mission_slug: mission,
      feature_dir: dir,
      target_branch: "main",
      wp_id: "WP01",
      wp_file: `${dir}/tasks/WP01-greet.md`,
      from_lane: "planned",
      to_lane: "in_progress",
      already: false,
      actor: { tool: "claude", model: "opus", profile: "dev", role: "implementer" },
      lane_id: "lane-a",
      branch_name: `${branch}-lane-a`,
      workspace_path: `${root}/.worktrees/${mission}-lane-a`,
      resolution_kind: "lane_workspace",
      worktree_created: true,
      dependents: ["WP03"],
    });
    expect((claim["event_ids"] as readonly string[]).length).toBe(2);
    expect(existsSync(String(claim["prompt_file"]))).toBe(true);
    const old = await ask("implement", "WP02", "--agent", "codex", ...on);
    expect([old["wp_id"], old["lane_id"], old["to_lane"]]).toEqual(["WP02", "lane-b", "in_progress"]);
    expect(Object.keys(old)).toEqual(Object.keys(claim));
  });

  test("a package that waits is refused with what it waits for, to both", async () => {
    const { on, run, branch } = await finalizedGreeter();
    const argv = ["agent", "action", "implement", "WP03", "--agent", "claude", ...on];
    const refused = await run(argv);
    expect([refused.code, refused.stdout, linesOf(refused.stderr[0] ?? "")]).toEqual([
      1,
      [],
      [
        `Error: Cannot start WP03: dependencies_not_satisfied: it waits for WP01 (planned), WP02 (planned). WP03 stays in planned; ${branch} is unchanged`,
        "Hint:  Approve WP01, WP02 first; see: spec-kitty agent tasks status",
        "Code:  DEPENDENCIES_NOT_SATISFIED",
      ],
    ]);
    const document = JSON.parse((await run([...argv, "--json"])).stdout[0] ?? "");
    expect(document).toMatchObject({
      error_code: "DEPENDENCIES_NOT_SATISFIED",
      unsatisfied_dependencies: ["WP01", "WP02"],
    });
  });

  test("context resolve names the next package, and the command for each action", async () => {
    const greeter = await finalizedGreeter();
    const { root, mission, on, branch, dir, read, ask, run } = greeter;
    const resolve = ["agent", "context", "resolve", ...on] as const;
    expect(linesOf(await read(...resolve, "--action", "implement", "--agent", "claude"))).toEqual([
      `${mission} WP01 (planned)`,
      `  Work in: ${root}/.worktrees/${mission}-lane-a`,
      `Next: spec-kitty agent action implement WP01 --mission ${mission} --agent claude`,
    ]);
    expect(await ask(...resolve, "--action", "implement", "--wp-id", "WP03")).toMatchObject({
      success: true,
      detection_method: "explicit",
      wp_id: "WP03",
      wp_file: `${dir}/tasks/WP03-program.md`,
      lane: "planned",
      lane_id: "lane-c",
      branch_name: `${branch}-lane-c`,
      execution_mode: "code_change",
      resolution_kind: "lane_workspace",
      dependencies: ["WP01", "WP02"],
      resolved_base: branch,
      auto_merge: true,
    });
    expect(await ask(...resolve, "--action", "tasks")).toMatchObject({
      wp_id: null,
      resolution_kind: "mission",
      resolved_base: "main",
      commands: { workflow: `spec-kitty agent mission finalize-tasks --mission ${mission}` },
    });
    expect(linesOf(await read(...resolve, "--action", "tasks"))[1]).toBe(`  Work in: ${dir}`);
    const nothing = await run([...resolve, "--action", "review", "--json"]);
    expect([nothing.code, JSON.parse(nothing.stdout[0] ?? "").error_code]).toEqual([1, "WORK_PACKAGE_UNRESOLVED"]);
  });
});

describe("subtasks and notes", () => {
  test("mark-status says what it changed, what was so already and what it does not know", async () => {
    const { on, dir, read, ask, run } = await finalizedGreeter();
    await ask("agent", "action", "implement", "WP01", "--agent", "claude", ...on);
    const mark = ["agent", "tasks", "mark-status", "--status", "done", ...on] as const;
    expect(linesOf(await read(...mark, "T001", "T099"))).toEqual([
      "✓ T001 of WP01 is done now",
      "? No work package lists T099",
      `See the ids with: grep -A 9 '^subtasks:' ${dir}/tasks/WP*.md`,
    ]);
    expect(await read(...mark, "WP01:T001")).toBe("= T001 of WP01 was done already");
    expect(await ask(...mark, "T001", "T002")).toMatchObject({
      results: [
        { id: "T001", outcome: "already_satisfied", message: "T001 of WP01 was done already", wp_id: "WP01" },
        { id: "T002", outcome: "updated", message: "T002 of WP02 is done now", wp_id: "WP02" },
      ],
      summary: { updated: 1, already_satisfied: 1, not_found: 0 },
      feature_dir: dir,
    });
    const none = await run([...mark, "T098", "--json"]);
    expect([none.code, JSON.parse(none.stdout[0] ?? "")]).toMatchObject([
      1,
      { error_code: "SUBTASK_NOT_FOUND", summary: { not_found: 1 }, commit_sha: null },
    ]);
  });

  test("add-history keeps a note with its time and author", async () => {
    const { on, dir, branch, read, ask } = await finalizedGreeter();
    const note = ["agent", "tasks", "add-history", "WP01", ...on] as const;
    const [said, where] = linesOf(await read(...note, "--note", "half done", "--agent", "claude"));
    expect(said).toMatch(/^Noted on WP01: \[2027-01-01T00:00:\d\dZ\] claude: half done$/);
    expect(where).toBe(`Mission: ${dir}`);
    const answer = await ask(...note, "--note", "more", "--agent", "codex");
    expect(answer).toMatchObject({
      result: "success",
      task_id: "WP01",
      commits: [{ destination_ref: branch, message: "Note on WP01 [codex]", outcome: "ok", wp_id: "WP01" }],
    });
    expect(answer["note"]).toMatch(/^- \[.+Z\] codex: more$/);
    const printed = await ask("agent", "status", "materialize", "--print", ...on);
    const packages = printed["work_packages"] as Readonly<Record<string, { readonly notes?: readonly string[] }>>;
    expect(packages["WP01"]?.notes?.length).toBe(2);
  });
});

describe("reviewing", () => {
  test("a rejection gives feedback and resets the subtasks; a repeat says that it is so already", async () => {
    const greeter = await finalizedGreeter();
    const { root, mission, on, dir, branch, read, ask } = greeter;
    await handIn(greeter, "WP01");
    const text = await read("agent", "action", "review", "WP01", "--agent", "codex", ...on);
    const workspace = `${root}/.worktrees/${mission}-lane-a`;
    expect(linesOf(text).slice(1, 4)).toEqual([
      "Started the review of WP01: Greet by name",
      "Waiting for this review: WP03",
      `Workspace: ${workspace}`,
    ]);
    expect(text).toContain(
      `\nDiff:      git -C ${workspace} diff ${branch}...${branch}-lane-a -- . ':(exclude)kitty-specs'\n`,
    );
    expect(text).toContain("\nTo finish, one of:\n");
    expect(readFileSync(promptOf(text), "utf8")).toContain("# Review WP01: Greet by name");
    expect(await ask("agent", "action", "review", "WP01", "--agent", "codex", ...on)).toMatchObject({
      action: "review",
      already: true,
      lane: "in_review",
      actor: { tool: "codex", role: "reviewer" },
      dependents: ["WP03"],
      commits: [],
    });
    writeFiles(root, { ".git/feedback.md": "Greet louder.\n" });
    const reject = ["--to", "planned", "--review-feedback-file", `${root}/.git/feedback.md`, "--agent", "codex"];
    const moved = linesOf(await read("agent", "tasks", "move-task", "WP01", ...reject, ...on));
    expect(moved).toEqual([
      "Branch: main (target for this mission)",
      "Moved WP01 from in_review to planned (sent back)",
      `Feedback: ${dir}/tasks/WP01-greet/review-cycle-1.md`,
      "Subtasks to do again: T001",
      `Mission: ${dir}`,
      "[move-task] Commits recorded:",
      `  - ${branch}  Move WP01 to planned [codex]  [ok]`,
    ]);
    expect(readFileSync(`${dir}/tasks/WP01-greet/review-cycle-1.md`, "utf8")).toContain("Greet louder.");
    const again = await read("agent", "action", "implement", "WP01", "--agent", "claude", ...on);
    expect(readFileSync(promptOf(again), "utf8")).toContain("Greet louder.");
  });

  test("a program gets the keys of a rejection and of an approval", async () => {
    const greeter = await finalizedGreeter();
    const { root, on, dir, ask, read } = greeter;
    await handIn(greeter, "WP01");
    await handIn(greeter, "WP02");
    await ask("agent", "action", "review", "WP01", "--agent", "codex", ...on);
    await ask("agent", "action", "review", "WP02", "--agent", "codex", ...on);
    writeFiles(root, { ".git/feedback.md": "Greet louder.\n" });
    const move = ["agent", "tasks", "move-task"] as const;
    const reject = ["--to", "planned", "--review-feedback-file", `${root}/.git/feedback.md`, "--agent", "codex"];
    expect(await ask(...move, "WP01", ...reject, ...on)).toMatchObject({
      result: "success",
      task_id: "WP01",
      old_lane: "in_review",
      new_lane: "planned",
      already: false,
      review_feedback: `${dir}/tasks/WP01-greet/review-cycle-1.md`,
      subtasks_reset_count: 1,
      subtasks_reset_ids: ["T001"],
      runtime_claim_released: true,
      status_events_path: `${dir}/status.events.jsonl`,
    });
    const approve = ["WP02", "--to", "approved", "--agent", "codex", "--note", "Good", ...on];
    expect(await ask(...move, ...approve)).toMatchObject({
      old_lane: "in_review",
      new_lane: "approved",
      verdict_durably_persisted: true,
      forced: false,
    });
    expect(linesOf(await read(...move, ...approve))[1]).toBe("WP02 is in approved already");
  });

  test("handing in before the work is done is refused with what is missing", async () => {
    const { on, run, ask } = await finalizedGreeter();
    await ask("agent", "action", "implement", "WP01", "--agent", "claude", ...on);
    const argv = ["agent", "tasks", "move-task", "WP01", "--to", "for_review", "--agent", "claude", ...on, "--json"];
    const refused = await run(argv);
    const document = JSON.parse(refused.stdout[0] ?? "");
    expect([refused.code, document]).toMatchObject([
      1,
      { rolled_back_transition: { wp_id: "WP01", from_lane: "in_progress", to_lane: "for_review" } },
    ]);
    expect(document.rejected_reason).toContain("T001");
    expect(document.error).toContain("WP01 stays in in_progress");
    expect(document.hint).toContain("spec-kitty ");
  });
});

describe("the board", () => {
  test("shows every lane in lists when piped and in columns at 80", async () => {
    const greeter = await finalizedGreeter();
    const { mission, on, read, run } = greeter;
    await handIn(greeter, "WP01");
    await greeter.ask("agent", "action", "implement", "WP02", "--agent", "codex", ...on);
    const piped = await read("agent", "tasks", "status", ...on);
    expect(linesOf(piped)).toEqual([
      `Greeter (${mission})`,
      "30%  0 of 3 done",
      "",
      "Planned 1",
      "  WP03  The program  (waits for WP01, WP02)",
      "",
      "Doing 1",
      "  WP02  Make it loud  (codex)",
      "",
      "For Review 1",
      "  WP01  Greet by name  (claude)",
      "",
      "Approved 0",
      "",
      "Done 0",
      "",
      `Next: spec-kitty agent action review WP01 --agent <agent> --mission ${mission}`,
    ]);
    const { stdout } = await run(["agent", "tasks", "status", ...on], TERMINAL_80);
    const wide = linesOf(stdout[0] ?? "");
    expect(wide[3]).toBe("Planned 1       Doing 1         For Review 1    Approved 0      Done 0");
    expect(wide[1]).toBe(`${"█".repeat(12)}${"░".repeat(28)}  30%  0 of 3 done`);
    expect(Math.max(...wide.slice(0, -1).map((line) => line.length))).toBeLessThanOrEqual(80);
  });
});

describe("safe-commit", () => {
  test("commits the named files, names them, and says when there is nothing", async () => {
    const root = gitRepo();
    git(root, "switch", "-q", "-c", "feat/docs");
    writeFiles(root, { "docs/a.md": "A\n", "other.txt": "mine\n" });
    const { read, ask, run } = commandsIn(root);
    const commit = ["safe-commit", "docs", "-m", "Describe"] as const;
    expect(linesOf(await read(...commit, "--to-branch", "feat/docs"))).toEqual([
      `✓ ${git(root, "rev-parse", "HEAD").slice(0, 10)} on feat/docs`,
      "  docs/a.md",
    ]);
    expect(await read(...commit, "--to-branch", "feat/docs")).toBe("Nothing to commit on feat/docs");
    expect(await ask(...commit, "--to-branch", "feat/docs")).toMatchObject({
      result: "success",
      committed: false,
      files: [],
      destination_ref: "feat/docs",
      worktree_root: root,
      commit_hash: null,
    });
    expect(git(root, "status", "--porcelain")).toBe("?? other.txt");
    const refused = await run([...commit, "--to-branch", "main", "--json"]);
    expect([refused.code, JSON.parse(refused.stdout[0] ?? "").hint]).toEqual([1, expect.stringContaining("git ")]);
  });
});

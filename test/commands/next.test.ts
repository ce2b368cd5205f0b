/** `next` and the completion of values, on real repositories. */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { FOLDER } from "../support/mission.ts";
import { readRepo } from "../support/read-repo.ts";
import { json, run, runWords } from "../support/run-words.ts";

const repo = readRepo();

describe("next", () => {
  const at = { SPEC_KITTY_NOW: "2026-01-02T03:05:00Z" };

  test("a bare call reports and leaves nothing behind", async () => {
    const { root } = readRepo();
    const { stdout, code } = await run(root, `next --mission ${FOLDER}`, at);
    expect(code).toBe(0);
    expect(stdout).toStartWith("[QUERY - result not provided, state not advanced]\n");
    expect(stdout).toContain(`Mission: ${FOLDER} @ implement`);
    const { document } = await json(root, `next --mission ${FOLDER}`, at);
    expect(Object.keys(document).slice(0, 24)).toEqual(
      `kind agent mission_slug mission_number mission_type mission mission_state timestamp action wp_id workspace_path prompt_file
      reason guard_failures progress origin run_id step_id decision_id input_key question options is_query preview_step`.split(
        /\s+/,
      ),
    );
    expect(document).toMatchObject({
      kind: "query",
      is_query: true,
      preview_step: "implement",
      wp_id: "WP01",
      run_id: null,
    });
    expect(existsSync(join(root, ".git/spec-kitty"))).toBe(false);
  });

  test("advances with a prompt that exists, fails and recovers", async () => {
    const { root } = readRepo();
    const env = { ...at, TMPDIR: temporaryFolder() };
    const step = await json(root, `next --mission ${FOLDER} --agent codex --result success`, env);
    expect(step).toMatchObject({
      code: 0,
      document: { kind: "step", action: "implement", wp_id: "WP01", step_id: "implement" },
    });
    const path = String(step.document["prompt_file"]);
    expect(path).toMatch(/\/spec-kitty-prompts\/[0-9a-f]{16}\/spec-kitty-next-codex-shop-01J9ABCD-implement-WP01\.md$/);
    expect(readFileSync(path, "utf8")).toContain(
      "spec-kitty agent action implement WP01 --agent codex --mission shop-01J9ABCD",
    );
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const failed = await json(root, `next --mission ${FOLDER} --agent codex --result failed`, env);
    expect(failed).toMatchObject({
      code: 1,
      document: { kind: "blocked", reason_code: "REPORTED", mission_state: "implement" },
    });
    const again = await json(root, `next --mission shop --agent codex --result success`, env);
    expect(again).toMatchObject({
      code: 0,
      document: { kind: "step", wp_id: "WP01", run_id: step.document["run_id"] },
    });
    const other = await run(root, `next --mission ${FOLDER} --agent claude --result success`, env);
    expect(other.stdout).toContain("Action: implement WP03");
    expect(other.stdout).toContain("Next: cat /");
    expect(git(root, "status", "--porcelain", "--untracked-files=no")).toBe("");
  });

  test("hands out planning steps with instructions, and asks what is open", async () => {
    const spec = "| FR-001 | The cart keeps its items. |\n\n[NEEDS CLARIFICATION: Who may pay?]\n";
    const root = gitRepo({
      "kitty-specs/064-x/meta.json": JSON.stringify({
        slug: "064-x",
        mission_type: "software-dev",
        target_branch: "main",
      }),
      "kitty-specs/064-x/spec.md": "| ID | Requirement |\n|---|---|\n",
    });
    const env = { TMPDIR: temporaryFolder() };
    const go = (rest = "") => json(root, `next --agent codex --result success${rest}`, env);
    expect((await go()).document).toMatchObject({ kind: "step", mission_state: "discovery", action: "research" });
    const specify = await go();
    expect(specify.document).toMatchObject({ kind: "step", mission_state: "specify" });
    expect(readFileSync(String(specify.document["prompt_file"]), "utf8")).toContain("kitty-specs/064-x/spec.md");
    expect((await go()).document["guard_failures"]).toEqual([
      "spec.md has no requirement row with a text of its own yet",
    ]);
    writeFiles(root, { "kitty-specs/064-x/spec.md": `| ID | Requirement |\n|---|---|\n${spec}` });
    const asked = await go();
    expect(asked.document).toMatchObject({
      kind: "decision_required",
      question: "Who may pay?",
      decision_id: "input:clarification-who-may-pay",
      options: [],
    });
    expect(readFileSync(String(asked.document["prompt_file"]), "utf8")).toContain(
      "--decision-id input:clarification-who-may-pay",
    );
    const answered = await go(" --answer admins");
    expect(answered.document).toMatchObject({ kind: "step", mission_state: "plan", answer: "admins" });
    expect(readFileSync(String(answered.document["prompt_file"]), "utf8")).toContain("`Who may pay?`: `admins`");
    expect((await run(root, "next --agent codex --result success", env)).stdout).toContain(
      "Pending: plan.md does not exist yet",
    );
  });

  test.each([
    ["--result success", "NEXT_AGENT_REQUIRED"],
    ["--agent codex --result done", "NEXT_RESULT_INVALID"],
    ["--answer yes", "NEXT_ANSWER_INCOMPLETE"],
    ["--agent codex --result success --answer yes", "DECISION_NOT_PENDING"],
  ])("refuses %s with %s and exit 1", async (flags, expected) => {
    const { code, document } = await json(repo.root, `next --mission ${FOLDER} ${flags}`);
    expect({ code, error: document["error_code"] }).toEqual({ code: 1, error: expected });
    expect(existsSync(join(repo.root, ".git/spec-kitty/runs"))).toBe(false);
  });
});

describe("completion of values", () => {
  const complete = async (cwd: string, ...words: readonly string[]) =>
    (await runWords(cwd, ["complete", "--", ...words])).stdout.trim().split("\n");

  test("offers missions, packages, lanes from where a package stands, agents and branches", async () => {
    expect(await complete(repo.root, "next", "--mission", "sh")).toEqual([`${FOLDER}\tShop`]);
    expect(await complete(repo.root, "next", "--mission", "ca")).toEqual(["cart"]);
    expect(await complete(repo.root, "agent", "tasks", "list-dependents", "--mission", FOLDER, "WP02")).toEqual([
      "WP02\tPay (planned)",
    ]);
    expect(await complete(repo.lane, "agent", "tasks", "list-dependents", "WP")).toHaveLength(3);
    expect(await complete(repo.root, "agent", "tasks", "list-tasks", "--lane", "in_")).toEqual([
      "in_progress",
      "in_review",
    ]);
    const to = (...words: readonly string[]) =>
      complete(repo.root, "agent", "tasks", "move-task", ...words, "--mission", FOLDER, "--to", "");
    expect(await to("WP02")).toEqual(["claimed\tfrom planned", "blocked\tfrom planned", "canceled\tfrom planned"]);
    expect(await to("WP99")).toHaveLength(9);
    expect(await complete(repo.root, "safe-commit", "--to-branch", "ma")).toEqual(["main"]);
    expect(await complete(repo.root, "next", "--agent", "code")).toEqual(["codex\tCodex CLI"]);
    expect(await complete(repo.root, "explain", "NOT_A_R")).toEqual(["NOT_A_REPOSITORY"]);
    expect(await complete(temporaryFolder(), "next", "--mission", "")).toEqual([""]);
  });
});

/**
 * The main job from end to end, with the compiled program and real git: three code lanes and one planning package, claims from
 * separate processes, one rejection with rework, one real conflict, a protected target, and a user with unsaved work beside it.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { runBinary } from "../support/binary.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";

type Answer = Readonly<Record<string, unknown>>;

const IDENTITY = {
  GIT_AUTHOR_NAME: "Agent",
  GIT_AUTHOR_EMAIL: "agent@example.invalid",
  GIT_COMMITTER_NAME: "Agent",
  GIT_COMMITTER_EMAIL: "agent@example.invalid",
};

/** Runs a command with `--json`; gives its document and exit code, and checks that nothing else was printed. */
async function ask(
  cwd: string,
  ...args: readonly string[]
): Promise<{ readonly code: number; readonly answer: Answer }> {
  const ran = await runBinary([...args, "--json"], { cwd, env: IDENTITY });
  expect(ran.stderr).toBe("");
  return { code: ran.code, answer: JSON.parse(ran.stdout) as Answer };
}

async function must(cwd: string, ...args: readonly string[]): Promise<Answer> {
  const { code, answer } = await ask(cwd, ...args);
  if (code !== 0) throw new Error(`${args.join(" ")} → ${code}: ${JSON.stringify(answer)}`);
  return answer;
}

const SPEC = `# Specification: Shop

## Requirements

### Functional requirements

| ID | Requirement | Status |
|---|---|---|
| FR-001 | The cart must hold items and give their total | Approved |
| FR-002 | The payment must refuse a total of nothing | Approved |
| FR-003 | The receipt must list the items of the cart | Approved |
| FR-004 | The guide must say how to buy something | Approved |
`;

const PLAN = `# Implementation plan: Shop

## Technical context

**Language/Version**: JavaScript modules
**Primary Dependencies**: none
**Testing**: node --test
`;

type Package = {
  readonly id: string;
  readonly needs: readonly string[];
  readonly owns: string;
  readonly ref: string;
  readonly mode: string;
};

const PACKAGES: readonly Package[] = [
  { id: "WP01", needs: [], owns: "src/cart/**", ref: "FR-001", mode: "code_change" },
  { id: "WP02", needs: [], owns: "src/pay/**", ref: "FR-002", mode: "code_change" },
  { id: "WP03", needs: ["WP01"], owns: "src/receipt/**", ref: "FR-003", mode: "code_change" },
  { id: "WP04", needs: [], owns: "docs/guide.md", ref: "FR-004", mode: "planning_artifact" },
];

const promptFile = (one: Package): string =>
  [
    "---",
    `work_package_id: ${one.id}`,
    `title: Package ${one.id}`,
    `dependencies: [${one.needs.join(", ")}]`,
    `requirement_refs: [${one.ref}]`,
    `subtasks: [T0${one.id.slice(2)}]`,
    `execution_mode: ${one.mode}`,
    "owned_files:",
    `- ${one.owns}`,
    `authoritative_surface: ${one.owns.replace("**", "")}`,
    ...(one.owns.includes("*") ? [] : ["create_intent:", `- ${one.owns}`]),
    "---",
    "",
    `# Work Package Prompt: ${one.id}`,
    "",
    "## Objectives",
    "",
    "Do it.",
    "",
  ].join("\n");

const TASKS = [
  "# Work packages",
  "",
  ...PACKAGES.flatMap((one) => [
    `## ${one.id}: Package ${one.id}`,
    "",
    `**Requirement Refs**: ${one.ref}`,
    "",
    `Dependencies: ${one.needs.length === 0 ? "none" : one.needs.join(", ")}`,
    "",
    `- [ ] T0${one.id.slice(2)} Do it (${one.id})`,
    "",
  ]),
].join("\n");

/** A repository whose protected main nobody may commit to, with a user's staged, unstaged and untracked work in it. */
function repository(): string {
  const root = gitRepo({
    "README.md": "# Shop\n",
    "src/app.js": "one\ntwo\nthree\n",
    "staged.txt": "a\n",
    ".gitignore": "ignored.log\n",
  });
  writeFiles(root, {
    "README.md": "# Shop\nmy words\n",
    "staged.txt": "b\n",
    "notes.txt": "untracked\n",
    "ignored.log": "log\n",
  });
  git(root, "add", "staged.txt");
  return root;
}

const userWork = (root: string): Answer => ({
  status: git(root, "status", "--porcelain", "--ignored")
    .split("\n")
    .filter((line) => !/\.worktrees|docs\//.test(line)),
  readme: readFileSync(join(root, "README.md"), "utf8"),
  staged: git(root, "diff", "--cached", "--name-only"),
  notes: readFileSync(join(root, "notes.txt"), "utf8"),
});

/** Creates, specifies, plans and finalizes; returns the mission's handle. */
async function planMission(root: string): Promise<string> {
  const created = await must(root, "agent", "mission", "create", "shop", "--friendly-name", "Shop");
  const mission = String(created["mission_slug"]);
  const folder = String(created["feature_dir"]);
  writeFiles(folder, { "spec.md": SPEC });
  await must(root, "agent", "mission", "setup-plan", "--mission", mission);
  writeFiles(folder, { "plan.md": PLAN, "tasks.md": TASKS });
  expect((await must(root, "agent", "mission", "setup-plan", "--mission", mission))["phase_complete"]).toBe(true);
  writeFiles(folder, Object.fromEntries(PACKAGES.map((one) => [`tasks/${one.id}-package.md`, promptFile(one)])));
  const finalized = await must(root, "agent", "mission", "finalize-tasks", "--mission", mission);
  expect((finalized["lanes"] as Answer)["lane_ids"]).toEqual(["lane-a", "lane-b", "lane-planning", "lane-c"]);
  return mission;
}

/** Commits files in a package's workspace and hands it to review. */
async function work(
  root: string,
  mission: string,
  id: string,
  files: Readonly<Record<string, string>>,
): Promise<string> {
  const on = ["--mission", mission] as const;
  const where = await must(root, "agent", "action", "implement", id, "--agent", "claude", ...on);
  const workspace = String(where["workspace_path"]);
  writeFiles(workspace, files);
  if (workspace !== root) {
    git(workspace, "add", "-A");
    git(workspace, "commit", "-q", "-m", `${id}: work`);
  }
  await must(root, "agent", "tasks", "mark-status", `T0${id.slice(2)}`, "--status", "done", ...on);
  await must(root, "agent", "tasks", "move-task", id, "--to", "for_review", "--agent", "claude", ...on);
  return workspace;
}

async function approve(root: string, mission: string, id: string): Promise<void> {
  await must(root, "agent", "action", "review", id, "--agent", "codex", "--mission", mission);
  await must(
    root,
    "agent",
    "tasks",
    "move-task",
    id,
    "--to",
    "approved",
    "--agent",
    "codex",
    "--note",
    "Good",
    "--mission",
    mission,
  );
}

const lanesOf = async (cwd: string, mission: string): Promise<Answer> => {
  const status = await must(cwd, "agent", "tasks", "status", "--mission", mission);
  const packages = status["work_packages"] as readonly { readonly id: string; readonly lane: string }[];
  return Object.fromEntries(packages.map((one) => [one.id, one.lane]));
};

describe("a mission", () => {
  test("goes from an idea to merged code on a protected branch beside a user's unsaved work", async () => {
    const root = repository();
    const before = userWork(root);
    const start = git(root, "rev-parse", "main");
    const mission = await planMission(root);
    const on = ["--mission", mission] as const;

    // Three agents claim at once; the one that depends on another is refused with what it waits for.
    const claims = await Promise.all(
      ["WP01", "WP02", "WP04"].map((id) => must(root, "agent", "action", "implement", id, "--agent", "claude", ...on)),
    );
    expect(new Set(claims.map((claim) => claim["workspace_path"])).size).toBe(3);
    const early = await ask(root, "agent", "action", "implement", "WP03", "--agent", "claude", ...on);
    expect([early.code, JSON.stringify(early.answer).includes("WP01")]).toEqual([1, true]);

    const cart = await work(root, mission, "WP01", {
      "src/cart/cart.js": "export const cart = [];\n",
      "src/app.js": "one\nCART\nthree\n",
    });
    const pay = await work(root, mission, "WP02", {
      "src/pay/pay.js": "export const pay = 1;\n",
      "src/app.js": "one\nPAY\nthree\n",
    });
    await work(root, mission, "WP04", { "docs/guide.md": "# How to buy\n" });
    expect(existsSync(join(cart, "kitty-specs", mission, "status.events.jsonl"))).toBe(false);

    // WP02 comes back with feedback, is mended and approved.
    await must(root, "agent", "action", "review", "WP02", "--agent", "codex", ...on);
    const feedback = join(root, "..", `${mission}-feedback.md`);
    writeFiles(join(root, ".."), { [`${mission}-feedback.md`]: "Refuse a total of nothing.\n" });
    const rejected = await must(
      root,
      "agent",
      "tasks",
      "move-task",
      "WP02",
      "--to",
      "planned",
      "--review-feedback-file",
      feedback,
      "--agent",
      "codex",
      ...on,
    );
    expect(String(rejected["review_feedback"])).toContain("review-cycle-1.md");
    await work(root, mission, "WP02", { "src/pay/pay.js": "export const pay = (total) => total > 0;\n" });
    for (const id of ["WP01", "WP02", "WP04"]) await approve(root, mission, id);
    await work(root, mission, "WP03", {
      "src/receipt/receipt.js": 'import { cart } from "../cart/cart.js";\nexport const receipt = cart;\n',
    });
    await approve(root, mission, "WP03");
    expect(await lanesOf(pay, mission)).toEqual({
      WP01: "approved",
      WP02: "approved",
      WP03: "approved",
      WP04: "approved",
    });
    expect([git(root, "rev-parse", "main"), userWork(root)]).toEqual([start, before]);

    // Both lanes changed the same line: forecast, refused with nothing moved, resolved in one lane, merged.
    const forecast = await ask(root, "merge", "--dry-run", ...on);
    expect((forecast.answer["forecast"] as Answer)["clean"]).toBe(false);
    const refs = git(root, "for-each-ref");
    const refused = await ask(root, "merge", "--yes", ...on);
    expect([refused.code, refused.answer["error_code"]]).toEqual([1, "MERGE_CONFLICT"]);
    expect(git(root, "for-each-ref")).toBe(refs);
    Bun.spawnSync(["git", "merge", "-q", git(cart, "branch", "--show-current")], { cwd: pay, env: { ...process.env } });
    writeFiles(pay, { "src/app.js": "one\nCART and PAY\nthree\n" });
    git(pay, "add", "-A");
    git(pay, "commit", "-q", "-m", "Keep both");
    const merged = await must(root, "merge", "--yes", ...on);
    expect(merged["verified"]).toBe(true);

    // Everything is on main in one commit; no branch, no worktree is left; the user's work is as it was.
    expect(git(root, "rev-list", "--count", `${start}..main`)).toBe("1");
    const files = git(root, "ls-tree", "-r", "--name-only", "main").split("\n");
    expect(files).toEqual(
      expect.arrayContaining(["docs/guide.md", "src/cart/cart.js", "src/pay/pay.js", "src/receipt/receipt.js"]),
    );
    expect(git(root, "show", "main:src/app.js")).toBe("one\nCART and PAY\nthree");
    const rows = git(root, "show", `main:kitty-specs/${mission}/status.events.jsonl`)
      .split("\n")
      .map((line) => JSON.parse(line) as Answer);
    expect(rows.filter((row) => row["event_type"] === "lane_integrated").length).toBe(4);
    const status = JSON.parse(git(root, "show", `main:kitty-specs/${mission}/status.json`)) as {
      readonly summary: Answer;
    };
    expect(status.summary["done"]).toBe(4);
    const meta = JSON.parse(git(root, "show", `main:kitty-specs/${mission}/meta.json`)) as Answer;
    expect([meta["coordination_branch"], meta["mission_number"], meta["flattened"]]).toEqual([undefined, 1, true]);
    expect(git(root, "branch", "--format=%(refname:short)")).toBe("main");
    expect(git(root, "worktree", "list").split("\n").length).toBe(1);
    expect(userWork(root)).toEqual(before);
    expect(readFileSync(join(root, "src/receipt/receipt.js"), "utf8")).toContain("receipt");
    expect((await must(root, "mission", "list"))["kind"]).toBe("mission_list");
    git(root, "fsck", "--strict");
  }, 60_000);
});

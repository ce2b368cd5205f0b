import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { renderMeta } from "../../src/core/mission/meta.ts";
import { type CreateMissionInput, createMission } from "../../src/usecases/create-mission.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { fingerprint } from "../support/mission.ts";

const request = (slug: string, changes: Partial<CreateMissionInput> = {}): CreateMissionInput => ({
  slug,
  friendlyName: undefined,
  missionType: undefined,
  targetBranch: undefined,
  startBranch: undefined,
  topology: undefined,
  prBound: false,
  strategyConfirmed: false,
  identity: "reuse",
  purposeTldr: undefined,
  purposeContext: undefined,
  recreateCoordination: false,
  mode: "apply",
  ...changes,
});

async function create(root: string, slug: string, changes: Partial<CreateMissionInput> = {}) {
  const made = await createMission(testCtx(root), request(slug, changes));
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}

const refused = async (root: string, input: CreateMissionInput) => {
  const made = await createMission(testCtx(root), input);
  return made.ok ? undefined : made.error;
};

describe("createMission()", () => {
  test("makes one commit on a new branch and a sparse worktree; target, checkout and index stay as they are", async () => {
    const root = gitRepo({
      "README.md": "demo\n",
      "src/a.ts": "a\n",
      ".kittify/config.yaml": "project:\n  uuid: U\n  slug: shop\n",
    });
    writeFiles(root, { "staged.txt": "s\n", "README.md": "edited\n" });
    git(root, "add", "staged.txt");
    const before = [git(root, "rev-parse", "main"), git(root, "status", "--porcelain")];
    const made = await create(root, "shop-cart", { purposeTldr: " Buy  several \n things ", friendlyName: "Shop é" });
    expect([git(root, "rev-parse", "main"), git(root, "status", "--porcelain")]).toEqual(before);
    const branch = `kitty/mission-${made.folder}`;
    expect(made.folder).toMatch(/^shop-cart-[0-9A-HJKMNP-TV-Z]{8}$/);
    expect(git(root, "log", "--format=%s", `main..${branch}`)).toBe(`Create mission ${made.folder}`);
    expect(git(root, "diff", "--name-only", "main", branch).split("\n")).toEqual(made.createdFiles.toSorted());
    expect(git(root, "show", `${branch}:kitty-specs/${made.folder}/meta.json`)).toBe(renderMeta(made.meta).trimEnd());
    expect(made.meta).toMatchObject({
      purposeTldr: "Buy several things",
      topology: "coord",
      targetBranch: "main",
      coordinationBranch: branch,
    });
    expect(made.featureDir).toBe(join(root, `.worktrees/${made.folder}-coord/kitty-specs/${made.folder}`));
    expect(readFileSync(join(made.featureDir, "spec.md"), "utf8")).toStartWith("# Specification: Shop é\n");
    expect(existsSync(join(made.featureDir, "tasks/.gitkeep"))).toBe(true);
    const worktree = join(root, `.worktrees/${made.folder}-coord`);
    expect(existsSync(join(worktree, "src"))).toBe(false);
    expect(existsSync(join(worktree, ".kittify/config.yaml"))).toBe(true);
    expect(git(worktree, "status", "--porcelain")).toBe("");
    const log = git(root, "show", `${branch}:kitty-specs/${made.folder}/status.events.jsonl`)
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(log.map((row) => [row.event_type, row.aggregate_id, row.project_slug])).toEqual([
      ["MissionCreated", made.meta.missionId, "shop"],
      ["SpecifyStarted", made.folder, null],
    ]);
    expect(log[0].payload).toMatchObject({
      purpose_tldr: "Buy several things",
      purpose_context: null,
      wp_count: 0,
      mission_number: null,
    });
    expect(log[1].payload).toMatchObject({ artifact_path: `kitty-specs/${made.folder}/spec.md`, at: log[1].timestamp });
    expect(JSON.parse(git(root, "show", `${branch}:kitty-specs/${made.folder}/status.json`))).toMatchObject({
      event_count: 0,
      mission_type: "software-dev",
    });
    expect(made.commits.map((one) => [one.branch, one.outcome, one.sha])).toEqual([
      [branch, "ok", git(root, "rev-parse", branch)],
    ]);
  });

  test("finds the mission when it is run again, makes its worktree again, and commits nothing", async () => {
    const root = gitRepo();
    const first = await create(root, "shop");
    rmSync(join(root, ".worktrees"), { recursive: true });
    const tip = git(root, "rev-parse", `kitty/mission-${first.folder}`);
    const again = await create(root, "001-shop");
    expect([again.outcome, again.folder, again.commit, again.commits]).toEqual([
      "already",
      first.folder,
      undefined,
      [],
    ]);
    expect(git(root, "rev-parse", `kitty/mission-${first.folder}`)).toBe(tip);
    expect(existsSync(join(again.featureDir, "spec.md"))).toBe(true);
    const inside = await createMission(testCtx(first.featureDir), request("shop"));
    expect(inside.ok && inside.value.folder).toBe(first.folder);
  });

  test("makes a second one for --new, for another target, and after it was finalized", async () => {
    const root = gitRepo();
    const first = await create(root, "shop");
    const second = await create(root, "shop", { identity: "new" });
    git(root, "branch", "release");
    const third = await create(root, "shop", { targetBranch: "release" });
    expect(new Set([first.folder, second.folder, third.folder]).size).toBe(3);
    expect((await create(root, "shop")).folder).toBe(second.folder);
    for (const { featureDir } of [first, second]) {
      writeFiles(featureDir, { "lanes.json": "{}" });
      git(featureDir, "add", "lanes.json");
      git(featureDir, "commit", "-q", "-m", "finalized");
    }
    expect((await create(root, "shop")).outcome).toBe("created");
  });

  test("mints an id whose mid8 is new, at one instant too", async () => {
    const root = gitRepo();
    const now = () => 1_767_323_045_000;
    const folders: string[] = [];
    for (const slug of ["a", "b", "c"]) {
      const made = await createMission(testCtx(root, { now }), request(slug));
      if (made.ok) folders.push(made.value.folder.slice(-8));
    }
    expect(new Set(folders).size).toBe(3);
  });

  test("makes one mission when several processes ask at once", async () => {
    const root = gitRepo();
    const made = await Promise.all(
      [1, 2, 3].map(async (n) => {
        const child = Bun.spawn(
          [
            process.execPath,
            "-e",
            `
        const { createMission } = await import("${import.meta.dir}/../../src/usecases/create-mission.ts");
        const { testCtx } = await import("${import.meta.dir}/../support/ctx.ts");
        const made = await createMission(testCtx(process.cwd(), { random: () => 0.${n} }), ${JSON.stringify({ ...request("shop") })});
        console.log(made.ok ? made.value.folder : made.error.code);`,
          ],
          { cwd: root, stdout: "pipe", env: { ...process.env } },
        );
        return (await child.stdout.text()).trim();
      }),
    );
    expect(new Set(made).size).toBe(1);
    expect(git(root, "branch", "--list", "kitty/*", "--format=%(refname:short)").split("\n")).toEqual([
      `kitty/mission-${made[0]}`,
    ]);
  });

  test("shows with --dry-run what it would make, and makes nothing", async () => {
    const root = gitRepo();
    const before = fingerprint(root);
    const planned = await create(root, "shop", { mode: "dry-run" });
    expect([planned.outcome, planned.createdFiles.length, planned.commit]).toEqual(["planned", 6, undefined]);
    expect(fingerprint(root)).toBe(before);
  });

  test("records on the target without coordination, and on a branch that it starts, leaving the checkout on its own", async () => {
    const root = gitRepo();
    const made = await create(root, "shop", { topology: "single_branch", startBranch: "feat/shop" });
    expect(git(root, "branch", "--show-current")).toBe("main");
    expect(git(root, "branch", "--format=%(refname:short)").split("\n")).toEqual(["feat/shop", "main"]);
    expect(git(root, "show", `feat/shop:kitty-specs/${made.folder}/meta.json`)).toContain(
      '"topology": "single_branch"',
    );
    expect(made.meta.coordinationBranch).toBeUndefined();
    git(root, "switch", "-q", "feat/shop");
    const other = await create(root, "other", { topology: "lanes" });
    expect(readFileSync(join(root, `kitty-specs/${other.folder}/spec.md`), "utf8")).toContain("other");
    expect(git(root, "status", "--porcelain")).toBe("");
  });

  test("starts a branch together with its coordination branch, in one update", async () => {
    const root = gitRepo();
    const made = await create(root, "shop", { startBranch: "feat/shop" });
    expect(git(root, "rev-parse", "feat/shop")).toBe(git(root, "rev-parse", "main"));
    expect(made.commits.map((one) => one.branch)).toEqual([`kitty/mission-${made.folder}`, "feat/shop"]);
    expect(made.meta.targetBranch).toBe("feat/shop");
  });

  test("refuses a coordination branch without common history, and joins it when told to", async () => {
    const root = gitRepo();
    const made = await create(root, "shop");
    git(root, "checkout", "-q", "--orphan", "fresh");
    writeFiles(root, { "new.txt": "n\n" });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "fresh start");
    git(root, "branch", "-q", "-M", "fresh", "main");
    const before = fingerprint(root);
    expect(await refused(root, request("shop"))).toMatchObject({
      code: "COORDINATION_BRANCH_DIVERGED",
      target: "main",
    });
    expect(fingerprint(root)).toBe(before);
    const joined = await create(root, "shop", { recreateCoordination: true });
    expect(joined.folder).toBe(made.folder);
    const branch = `kitty/mission-${made.folder}`;
    expect(git(root, "merge-base", "--is-ancestor", "main", branch)).toBe("");
    expect(git(root, "diff", "--name-only", "main", branch).split("\n")).toEqual(made.createdFiles.toSorted());
    expect((await create(root, "shop")).outcome).toBe("already");
  });

  test.each<[string, Partial<CreateMissionInput>, object]>([
    ["a slug that is no kebab-case", { slug: "Shop Cart!" }, { code: "MISSION_SLUG_INVALID", suggestion: "shop-cart" }],
    ["a blank name", { friendlyName: " " }, { code: "FRIENDLY_NAME_BLANK" }],
    [
      "a target that is not there",
      { targetBranch: "mian" },
      { code: "TARGET_BRANCH_NOT_FOUND", suggestions: ["main"] },
    ],
    ["a type that nobody knows", { missionType: "poem" }, { code: "MISSION_TYPE_UNKNOWN" }],
    [
      "a type that is not active",
      { missionType: "research" },
      { code: "MISSION_TYPE_INACTIVE", active: ["software-dev"] },
    ],
    [
      "a protected target without coordination",
      { topology: "lanes" },
      { code: "TOPOLOGY_TARGET_PROTECTED", branch: "main" },
    ],
    ["a pull request that nobody confirmed", { prBound: true }, { code: "BRANCH_STRATEGY_CONFIRMATION_REQUIRED" }],
    ["two different targets", { startBranch: "a", targetBranch: "main" }, { code: "START_BRANCH_TARGET_MISMATCH" }],
    ["a start branch that git would not take", { startBranch: "a..b" }, { code: "START_BRANCH_FAILED" }],
  ])("refuses %s and changes nothing", async (_what, changes, error) => {
    const root = gitRepo({ ".kittify/config.yaml": "mission_type_activations:\n- software-dev\n" });
    const before = fingerprint(root);
    expect(await refused(root, request("shop", changes))).toMatchObject(error);
    expect(fingerprint(root)).toBe(before);
  });

  test("refuses a repository without a commit, and a detached HEAD unless the target is named", async () => {
    const empty = temporaryFolder();
    git(empty, "init", "-q", "-b", "main");
    expect(await refused(empty, request("shop"))).toEqual({ code: "TARGET_BRANCH_UNBORN", branch: "main" });
    const root = gitRepo();
    git(root, "checkout", "-q", "--detach");
    expect(await refused(root, request("shop"))).toEqual({ code: "TARGET_BRANCH_REQUIRED", slug: "shop" });
    expect((await create(root, "shop", { targetBranch: "main" })).outcome).toBe("created");
  });

  test("makes the first commit when told to: empty, so that staged files stay staged", async () => {
    const empty = temporaryFolder();
    git(empty, "init", "-q", "-b", "main");
    writeFiles(empty, { "a.txt": "a\n", "b.txt": "b\n" });
    git(empty, "add", "a.txt");
    const made = await create(empty, "shop", { firstCommit: true });
    expect(made.commits.map((one) => one.branch)).toEqual(["main", `kitty/mission-${made.folder}`]);
    expect(git(empty, "status", "--porcelain")).toBe("A  a.txt\n?? b.txt");
  });

  test("lets a hook refuse, and leaves no branch behind", async () => {
    const root = gitRepo();
    writeFiles(root, { ".git/hooks/pre-commit": "#!/bin/sh\necho not today; exit 1\n" });
    Bun.spawnSync(["chmod", "+x", join(root, ".git/hooks/pre-commit")]);
    const before = fingerprint(root);
    expect(await refused(root, request("shop"))).toMatchObject({
      code: "BOOKKEEPING_COMMIT_FAILED",
      output: "not today",
    });
    expect(fingerprint(root)).toBe(before);
  });
});

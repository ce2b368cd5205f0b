/** `spec-kitty mission create` on a real terminal, asked by the compiled program, and without one. */
import { beforeAll, describe, expect, test } from "bun:test";
import { BINARY, ensureBinary, runBinary } from "../support/binary.ts";
import { git, gitRepo, temporaryFolder } from "../support/git-repo.ts";
import { fingerprint, IDENTITY } from "../support/mission.ts";
import { KEYS, openTerminal } from "../support/terminal.ts";

beforeAll(async () => {
  await ensureBinary();
});

const open = (cwd: string, args: readonly string[] = [], cols = 100) =>
  openTerminal([BINARY, "mission", "create", ...args], { cwd, cols, rows: 40, env: IDENTITY });

const meta = (root: string, branch: string): Record<string, unknown> =>
  JSON.parse(git(root, "show", `${branch}:kitty-specs/${branch.slice("kitty/mission-".length)}/meta.json`));

const missionBranches = (root: string): readonly string[] =>
  git(root, "branch", "--list", "kitty/*", "--format=%(refname:short)")
    .split("\n")
    .filter((line) => line !== "");

describe("spec-kitty mission create at a terminal", () => {
  test("asks for what is missing, shows what it will make, makes it, and prints the line that needs no questions", async () => {
    const root = gitRepo();
    git(root, "branch", "feature");
    const terminal = open(root);
    await terminal.until(/What do you want to build/);
    terminal.type(`Add a shop's cart${KEYS.enter}`);
    await terminal.until(/Short name[\s\S]*add-a-shop-s-cart/);
    terminal.type(KEYS.enter);
    await terminal.until(/What kind of mission[\s\S]*Software development[\s\S]*Research[\s\S]*Documentation/);
    terminal.type(KEYS.enter);
    await terminal.until(/Which branch is it merged into[\s\S]*main \(current, protected\)[\s\S]*feature/);
    terminal.type(`${KEYS.down}${KEYS.enter}`);
    await terminal.until(
      /Where is it recorded[\s\S]*a branch of its own[\s\S]*single_branch: everything is recorded on the target/,
    );
    terminal.type(KEYS.enter);
    await terminal.until(/Purpose in one line/);
    terminal.type(`Buy several things${KEYS.enter}`);
    await terminal.until(/Who benefits/);
    terminal.type(KEYS.enter);
    await terminal.until(
      /New mission[\s\S]*Merges into +feature[\s\S]*kitty\/mission-add-a-shop-s-cart-…[\s\S]*Create this mission/,
    );
    expect(missionBranches(root)).toEqual([]);
    terminal.type(KEYS.enter);
    await terminal.until(
      /spec-kitty mission create 'Add a shop'\\''s cart' --slug add-a-shop-s-cart --mission-type software-dev --target-branch feature --topology coord --purpose-tldr 'Buy several things' --yes/,
    );
    await terminal.until(/✓ Created mission add-a-shop-s-cart-/);
    expect(await terminal.ended()).toBe(0);
    const [branch = ""] = missionBranches(root);
    expect(meta(root, branch)).toMatchObject({
      friendly_name: "Add a shop's cart",
      target_branch: "feature",
      purpose_tldr: "Buy several things",
      topology: "coord",
    });
  });

  test("goes back a step with Esc and takes the other answer, 60 columns wide", async () => {
    const root = gitRepo();
    const terminal = open(root, ["--mission-type", "research", "--target-branch", "main", "--topology", "coord"], 60);
    await terminal.until(/What do you want to build/);
    terminal.type(`First idea${KEYS.enter}`);
    await terminal.until(/Short name/);
    terminal.type(KEYS.escape);
    await terminal.until(/What do you want to build/);
    terminal.type(`Second idea${KEYS.enter}`);
    await terminal.until(/Short name[\s\S]*second-idea/);
    terminal.type(KEYS.enter);
    await terminal.until(/Purpose in one line/);
    terminal.type(KEYS.enter);
    await terminal.until(/Who benefits/);
    terminal.type(KEYS.enter);
    await terminal.until(/Create this mission/);
    terminal.type(KEYS.enter);
    await terminal.until(/Created mission second-idea-/);
    expect(await terminal.ended()).toBe(0);
    expect(meta(root, missionBranches(root)[0] ?? "")).toMatchObject({
      mission_type: "research",
      friendly_name: "Second idea",
    });
  });

  test.each([
    ["Ctrl-C at a question", KEYS.interrupt],
    ["no at the end", `x${KEYS.enter}`],
  ])("%s changes nothing", async (_what, key) => {
    const root = gitRepo();
    const before = fingerprint(root);
    const flags = [
      "shop",
      "--slug=shop",
      "--mission-type=plan",
      "--target-branch=main",
      "--topology=coord",
      "--purpose-tldr=a",
    ];
    const terminal = open(root, flags);
    await terminal.until(/Who benefits/);
    terminal.type(key);
    if (key !== KEYS.interrupt) {
      await terminal.until(/Create this mission/);
      terminal.type("n");
    }
    await terminal.until(/Cancelled; nothing was changed/);
    if (key !== KEYS.interrupt) {
      await terminal.until(
        /spec-kitty\s+mission\s+create\s+shop\s+--slug[\s\S]*--purpose-tldr\s+a\s+--purpose-context\s+x\s+--yes/,
      );
    }
    expect(await terminal.ended()).toBe(130);
    expect(fingerprint(root)).toBe(before);
  });

  test("offers to make the first commit where there is none, and makes it only on a yes", async () => {
    const root = temporaryFolder();
    git(root, "init", "-q", "-b", "main");
    const flags = [
      "shop",
      "--slug=shop",
      "--mission-type=plan",
      "--target-branch=main",
      "--topology=coord",
      "--purpose-tldr=a",
      "--purpose-context=b",
    ];
    const no = open(root, flags);
    await no.until(/no commit yet/);
    no.type("n");
    expect(await no.ended()).toBe(130);
    expect(git(root, "branch", "--list")).toBe("");
    const yes = open(root, flags);
    await yes.until(/no commit yet/);
    yes.type(KEYS.enter);
    await yes.until(/Create this mission/);
    yes.type(KEYS.enter);
    await yes.until(/Created mission shop-/);
    expect(await yes.ended()).toBe(0);
    expect(git(root, "log", "--format=%s", "main")).toBe("Start");
    expect(missionBranches(root)).toHaveLength(1);
  });

  test("asks nothing where flags answer everything", async () => {
    const root = gitRepo();
    const terminal = open(root, [
      "shop",
      "--slug=shop",
      "--mission-type=plan",
      "--target-branch=main",
      "--topology=coord",
      "--purpose-tldr=a",
      "--purpose-context=b",
    ]);
    await terminal.until(/Created mission shop-/);
    expect(await terminal.ended()).toBe(0);
    expect(terminal.shown()).not.toContain("?");
    expect(terminal.shown()).not.toContain("Again without questions");
  });
});

describe("spec-kitty mission create without a terminal", () => {
  const run = (cwd: string, ...args: readonly string[]) =>
    runBinary(["mission", "create", ...args], { cwd, env: IDENTITY });

  test("takes the defaults, and names what is missing", async () => {
    const root = gitRepo();
    const made = await run(root, "Add a shopping cart", "--json");
    const { kind, data } = JSON.parse(made.stdout);
    expect([kind, data.friendly_name, data.slug.slice(0, -9), data.target_branch, data.topology]).toEqual([
      "mission_created",
      "Add a shopping cart",
      "add-a-shopping-cart",
      "main",
      "coord",
    ]);
    expect(data.command_line).toBe("spec-kitty mission create 'Add a shopping cart' --yes");
    const again = await run(root, "Add a shopping cart", "--yes");
    expect(again.stdout).toContain("is there already");
    const none = await run(root, "--json");
    expect([none.code, JSON.parse(none.stdout).error.code]).toEqual([2, "MISSING_ARGUMENT"]);
  });

  test("refuses a repository without a commit unless --first-commit is given", async () => {
    const root = temporaryFolder();
    git(root, "init", "-q", "-b", "main");
    const refused = await run(root, "shop", "--json");
    expect([refused.code, JSON.parse(refused.stdout).error.code]).toEqual([1, "TARGET_BRANCH_UNBORN"]);
    expect((await run(root, "shop", "--first-commit")).code).toBe(0);
  });
});

/** Commands that ask: which questions a person gets, and what follows from the answers. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { PLAIN } from "../../src/cli/style.ts";
import { install } from "../../src/commands/completion/install.ts";
import { create } from "../../src/commands/mission/create.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder } from "../support/git-repo.ts";
import { person } from "../support/person.ts";

describe("mission create", () => {
  test("asks for what no flag has answered, and the answers make the mission", async () => {
    const root = gitRepo();
    const given = { idea: "Add a shop", missionType: "software-dev", targetBranch: "main", topology: "coord" };
    const someone = person("add-a-shop", "Buy things", "", true);
    const answers = await create.ask?.(testCtx(root), given, someone);
    expect(answers).toEqual({ ...given, slug: "add-a-shop", purposeTldr: "Buy things", purposeContext: "" });
    expect(someone.seen.length).toBe(5);
    expect(someone.seen[3]).toMatch(/Merges into +main/);
    expect(git(root, "branch", "--list", "kitty/*")).toBe("");
  });

  test("a person who has been asked has agreed to the branches of a pull request", async () => {
    const given = {
      idea: "Shop",
      missionType: "plan",
      targetBranch: "main",
      topology: "coord",
      prBound: true,
    } as const;
    const answers = await create.ask?.(testCtx(gitRepo()), given, person("shop", "", "", true));
    expect(answers).toMatchObject({ branchStrategy: "already-confirmed" });
  });

  test.each([
    ["cancels", ["cancel"], undefined],
    [
      "says no to the plan, and keeps the answers",
      ["shop", "", "", false],
      "spec-kitty mission create Shop --slug shop --mission-type plan --target-branch main --topology coord --yes",
    ],
  ] as const)("makes nothing for a person who %s", async (_name, answers, line) => {
    const given = { idea: "Shop", missionType: "plan", targetBranch: "main", topology: "coord" };
    expect(await create.ask?.(testCtx(gitRepo()), given, person(...answers))).toBe(line);
  });

  test("leaves a refusal to the command itself", async () => {
    expect(await create.ask?.(testCtx(temporaryFolder()), { idea: "Shop" }, person())).toEqual({ idea: "Shop" });
  });
});

describe("completion install", () => {
  const at = (home: string) => testCtx(home, { env: { HOME: home, SHELL: "/bin/bash" } });

  test("shows what it would write and takes a no", async () => {
    const home = temporaryFolder();
    const no = person(false);
    expect(await install.ask?.(at(home), {}, no)).toBeUndefined();
    expect(no.seen[0]).toStartWith(`To ${home}/.bashrc\n`);
    expect(await install.ask?.(at(home), {}, person(true))).toEqual({ yes: true });
    expect(await install.ask?.(at(home), {}, person("cancel"))).toBeUndefined();
  });

  test("writes what it showed, then asks no more", async () => {
    const home = temporaryFolder();
    const written = await install.run(at(home), { shell: undefined, yes: true });
    if (!written.ok) throw new Error(written.error.code);
    const text = install.human(written.value, PLAIN);
    expect(text).toStartWith(`Wrote to ${home}/.bashrc:\n`);
    expect(text).toEndWith("\nOpen a new bash to use it");
    expect(readFileSync(`${home}/.bashrc`, "utf8")).toContain("spec-kitty");
    expect(install.json(written.value)).toMatchObject({ shell: "bash", path: `${home}/.bashrc`, already: false });
    expect(await install.ask?.(at(home), { shell: "bash" }, person())).toEqual({ shell: "bash" });
    const again = await install.run(at(home), { shell: "bash", yes: true });
    if (!again.ok) throw new Error(again.error.code);
    expect(install.human(again.value, PLAIN)).toBe(`Completion for bash is already set up in ${home}/.bashrc`);
  });

  test("gives fish a file of its own, and names only the file", async () => {
    const home = temporaryFolder();
    const written = await install.run(at(home), { shell: "fish", yes: true });
    if (!written.ok) throw new Error(written.error.code);
    const path = `${home}/.config/fish/completions/spec-kitty.fish`;
    expect(install.human(written.value, PLAIN)).toBe(`Wrote to ${path}:\nOpen a new fish to use it`);
    expect(readFileSync(path, "utf8")).toContain("complete -c spec-kitty");
  });

  test("leaves a shell that it does not know to the command itself", async () => {
    const ctx = testCtx("/", { env: { HOME: "/", SHELL: "/bin/tcsh" } });
    expect(await install.ask?.(ctx, {}, person())).toEqual({});
  });
});

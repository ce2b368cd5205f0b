/** What the compiled program offers on TAB when the line acts in another directory. */
import { beforeAll, describe, expect, test } from "bun:test";
import { dirname } from "node:path";
import { ensureBinary, runBinary } from "../support/binary.ts";
import { git, gitRepo, temporaryFolder } from "../support/git-repo.ts";
import { IDENTITY } from "../support/mission.ts";

beforeAll(async () => {
  await ensureBinary();
});

describe("spec-kitty complete with -C", () => {
  test("offers the missions and branches of that repository, wherever -C stands", async () => {
    const root = gitRepo();
    git(root, "branch", "elsewhere");
    await runBinary(["mission", "create", "alpha", "--yes"], { cwd: root, env: IDENTITY });
    const cwd = temporaryFolder();
    const offered = async (...words: readonly string[]): Promise<readonly string[]> => {
      const env = { ...IDENTITY, HOME: dirname(root) };
      const { stdout } = await runBinary(["complete", "--", ...words], { cwd, env });
      return stdout
        .trimEnd()
        .split("\n")
        .map((line) => line.split("\t")[0] ?? "");
    };
    const mission = expect.stringMatching(/^alpha-/);
    expect(await offered("-C", root, "merge", "--mission", "al")).toEqual([mission]);
    expect(await offered("merge", "-C", root, "--mission=al")).toEqual([expect.stringMatching(/^--mission=alpha-/)]);
    const home = root.replace(dirname(root), "~");
    expect(await offered("-C", home, "merge", "--target", "else")).toEqual(["elsewhere"]);
    expect(await offered("merge", "--mission", "al")).toEqual([""]);
    expect(await offered("-C", `${cwd}/missing`, "merge", "--mission", "al")).toEqual([""]);
  });
});

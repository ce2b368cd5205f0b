/** A mission without coordination on a target that is not checked out: seen from every checkout, made once. */
import { describe, expect, test } from "bun:test";
import { commandsIn } from "../support/commands.ts";
import { git, gitRepo } from "../support/git-repo.ts";

const CREATE = ["agent", "mission", "create", "dup", "--target-branch", "release", "--topology", "lanes"] as const;

describe("a mission on a branch that is not checked out", () => {
  test("is found, listed and not made twice, and says that its branch has to be checked out", async () => {
    const root = gitRepo();
    git(root, "branch", "release");
    const { ask, read, run } = commandsIn(root);
    const said = await read(...CREATE);
    expect(said).toContain("Next: check out release, write spec.md there");
    const again = await ask(...CREATE);
    expect(again["already_exists"]).toBe(true);
    expect(git(root, "rev-list", "--count", "main..release")).toBe("1");
    const mission = String(again["mission_slug"]);
    expect(await ask("agent", "tasks", "status", "--mission", mission)).toMatchObject({
      mission_slug: mission,
      total_wps: 0,
    });
    expect(await read("mission", "list")).toContain(mission);
    const refused = await run(["mission", "close", "--discard", "--yes", "--mission", mission, "--json"]);
    expect(JSON.parse(refused.stdout[0] ?? "")).toMatchObject({ error: { code: "DISCARD_NOTHING_OF_ITS_OWN" } });
    git(root, "switch", "-q", "release");
    expect(await read("mission", "list")).toContain(mission);
  });

  test("is not mistaken for a copy that a feature branch inherited and the target gave up", async () => {
    const root = gitRepo({
      "kitty-specs/old-01J9ABCD/meta.json":
        '{"mission_id":"01J9ABCDE0000000000000000A","slug":"old-01J9ABCD","target_branch":"main"}',
    });
    git(root, "branch", "feature");
    git(root, "rm", "-rq", "kitty-specs");
    git(root, "commit", "-q", "-m", "give it up");
    expect(await commandsIn(root).read("mission", "list")).toContain("No missions yet");
  });
});

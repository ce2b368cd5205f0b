/** A hook that says no, again and again: nothing is recorded, nothing is lost, and the first yes records what was meant. */
import { beforeAll, describe, expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { ensureBinary } from "../support/binary.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, fingerprint, repoWithMission } from "../support/mission.ts";
import { withUserAtWork } from "./campaign.ts";
import { runAlive } from "./deaths.ts";
import { brokenAfterCommand } from "./invariants.ts";

beforeAll(async () => {
  await ensureBinary();
}, 60_000);

describe("a commit hook that refuses a hundred times", () => {
  test("leaves log, branch, worktrees and the user's files byte for byte", async () => {
    const dir = `kitty-specs/${FOLDER}`;
    const { root, featureDir } = repoWithMission({ "spec.md": "| FR-001 | The shop sells things |\n" });
    writeFileSync(join(featureDir, "spec.md"), "| FR-001 | The shop sells things |\n| FR-002 | And buys some |\n");
    const owned = withUserAtWork(root, [`${dir}/spec.md`]);
    writeFiles(root, { ".git/hooks/pre-commit": '#!/bin/sh\n[ -e "$GIT_INDEX_FILE.yes" ] || { echo no; exit 1; }\n' });
    git(root, "config", "core.hooksPath", join(root, ".git/hooks"));
    Bun.spawnSync(["chmod", "755", ".git/hooks/pre-commit"], { cwd: root });
    const argv = ["agent", "mission", "setup-plan", "--mission", FOLDER, "--json"];
    const log = () => git(root, "show", `${COORDINATION}:${dir}/status.events.jsonl`);
    const before = [fingerprint(root), log()];
    for (let batch = 0; batch < 25; batch++) {
      const refused = await Promise.all(Array.from({ length: 4 }, () => runAlive(argv, root)));
      expect(refused.map(({ code, stdout }) => [code, JSON.parse(stdout).error_code])).toEqual(
        refused.map(() => [1, "BOOKKEEPING_COMMIT_FAILED"]),
      );
    }
    expect([fingerprint(root), log()]).toEqual(before);
    expect(await brokenAfterCommand(owned)).toEqual([]);
    git(root, "config", "--unset", "core.hooksPath");
    Bun.spawnSync(["chmod", "644", ".git/hooks/pre-commit"], { cwd: root });
    expect((await runAlive(argv, root)).code).toBe(0);
    expect(git(root, "show", `${COORDINATION}:${dir}/spec.md`)).toContain("FR-002");
  }, 60_000);
});

import { describe, expect, test } from "bun:test";
import { checkPrerequisites, probeResume } from "../../src/usecases/check-prerequisites.ts";
import { listMissionTypes } from "../../src/usecases/list-mission-types.ts";
import { readBranchContext } from "../../src/usecases/read-branch-context.ts";
import { readCreateChoices } from "../../src/usecases/read-create-choices.ts";
import { resolveContext } from "../../src/usecases/resolve-context.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, temporaryFolder } from "../support/git-repo.ts";
import { COORDINATION, fingerprint, repoWithMission } from "../support/mission.ts";

describe("what is read before work begins", () => {
  test("starts no git for branches and choices, and leaves out branches of missions", async () => {
    const { root } = repoWithMission();
    const env = { ...process.env, PATH: "" };
    const choices = await readCreateChoices(testCtx(root, { env }));
    expect(choices).toMatchObject({
      ok: true,
      value: { current: "main", unborn: false, targets: [{ branch: "main", isProtected: true }] },
    });
    const context = await readBranchContext(testCtx(root, { env }), COORDINATION);
    expect(context).toMatchObject({ ok: true, value: { source: "cli_arg", isProtected: false, primary: "main" } });
    const missing = await readBranchContext(testCtx(root), "mian");
    expect(missing.ok ? undefined : missing.error).toMatchObject({
      code: "TARGET_BRANCH_NOT_FOUND",
      suggestions: ["main"],
    });
    git(root, "checkout", "-q", "--detach");
    const detached = await readBranchContext(testCtx(root), undefined);
    expect(detached.ok ? undefined : detached.error.code).toBe("TARGET_BRANCH_REQUIRED");
  });

  test("tells a repository without a commit, and one without a repository", async () => {
    const empty = temporaryFolder();
    git(empty, "init", "-q", "-b", "main");
    expect(await readCreateChoices(testCtx(empty))).toMatchObject({
      ok: true,
      value: { current: "main", unborn: true },
    });
    const outside = await readCreateChoices(testCtx(temporaryFolder()));
    expect(outside.ok ? undefined : outside.error.code).toBe("NOT_A_REPOSITORY");
  });

  test("puts the default type first and knows which are active", async () => {
    const root = gitRepo({ ".kittify/config.yaml": "mission_type_activations:\n- research\n- plan\n" });
    expect(await readCreateChoices(testCtx(root))).toMatchObject({ ok: true, value: { types: ["research", "plan"] } });
    const types = await listMissionTypes(testCtx(root));
    expect(types.ok && types.value.filter((type) => type.active).map((type) => type.key)).toEqual(["research", "plan"]);
  });
});

describe("what is read of a mission", () => {
  test("changes nothing", async () => {
    const { root, featureDir } = repoWithMission({ "spec.md": "| FR-001 | Sells several things |\n" });
    const before = fingerprint(root);
    const checked = await checkPrerequisites(testCtx(root), { mission: "shop", includeTasks: true });
    expect(checked).toMatchObject({
      ok: true,
      value: { valid: false, featureDir, specReady: true, resumeState: "found" },
    });
    const probes = [await probeResume(testCtx(root), undefined), await probeResume(testCtx(root), "nope")];
    expect(probes.map((probe) => probe.ok && probe.value.kind)).toEqual(["found", "not_found"]);
    const input = { action: "implement" as const, mission: "shop", wpId: undefined, agent: undefined };
    const resolved = await resolveContext(testCtx(root), input);
    expect(resolved.ok ? undefined : resolved.error.code).toBe("WORK_PACKAGE_UNRESOLVED");
    const planning = await resolveContext(testCtx(root), { ...input, action: "plan", mission: undefined });
    expect(planning).toMatchObject({
      ok: true,
      value: { work: undefined, detection: "inferred", targetBranch: "main" },
    });
    expect(fingerprint(root)).toBe(before);
  });

  test("finds a work package from its file, without a lanes file too", async () => {
    const { root } = repoWithMission({ "tasks/WP01-a.md": "---\nwork_package_id: WP01\n---\n" });
    const input = { action: "status" as const, mission: "shop", wpId: "WP01", agent: "codex" };
    expect(await resolveContext(testCtx(root), input)).toMatchObject({
      ok: true,
      value: { work: { wpId: "WP01", lane: "uninitialized", workspace: undefined, workspacePath: root } },
    });
  });
});

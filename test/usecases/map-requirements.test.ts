import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type MapRequirementsInput, mapRequirements } from "../../src/usecases/map-requirements.ts";
import { testCtx } from "../support/ctx.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { AUTHORED, CODE, COORDINATION, FOLDER, fingerprint, repoWithMission } from "../support/mission.ts";

const DIR = `kitty-specs/${FOLDER}`;
const NONE = { mission: undefined, wp: undefined, refs: undefined, batch: undefined, trackerRefs: [] } as const;
const map = (cwd: string, input: Partial<MapRequirementsInput>) =>
  mapRequirements(testCtx(cwd), { ...NONE, mode: "add", ...input });
const answerOf = async (cwd: string, input: Partial<MapRequirementsInput>) => {
  const done = await map(cwd, input);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};

describe("mapRequirements()", () => {
  test("edits the authored file and commits it with what else was authored", async () => {
    const { root, featureDir, worktree } = repoWithMission(AUTHORED, CODE);
    const wp = join(featureDir, "tasks/WP01-one.md");
    const text = readFileSync(wp, "utf8").replace("# a comment", "# my comment");
    writeFileSync(wp, text);
    writeFiles(featureDir, { "research.md": "notes\n" });
    const done = await answerOf(root, { wp: "WP01", refs: "FR-002" });
    expect(done).toMatchObject({ recordedOn: COORDINATION, worktreeRoot: worktree, plan: { unmapped: [] } });
    expect(readFileSync(wp, "utf8")).toBe(text.replace("[FR-001]", "[FR-001, FR-002]"));
    expect(git(root, "show", "--name-only", "--format=", COORDINATION).split("\n")).toEqual([
      `${DIR}/research.md`,
      `${DIR}/tasks/WP01-one.md`,
    ]);
    expect(git(worktree, "status", "--porcelain")).toBe("");
    expect((await answerOf(root, { wp: "WP01", refs: "FR-002" })).commit).toBeUndefined();
  });

  test("maps several packages in one commit and replaces what was there", async () => {
    const { root } = repoWithMission(AUTHORED, CODE);
    const before = git(root, "rev-parse", COORDINATION);
    const done = await answerOf(root, { batch: '{"WP01":["FR-002"],"WP02":["FR-001"]}', mode: "replace" });
    expect(git(root, "rev-parse", `${COORDINATION}^`)).toBe(before);
    expect([...done.plan.total].join(" ")).toBe("WP01,FR-002 WP02,FR-001");
  });

  test("keeps references to a tracker in the log, once", async () => {
    const { root, worktree } = repoWithMission(AUTHORED, CODE);
    const refs = () => {
      const status = JSON.parse(git(root, "show", `${COORDINATION}:${DIR}/status.json`)).work_packages.WP01;
      const log = git(root, "show", `${COORDINATION}:${DIR}/status.events.jsonl`).split("\n");
      return [log.length, log.map((line) => JSON.parse(line).delta), status.tracker_refs];
    };
    await answerOf(root, { wp: "WP01", trackerRefs: ["X-1", "X-2"] });
    expect((await answerOf(root, { wp: "WP01", trackerRefs: ["X-2"] })).commit).toBeUndefined();
    await answerOf(root, { wp: "WP01", trackerRefs: ["X-2"], mode: "replace" });
    expect(refs()).toEqual([2, [{ tracker_refs: ["X-1", "X-2"] }, { tracker_refs_replace: ["X-2"] }], ["X-2"]]);
    git(root, "worktree", "remove", "--force", worktree);
    await answerOf(root, { wp: "WP01", refs: "FR-001" });
    expect(existsSync(join(worktree, DIR, "spec.md"))).toBe(true);
  });

  test.each([
    ["MAPPING_REQUEST_INVALID", { refs: "FR-001" }, {}],
    ["WP_NOT_FOUND", { wp: "WP07", refs: "FR-001" }, {}],
    ["REQUIREMENT_REFS_UNKNOWN", { wp: "WP01", refs: "FR-404" }, {}],
    ["MISSION_NOT_FOUND", { wp: "WP01", refs: "FR-001", mission: "nothing" }, {}],
    ["WPS_MANIFEST_INVALID", { wp: "WP01", refs: "FR-002" }, { "wps.yaml": "[]" }],
    ["YAML_SYNTAX", { wp: "WP01", refs: "FR-002" }, { "wps.yaml": "a: [" }],
    [
      "WP_DUPLICATE_FILES",
      { wp: "WP01", refs: "FR-002" },
      { "tasks/WP01-two.md": AUTHORED["tasks/WP01-one.md"] ?? "" },
    ],
    ["FRONT_MATTER_UNTERMINATED", { wp: "WP01", refs: "FR-002" }, { "tasks/WP01-one.md": "---\nx: 1\n" }],
    ["YAML_EDIT_UNSUPPORTED", { wp: "WP01", refs: "FR-002" }, { "tasks/WP01-one.md": "---\n{title: T}\n---\n" }],
  ] as const)("refuses with %s and changes nothing", async (code, input, files) => {
    const { root, featureDir } = repoWithMission(AUTHORED, CODE);
    writeFiles(featureDir, files);
    const before = fingerprint(root);
    const done = await map(root, input);
    expect(done.ok ? undefined : (done.error.code as string)).toBe(code);
    expect(fingerprint(root)).toBe(before);
  });

  test("refuses a mission without a specification", async () => {
    const { root } = repoWithMission({ "tasks/WP01-one.md": AUTHORED["tasks/WP01-one.md"] ?? "" }, CODE);
    const done = await map(root, { wp: "WP01", refs: "FR-001" });
    expect(done.ok ? undefined : done.error.code).toBe("SPEC_FILE_MISSING");
  });
});

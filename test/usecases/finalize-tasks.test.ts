import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type FinalizeInput, finalizeTasks } from "../../src/usecases/finalize-tasks.ts";
import { testCtx } from "../support/ctx.ts";
import { git, gitRepo, writeFiles } from "../support/git-repo.ts";
import {
  AUTHORED,
  CODE,
  COORDINATION,
  FOLDER,
  fingerprint,
  MISSION_ID,
  metaText,
  repoWithMission,
  wpText,
} from "../support/mission.ts";

const DIR = `kitty-specs/${FOLDER}`;
const finalize = (cwd: string, input: Partial<FinalizeInput> = {}) =>
  finalizeTasks(testCtx(cwd), { mission: FOLDER, targetBranch: undefined, mode: "apply", ...input });
const answerOf = async (cwd: string, input: Partial<FinalizeInput> = {}) => {
  const done = await finalize(cwd, input);
  if (!done.ok) throw new Error(JSON.stringify(done.error));
  return done.value;
};
const refusalOf = async (cwd: string, input: Partial<FinalizeInput> = {}): Promise<string | undefined> => {
  const done = await finalize(cwd, input);
  return done.ok ? undefined : done.error.code;
};
/** A mission whose files were written and not committed. */
function authored(files: Readonly<Record<string, string>> = AUTHORED) {
  const made = repoWithMission({}, CODE);
  writeFiles(made.featureDir, files);
  return made;
}
const rowsAt = (root: string, branch = COORDINATION): readonly Record<string, unknown>[] =>
  git(root, "show", `${branch}:${DIR}/status.events.jsonl`)
    .split("\n")
    .map((line) => JSON.parse(line));
const jsonAt = (root: string, file: string, branch = COORDINATION) =>
  JSON.parse(git(root, "show", `${branch}:${DIR}/${file}`));

describe("finalizeTasks()", () => {
  test("records what was authored, the lanes and the board in one commit on the mission's branch", async () => {
    const { root, worktree } = authored();
    const [main, before] = [git(root, "rev-parse", "main"), git(root, "rev-parse", COORDINATION)];
    const done = await answerOf(root);
    expect(done).toMatchObject({ outcome: "recorded", recordedOn: COORDINATION, missionId: MISSION_ID, kept: [] });
    expect(git(root, "rev-parse", `${COORDINATION}^`)).toBe(before);
    expect(git(root, "rev-parse", "main")).toBe(main);
    expect(done.files).toEqual(
      "lanes.json spec.md status.events.jsonl status.json tasks.md tasks/WP01-one.md tasks/WP02-two.md"
        .split(" ")
        .map((file) => `${DIR}/${file}`),
    );
    expect(git(root, "diff", "--name-only", before, COORDINATION).split("\n")).toEqual([...done.files]);
    expect(
      rowsAt(root).map((row) => row["event_type"] ?? `${row["wp_id"]}: ${row["from_lane"]} -> ${row["to_lane"]}`),
    ).toEqual([
      "TasksStarted",
      "WPCreated",
      "WPCreated",
      "TasksCompleted",
      "WP01: genesis -> planned",
      "WP02: genesis -> planned",
    ]);
    expect(rowsAt(root)[4]).toMatchObject({
      actor: "finalize-tasks",
      reason: "canonical bootstrap",
      force: false,
      mission_id: MISSION_ID,
      execution_mode: "worktree",
    });
    expect(rowsAt(root)[1]?.["payload"]).toMatchObject({
      wp_id: "WP01",
      wp_title: "Part 1",
      wp_path: `${DIR}/tasks/WP01-one.md`,
      depends_on: [],
      mission_number: null,
    });
    expect(jsonAt(root, "status.json").summary.planned).toBe(2);
    expect(jsonAt(root, "lanes.json")).toMatchObject({
      mission_branch: COORDINATION,
      target_branch: "main",
      planning_commit_sha: null,
      lanes: [{ lane_id: "lane-a", wp_ids: ["WP01"] }, { lane_id: "lane-b" }],
    });
    expect(git(worktree, "status", "--porcelain")).toBe("");
  });

  test("touches only its own keys of front matter and shows the result in the mission's folder", async () => {
    const text = `\uFEFF${wpText(1, ["agent: claude"], "Body\r\nwith CRLF").replaceAll("\n", "\r\n")}`;
    const { root, featureDir } = authored({ ...AUTHORED, "tasks/WP01-one.md": text });
    await answerOf(root);
    const now = readFileSync(join(featureDir, "tasks/WP01-one.md"), "utf8");
    for (const line of text.split("\r\n").filter((each) => each !== "---")) expect(now).toContain(line);
    expect(now.startsWith("\uFEFF---\r\nwork_package_id: WP01\r\ntitle: Part 1  # a comment\r\n")).toBe(true);
    expect(now).toContain("merge_target_branch: main");
    expect(git(root, "show", `${COORDINATION}:${DIR}/tasks/WP01-one.md`)).toBe(now.replace(/\n$/, ""));
  });

  test("does nothing the second time, and takes over what was written since", async () => {
    const { root, featureDir } = authored();
    await answerOf(root);
    const tip = git(root, "rev-parse", COORDINATION);
    const again = await answerOf(root);
    expect(again).toMatchObject({ outcome: "unchanged", commit: undefined, files: [], commits: [] });
    expect([again.plan.toSeed.length, again.plan.alreadySeeded.length]).toEqual([0, 2]);
    expect(git(root, "rev-parse", COORDINATION)).toBe(tip);
    writeFileSync(join(featureDir, "research.md"), "Found something\n");
    expect((await answerOf(root)).files).toEqual([`${DIR}/research.md`]);
    expect(rowsAt(root).length).toBe(6);
  });

  test("with validate-only writes nothing, generated tasks.md and git objects included", async () => {
    const wps = "work_packages:\n- {id: WP01, title: One}\n- {id: WP02, title: Two, dependencies: [WP01]}\n";
    const files = { ...AUTHORED, "wps.yaml": wps, "tasks/WP02-two.md": wpText(2).replace("[]", "[WP01]") };
    const { root, featureDir } = authored(files);
    const everything = () =>
      Bun.spawnSync(["sh", "-c", "find . -type f -print0 | sort -z | xargs -0 cksum"], { cwd: root }).stdout.toString();
    const before = everything();
    const seen = await answerOf(root, { mode: "validate" });
    expect(seen).toMatchObject({ outcome: "validated", commit: undefined, files: [] });
    expect(seen.plan.tasksText).toContain("## Work Package WP02: Two");
    expect(await refusalOf(root, { mode: "validate", targetBranch: "nowhere" })).toBe("TARGET_BRANCH_NOT_FOUND");
    expect(everything()).toBe(before);
    const done = await answerOf(root);
    expect(done.plan.dependencies.get("WP02" as never)?.join()).toBe("WP01");
    expect(readFileSync(join(featureDir, "tasks.md"), "utf8")).toContain("**Dependencies**: WP01");
    expect(jsonAt(root, "lanes.json").lanes[1].depends_on_lanes).toEqual(["lane-a"]);
  });

  test("records the target of meta.json, whatever branch is checked out", async () => {
    const { root } = authored();
    git(root, "switch", "-q", "-c", "prep/shop");
    await answerOf(root);
    expect(jsonAt(root, "lanes.json").target_branch).toBe("main");
    expect(git(root, "show", `${COORDINATION}:${DIR}/tasks/WP01-one.md`)).toContain("merge_target_branch: main");
    expect(git(root, "rev-parse", "prep/shop")).toBe(git(root, "rev-parse", "main"));
  });

  test("persists another target everywhere at once, also after work began", async () => {
    const { root } = authored();
    git(root, "branch", "release");
    await answerOf(root);
    const done = await answerOf(root, { targetBranch: "release" });
    expect(done.target).toMatchObject({ branch: "release", previous: "main", persist: true });
    expect(jsonAt(root, "meta.json")).toMatchObject({ target_branch: "release", mission_id: MISSION_ID });
    expect(jsonAt(root, "lanes.json").target_branch).toBe("release");
    expect(git(root, "show", `${COORDINATION}:${DIR}/tasks/WP02-two.md`)).toContain("planning_base_branch: release");
    expect((await answerOf(root, { targetBranch: "release" })).outcome).toBe("unchanged");
    expect(await refusalOf(root, { targetBranch: COORDINATION })).toBe("TARGET_BRANCH_NOT_FOUND");
  });

  test("works where the mission is recorded on its target, and leaves other work there alone", async () => {
    const meta = metaText({ topology: "single_branch", coordination_branch: undefined, target_branch: "feature" });
    const root = gitRepo({ ...CODE, [`${DIR}/meta.json`]: meta, [`${DIR}/status.events.jsonl`]: "" });
    git(root, "switch", "-q", "-c", "feature");
    writeFiles(join(root, DIR), AUTHORED);
    writeFiles(root, { "src/1.ts": "mine\n", "notes.txt": "mine too\n" });
    const done = await answerOf(root);
    expect(done).toMatchObject({ outcome: "recorded", recordedOn: "feature", featureDir: join(root, DIR) });
    expect(git(root, "status", "--porcelain")).toBe(" M src/1.ts\n?? notes.txt");
    expect((await answerOf(root)).outcome).toBe("unchanged");
  });

  test("makes the folder of a mission again when its worktree is gone", async () => {
    const { root, worktree, featureDir } = authored();
    await answerOf(root);
    git(root, "worktree", "remove", worktree);
    expect((await answerOf(root)).outcome).toBe("unchanged");
    expect(existsSync(join(featureDir, "lanes.json"))).toBe(true);
  });
});

/** A finalized mission in which work on WP01 began. */
async function started() {
  const made = authored();
  await answerOf(made.root);
  const log = join(made.featureDir, "status.events.jsonl");
  const row = {
    ...rowsAt(made.root)[4],
    event_id: "01ZZZZZZZZ0000000000000001",
    from_lane: "planned",
    to_lane: "claimed",
  };
  writeFileSync(
    log,
    `${readFileSync(log, "utf8")}${JSON.stringify({ ...row, at: "2027-01-01T00:00:00.000000+00:00" })}\n`,
  );
  const lanes = join(made.featureDir, "lanes.json");
  writeFileSync(lanes, readFileSync(lanes, "utf8").replace('sha": null', `sha": "${"a".repeat(40)}"`));
  git(made.worktree, "commit", "-qam", "begin");
  return made;
}
const grow = (featureDir: string, n: number, owned: string) => {
  const tasks = join(featureDir, "tasks.md");
  writeFileSync(tasks, `${readFileSync(tasks, "utf8")}\n## WP0${n} - more\n`);
  const text = wpText(n).replaceAll(`src/${n}.ts`, owned).replace(`FR-00${n}`, "FR-001");
  writeFiles(featureDir, { [`tasks/WP0${n}-more.md`]: text });
};

describe("finalizeTasks() after work began", () => {
  test("keeps the lanes and the commit that they name", async () => {
    const { root, featureDir } = await started();
    const wp = join(featureDir, "tasks/WP02-two.md");
    writeFileSync(wp, readFileSync(wp, "utf8").replace("[src/2.ts]", "[src/2.ts, README.md]"));
    const done = await answerOf(root);
    expect(done.files).toEqual([`${DIR}/tasks/WP02-two.md`]);
    expect(jsonAt(root, "lanes.json")).toMatchObject({ planning_commit_sha: "a".repeat(40) });
  });
  test("gives a new package a lane of its own and keeps the frozen commit", async () => {
    const { root, featureDir } = await started();
    grow(featureDir, 3, "README.md");
    const done = await answerOf(root);
    expect(done.plan.toSeed.join()).toBe("WP03");
    expect(jsonAt(root, "lanes.json")).toMatchObject({
      planning_commit_sha: "a".repeat(40),
      lanes: [{ wp_ids: ["WP01"] }, { wp_ids: ["WP02"] }, { lane_id: "lane-c", wp_ids: ["WP03"] }],
    });
  });
  test("refuses a new package that would merge two lanes, and lanes that are gone", async () => {
    const { root, featureDir, worktree } = await started();
    const saved = readFileSync(join(featureDir, "tasks.md"), "utf8");
    grow(featureDir, 3, "src/**");
    writeFileSync(
      join(featureDir, "tasks/WP03-more.md"),
      wpText(3)
        .replace("src/3.ts]", "src/**]")
        .replace("src/3.ts", "src/")
        .replace("FR-003", "FR-001")
        .replace("dependencies: []", "dependencies: [WP01, WP02]"),
    );
    const before = fingerprint(root);
    expect(await refusalOf(root)).toBe("LANES_FROZEN");
    expect(fingerprint(root)).toBe(before);
    rmSync(join(featureDir, "tasks/WP03-more.md"));
    writeFileSync(join(featureDir, "tasks.md"), saved);
    git(worktree, "rm", "-q", `${DIR}/lanes.json`);
    git(worktree, "commit", "-qm", "lose the lanes");
    expect(await refusalOf(root)).toBe("LANES_FILE_VANISHED");
  });
});

describe("finalizeTasks() refuses and changes nothing:", () => {
  const two = AUTHORED["tasks/WP02-two.md"] ?? "";
  const wp2 = (from: string, to: string) => ({ "tasks/WP02-two.md": two.replace(from, to) });
  const cases: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
    ["DEPENDENCY_CYCLE", { ...wp2("[]", "[WP01]"), "tasks/WP01-one.md": wpText(1).replace("[]", "[WP02]") }],
    ["DEPENDENCY_INVALID", wp2("[]", "[WP09]")],
    ["DEPENDENCY_SOURCES_DISAGREE", { ...wp2("[]", "[WP01]"), "tasks.md": "## WP01\n## WP02\nDepends on WP02\n" }],
    ["WP_SECTION_COVERAGE", { "tasks.md": "## WP01\n" }],
    ["REQUIREMENT_MAPPING_INVALID", wp2("FR-002", "FR-009")],
    ["WP_OWNERSHIP_INVALID", wp2("[src/2.ts]", "[src/2.ts, src/1.ts]")],
    ["INVALID_WP_OWNED_FILES_KITTY_SPECS", wp2("[src/2.ts]", "[src/2.ts, kitty-specs/x.md]")],
    ["WP_ID_MISMATCH", wp2("WP02", "WP03")],
    ["WP_FILE_NAME_INVALID", { "tasks/WP2.md": two }],
    ["FRONT_MATTER_MISSING", { "tasks/WP02-two.md": "no front matter\n" }],
    ["YAML_SYNTAX", wp2("title: Part 2", "title: [")],
    ["YAML_DUPLICATE_KEYS", wp2("title: Part 2", "dependencies: []")],
    [
      "YAML_EDIT_UNSUPPORTED",
      {
        "tasks/WP02-two.md":
          "---\n{title: T, dependencies: [], requirement_refs: [FR-002], owned_files: [src/2.ts]}\n---\n",
      },
    ],
    ["WPS_MANIFEST_INVALID", { "wps.yaml": "work_packages: 3\n" }],
    ["META_CORRUPT", { "meta.json": "{" }],
    ["OCCURRENCE_MAP_MISSING", { "meta.json": metaText({ change_mode: "bulk_edit" }) }],
    ["PLANNING_BRANCH_NOT_PERSISTED", { "meta.json": metaText({ target_branch: undefined }) }],
  ];
  test.each(cases)("%s", async (code, files) => {
    const { root } = authored({ ...AUTHORED, ...files });
    const before = fingerprint(root);
    expect(await refusalOf(root, { mode: "validate" })).toBe(code);
    expect(await refusalOf(root)).toBe(code);
    expect(fingerprint(root)).toBe(before);
  });

  test("files that are missing, unreadable or no text", async () => {
    const { "spec.md": _spec, ...noSpec } = AUTHORED;
    const { root } = authored(noSpec);
    expect(await refusalOf(root)).toBe("SPEC_FILE_MISSING");
    const none = authored({ "spec.md": AUTHORED["spec.md"] ?? "" });
    expect(await refusalOf(none.root)).toBe("FINALIZE_NO_WORK_PACKAGES");
    const latin = authored();
    writeFileSync(join(latin.featureDir, "tasks/WP01-one.md"), Buffer.from(`${wpText(1)}caf\xe9\n`, "latin1"));
    const before = fingerprint(latin.root);
    expect(await refusalOf(latin.root)).toBe("AUTHORED_FILE_NOT_UTF8");
    expect(fingerprint(latin.root)).toBe(before);
    const lanes = repoWithMission({ ...AUTHORED, "lanes.json": "{" }, CODE);
    expect(await refusalOf(lanes.root)).toBe("LANES_FILE_CORRUPT");
  });

  test("a mission whose branch does not exist", async () => {
    const meta = metaText({ topology: "single_branch", coordination_branch: undefined, target_branch: "nowhere" });
    const root = gitRepo(CODE);
    writeFiles(join(root, DIR), { ...AUTHORED, "meta.json": meta });
    const before = fingerprint(root);
    expect(await refusalOf(root, { mode: "validate" })).toBe("DESTINATION_REF_NOT_FOUND");
    expect(await refusalOf(root)).toBe("DESTINATION_REF_NOT_FOUND");
    expect(fingerprint(root)).toBe(before);
  });

  test("a destination that is protected or unknown", async () => {
    const meta = metaText({ topology: "single_branch", coordination_branch: undefined });
    const root = gitRepo({
      ...CODE,
      ".kittify/config.yaml": "protected_branches: [main]\n",
      [`${DIR}/meta.json`]: meta,
    });
    writeFiles(join(root, DIR), AUTHORED);
    const before = fingerprint(root);
    expect(await refusalOf(root)).toBe("PROTECTED_BRANCH_REFUSED");
    expect(await refusalOf(root, { mission: "nothing" })).toBe("MISSION_NOT_FOUND");
    expect(fingerprint(root)).toBe(before);
  });
});

import { describe, expect, test } from "bun:test";
import { readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { ok } from "../../src/core/lib/result.ts";
import { AUTHORED_FILE_LIMIT_BYTES } from "../../src/core/mission/authored.ts";
import { readMission } from "../../src/shell/mission/read-mission.ts";
import { withSession } from "../../src/shell/transaction/session.ts";
import { readAuthoredFiles } from "../../src/usecases/read-authored-files.ts";
import { testCtx } from "../support/ctx.ts";
import { git, writeFiles } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, metaText, repoWithMission } from "../support/mission.ts";

async function read(root: string) {
  const opened = await withSession(testCtx(root), async (session) => {
    const mission = await readMission(session, undefined);
    if (!mission.ok) throw new Error(mission.error.code);
    const { tip } = mission.value;
    if (tip === undefined) throw new Error("unpublished");
    return ok(await readAuthoredFiles(session, mission.value, tip));
  });
  if (!opened.ok) throw new Error(opened.error.code);
  return opened.value;
}

const text = (bytes: Uint8Array | undefined): string | undefined =>
  bytes === undefined ? undefined : new TextDecoder().decode(bytes);

describe("readAuthoredFiles()", () => {
  test("finds nothing new in a folder that shows its branch", async () => {
    const { root } = repoWithMission({ "spec.md": "spec\n", "lanes.json": "{}" });
    const authored = await read(root);
    expect(authored.ok && authored.value.changes).toEqual([]);
    expect(authored.ok && [...authored.value.files.keys()]).toEqual(["meta.json", "spec.md"]);
  });

  test("takes new, edited and deleted files, and leaves out what commands own and what editors leave", async () => {
    const { root, featureDir } = repoWithMission({
      "spec.md": "spec\n",
      "research.md": "r\n",
      "tasks/WP01-a.md": "a\n",
    });
    rmSync(join(featureDir, "tasks/WP01-a.md"));
    writeFiles(featureDir, {
      "spec.md": "spec, better\n",
      "tasks/WP01-b.md": "b\n",
      "status.json": "mine",
      "status.events.jsonl": "mine",
      "tasks/WP01-b/review-cycle-1.md": "mine",
      ".spec.md.swp": "junk",
      "plan.md~": "junk",
      ".cache/x": "junk",
    });
    const authored = await read(root);
    if (!authored.ok) throw new Error(authored.error.code);
    expect(
      authored.value.changes.map(({ path, ...rest }) => [
        path,
        "entry" in rest ? rest.entry : text(rest.bytes as Uint8Array),
      ]),
    ).toEqual([
      ["spec.md", "spec, better\n"],
      ["tasks/WP01-b.md", "b\n"],
      ["tasks/WP01-a.md", null],
    ]);
    expect([...authored.value.captured.keys()]).toEqual(["spec.md", "tasks/WP01-b.md"]);
    expect([...authored.value.files.keys()]).toEqual(["meta.json", "research.md", "spec.md", "tasks/WP01-b.md"]);
    expect(text(authored.value.files.get("spec.md"))).toBe("spec, better\n");
  });

  test("deletes nothing when the whole worktree is gone", async () => {
    const { root, worktree } = repoWithMission({ "spec.md": "spec\n" });
    rmSync(worktree, { recursive: true });
    const authored = await read(root);
    expect(authored.ok && authored.value.changes).toEqual([]);
    expect(authored.ok && text(authored.value.files.get("spec.md"))).toBe("spec\n");
  });

  test("takes no copy of another branch for somebody's work", async () => {
    const { root } = repoWithMission();
    const dir = `kitty-specs/${FOLDER}`;
    git(root, "worktree", "remove", "--force", `.worktrees/${FOLDER}-coord`);
    git(root, "branch", "-q", "-D", COORDINATION);
    const meta = metaText({ topology: "single_branch", coordination_branch: null, target_branch: "feature" });
    writeFiles(root, { [`${dir}/meta.json`]: meta, [`${dir}/spec.md`]: "old\n", [`${dir}/plan.md`]: "plan\n" });
    git(root, "add", "-A");
    git(root, "commit", "-q", "-m", "on main");
    git(root, "switch", "-q", "-c", "feature");
    writeFiles(root, { [`${dir}/spec.md`]: "new\n" });
    git(root, "commit", "-q", "-am", "newer on the branch");
    git(root, "switch", "-q", "main");
    writeFiles(root, { [`${dir}/research.md`]: "mine\n" });
    rmSync(join(root, dir, "plan.md"));
    const authored = await read(root);
    if (!authored.ok) throw new Error(authored.error.code);
    expect(authored.value.changes.map(({ path }) => path)).toEqual(["research.md"]);
    expect(text(authored.value.files.get("spec.md"))).toBe("new\n");
  });

  test("sees an edit of the same size that follows the checkout at once, and none where only the checkout changed the line ends", async () => {
    const { root, featureDir } = repoWithMission({
      "spec.md": "spec\n",
      "plan.md": "p\n",
      ".gitattributes": "*.md text eol=crlf\n",
    });
    expect(readFileSync(join(featureDir, "plan.md"), "utf8")).toBe("p\r\n");
    writeFileSync(join(featureDir, "spec.md"), "Spec\r\n");
    const authored = await read(root);
    expect(authored.ok && authored.value.changes.map(({ path }) => path)).toEqual(["spec.md"]);
  });

  test("takes a meta.json that was edited by hand, if it is still this mission's", async () => {
    const { root, featureDir } = repoWithMission();
    writeFileSync(join(featureDir, "meta.json"), metaText({ friendly_name: "A better shop" }));
    const authored = await read(root);
    expect(authored.ok && authored.value.changes.map(({ path }) => path)).toEqual(["meta.json"]);
  });

  test.each<[string, (dir: string) => void, string]>([
    ["a meta.json that is none", (dir) => writeFileSync(join(dir, "meta.json"), "{"), "META_CORRUPT"],
    [
      "a meta.json that was deleted",
      (dir) => {
        rmSync(join(dir, "meta.json"));
        writeFiles(dir, { "a.md": "" });
      },
      "META_CORRUPT",
    ],
    [
      "a meta.json of another mission",
      (dir) => writeFileSync(join(dir, "meta.json"), metaText({ mission_id: "01J9ABCDE0000000000000000B" })),
      "META_INVALID",
    ],
  ])("refuses %s", async (_what, spoil, code) => {
    const { root, featureDir } = repoWithMission();
    spoil(featureDir);
    const authored = await read(root);
    expect(authored.ok ? undefined : authored.error.code).toBe(code as never);
  });

  test.each([
    [
      "a symlink in the folder",
      (dir: string) => symlinkSync("/etc/passwd", join(dir, "spec.md")),
      "AUTHORED_FILE_UNSAFE",
    ],
    [
      "a folder that is a symlink",
      (dir: string) => {
        rmSync(dir, { recursive: true });
        symlinkSync("/etc", dir);
      },
      "AUTHORED_FILE_UNSAFE",
    ],
    [
      "a file beyond the limit",
      (dir: string) => writeFileSync(join(dir, "big.md"), Buffer.alloc(AUTHORED_FILE_LIMIT_BYTES + 1)),
      "AUTHORED_FILE_TOO_LARGE",
    ],
    [
      "folders without end",
      (dir: string) => writeFiles(dir, { [`${"d/".repeat(14)}x.md`]: "x" }),
      "AUTHORED_FOLDER_TOO_LARGE",
    ],
  ])("refuses %s", async (_what, spoil, code) => {
    const { root, featureDir } = repoWithMission();
    spoil(featureDir);
    const authored = await read(root);
    expect(authored.ok ? undefined : authored.error.code).toBe(code as never);
  });
});

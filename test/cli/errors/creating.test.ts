/** What is said of missions and what is authored for them that were refused: the whole sentence, the next step and the facts, for each way it can be put. */
import { describe, expect, test } from "bun:test";
import { describeError } from "../../../src/cli/describe.ts";
import { asError, COMMAND, type Said } from "../../support/errors.ts";

const SAID: readonly Said[] = [
  [
    { code: "TARGET_BRANCH_REQUIRED", slug: "shop" },
    "Cannot tell which branch the mission is for: HEAD is detached or on a mission's own branch",
    "Name the branch to merge into, for example: spec-kitty agent mission create shop --target-branch main",
    {},
  ],
  [
    { code: "TARGET_BRANCH_UNBORN", branch: "main" },
    "Cannot start a mission on main: this repository has no commit yet",
    "Make the first commit with: git commit --allow-empty -m init",
    { target_branch: "main" },
  ],
  [
    { code: "TARGET_BRANCH_NOT_FOUND", branch: "mian", suggestions: ["main", "maint"] },
    'There is no local branch "mian" to merge into',
    "Did you mean main or maint? All branches: git branch --list",
    { target_branch: "mian", suggestions: ["main", "maint"] },
  ],
  [
    { code: "TARGET_BRANCH_NOT_FOUND", branch: "x", suggestions: [] },
    'There is no local branch "x" to merge into',
    "See the branches with: git branch --list",
    { target_branch: "x", suggestions: [] },
  ],
  [
    { code: "MISSION_TYPE_UNKNOWN", given: "game", known: ["plan", "research"] },
    'No mission type is called "game": known are plan, research',
    "See what each is for with: spec-kitty mission-type list",
    { mission_type: "game", known: ["plan", "research"] },
  ],
  [
    { code: "MISSION_TYPE_INACTIVE", given: "plan", active: ["research"] },
    'The mission type "plan" is not active in this project: active are research',
    "Add it to mission_type_activations in .kittify/config.yaml; see: spec-kitty mission-type list",
    { mission_type: "plan", active: ["research"] },
  ],
  [
    { code: "TOPOLOGY_TARGET_PROTECTED", topology: "single_branch", branch: "main" },
    "Cannot record a single_branch mission on main: the branch is protected",
    "Leave --topology out to record on a coordination branch, or start a branch: spec-kitty agent mission create <slug> --topology single_branch --start-branch <name>",
    { topology: "single_branch", target_branch: "main" },
  ],
  [
    { code: "BRANCH_STRATEGY_CONFIRMATION_REQUIRED", branch: "main", slug: "shop" },
    "A mission that ends in a pull request into main needs its branches confirmed",
    "Ask the person, then run: spec-kitty agent mission create shop --pr-bound --branch-strategy already-confirmed (or name a branch with --start-branch)",
    { target_branch: "main" },
  ],
  [
    { code: "START_BRANCH_TARGET_MISMATCH", startBranch: "a", targetBranch: "b" },
    "The flags --start-branch a and --target-branch b name different branches",
    "Give one of them; see: spec-kitty agent mission create --help",
    { start_branch: "a", target_branch: "b" },
  ],
  [
    { code: "START_BRANCH_FAILED", startBranch: "a b", problem: "invalid-shape" },
    'Cannot start the branch "a b": it is not a short branch name',
    "Check a name with: git check-ref-format --branch <name>",
    { start_branch: "a b", problem: "invalid-shape" },
  ],
  [
    { code: "COORDINATION_BRANCH_DIVERGED", branch: "kitty/x", target: "main", slug: "shop" },
    "The coordination branch kitty/x shares no history with main",
    "Join them with: spec-kitty agent mission create shop --target-branch main --force-recreate-coordination-branch (or make a second mission with --new)",
    { coordination_branch: "kitty/x", target_branch: "main", next_step: "rejoin or --new" },
  ],
  [
    { code: "SPEC_FILE_MISSING", path: "/w/spec.md", mission: "shop" },
    "There is no specification at /w/spec.md",
    "Write it there, then run: spec-kitty agent mission setup-plan --mission shop (a deleted one comes back with: git checkout -- spec.md)",
    { mission_slug: "shop", spec_file: "/w/spec.md" },
  ],
  [
    { code: "WORK_PACKAGE_UNRESOLVED", wpId: undefined, mission: "shop", action: "review", known: ["WP01"] },
    "Mission shop has no work package to review now",
    "See where they stand with: spec-kitty agent tasks status --mission shop",
    { success: false, action: "review", mission_slug: "shop", wp_id: null, known: ["WP01"] },
  ],
  [
    { code: "WORK_PACKAGE_UNRESOLVED", wpId: "WP09", mission: "shop", action: "review", known: [] },
    "Mission shop has no work package WP09",
    "See where they stand with: spec-kitty agent tasks status --mission shop",
    { success: false, action: "review", mission_slug: "shop", wp_id: "WP09", known: [] },
  ],
  [
    { code: "AUTHORED_FILE_UNSAFE", path: "/w/a", kind: "symlink" },
    "Cannot take over /w/a: it is a symlink, not a file",
    "Look at it with: ls -l /w/a — then replace it with a file or remove it",
    { path: "/w/a", kind: "symlink" },
  ],
  [
    { code: "AUTHORED_FILE_TOO_LARGE", path: "/w/a", sizeBytes: 20, limitBytes: 10 },
    "Cannot take over /w/a: 20 bytes, the limit is 10",
    "Move it out of the mission's folder: mv /w/a /tmp/",
    { path: "/w/a", size_bytes: 20, limit_bytes: 10 },
  ],
  [
    { code: "AUTHORED_FOLDER_TOO_LARGE", path: "/w" },
    "Cannot read all of /w: too many files or folders",
    "See what is there with: find /w | head",
    { path: "/w" },
  ],
  [
    { code: "PLANNING_BRANCH_NOT_PERSISTED", mission: "shop" },
    "Cannot tell which branch shop merges into: its meta.json names no target_branch",
    "Name it once: spec-kitty agent mission finalize-tasks --mission shop --target-branch main",
    { mission_slug: "shop" },
  ],
  [
    { code: "AUTHORED_FILE_NOT_UTF8", path: "tasks/WP01.md" },
    "Cannot read tasks/WP01.md: it is not UTF-8 text",
    "Convert it, for example with: iconv -f latin1 -t utf-8 -o fixed.md tasks/WP01.md",
    { path: "tasks/WP01.md" },
  ],
  [
    { code: "OCCURRENCE_MAP_MISSING", mission: "shop", path: "/w/occurrence_map.yaml" },
    "Cannot finalize the bulk edit shop: there is no occurrence_map.yaml",
    "Write /w/occurrence_map.yaml, or remove change_mode from meta.json; then check with: spec-kitty agent mission finalize-tasks --validate-only",
    { mission_slug: "shop", path: "/w/occurrence_map.yaml" },
  ],
  [
    { code: "MAPPING_REQUEST_INVALID", detail: "--refs is missing" },
    "Cannot tell what to map: --refs is missing",
    'Run: spec-kitty agent tasks map-requirements --wp WP01 --refs FR-001,FR-002 — or: spec-kitty agent tasks map-requirements --batch \'{"WP01": ["FR-001"]}\'',
    {},
  ],
  [
    { code: "REQUIREMENT_REFS_UNKNOWN", wpId: "WP02", unknown: ["FR-009"], declared: ["FR-001", "FR-002"] },
    "The file spec.md declares no FR-009",
    "Use one of FR-001, FR-002: spec-kitty agent tasks map-requirements --wp WP02 --refs FR-001",
    { unknown_refs: ["FR-009"], declared_refs: ["FR-001", "FR-002"] },
  ],
  [
    { code: "REQUIREMENT_REFS_UNKNOWN", wpId: "WP02", unknown: ["FR-009"], declared: [] },
    "The file spec.md declares no FR-009",
    "Use one of the ids that spec.md is to declare as table rows or list items: spec-kitty agent tasks map-requirements --wp WP02 --refs FR-001",
    { unknown_refs: ["FR-009"], declared_refs: [] },
  ],
  [
    { code: "WP_NOT_FOUND", wpId: "WP09", known: ["WP01", "WP02", "WP03", "WP04", "WP05", "WP06"] },
    "The mission has no work package WP09",
    "It has WP01, WP02, WP03, WP04, WP05 and more; list them with: spec-kitty agent tasks list-tasks",
    { wp_id: "WP09", known: ["WP01", "WP02", "WP03", "WP04", "WP05", "WP06"] },
  ],
  [
    { code: "WP_NOT_FOUND", wpId: "WP09", known: ["WP01"] },
    "The mission has no work package WP09",
    "It has WP01; list them with: spec-kitty agent tasks list-tasks",
    { wp_id: "WP09", known: ["WP01"] },
  ],
  [
    { code: "WP_NOT_FOUND", wpId: "WP09", known: [] },
    "The mission has no work package WP09",
    "It has none yet; see what comes next with: spec-kitty next",
    { wp_id: "WP09", known: [] },
  ],
  [
    { code: "STATUS_LOG_CORRUPT", mission: "shop", line: 3, detail: "not JSON" },
    "Cannot read the log of shop: line 3: not JSON",
    "See every finding with: spec-kitty agent status validate --mission shop",
    { mission_slug: "shop", line: 3, detail: "not JSON" },
  ],
  [
    { code: "MISSION_REQUIRED", missions: [] },
    "There is no mission in this repository",
    "Create one with: spec-kitty mission create",
    { available_missions: [], mission_flag: "--mission", example_command: "--mission <handle>" },
  ],
  [
    { code: "MISSION_REQUIRED", missions: ["a", "b", "c", "d", "e", "f"] },
    "Several missions are possible: a, b, c, d, e",
    "Name one, for example: --mission a",
    { available_missions: ["a", "b", "c", "d", "e", "f"], mission_flag: "--mission", example_command: "--mission a" },
  ],
  [
    { code: "COORDINATION_BRANCH_DELETED", mission: "shop", branch: "kitty/x" },
    "The coordination branch kitty/x of shop does not exist any more; it owned the mission's log",
    "Find its last commit with: git reflog --all | grep kitty/x — then: git branch kitty/x <commit>",
    { mission_slug: "shop", coordination_branch: "kitty/x" },
  ],
];

describe("refusals of missions and what is authored for them", () => {
  test.each(SAID)("%j", (facts, message, hint, details) => {
    const said = describeError(asError(facts));
    expect([said.message, said.hint, said.details]).toEqual([message, hint, details]);
    expect(said.hint).toMatch(COMMAND);
  });
});

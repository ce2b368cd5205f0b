/** What is said of claims, lanes and moves that were refused: the whole sentence, the next step and the facts, for each way it can be put. */
import { describe, expect, test } from "bun:test";
import { describeError } from "../../../src/cli/describe.ts";
import { asError, COMMAND, type Said } from "../../support/errors.ts";

const SAID: readonly Said[] = [
  [
    { code: "AGENT_INVALID", given: "a b" },
    'Cannot read "a b" as an agent',
    "Write tool[:model[:profile[:role]]], for example: --agent claude or --agent codex:gpt-5",
    {},
  ],
  [
    { code: "AGENT_REQUIRED", action: "review" },
    "Cannot review without knowing who does: no --agent is given",
    "Add your name, for example: spec-kitty agent action review --agent claude",
    {},
  ],
  [
    { code: "WP_NOT_FINALIZED", wpId: "WP01", mission: "shop" },
    "WP01 cannot be moved yet: the tasks of shop are not finalized",
    "Run: spec-kitty agent mission finalize-tasks --mission shop",
    { wp_id: "WP01" },
  ],
  [
    { code: "WP_NOT_IN_LANES", wpId: "WP01", mission: "shop", hasLanes: true },
    "No execution lane lists WP01",
    "Run: spec-kitty agent mission finalize-tasks --mission shop",
    { wp_id: "WP01" },
  ],
  [
    { code: "WP_NOT_IN_LANES", wpId: "WP01", mission: "shop", hasLanes: false },
    "shop has no execution lanes: its tasks are not finalized",
    "Run: spec-kitty agent mission finalize-tasks --mission shop",
    { wp_id: "WP01" },
  ],
  [
    { code: "DEPENDENCIES_NOT_SATISFIED", wpId: "WP02", waiting: [{ wpId: "WP01", lane: "in_review" }], cycle: [] },
    "Cannot start WP02: dependencies_not_satisfied: it waits for WP01 (in_review)",
    "Approve WP01 first; see: spec-kitty agent tasks status",
    { wp_id: "WP02", unsatisfied_dependencies: ["WP01"], waiting: [{ wp_id: "WP01", lane: "in_review" }], cycle: [] },
  ],
  [
    {
      code: "DEPENDENCIES_NOT_SATISFIED",
      wpId: "WP02",
      waiting: [{ wpId: "WP01", lane: "planned" }],
      cycle: ["WP01", "WP02", "WP01"],
    },
    "Cannot start WP02: dependencies_not_satisfied: it waits for packages that wait for each other: WP01 → WP02 → WP01",
    "Break the cycle in the dependencies of these files, then run: spec-kitty agent mission finalize-tasks",
    {
      wp_id: "WP02",
      unsatisfied_dependencies: ["WP01"],
      waiting: [{ wp_id: "WP01", lane: "planned" }],
      cycle: ["WP01", "WP02", "WP01"],
    },
  ],
  [
    {
      code: "WP_ALREADY_CLAIMED",
      wpId: "WP01",
      lane: "in_review",
      claimedBy: "bob",
      requestingActor: "eve",
      action: "review",
    },
    "WP01 is already claimed for review by 'bob'",
    "Take another one: leave out the id and the next free package is chosen; see: spec-kitty agent tasks status",
    { wp_id: "WP01", lane: "in_review", claimed_by: "bob", requesting_actor: "eve" },
  ],
  [
    { code: "WP_NOT_CLAIMABLE", wpId: "WP01", lane: "for_review", action: "implement", mission: "shop" },
    "Cannot start the implementation of WP01: it is in for_review",
    "Review it: spec-kitty agent action review WP01 --mission shop",
    { wp_id: "WP01", lane: "for_review" },
  ],
  [
    { code: "WP_NOT_CLAIMABLE", wpId: "WP01", lane: "blocked", action: "implement", mission: "shop" },
    "Cannot start the implementation of WP01: it is in blocked",
    "Unblock it: spec-kitty agent tasks move-task WP01 --to in_progress --mission shop",
    { wp_id: "WP01", lane: "blocked" },
  ],
  [
    { code: "WP_NOT_CLAIMABLE", wpId: "WP01", lane: "approved", action: "implement", mission: "shop" },
    "Cannot start the implementation of WP01: it is in approved",
    "Send it back first: spec-kitty agent tasks move-task WP01 --to planned --review-feedback-file FILE --mission shop",
    { wp_id: "WP01", lane: "approved" },
  ],
  [
    { code: "WP_NOT_CLAIMABLE", wpId: "WP01", lane: "in_progress", action: "review", mission: "shop" },
    "Cannot start the review of WP01: it is in in_progress",
    "Hand it in first: spec-kitty agent tasks move-task WP01 --to for_review --mission shop",
    { wp_id: "WP01", lane: "in_progress" },
  ],
  [
    { code: "NO_CLAIMABLE_WP", action: "implement", mission: "shop", waiting: [{ wpId: "WP01", lane: "done" }] },
    "No work package of shop can be taken for implementation now",
    "See where each stands with: spec-kitty agent tasks status --mission shop",
    { waiting: [{ wp_id: "WP01", lane: "done" }] },
  ],
  [
    { code: "NO_CLAIMABLE_WP", action: "review", mission: "shop", waiting: [] },
    "No work package of shop can be taken for review now",
    "See where each stands with: spec-kitty agent tasks status --mission shop",
    { waiting: [] },
  ],
  [
    {
      code: "DEPENDENCY_LANE_MERGE_CONFLICT",
      source: "kitty/a",
      laneId: "lane-b",
      files: ["1", "2", "3", "4", "5", "6", "7"],
      wpIds: ["WP02"],
      sourceWpIds: ["WP01"],
      settleIn: "/w/b",
      merge: "kitty/a",
    },
    "Cannot bring kitty/a into lane-b: both changed 1, 2, 3, 4, 5 and 2 more",
    "Settle it by hand: cd /w/b && git merge --no-commit kitty/a; resolve, then: git checkout HEAD -- kitty-specs && git commit",
    {
      lane_id: "lane-b",
      source: "kitty/a",
      files: ["1", "2", "3", "4", "5", "6", "7"],
      wp_ids: ["WP02"],
      source_wp_ids: ["WP01"],
      settle_in: "/w/b",
      merge: "kitty/a",
    },
  ],
  [
    {
      code: "DEPENDENCY_LANE_MERGE_CONFLICT",
      source: "kitty/a",
      laneId: "lane-b",
      files: ["x"],
      wpIds: [],
      sourceWpIds: [],
      settleIn: undefined,
      merge: "kitty/a",
    },
    "Cannot bring kitty/a into lane-b: both changed x",
    "Settle it by hand: cd <a worktree of the lane> && git merge --no-commit kitty/a; resolve, then: git checkout HEAD -- kitty-specs && git commit",
    {
      lane_id: "lane-b",
      source: "kitty/a",
      files: ["x"],
      wp_ids: [],
      source_wp_ids: [],
      settle_in: null,
      merge: "kitty/a",
    },
  ],
  [
    { code: "LANE_WORKTREE_DIRTY", path: "/w/a", files: ["x", "y"] },
    "The worktree /w/a has changes that are not committed: x, y",
    'Commit them: cd /w/a && git add -A && git commit -m "<what was done>"',
    { worktree_path: "/w/a", files: ["x", "y"] },
  ],
  [
    { code: "LANE_OPERATION_IN_PROGRESS", path: "/w/a", operation: "rebase" },
    "The worktree /w/a is in the middle of a rebase",
    "End it: cd /w/a && git rebase --continue (or --abort)",
    { worktree_path: "/w/a", operation: "rebase" },
  ],
  [
    { code: "LANE_WORKTREE_MISSING", wpId: "WP01", laneId: "lane-a", branch: "kitty/a" },
    "WP01 has no workspace: kitty/a is not checked out anywhere",
    "Make it with: spec-kitty agent action implement WP01 --agent <you>",
    { wp_id: "WP01", lane_id: "lane-a", lane_branch: "kitty/a" },
  ],
  [
    { code: "LANE_HAS_NO_COMMITS", wpId: "WP01", laneId: "lane-a", path: "/w/a" },
    "WP01 has nothing to review: lane-a has no commit of its own",
    'Commit the work: cd /w/a && git add -A && git commit -m "WP01: <what was done>"',
    { wp_id: "WP01", lane_id: "lane-a", worktree_path: "/w/a" },
  ],
  [
    {
      code: "LANE_CHANGED_MISSION_FILES",
      laneId: "lane-a",
      path: "/w/a",
      files: ["kitty-specs/x"],
      restoreFrom: "abc",
    },
    "The branch of lane-a changes mission files: kitty-specs/x",
    'Put them back: cd /w/a && git checkout abc -- kitty-specs && git commit -m "Leave kitty-specs alone"',
    { lane_id: "lane-a", worktree_path: "/w/a", files: ["kitty-specs/x"], restore_from: "abc" },
  ],
  [
    {
      code: "LANE_CHANGED_MISSION_FILES",
      laneId: "lane-a",
      path: "/w/a",
      files: ["kitty-specs/x"],
      restoreFrom: undefined,
    },
    "The branch of lane-a changes mission files: kitty-specs/x",
    'Put them back: cd /w/a && git checkout <fork> -- kitty-specs && git commit -m "Leave kitty-specs alone"',
    { lane_id: "lane-a", worktree_path: "/w/a", files: ["kitty-specs/x"], restore_from: null },
  ],
  [
    { code: "SELF_REVIEW_OPTIONS_INCOMPLETE", missing: ["--intended-reviewer", "--note"] },
    "A self-review also needs --intended-reviewer and --note",
    "Add --intended-reviewer and --note; see: spec-kitty agent tasks move-task --help",
    {},
  ],
  [
    { code: "AGENT_MISMATCH", wpId: "WP01", holder: "bob", agent: "eve" },
    "WP01 belongs to 'bob', not to 'eve'",
    "Let the holder move it, or take the decision on you with --force --note TEXT; see: spec-kitty agent tasks move-task --help",
    { wp_id: "WP01", claimed_by: "bob", requesting_actor: "eve" },
  ],
  [
    { code: "REVIEW_FEEDBACK_REQUIRED", wpId: "WP01", from: "in_review", given: undefined },
    "Cannot send WP01 back from in_review without saying what is wrong",
    "Write the feedback to a file, then: spec-kitty agent tasks move-task WP01 --to planned --review-feedback-file FILE",
    { wp_id: "WP01", review_feedback: null },
  ],
  [
    { code: "REVIEW_FEEDBACK_REQUIRED", wpId: "WP01", from: "in_review", given: "/tmp/f" },
    "Cannot send WP01 back from in_review: /tmp/f does not exist or is empty",
    "Write the feedback to a file, then: spec-kitty agent tasks move-task WP01 --to planned --review-feedback-file FILE",
    { wp_id: "WP01", review_feedback: "/tmp/f" },
  ],
  [
    { code: "SUBTASKS_NOT_DONE", wpId: "WP01", mission: "shop", declared: true, open: ["T001", "T002"] },
    "WP01 has subtasks that are not done: T001, T002",
    "When they are: spec-kitty agent tasks mark-status WP01/T001 WP01/T002 --status done --mission shop",
    { wp_id: "WP01", open_subtasks: ["T001", "T002"] },
  ],
  [
    { code: "SUBTASKS_NOT_DONE", wpId: "WP01", mission: "shop", declared: false, open: [] },
    "The file of WP01 does not list its subtasks, so nothing shows that they are done",
    'Add "subtasks: []" (or their ids) to its front matter and run: spec-kitty agent mission finalize-tasks --mission shop',
    { wp_id: "WP01", open_subtasks: [] },
  ],
  [
    { code: "WP_NOT_MERGED", wpId: "WP01", branch: "kitty/a", target: "main" },
    "WP01 is not done: main does not contain kitty/a",
    "Merge the mission with: spec-kitty merge --mission <slug>; or say why it is done with --done-override-reason TEXT",
    { wp_id: "WP01", lane_branch: "kitty/a", target_branch: "main" },
  ],
  [
    { code: "ISSUE_MATRIX_INCOMPLETE", rows: ["#1", "#2"] },
    "Issues without a final verdict: #1, #2",
    "Give each a verdict in issue-matrix.json: fixed, verified-already-fixed or deferred-with-followup; see: spec-kitty agent tasks status",
    { rows: ["#1", "#2"] },
  ],
  [
    { code: "REVIEW_CYCLE_UNREADABLE", file: "review-cycle-x.md" },
    "The file review-cycle-x.md is named like a review cycle but has no number",
    "Rename it to review-cycle-N.md (or remove it) in the mission's tasks folder and run: spec-kitty spec-commit",
    {},
  ],
  [
    { code: "OPTION_JSON_INVALID", option: "--evidence-json", expected: "an object" },
    "The value of --evidence-json is not the JSON it takes: an object",
    "See an example with: spec-kitty agent status emit --help",
    {},
  ],
  [
    { code: "NOTE_BLANK" },
    "Cannot add an empty note",
    'Say something: spec-kitty agent tasks add-history WP01 --note "<text>"',
    {},
  ],
];

describe("refusals of claims, lanes and moves", () => {
  test.each(SAID)("%j", (facts, message, hint, details) => {
    const said = describeError(asError(facts));
    expect([said.message, said.hint, said.details]).toEqual([message, hint, details]);
    expect(said.hint).toMatch(COMMAND);
  });
});

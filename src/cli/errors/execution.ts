/** Texts for claims, execution lanes, reviews and moves of work packages. */
import type { AgentInvalid } from "../../core/agent/identity.ts";
import type { ClaimRefusal } from "../../core/execution-lane/claim.ts";
import type { HandoffRefusal } from "../../core/execution-lane/handoff.ts";
import type { MoveRefusal } from "../../core/review/move.ts";
import type { ReviewCycleUnreadable } from "../../core/review/review-cycle.ts";
import type { EmitRefusal } from "../../core/status/decide-emit.ts";
import type { TransitionRefusal } from "../../core/status/transition.ts";
import type { HistoryError } from "../../usecases/add-history.ts";
import type { ClaimError } from "../../usecases/claim-work-package.ts";
import type { PlanContextError } from "../../usecases/plan-context.ts";
import type { PrepareLaneError } from "../../usecases/prepare-lane.ts";
import type { ErrorTexts } from "./text.ts";

type Coded<E, C extends string> = Extract<E, { readonly code: C }>;

export type ExecutionError =
  | AgentInvalid
  | Exclude<ClaimRefusal, { readonly code: "WP_NOT_FOUND" }>
  | HandoffRefusal
  | Exclude<MoveRefusal, TransitionRefusal>
  | ReviewCycleUnreadable
  | Coded<EmitRefusal, "OPTION_JSON_INVALID">
  | Coded<ClaimError, "AGENT_REQUIRED">
  | Coded<HistoryError, "NOTE_BLANK">
  | Coded<PlanContextError, "WP_NOT_IN_LANES">
  | Coded<PrepareLaneError, "DEPENDENCY_LANE_MERGE_CONFLICT">;

const MOVE_HELP = "spec-kitty agent tasks move-task --help";
const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");

const CLAIMS = {
  AGENT_INVALID: {
    exit: 1,
    message: (e) => `Cannot read "${e.given}" as an agent`,
    hint: () => "Write tool[:model[:profile[:role]]], for example: --agent claude or --agent codex:gpt-5",
    explain: "An agent is named by its tool; model, profile and role may follow, separated by colons.",
  },
  AGENT_REQUIRED: {
    exit: 1,
    message: (e) => `Cannot ${e.action} without knowing who does: no --agent is given`,
    hint: (e) => `Add your name, for example: spec-kitty agent action ${e.action} --agent claude`,
    explain: "A claim belongs to somebody, so that a second agent is told whom the work package belongs to.",
  },
  WP_NOT_FINALIZED: {
    exit: 1,
    message: (e) => `${e.wpId} cannot be moved yet: the tasks of ${e.mission} are not finalized`,
    hint: (e) => `Run: spec-kitty agent mission finalize-tasks --mission ${e.mission}`,
    explain: "Finalizing checks the work packages together, assigns execution lanes and puts each on the board.",
    details: (e) => ({ wp_id: e.wpId }),
  },
  WP_NOT_IN_LANES: {
    exit: 1,
    message: (e) =>
      e.hasLanes
        ? `No execution lane lists ${e.wpId}`
        : `${e.mission} has no execution lanes: its tasks are not finalized`,
    hint: (e) => `Run: spec-kitty agent mission finalize-tasks --mission ${e.mission}`,
    explain:
      "lanes.json says which branch and worktree a package is worked on in; it is written when tasks are finalized.",
    details: (e) => ({ wp_id: e.wpId }),
  },
  DEPENDENCIES_NOT_SATISFIED: {
    exit: 1,
    message: (e) =>
      e.cycle.length > 0
        ? `Cannot start ${e.wpId}: dependencies_not_satisfied: it waits for packages that wait for each other: ${e.cycle.join(" → ")}`
        : `Cannot start ${e.wpId}: dependencies_not_satisfied: it waits for ${e.waiting.map((w) => `${w.wpId} (${w.lane})`).join(", ")}`,
    hint: (e) =>
      e.cycle.length > 0
        ? "Break the cycle in the dependencies of these files, then run: spec-kitty agent mission finalize-tasks"
        : `Approve ${listed(e.waiting.map((w) => w.wpId))} first; see: spec-kitty agent tasks status`,
    explain: "Work starts when everything it depends on is approved or done. A canceled package satisfies nothing.",
    details: (e) => ({
      wp_id: e.wpId,
      unsatisfied_dependencies: e.waiting.map((w) => w.wpId),
      waiting: e.waiting.map((w) => ({ wp_id: w.wpId, lane: w.lane })),
      cycle: e.cycle,
    }),
  },
  WP_ALREADY_CLAIMED: {
    exit: 1,
    message: (e) => `${e.wpId} is already claimed for ${e.action} by '${e.claimedBy}'`,
    hint: () =>
      "Take another one: leave out the id and the next free package is chosen; see: spec-kitty agent tasks status",
    explain:
      "A package has one holder at a time. The holder may repeat its claim; nobody else can take it over by claiming.",
    details: (e) => ({ wp_id: e.wpId, lane: e.lane, claimed_by: e.claimedBy, requesting_actor: e.requestingActor }),
  },
  WP_NOT_CLAIMABLE: {
    exit: 1,
    message: (e) =>
      `Cannot start ${e.action === "review" ? "the review" : "the implementation"} of ${e.wpId}: it is in ${e.lane}`,
    hint: (e) => {
      if (e.action === "implement" && e.lane === "for_review")
        return `Review it: spec-kitty agent action review ${e.wpId} --mission ${e.mission}`;
      if (e.action === "implement" && e.lane === "blocked")
        return `Unblock it: spec-kitty agent tasks move-task ${e.wpId} --to in_progress --mission ${e.mission}`;
      if (e.action === "implement")
        return `Send it back first: spec-kitty agent tasks move-task ${e.wpId} --to planned --review-feedback-file FILE --mission ${e.mission}`;
      return `Hand it in first: spec-kitty agent tasks move-task ${e.wpId} --to for_review --mission ${e.mission}`;
    },
    explain: "Implementation starts from planned, review from for_review. Other lanes first need a move.",
    details: (e) => ({ wp_id: e.wpId, lane: e.lane }),
  },
  NO_CLAIMABLE_WP: {
    exit: 1,
    message: (e) =>
      `No work package of ${e.mission} can be taken for ${e.action === "review" ? "review" : "implementation"} now`,
    hint: (e) => `See where each stands with: spec-kitty agent tasks status --mission ${e.mission}`,
    explain:
      "Without an id, the first package that is ready is taken: planned with its dependencies approved, or for_review.",
    details: (e) => ({ waiting: e.waiting.map((w) => ({ wp_id: w.wpId, lane: w.lane })) }),
  },
} as const satisfies Partial<ErrorTexts<ExecutionError>>;

const LANES = {
  DEPENDENCY_LANE_MERGE_CONFLICT: {
    exit: 1,
    message: (e) => `Cannot bring ${e.source} into ${e.laneId}: both changed ${listed(e.files)}`,
    hint: (e) =>
      `Settle it by hand: cd ${e.settleIn ?? "<a worktree of the lane>"} && git merge --no-commit ${e.merge}; resolve, then: git checkout HEAD -- kitty-specs && git commit`,
    explain:
      "A lane starts from the approved work it depends on. The merge is computed before anything moves; where two lanes changed the same lines, a person has to decide.",
    details: (e) => ({
      lane_id: e.laneId,
      source: e.source,
      files: e.files,
      wp_ids: e.wpIds,
      source_wp_ids: e.sourceWpIds,
      settle_in: e.settleIn ?? null,
      merge: e.merge,
    }),
  },
  LANE_WORKTREE_DIRTY: {
    exit: 1,
    message: (e) => `The worktree ${e.path} has changes that are not committed: ${listed(e.files)}`,
    hint: (e) => `Commit them: cd ${e.path} && git add -A && git commit -m "<what was done>"`,
    explain:
      "Review and merging see commits only. Work that is not committed would be left out, or be overwritten by a merge.",
    details: (e) => ({ worktree_path: e.path, files: e.files }),
  },
  LANE_OPERATION_IN_PROGRESS: {
    exit: 1,
    message: (e) => `The worktree ${e.path} is in the middle of a ${e.operation}`,
    hint: (e) => `End it: cd ${e.path} && git ${e.operation} --continue (or --abort)`,
    explain: "Until git has ended the operation, the branch is not what it will be.",
    details: (e) => ({ worktree_path: e.path, operation: e.operation }),
  },
  LANE_WORKTREE_MISSING: {
    exit: 1,
    message: (e) => `${e.wpId} has no workspace: ${e.branch} is not checked out anywhere`,
    hint: (e) => `Make it with: spec-kitty agent action implement ${e.wpId} --agent <you>`,
    explain: "A package is handed in from its execution lane's worktree, where its state can be checked.",
    details: (e) => ({ wp_id: e.wpId, lane_id: e.laneId, lane_branch: e.branch }),
  },
  LANE_HAS_NO_COMMITS: {
    exit: 1,
    message: (e) => `${e.wpId} has nothing to review: ${e.laneId} has no commit of its own`,
    hint: (e) => `Commit the work: cd ${e.path} && git add -A && git commit -m "${e.wpId}: <what was done>"`,
    explain: "A review needs at least one commit beyond the point where the lane was started.",
    details: (e) => ({ wp_id: e.wpId, lane_id: e.laneId, worktree_path: e.path }),
  },
  LANE_CHANGED_MISSION_FILES: {
    exit: 1,
    message: (e) => `The branch of ${e.laneId} changes mission files: ${listed(e.files)}`,
    hint: (e) =>
      `Put them back: cd ${e.path} && git checkout ${e.restoreFrom ?? "<fork>"} -- kitty-specs && git commit -m "Leave kitty-specs alone"`,
    explain:
      "Status and plans live on the mission's branch. A lane that changes them would overwrite what others recorded.",
    details: (e) => ({ lane_id: e.laneId, worktree_path: e.path, files: e.files, restore_from: e.restoreFrom ?? null }),
  },
} as const satisfies Partial<ErrorTexts<ExecutionError>>;

const MOVES = {
  SELF_REVIEW_OPTIONS_INCOMPLETE: {
    exit: 1,
    message: (e) => `A self-review also needs ${e.missing.join(" and ")}`,
    hint: (e) => `Add ${e.missing.join(" and ")}; see: ${MOVE_HELP}`,
    explain:
      "An implementer may approve its own work only by force, saying who should have reviewed it and why they could not.",
  },
  AGENT_MISMATCH: {
    exit: 1,
    message: (e) => `${e.wpId} belongs to '${e.holder}', not to '${e.agent}'`,
    hint: () => `Let the holder move it, or take the decision on you with --force --note TEXT; see: ${MOVE_HELP}`,
    explain:
      "While a package is being worked on or reviewed, its holder moves it; others need force, which is recorded.",
    details: (e) => ({ wp_id: e.wpId, claimed_by: e.holder, requesting_actor: e.agent }),
  },
  REVIEW_FEEDBACK_REQUIRED: {
    exit: 1,
    message: (e) =>
      e.given === undefined
        ? `Cannot send ${e.wpId} back from ${e.from} without saying what is wrong`
        : `Cannot send ${e.wpId} back from ${e.from}: ${e.given} does not exist or is empty`,
    hint: (e) =>
      `Write the feedback to a file, then: spec-kitty agent tasks move-task ${e.wpId} --to planned --review-feedback-file FILE`,
    explain: "Whoever takes the package up again works from the feedback. Force does not replace it.",
    details: (e) => ({ wp_id: e.wpId, review_feedback: e.given ?? null }),
  },
  SUBTASKS_NOT_DONE: {
    exit: 1,
    message: (e) =>
      e.declared
        ? `${e.wpId} has subtasks that are not done: ${listed(e.open)}`
        : `The file of ${e.wpId} does not list its subtasks, so nothing shows that they are done`,
    hint: (e) =>
      e.declared
        ? `When they are: spec-kitty agent tasks mark-status ${e.open.map((id) => `${e.wpId}/${id}`).join(" ")} --status done --mission ${e.mission}`
        : `Add "subtasks: []" (or their ids) to its front matter and run: spec-kitty agent mission finalize-tasks --mission ${e.mission}`,
    explain:
      "A package goes on when each subtask in its file is marked done in the log. Force with a note skips this check.",
    details: (e) => ({ wp_id: e.wpId, open_subtasks: e.open }),
  },
  WP_NOT_MERGED: {
    exit: 1,
    message: (e) => `${e.wpId} is not done: ${e.target} does not contain ${e.branch}`,
    hint: () =>
      "Merge the mission with: spec-kitty merge --mission <slug>; or say why it is done with --done-override-reason TEXT",
    explain: "Done means that the target branch has the code. Merging sets it; by hand it takes a reason.",
    details: (e) => ({ wp_id: e.wpId, lane_branch: e.branch, target_branch: e.target }),
  },
  ISSUE_MATRIX_INCOMPLETE: {
    exit: 1,
    message: (e) => `Issues without a final verdict: ${listed(e.rows)}`,
    hint: () =>
      "Give each a verdict in issue-matrix.json: fixed, verified-already-fixed or deferred-with-followup; see: spec-kitty agent tasks status",
    explain:
      "The issue matrix promises that each issue the mission names was dealt with; a package is not approved before that is said.",
    details: (e) => ({ rows: e.rows }),
  },
  REVIEW_CYCLE_UNREADABLE: {
    exit: 1,
    message: (e) => `The file ${e.file} is named like a review cycle but has no number`,
    hint: () =>
      "Rename it to review-cycle-N.md (or remove it) in the mission's tasks folder and run: spec-kitty spec-commit",
    explain: "Review cycles are numbered without gaps or reuse, so the next number must be certain.",
  },
  OPTION_JSON_INVALID: {
    exit: 1,
    message: (e) => `The value of ${e.option} is not the JSON it takes: ${e.expected}`,
    hint: () => "See an example with: spec-kitty agent status emit --help",
    explain: "Evidence and review results are JSON objects with fixed keys, none of them blank.",
  },
  NOTE_BLANK: {
    exit: 1,
    message: () => "Cannot add an empty note",
    hint: () => 'Say something: spec-kitty agent tasks add-history WP01 --note "<text>"',
    explain: "A note in a package's history is read by whoever takes it up next.",
  },
} as const satisfies Partial<ErrorTexts<ExecutionError>>;

export const EXECUTION_ERRORS = { ...CLAIMS, ...LANES, ...MOVES } satisfies ErrorTexts<ExecutionError>;

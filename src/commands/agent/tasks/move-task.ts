/** `spec-kitty agent tasks move-task`: move a work package on the board. */
import { leaf } from "../../../cli/leaf.ts";
import { moveHuman, moveJson } from "../../../cli/render/move.ts";
import { moveTask } from "../../../usecases/move-task.ts";

export const move = leaf({
  path: "agent tasks move-task",
  summary: "Move a work package to another lane",
  description:
    "Forward moves go through every lane in between, in one commit. Going to for_review checks subtasks and the execution lane's worktree; going back to planned takes a feedback file and resets the subtasks.",
  examples: [
    { line: "spec-kitty agent tasks move-task WP01 --to for_review --agent claude", does: "hand in finished work" },
    {
      line: 'spec-kitty agent tasks move-task WP01 --to approved --agent claude --note "all tests pass"',
      does: "approve",
    },
    {
      line: "spec-kitty agent tasks move-task WP01 --to planned --review-feedback-file /tmp/feedback.md",
      does: "send back with feedback",
    },
  ],
  args: {
    taskId: { type: "positional", summary: "Work package, e.g. WP01", complete: "wp" },
    to: { type: "option", value: "LANE", summary: "Lane to move to", required: true, complete: "lane" },
    mission: {
      type: "option",
      value: "HANDLE",
      summary: "Mission, by folder, slug, number or id",
      complete: "mission",
    },
    agent: { type: "option", value: "AGENT", summary: "Who you are: tool[:model[:profile[:role]]]", complete: "agent" },
    model: { type: "option", value: "MODEL", summary: "The model you run on" },
    profile: { type: "option", value: "PROFILE", summary: "The profile you follow" },
    invocationId: { type: "option", value: "ID", summary: "Accepted for older scripts; not used", hidden: true },
    assignee: { type: "option", value: "NAME", summary: "Who it is assigned to" },
    shellPid: { type: "option", value: "PID", summary: "Process of the agent's shell", integer: true },
    note: { type: "option", value: "TEXT", summary: "Why; kept in the log and the history" },
    reviewFeedbackFile: {
      type: "option",
      value: "FILE",
      summary: "What the review found, for --to planned",
      complete: "file",
    },
    approvalRef: { type: "option", value: "TEXT", summary: "What the approval refers to, e.g. a pull request" },
    reviewer: { type: "option", value: "NAME", summary: "Who judged; the agent, else git's user, if left out" },
    selfReviewFallback: { type: "flag", summary: "Approve your own work; needs --force and the two options below" },
    intendedReviewer: { type: "option", value: "NAME", summary: "Who should have reviewed it" },
    reviewerFailureReason: { type: "option", value: "TEXT", summary: "Why they could not" },
    doneOverrideReason: { type: "option", value: "TEXT", summary: "Why it is done although the target lacks it" },
    force: { type: "flag", summary: "Skip the checks; needs --agent and --note" },
    trackerRef: { type: "option", value: "REF", summary: "Ticket that it belongs to", repeatable: true },
    skipReviewArtifactCheck: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
    skipPreReviewGate: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
    autoCommit: {
      type: "flag",
      summary: "Accepted for older scripts; a move is always committed",
      negatable: true,
      hidden: true,
    },
  },
  envelope: "contract",
  run: (ctx, input) => {
    const { taskId, trackerRef, reviewFeedbackFile, selfReviewFallback, intendedReviewer, reviewerFailureReason } =
      input;
    const { to, mission, agent, model, profile, assignee, shellPid, note, approvalRef, reviewer, doneOverrideReason } =
      input;
    const asksSelfReview = selfReviewFallback || intendedReviewer !== undefined || reviewerFailureReason !== undefined;
    const selfReview = asksSelfReview ? { intendedReviewer, failureReason: reviewerFailureReason } : undefined;
    const said = { note, approvalRef, reviewer, doneOverrideReason, assignee, shellPid, selfReview };
    const trackerRefs = trackerRef;
    const feedbackFile = reviewFeedbackFile;
    const who = { agent, model, profile };
    return moveTask(ctx, { wpId: taskId, to, mission, force: input.force, trackerRefs, feedbackFile, ...who, ...said });
  },
  human: moveHuman,
  json: moveJson,
});

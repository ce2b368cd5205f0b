/** The prompt that starts the review of a work package. Pure. */
import {
  callFor,
  diffCommand,
  identityLines,
  ownCommitsCommand,
  type PromptFacts,
  packageBlock,
  reviewedWorkspaceLines,
  section,
  shellWord,
  topologyBlock,
} from "./work-package-prompt.ts";

/** How a review ends; also printed by the command itself. */
export const verdictCommands = (
  facts: PromptFacts,
  feedbackFile: string,
): { readonly approve: string; readonly reject: string } => ({
  approve: callFor(facts, "move-task", '--to approved --note "<why it is good>"'),
  reject: callFor(facts, "move-task", `--to planned --review-feedback-file ${shellWord(feedbackFile)}`),
});

const CHECKLIST = [
  "1. Unused code: is everything that was added reached from somewhere other than its own tests?",
  "2. Hollow tests: do the tests run the production code, and would they fail if it were wrong?",
  "3. Swallowed failures: does a failure end in an empty value that looks like success?",
  "4. Requirements: is each requirement that the package refers to met, and shown by a test?",
  "5. Untouchables: were files changed that the package or the plan says must stay as they are?",
  "6. Prohibitions: does the change do anything that a MUST NOT of the spec rules out?",
  "7. Ownership: were files changed that belong to another package?",
  "8. Brittle errors: can ordinary input end in an unhandled exception or an unclear message?",
];

/** The header that programs read; plain scalars and quoted text only. */
function header(facts: PromptFacts, promptPath: string, repoRoot: string): string {
  const { workspace } = facts;
  const fields: readonly (readonly [string, string | undefined])[] = [
    ["work_package_id", facts.wpId],
    ["mission_id", facts.missionId],
    ["mission_slug", facts.missionSlug],
    ["mission_branch", facts.missionBranch],
    ["base_ref", facts.missionBranch],
    ["lane_branch", workspace.branch],
    ["lane_worktree", workspace.path],
    ["prompt_path", promptPath],
    ["repo_root", repoRoot],
  ];
  const lines = fields.map(([key, value]) => `${key}: ${value === undefined ? "null" : JSON.stringify(value)}`);
  return ["---", ...lines, "---"].join("\n");
}

/** Writes the prompt. */
export function renderReviewPrompt(
  facts: PromptFacts,
  place: { readonly promptPath: string; readonly repoRoot: string; readonly feedbackFile: string },
): string {
  const diff = diffCommand(facts);
  const dependencies = facts.entries.find(({ wpId }) => wpId === facts.wpId)?.dependencies ?? [];
  const { approve, reject } = verdictCommands(facts, place.feedbackFile);
  const verdict = [
    `- Good: ${approve}`,
    `- Not yet: write what is wrong to ${place.feedbackFile}, one point a line with file and reason, then: ${reject}`,
  ];
  return `${[
    header(facts, place.promptPath, place.repoRoot),
    `# Review ${facts.wpId}: ${facts.title}`,
    identityLines(facts).join("\n"),
    section("What to review", [
      ...(diff === undefined
        ? [`The owned files, as recorded on ${facts.missionBranch}: ${facts.ownedFiles.join(", ")}.`]
        : [`The whole change: ${diff}`]),
      ...(diff === undefined || dependencies.length === 0
        ? []
        : [`It holds what ${dependencies.join(", ")} brought in. This lane alone: ${ownCommitsCommand(facts) ?? ""}`]),
      ...(facts.ownedFiles.length > 0 && diff !== undefined
        ? [`Its share of the lane: ${facts.ownedFiles.join(", ")}.`]
        : []),
      ...(facts.feedback === undefined
        ? []
        : [`It was sent back before; the last feedback is in ${facts.feedback.path}.`]),
      "Run the tests yourself. Change no code: what is wrong goes back to the implementer.",
    ]),
    section("The workspace", reviewedWorkspaceLines(facts)),
    section("Look for", CHECKLIST),
    section("Verdict", verdict),
    topologyBlock(facts),
    packageBlock(facts),
    section("To finish", verdict),
  ].join("\n\n")}\n`;
}

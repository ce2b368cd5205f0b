/** Instructions of the steps that concern one work package, and of those that no command template covers. */

export type PackageStep = {
  readonly action: "implement" | "review";
  readonly wpId: string;
  readonly missionSlug: string;
  readonly agent: string;
};

/** Sends an agent to the command that claims the package and prints its whole prompt. */
export function packageInstructions({ action, wpId, missionSlug, agent }: PackageStep): string {
  const claim = `spec-kitty agent action ${action} ${wpId} --agent ${agent} --mission ${missionSlug}`;
  const then =
    action === "implement"
      ? "Then work in the workspace it names, mark each subtask as it is done, commit, and move the package to `for_review` with the command that it prints."
      : "Then judge the work against the package and the specification: approve it, or send it back with a feedback file, with one of the two commands that it prints.";
  return [
    `${action === "implement" ? "Implement" : "Review"} work package ${wpId}, and no other.`,
    `1. Claim it and read the whole output; it contains the workspace, the package and the closing commands:\n   \`${claim}\``,
    `2. ${then}`,
  ].join("\n\n");
}

/** What there is to do before a specification is written; also the research step of other mission types. */
export const DISCOVERY_INSTRUCTIONS = `Find out what is really wanted before anything is written down.

1. Read the request, the title above and everything in \`feature_dir\`. Read the code and the documents that they touch: entry
   points, the nearest thing that exists already, its tests, how the project is built and checked.
2. Write down for yourself: who needs this, what they do today, what would be different, what must not change, how anybody
   would notice that it works. Mark what you know from a source and what you assume.
3. Ask the user what you could not find out and what decides the scope, one question at a time, each with the answer that you
   would choose. Stop as soon as nothing decisive is open; do not ask about implementation.
4. Record findings with their sources in \`research.md\` in \`feature_dir\` if they are more than a few lines.

It is done when you can say in five lines what is wanted and the user has agreed to them. Nothing needs to be committed.`;

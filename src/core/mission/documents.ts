/** The documents that a new mission begins with: outlines filled in with its names, and a note beside the work packages. */

export type DocumentFacts = {
  readonly friendlyName: string;
  readonly missionSlug: string;
  /** ISO 8601; its date is shown. */
  readonly createdAt: string;
};

/** Fills the three places of an outline. What a person chose is put in as it is and never filled again. */
export function fillDocument(template: string, facts: DocumentFacts): string {
  const values: Readonly<Record<string, string>> = {
    friendly_name: facts.friendlyName,
    mission_slug: facts.missionSlug,
    created_on: facts.createdAt.slice(0, 10),
  };
  return template.replace(/\{\{(\w+)\}\}/g, (whole, name: string) => values[name] ?? whole);
}

/** Renders tasks/README.md. */
export const renderTasksReadme = (missionSlug: string): string =>
  `# Work packages of ${missionSlug}

One file for each work package: \`WP01-short-name.md\`, \`WP02-…\`. Each begins with its facts between two \`---\` lines and goes on
with the instructions for whoever implements it. All files stay in this folder; their status is in the mission's log, not here.

- \`spec-kitty agent mission finalize-tasks\` checks them and records the plan.
- \`spec-kitty agent tasks status\` shows where each of them stands.
`;

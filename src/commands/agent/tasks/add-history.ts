/** `spec-kitty agent tasks add-history`: a note for whoever takes the package up next. */
import { leaf } from "../../../cli/leaf.ts";
import { commitsJson } from "../../../cli/render/commits.ts";
import { addHistory } from "../../../usecases/add-history.ts";

export const history = leaf({
  path: "agent tasks add-history",
  summary: "Add a note to a work package's history",
  examples: [
    {
      line: 'spec-kitty agent tasks add-history WP01 --note "the API is down" --agent claude',
      does: "say what stops you",
    },
    { line: 'spec-kitty agent tasks add-history WP01 --note "half done" --json', does: "the same for a program" },
  ],
  args: {
    taskId: { type: "positional", summary: "Work package, e.g. WP01", complete: "wp" },
    note: { type: "option", value: "TEXT", summary: "What to remember", required: true },
    mission: {
      type: "option",
      value: "HANDLE",
      summary: "Mission, by folder, slug, number or id",
      complete: "mission",
    },
    agent: { type: "option", value: "AGENT", summary: "Who you are", complete: "agent" },
    shellPid: { type: "option", value: "PID", summary: "Process of the agent's shell", integer: true },
  },
  envelope: "contract",
  run: (ctx, { taskId, note, mission, agent, shellPid }) =>
    addHistory(ctx, { wpId: taskId, note, mission, agent, shellPid }),
  human: ({ wpId, note, mission }) => `Noted on ${wpId}: ${note.replace(/^- /, "")}\nMission: ${mission.featureDir}`,
  json: ({ wpId, note, eventId, mission, commits }) => ({
    result: "success",
    task_id: wpId,
    note,
    event_id: eventId,
    mission_slug: mission.folder,
    mission_id: mission.meta.missionId ?? null,
    feature_dir: mission.featureDir,
    commits: commitsJson(commits),
  }),
});

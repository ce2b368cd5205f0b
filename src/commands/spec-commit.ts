/** `spec-kitty spec-commit`: files of a mission to the branch that records it. */
import { leaf } from "../cli/leaf.ts";
import { commitsJson } from "../cli/render/commits.ts";
import { specCommit } from "../usecases/spec-commit.ts";

export const specCommitLeaf = leaf({
  path: "spec-commit",
  summary: "Commit a mission's documents to the branch that records it",
  description:
    "File names resolve against the current folder, else against the mission's folder. What commands write themselves (log, status, lanes) cannot be committed by hand.",
  examples: [
    { line: 'spec-kitty spec-commit spec.md -m "Specify the cart" --mission shop', does: "commit the specification" },
    { line: 'spec-kitty spec-commit research contracts -m "Research" --mission shop --json', does: "whole folders" },
  ],
  args: {
    files: { type: "positional", summary: "Files and folders", rest: true, complete: "file" },
    message: { type: "option", value: "TEXT", summary: "Commit message", short: "m", required: true },
    mission: { type: "option", value: "HANDLE", summary: "Mission: slug, id or number", complete: "mission" },
  },
  envelope: "contract",
  run: specCommit,
  human: ({ commit, files, branch }, style) =>
    commit === undefined
      ? `Nothing to commit on ${branch}`
      : [`${style.green("✓")} ${commit.slice(0, 10)} on ${branch}`, ...files.map((path) => `  ${path}`)].join("\n"),
  json: ({ commit, files, expansion, folder, missionId, featureDir, branch, commits }) => ({
    result: "success",
    success: true,
    committed: commit !== undefined,
    placement_ref: branch,
    commit_hash: commit ?? null,
    files,
    ...(expansion.length === 0 ? {} : { expansion }),
    mission_slug: folder,
    mission_id: missionId ?? null,
    feature_dir: featureDir,
    commits: commitsJson(commits),
  }),
});

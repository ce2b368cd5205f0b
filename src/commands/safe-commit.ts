/** `spec-kitty safe-commit`: exactly these files, exactly that branch. */
import { leaf } from "../cli/leaf.ts";
import { commitsJson } from "../cli/render/commits.ts";
import { safeCommit } from "../usecases/safe-commit.ts";

export const safeCommitLeaf = leaf({
  path: "safe-commit",
  summary: "Commit exactly the named files to a named branch",
  description:
    "The worktree that holds the files must have the branch checked out. Whatever else is staged, edited or untracked stays as it is. Folders stand for what changed in them. Nothing to commit is a success.",
  examples: [
    { line: 'spec-kitty safe-commit docs/a.md -m "Describe a" --to-branch feat/docs', does: "commit one file" },
    {
      line: 'spec-kitty safe-commit src -m "Add the cart" --to-branch feat/cart --json',
      does: "what changed in a folder",
    },
  ],
  args: {
    files: { type: "positional", summary: "Files and folders", rest: true, complete: "file" },
    message: { type: "option", value: "TEXT", summary: "Commit message", short: "m", required: true },
    toBranch: { type: "option", value: "BRANCH", summary: "Branch to commit to; required", complete: "branch" },
  },
  envelope: "contract",
  run: safeCommit,
  human: ({ commit, files, destinationRef }, style) =>
    commit === undefined
      ? `Nothing to commit on ${destinationRef}`
      : [`${style.green("✓")} ${commit.slice(0, 10)} on ${destinationRef}`, ...files.map((path) => `  ${path}`)].join(
          "\n",
        ),
  json: ({ commit, files, expansion, destinationRef, worktreeRoot, commits }) => ({
    result: "success",
    success: true,
    committed: commit !== undefined,
    files,
    ...(expansion.length === 0 ? {} : { expansion }),
    destination_ref: destinationRef,
    worktree_root: worktreeRoot,
    commit_hash: commit ?? null,
    commits: commitsJson(commits),
  }),
});

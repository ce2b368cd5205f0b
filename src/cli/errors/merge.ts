/** Texts for merges that were not made, and for what can be resumed or aborted. */
import type { CloseMissionError } from "../../usecases/close-mission.ts";
import type { MergeMissionError } from "../../usecases/merge-mission.ts";
import type { ErrorTexts } from "./text.ts";

type Coded<C extends string> = Extract<MergeMissionError | CloseMissionError, { readonly code: C }>;

export type MergeError = Coded<
  | "MERGE_STRATEGY_UNSUPPORTED"
  | "MERGE_TARGET_NOT_FOUND"
  | "MERGE_BLOCKED"
  | "UNCOMMITTED_MISSION_FILES"
  | "MERGE_WOULD_OVERWRITE"
  | "MERGE_CONFLICT"
  | "LANE_BRANCH_MISSING"
  | "MERGE_NOTHING_TO_RESUME"
  | "MERGE_NOTHING_TO_ABORT"
  | "MERGE_NOT_VERIFIED"
  | "MISSION_NOT_FINISHED"
  | "DISCARD_NOT_CONFIRMED"
  | "DISCARD_UNSAFE"
  | "DISCARD_NOTHING_OF_ITS_OWN"
>;

const listed = (names: readonly string[]): string =>
  names.length > 5 ? `${names.slice(0, 5).join(", ")} and ${names.length - 5} more` : names.join(", ");

const packagesOf = (side: { readonly branch: string; readonly wpIds: readonly string[] }): string =>
  side.wpIds.length === 0 ? side.branch : `${side.branch} (${side.wpIds.join(", ")})`;

const quoted = (words: readonly string[]): string =>
  words.map((word) => (/^[\w./@:+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`)).join(" ");

export const MERGE_ERRORS = {
  MERGE_STRATEGY_UNSUPPORTED: {
    exit: 1,
    message: (e) =>
      `Cannot merge ${e.mission} with the strategy "${e.strategy}": there are ${e.supported.join(" and ")}`,
    hint: (e) => `Run: spec-kitty merge --mission ${e.mission} --strategy squash`,
    explain:
      "Code, status and number of a mission reach the target in one commit, so that no state in between can ever be seen. Squash makes one commit with one parent; merge makes one with the lanes' history behind it. A rebase would make many.",
    details: (e) => ({ strategy: e.strategy, supported: e.supported, mission_slug: e.mission }),
  },
  MERGE_TARGET_NOT_FOUND: {
    exit: 1,
    message: (e) => `Cannot merge ${e.mission}: there is no branch "${e.target}"`,
    hint: (e) =>
      `See the branches with: git branch --list — then: spec-kitty merge --mission ${e.mission} --target <branch>`,
    explain: "A mission merges into a local branch: the one given with --target, else the one in its metadata.",
    details: (e) => ({ target_branch: e.target, mission_slug: e.mission }),
  },
  MERGE_BLOCKED: {
    exit: 1,
    message: (e) => `Cannot merge ${e.mission}: ${listed(e.blockers.map(({ details }) => details))}`,
    hint: (e) => `See where everything stands with: spec-kitty merge --mission ${e.mission} --dry-run`,
    explain:
      "Before anything moves, each work package has to be approved, done or canceled now (not only at some time before), its dependencies too, and issues and reviews have to agree with that.",
    details: (e) => ({ mission_slug: e.mission, blocked: true, blockers: e.blockers }),
  },
  UNCOMMITTED_MISSION_FILES: {
    exit: 1,
    message: (e) =>
      `Cannot go on with ${e.mission}: these files in ${e.featureDir} were never committed: ${listed(e.files)}`,
    hint: (e) =>
      `Commit them with: spec-kitty spec-commit ${quoted(e.files.map((file) => `${e.featureDir}/${file}`))} --message "Update ${e.mission}" --mission ${e.mission}`,
    explain:
      "What is only in the mission's worktree would be left behind by the merge. It is neither merged nor deleted without you.",
    details: (e) => ({ mission_slug: e.mission, feature_dir: e.featureDir, files: e.files }),
  },
  MERGE_WOULD_OVERWRITE: {
    exit: 1,
    message: (e) =>
      `Cannot merge into ${e.target}: ${e.worktree} has changes in files that the merge changes: ${listed(e.files)}`,
    hint: (e) =>
      `Commit them there, or put them aside with: git -C ${quoted([e.worktree])} stash push --include-untracked -- ${quoted(e.files)}`,
    explain:
      "Your uncommitted work in a checkout of the target stays byte for byte. Where the merge would write to the same files, it stops before anything moves.",
    details: (e) => ({ target_branch: e.target, worktree_path: e.worktree, files: e.files }),
  },
  MERGE_CONFLICT: {
    exit: 1,
    message: (e) =>
      [
        `Cannot merge ${e.from} into ${e.into}: ${e.sides.map(packagesOf).join(" and ")} both changed ${listed(e.files.map(({ path }) => path))}`,
        ...e.files.slice(0, 3).flatMap(({ excerpt }) => (excerpt === "" ? [] : [excerpt])),
      ].join("\n"),
    hint: (e) =>
      [
        "Resolve it here; edit the files after the merge, before the add; then merge again:",
        ...e.commands.map((command) => `  ${command}`),
      ].join("\n"),
    explain:
      "Every step of a merge is computed before anything moves. Where both sides changed the same lines, neither is taken silently: the work is brought together in a lane's worktree, committed there, and the next merge finds it.",
    details: (e) => ({
      from: e.from,
      into: e.into,
      files: e.files.map(({ path, kind, excerpt }) => ({ path, type: kind, excerpt })),
      sides: e.sides.map(({ branch, wpIds }) => ({ branch, wp_ids: wpIds })),
      commands: e.commands,
    }),
  },
  LANE_BRANCH_MISSING: {
    exit: 1,
    message: (e) =>
      `The work of ${e.wpIds.join(", ")} cannot be found: ${e.laneId} has no branch "${e.branch}" any more`,
    hint: (e) =>
      `Find its last commit with: git fsck --no-reflogs | awk '/dangling commit/ {print $3}' | git log --no-walk --oneline --stdin — then: git branch ${e.branch} <commit>`,
    explain:
      "A package that was handed in and is not merged has its work on its lane's branch. Without the branch a review would look at nothing, and a merge would succeed without the code. Git keeps the commits of a deleted branch for two weeks or more.",
    details: (e) => ({ lane_id: e.laneId, branch: e.branch, wp_ids: e.wpIds }),
  },
  MERGE_NOTHING_TO_RESUME: {
    exit: 1,
    message: (e) => `There is no merge of ${e.mission} to resume: none has begun`,
    hint: (e) => `Start it with: spec-kitty merge --mission ${e.mission}`,
    explain:
      "A merge either has reached the target or has not begun. One that reached it and was interrupted afterwards is finished by running it again.",
    details: (e) => ({ mission_slug: e.mission }),
  },
  MERGE_NOTHING_TO_ABORT: {
    exit: 1,
    message: (e) =>
      e.merged
        ? `There is no merge of ${e.mission} to abort: it is on ${e.target} already`
        : `There is no merge of ${e.mission} to abort: none has begun and nothing was moved`,
    hint: (e) =>
      e.merged
        ? `See the commit with: git log -1 ${e.target}`
        : `Look before you start with: spec-kitty merge --mission ${e.mission} --dry-run`,
    explain:
      "Before the target moves, a merge leaves nothing that would have to be taken back; afterwards it has happened.",
    details: (e) => ({ mission_slug: e.mission, target_branch: e.target, merged: e.merged }),
  },
  MERGE_NOT_VERIFIED: {
    exit: 1,
    message: (e) => `Merged ${e.mission}, but ${e.target} does not hold what its lanes hold in: ${listed(e.files)}`,
    hint: (e) =>
      `Nothing was taken down. Compare with: git log -2 --stat ${e.target} — then: spec-kitty merge --mission ${e.mission}`,
    explain:
      "After publishing, the target is read again and compared with what was computed. A difference means that somebody else moved it in the same moment.",
    details: (e) => ({ mission_slug: e.mission, target_branch: e.target, files: e.files }),
  },
  MISSION_NOT_FINISHED: {
    exit: 1,
    message: (e) => `Cannot close ${e.mission}: ${listed(e.unfinished.map(({ wpId, lane }) => `${wpId} is ${lane}`))}`,
    hint: (e) =>
      `Merge approved work with: spec-kitty merge --mission ${e.mission} — or give it up with: spec-kitty mission close --mission ${e.mission} --discard`,
    explain: "Closing ends a mission whose work packages are all done or canceled. Anything else still has work in it.",
    details: (e) => ({ mission_slug: e.mission, incomplete_wps: e.unfinished.map(({ wpId }) => wpId) }),
  },
  DISCARD_NOT_CONFIRMED: {
    exit: 1,
    message: (e) =>
      `Discarding ${e.mission} deletes ${e.branches.length} ${e.branches.length === 1 ? "branch" : "branches"} with commits that are on no other branch`,
    hint: (e) => `If that is what you want, run: spec-kitty mission close --mission ${e.mission} --discard --yes`,
    explain:
      "Giving a mission up needs a yes: from a person at a terminal, or as --yes. Files that were never committed are moved to a trash folder, never deleted.",
    details: (e) => ({ mission_slug: e.mission, branches: e.branches }),
  },
  DISCARD_NOTHING_OF_ITS_OWN: {
    exit: 1,
    message: (e) =>
      `Nothing to discard: all of ${e.mission} is its folder on ${e.branch}, which a discard does not touch`,
    hint: (e) =>
      `To give it up there: git switch ${e.branch} && git rm -r ${e.dir} && git commit -m "Give up ${e.mission}"`,
    explain:
      "A mission without a coordination branch is recorded on its target. Discarding takes down branches and worktrees that belong to the mission alone, and it has none.",
    details: (e) => ({ mission_slug: e.mission, destination_ref: e.branch, path: e.dir }),
  },
  DISCARD_UNSAFE: {
    exit: 1,
    message: (e) => `Cannot discard ${e.mission}: ${e.detail}`,
    hint: () => "See the worktrees with: git worktree list",
    explain: "A worktree that somebody has locked, or that this command was started in, is not taken away.",
    details: (e) => ({ mission_slug: e.mission, detail: e.detail }),
  },
} as const satisfies ErrorTexts<MergeError>;

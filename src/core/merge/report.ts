/**
 * What a merge answers, as plain values: what was done, or what would be done. Renderers and programs read nothing else.
 */
import type { ConflictedFile } from "./conflict.ts";
import type { CheckResult, Readiness } from "./readiness.ts";

export type MergeFlags = {
  readonly deleteBranches: boolean;
  readonly removeWorktrees: boolean;
  readonly push: boolean;
};

export type MergeSubject = {
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
};

export type KeptWorktree = { readonly path: string; readonly reason: string; readonly files: readonly string[] };

/** What was taken down after a merge, and what was left and why. */
export type Teardown = {
  readonly removedWorktrees: readonly string[];
  readonly deletedBranches: readonly string[];
  readonly keptWorktrees: readonly KeptWorktree[];
  readonly keptBranches: readonly { readonly branch: string; readonly reason: string }[];
};

export type PushOutcome =
  | { readonly state: "not-requested" }
  | { readonly state: "pushed"; readonly remote: string }
  /** `command` does what is left to do. */
  | { readonly state: "pending"; readonly remote: string; readonly command: string; readonly detail: string };

/** What both answers say of the merge itself. */
export type MergeFacts = {
  readonly subject: MergeSubject;
  readonly flags: MergeFlags;
  readonly target: string;
  readonly strategy: string;
  readonly missionBranch: string;
  readonly lanes: readonly string[];
  readonly missionNumber: number | undefined;
};

export type MergedReport = MergeFacts & {
  readonly kind: "merged";
  /** The commit on the target; `undefined` if it had been merged before. */
  readonly commit: string | undefined;
  readonly alreadyMerged: boolean;
  readonly mergedWps: readonly string[];
  readonly verified: boolean;
  readonly warnings: readonly string[];
  /** Files of somebody's that were left as they are although the target's commit has others. */
  readonly kept: readonly { readonly worktree: string; readonly path: string }[];
  /** Paths that a hook had changed in its index and that were not taken over. */
  readonly discarded: readonly string[];
  readonly teardown: Teardown;
  readonly push: PushOutcome;
  readonly commits: readonly {
    readonly branch: string;
    readonly message: string;
    readonly outcome: "ok" | "refused";
    readonly sha: string | undefined;
  }[];
};

export type ForecastStep = {
  readonly from: string;
  readonly into: string;
  readonly clean: boolean;
  readonly conflicts: readonly { readonly path: string; readonly type: string }[];
};

/** A refusal as a dry run lists it. */
export type ForecastBlocker = { readonly code: string; readonly details: string; readonly files: readonly string[] };

export type ForecastReport = MergeFacts & {
  readonly kind: "forecast";
  readonly alreadyMerged: boolean;
  readonly checks: readonly CheckResult[];
  readonly blockers: readonly ForecastBlocker[];
  readonly steps: readonly ForecastStep[];
  readonly moves: readonly { readonly ref: string; readonly from: string; readonly to: "new commit" | "deleted" }[];
  /** How to resolve the first conflict. */
  readonly resolution: readonly string[];
};

/** What can be said of any refusal without knowing it. */
type Refusal = {
  readonly code: string;
  readonly files?: readonly (string | ConflictedFile)[];
  readonly branch?: string;
  readonly from?: string;
  readonly into?: string;
  readonly path?: string;
};

/** Lists what blocks: each check's blocker, then every refusal. */
export const blockersOf = (readiness: Readiness, refusals: readonly Refusal[]): readonly ForecastBlocker[] => [
  ...readiness.blockers.map(({ code, details }) => ({ code, details, files: [] })),
  ...refusals.map((refusal) => {
    const between = refusal.from === undefined ? undefined : `${refusal.from} into ${refusal.into ?? ""}`;
    const files = (refusal.files ?? []).map((file) => (typeof file === "string" ? file : file.path));
    return { code: refusal.code, details: between ?? refusal.branch ?? refusal.path ?? files.join(", "), files };
  }),
];

/** A mission that was given up. */
export type DiscardedReport = {
  readonly kind: "discarded";
  readonly folder: string;
  readonly missionId: string | undefined;
  readonly featureDir: string;
  /** With the commit that brings each back. */
  readonly branches: readonly { readonly branch: string; readonly tip: string }[];
  readonly worktrees: readonly string[];
  /** Where uncommitted files were moved to, with their paths. */
  readonly trash: readonly { readonly folder: string; readonly files: readonly string[] }[];
  /** The mission's folder on its target, which is not touched; `undefined` if the mission was recorded on its own branch. */
  readonly remains: { readonly branch: string; readonly dir: string } | undefined;
};

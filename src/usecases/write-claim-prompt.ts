/** Writes the prompt of a claimed package from what was published with the claim. */
import { join } from "node:path";
import { planWorkspace } from "../core/execution-lane/workspace.ts";
import { reviewCycleFile } from "../core/layout/paths.ts";
import { closingCommands, renderImplementPrompt } from "../core/prompt/implement.ts";
import { renderReviewPrompt, verdictCommands } from "../core/prompt/review.ts";
import type { PromptFacts } from "../core/prompt/work-package-prompt.ts";
import { newestCycle } from "../core/review/review-cycle.ts";
import type { Ctx } from "../shell/ctx.ts";
import { readTree } from "../shell/git/tree.ts";
import { promptPath, writePrompt } from "../shell/prompt/prompt-files.ts";
import type { Session } from "../shell/transaction/session.ts";
import type { ClaimedPackage } from "./claim-work-package.ts";

/** The newest review cycle of the package, if it was sent back. */
async function readFeedback(session: Session, claimed: ClaimedPackage): Promise<PromptFacts["feedback"]> {
  const { mission, wp, state } = claimed;
  const folder = `${state.base.tip}:${mission.dir}/tasks/${wp.stem}`;
  const names = [...(await readTree(session.repo, session.objects, folder)).keys()];
  const newest = newestCycle(names.filter((name) => /^review-cycle-\d+\.md$/.test(name)));
  if (!newest.ok || newest.value === 0) return undefined;
  const file = reviewCycleFile(wp.stem, newest.value);
  const bytes = await state.readFile(file);
  return { path: join(mission.featureDir, file), text: new TextDecoder().decode(bytes) };
}

function entriesOf(claimed: ClaimedPackage): PromptFacts["entries"] {
  const { context, state, wp, lane } = claimed;
  return context.packages.map(({ id }) => {
    const plan = planWorkspace(context.lanes?.lanes ?? [], id, context.names);
    const stands = state.snapshot.workPackages.get(id)?.lane ?? "genesis";
    return {
      wpId: id,
      lane: id === wp.id ? lane : stands,
      laneId: plan?.laneId,
      branch: plan?.branch,
      dependencies: context.dependencies.get(id) ?? [],
    };
  });
}

function factsOf(claimed: ClaimedPackage, feedback: PromptFacts["feedback"]): PromptFacts {
  const { mission, wp, context, identity, workspace, plan, state } = claimed;
  const done = state.snapshot.workPackages.get(wp.id)?.subtasks ?? {};
  return {
    wpId: wp.id,
    title: wp.title,
    missionSlug: mission.folder,
    missionId: mission.meta.missionId,
    missionBranch: mission.branch,
    targetBranch: context.names.targetBranch,
    featureDir: mission.featureDir,
    workspace: {
      kind: workspace.kind,
      laneId: workspace.laneId,
      branch: workspace.branch,
      path: workspace.path,
      wpIds: plan.wpIds,
    },
    identity,
    file: { path: join(mission.featureDir, "tasks", wp.fileName), text: wp.text },
    ownedFiles: wp.ownedFiles ?? [],
    subtasks: (wp.subtasks ?? []).map((id) => ({ id, done: done[id] === "done" })),
    entries: entriesOf(claimed),
    feedback,
  };
}

export type WrittenPrompt = {
  readonly promptFile: string;
  readonly closing: readonly string[];
  /** The review that sent the package back, absolute; its text is part of the prompt. */
  readonly feedbackFile: string | undefined;
};

/** Renders and writes the prompt; returns its absolute path and the commands that end the work. */
export async function writeClaimPrompt(
  ctx: Pick<Ctx, "env" | "platform">,
  session: Session,
  { claimed, action }: { readonly claimed: ClaimedPackage; readonly action: "implement" | "review" },
): Promise<WrittenPrompt> {
  const { mission, wp } = claimed;
  const repoRoot = session.repo.root;
  const feedback = await readFeedback(session, claimed);
  const facts = factsOf(claimed, feedback);
  const promptFile = promptPath(ctx, repoRoot, `spec-kitty-${action}-${mission.folder}-${wp.id}`);
  if (action === "implement") {
    writePrompt(promptFile, renderImplementPrompt(facts));
    return { promptFile, closing: closingCommands(facts), feedbackFile: feedback?.path };
  }
  const verdictFile = promptPath(ctx, repoRoot, `review-feedback-${mission.folder}-${wp.id}`);
  writePrompt(promptFile, renderReviewPrompt(facts, { promptPath: promptFile, repoRoot, feedbackFile: verdictFile }));
  const { approve, reject } = verdictCommands(facts, verdictFile);
  return { promptFile, closing: [approve, reject], feedbackFile: feedback?.path };
}

/**
 * Kills one command in every way there is, on one repository that lives on. After each kill what was promised still holds, the
 * next command just works, and the killed command, run again, has its effect exactly once.
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { cleanEnv, ensureBinary } from "../support/binary.ts";
import { countGit } from "../support/count-git.ts";
import { git } from "../support/git-repo.ts";
import { IDENTITY } from "../support/mission.ts";
import { type Death, type Ended, gitDeaths, pointDeaths, runAlive } from "./deaths.ts";
import { brokenAfterCommand, brokenPromises, type Owned } from "./invariants.ts";

/** One repetition of the command, with an effect of its own. */
export type Round = {
  readonly argv: readonly string[];
  /** How often its effect is published: 0 before it ran, then 1. */
  readonly effect: () => number;
  /** What somebody does first, e.g. write a file that the command records. */
  readonly prepare?: () => void;
};

export type Campaign = {
  readonly owned: Owned;
  /** Another command that works whether or not the killed one was run again. */
  readonly other: readonly string[];
  readonly round: (number: number) => Round;
};

export type CampaignReport = {
  /** Deaths that were died. */
  readonly died: readonly string[];
  /** Everything that did not hold, with the death it followed; empty if all is well. */
  readonly broken: readonly string[];
};

const failure = (what: string, ran: Ended): readonly string[] =>
  ran.code === 0 ? [] : [`${what} ended with ${ran.code}: ${ran.stderr}${ran.stdout}`];

async function killOnce(campaign: Campaign, death: Death, number: number) {
  const { owned, other } = campaign;
  const round = campaign.round(number);
  round.prepare?.();
  const ended = await death.run(round.argv, owned.root);
  const broken = [...(await brokenPromises(owned)), ...(ended.killed ? [] : failure("the command", ended))];
  if (round.effect() > 1) broken.push("the effect is there twice");
  // Every second time somebody else's command comes first and has to clean up.
  if (number % 2 === 0) broken.push(...failure("the other command", await runAlive(other, owned.root)));
  broken.push(...failure("the command, run again,", await runAlive(round.argv, owned.root)));
  broken.push(...(await brokenAfterCommand(owned)));
  if (round.effect() !== 1) broken.push(`the effect is there ${round.effect()} times`);
  return { died: ended.killed, broken: broken.map((line) => `${death.name}: ${line}`) };
}

/** How many git processes one run of the command starts. */
async function countCalls(campaign: Campaign): Promise<number> {
  const counter = countGit();
  const round = campaign.round(0);
  round.prepare?.();
  const env = cleanEnv({ ...IDENTITY, PATH: counter.path });
  await Bun.spawn([await ensureBinary(), ...round.argv], { cwd: campaign.owned.root, env, stdout: "ignore" }).exited;
  return counter.calls().length;
}

/** Dies every death once. */
export async function runCampaign(campaign: Campaign): Promise<CampaignReport> {
  const deaths = [...pointDeaths, ...gitDeaths(await countCalls(campaign))];
  const died: string[] = [];
  const broken: string[] = [];
  for (const [i, death] of deaths.entries()) {
    const outcome = await killOnce(campaign, death, i + 1);
    if (outcome.died) died.push(death.name);
    broken.push(...outcome.broken);
  }
  const fsck = Bun.spawnSync(["git", "fsck", "--strict", "--no-dangling"], { cwd: campaign.owned.root });
  if (fsck.exitCode !== 0) broken.push(`fsck: ${fsck.stdout}${fsck.stderr}`);
  return { died, broken };
}

/** Gives a repository a user in the middle of something: staged, unstaged, untracked and ignored work in the main checkout. */
export function withUserAtWork(root: string, authored: readonly string[] = []): Owned {
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  write(".git/info/exclude", "/.worktrees/\nignored.txt\n");
  const userFiles = {
    "README.md": "edited, not staged\n",
    "staged.txt": "staged\n",
    "untracked.txt": "untracked\n",
    "ignored.txt": "ignored\n",
  };
  for (const [path, text] of Object.entries(userFiles)) write(path, text);
  git(root, "add", "staged.txt");
  return { root, userFiles, userStatus: git(root, "status", "--porcelain"), authored: new Set(authored) };
}

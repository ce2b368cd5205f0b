/**
 * The questions that lead a person to a mission, as data: what is asked, in which order, what is offered and what is accepted.
 * Knows no terminal. A question whose answer was given by a flag is left out; everything derived is shown before it is made.
 */
import { humanSlug } from "../layout/names.ts";
import { parseSlug, slugify } from "./identity.ts";
import { isCoordinated, type Topology } from "./meta.ts";
import { MISSION_TYPES } from "./types.ts";

export type GuidedAnswers = {
  readonly firstCommit: boolean;
  /** One sentence, or a name. */
  readonly idea: string;
  readonly slug: string;
  readonly missionType: string;
  readonly targetBranch: string;
  readonly topology: Topology;
  /** "" where the person had nothing to say. */
  readonly purposeTldr: string;
  readonly purposeContext: string;
  readonly confirmed: boolean;
};

export type GuidedFacts = {
  /** The branch that is checked out; `undefined` if none can be meant. */
  readonly current: string | undefined;
  /** True if the current branch has no commit yet. */
  readonly unborn: boolean;
  /** Branches that can be merged into, the current one first. */
  readonly targets: readonly { readonly branch: string; readonly isProtected: boolean }[];
  /** Keys of the types that may be used; the first is the default. */
  readonly types: readonly string[];
};

/** The label says all: a hint would only be seen on the line that is chosen. */
type Offer = { readonly value: string; readonly label: string };

/** One question: how to put it to a person. */
export type GuidedQuestion =
  | {
      readonly kind: "text";
      readonly message: string;
      readonly placeholder?: string;
      readonly initial?: string;
      /** Says what is wrong with an answer. */
      readonly check?: (text: string) => string | undefined;
    }
  | { readonly kind: "select"; readonly message: string; readonly choices: readonly Offer[]; readonly initial?: string }
  | {
      readonly kind: "confirm";
      readonly message: string;
      readonly initial: boolean;
      /** Shown before the question. */
      readonly summary?: { readonly title: string; readonly lines: readonly string[] };
    };

export type GuidedStep = {
  readonly key: keyof GuidedAnswers;
  readonly isNeeded: (sofar: Partial<GuidedAnswers>) => boolean;
  readonly question: (sofar: Partial<GuidedAnswers>) => GuidedQuestion;
};

const SLUG_WORDS_LENGTH = 40;

/** Words that a name cannot end in: something was cut off behind them. */
const DANGLING = /(?:-(?:a|an|and|at|by|for|from|into|of|or|that|the|to|with))+$/;

/** Makes a short name of an idea: its words up to forty characters, cut between words, no "for" or "the" at the end. */
export function slugFromIdea(idea: string): string {
  const slug = slugify(idea);
  if (slug.length <= SLUG_WORDS_LENGTH) return slug.replace(DANGLING, "");
  const cut = slug.slice(0, SLUG_WORDS_LENGTH + 1);
  const end = cut.lastIndexOf("-");
  return (end > 0 ? cut.slice(0, end) : cut.slice(0, SLUG_WORDS_LENGTH)).replace(DANGLING, "");
}

const needed = (text: string): string | undefined => (text.trim() === "" ? "An answer is needed" : undefined);

const checkSlug = (text: string): string | undefined => {
  const slug = parseSlug(text);
  if (slug.ok) return undefined;
  const suggestion = slugify(text);
  return `Lower-case words joined by hyphens${suggestion === "" ? "" : `, e.g. ${suggestion}`}`;
};

const TOPOLOGY_OFFERS: readonly (Offer & { readonly value: Topology })[] = [
  { value: "coord", label: "coord: on a branch of its own; nothing else changes until merge" },
  { value: "lanes_with_coord", label: "lanes_with_coord: the same, with parallel lanes from the start" },
  { value: "lanes", label: "lanes: parallel lanes; planning is recorded on the target" },
  { value: "single_branch", label: "single_branch: everything is recorded on the target" },
];

const topologyOffers = (facts: GuidedFacts, target: string | undefined): readonly Offer[] => {
  const isProtected = facts.targets.some((one) => one.branch === target && one.isProtected);
  return TOPOLOGY_OFFERS.filter(({ value }) => !isProtected || isCoordinated(value));
};

function targetOffers(facts: GuidedFacts): readonly Offer[] {
  return facts.targets.map(({ branch, isProtected }) => {
    const remarks = [...(branch === facts.current ? ["current"] : []), ...(isProtected ? ["protected"] : [])];
    return { value: branch, label: remarks.length === 0 ? branch : `${branch} (${remarks.join(", ")})` };
  });
}

const typeOffers = (facts: GuidedFacts): readonly Offer[] =>
  facts.types.flatMap((key) => {
    const type = MISSION_TYPES.find((one) => one.key === key);
    return type === undefined ? [] : [{ value: key, label: `${type.title}: ${type.summary}` }];
  });

/** Says what would be made; the last eight characters of names come with the mission's id. */
export function summarizeGuided(sofar: Partial<GuidedAnswers>): readonly string[] {
  const slug = humanSlug(sofar.slug ?? "", undefined);
  const coordinated = isCoordinated(sofar.topology ?? "coord");
  const target = sofar.targetBranch ?? "";
  return [
    `Name         ${sofar.idea ?? slug}`,
    `Type         ${sofar.missionType ?? ""}`,
    `Merges into  ${target}`,
    `Recorded on  ${coordinated ? `kitty/mission-${slug}-…` : target}`,
    `Write in     ${coordinated ? `.worktrees/${slug}-…-coord/` : ""}kitty-specs/${slug}-…`,
    ...(sofar.purposeTldr === undefined || sofar.purposeTldr === "" ? [] : [`Purpose      ${sofar.purposeTldr}`]),
  ];
}

/** Lists the questions in their order. */
export function guidedSteps(facts: GuidedFacts): readonly GuidedStep[] {
  const step = (key: keyof GuidedAnswers, question: GuidedStep["question"]): GuidedStep => ({
    key,
    isNeeded: (sofar) => sofar[key] === undefined,
    question,
  });
  const firstCommit = step("firstCommit", () => ({
    kind: "confirm",
    message: `This repository has no commit yet. Make an empty first commit on ${facts.current ?? "main"}?`,
    initial: true,
  }));
  return [
    { ...firstCommit, isNeeded: (sofar) => facts.unborn && sofar.firstCommit === undefined },
    step("idea", () => ({
      kind: "text",
      message: "What do you want to build? One sentence or a name",
      placeholder: "Add a shopping cart",
      check: (text) => needed(text) ?? (slugFromIdea(text) === "" ? "Use some letters or digits" : undefined),
    })),
    step("slug", ({ idea }) => ({
      kind: "text",
      message: "Short name, part of folder and branch",
      initial: slugFromIdea(idea ?? ""),
      check: checkSlug,
    })),
    step("missionType", () => ({ kind: "select", message: "What kind of mission is it?", choices: typeOffers(facts) })),
    step("targetBranch", () => ({
      kind: "select",
      message: "Which branch is it merged into when it is done?",
      choices: targetOffers(facts),
    })),
    step("topology", ({ targetBranch }) => ({
      kind: "select",
      message: "Where is it recorded?",
      choices: topologyOffers(facts, targetBranch),
    })),
    step("purposeTldr", () => ({ kind: "text", message: "Purpose in one line (Enter to skip)" })),
    step("purposeContext", () => ({ kind: "text", message: "Who benefits, and why now? (Enter to skip)" })),
    step("confirmed", (sofar) => ({
      kind: "confirm",
      message: "Create this mission?",
      initial: true,
      summary: { title: "New mission", lines: summarizeGuided(sofar) },
    })),
  ];
}

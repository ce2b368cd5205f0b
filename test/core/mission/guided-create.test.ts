import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import type { Answer, Ask } from "../../../src/cli/ask.ts";
import { askForMission, guidedCommandLine } from "../../../src/cli/guided.ts";
import {
  type GuidedFacts,
  guidedSteps,
  slugFromIdea,
  summarizeGuided,
} from "../../../src/core/mission/guided-create.ts";
import { parseSlug } from "../../../src/core/mission/identity.ts";

const FACTS: GuidedFacts = {
  current: "main",
  unborn: false,
  targets: [
    { branch: "main", isProtected: true },
    { branch: "feature", isProtected: false },
  ],
  types: ["software-dev", "research"],
};

/** A person who gives these answers in turn; what was asked is kept. */
function scripted(
  answers: readonly (string | boolean | "back" | "cancel")[],
): Ask & { readonly asked: readonly string[] } {
  const left = [...answers];
  const asked: string[] = [];
  const next = async (message: string): Promise<Answer<never>> => {
    asked.push(message);
    const answer = left.shift() ?? "cancel";
    if (answer === "back" || answer === "cancel") return { kind: answer };
    return { kind: "answer", value: answer as never };
  };
  return {
    asked,
    text: ({ message }) => next(message),
    select: ({ message }) => next(message),
    multiselect: ({ message }) => next(message),
    confirm: ({ message }) => next(message),
    show: async (title, text) => void asked.push(`${title}: ${text}`),
  };
}

describe("slugFromIdea()", () => {
  test.each([
    ["Add a shopping cart", "add-a-shopping-cart"],
    ["Let customers put several things into one order and pay once", "let-customers-put-several-things"],
    ["x".repeat(60), "x".repeat(40)],
    ["Äpfel & Birnen!", "apfel-birnen"],
    ["…", ""],
    ["Show the weather on the front page for a visitor", "show-the-weather-on-the-front-page"],
    ["Something to wait for the", "something-to-wait"],
    ["For a", "for"],
    ["Straße & Søk", "strasse-sok"],
  ])("makes of %p the name %p", (idea, slug) => expect(slugFromIdea(idea)).toBe(slug));

  test("makes a name that is accepted, or none", () => {
    fc.assert(fc.property(fc.string(), (idea) => slugFromIdea(idea) === "" || parseSlug(slugFromIdea(idea)).ok));
  });
});

describe("guidedSteps()", () => {
  const question = (key: string, facts: GuidedFacts, sofar: object) =>
    guidedSteps(facts)
      .find((step) => step.key === key)
      ?.question(sofar);

  test("offers only coordinated topologies on a protected target, all on another", () => {
    const offered = (targetBranch: string) => {
      const asked = question("topology", FACTS, { targetBranch });
      return asked?.kind === "select" ? asked.choices.map((choice) => choice.value) : [];
    };
    expect(offered("main")).toEqual(["coord", "lanes_with_coord"]);
    expect(offered("feature")).toEqual(["coord", "lanes_with_coord", "lanes", "single_branch"]);
  });

  test("says which branch is current and which protected, and what a type is for", () => {
    const target = question("targetBranch", FACTS, {});
    expect(target?.kind === "select" && target.choices.map((choice) => choice.label)).toEqual([
      "main (current, protected)",
      "feature",
    ]);
    const type = question("missionType", FACTS, {});
    expect(type?.kind === "select" && type.choices.map((choice) => choice.value)).toEqual(["software-dev", "research"]);
  });

  test("checks ideas and short names", () => {
    const idea = question("idea", FACTS, {});
    const slug = question("slug", FACTS, { idea: "A b" });
    if (idea?.kind !== "text" || slug?.kind !== "text") throw new Error("not asked as text");
    expect([idea.check?.(" "), idea.check?.("!"), idea.check?.("ok")]).toEqual([
      "An answer is needed",
      "Use some letters or digits",
      undefined,
    ]);
    expect(slug.initial).toBe("a-b");
    expect([slug.check?.("a-b"), slug.check?.("A b"), slug.check?.("!")]).toEqual([
      undefined,
      "Lower-case words joined by hyphens, e.g. a-b",
      "Lower-case words joined by hyphens",
    ]);
  });

  test("offers a first commit only where there is none", () => {
    const isNeeded = (facts: GuidedFacts) => guidedSteps(facts)[0]?.isNeeded({});
    expect([isNeeded(FACTS), isNeeded({ ...FACTS, unborn: true })]).toEqual([false, true]);
    expect(question("firstCommit", { ...FACTS, unborn: true, current: undefined }, {})?.message).toContain("on main");
  });

  test("shows places for a mission with and without coordination", () => {
    const sofar = { idea: "Shop", slug: "shop", missionType: "plan", targetBranch: "feature", purposeTldr: "Sell" };
    expect(summarizeGuided({ ...sofar, topology: "coord" })).toContain(
      "Write in     .worktrees/shop-…-coord/kitty-specs/shop-…",
    );
    expect(summarizeGuided({ ...sofar, topology: "lanes" })).toContain("Recorded on  feature");
  });
});

describe("askForMission()", () => {
  test("asks in order, goes back to what was asked, and returns all answers", async () => {
    const ask = scripted(["Idea", "back", "Idea two", "idea-two", "research", "feature", "lanes", "", "", true]);
    const answers = await askForMission(ask, FACTS, {});
    expect(answers).toMatchObject({ idea: "Idea two", slug: "idea-two", missionType: "research", topology: "lanes" });
    expect(ask.asked.at(-2)).toStartWith("New mission: Name         Idea two\n");
  });

  test.each<[string, readonly (string | boolean)[]]>([
    ["cancel", ["plan", "cancel"]],
    ["back from the first question", ["back"]],
  ])("returns nothing after %s", async (_what, script) => {
    const given = {
      idea: "x",
      slug: "x",
      targetBranch: "main",
      topology: "coord",
      purposeTldr: "",
      purposeContext: "",
    } as const;
    expect(await askForMission(scripted(script), FACTS, given)).toBeUndefined();
  });

  test("keeps the answers after a no, and says nothing of a yes where nothing was asked", async () => {
    const given = { idea: "x", slug: "x", targetBranch: "main", topology: "coord", purposeTldr: "" } as const;
    const answers = await askForMission(scripted(["plan", "why", false]), FACTS, given);
    expect(answers).toEqual({ ...given, missionType: "plan", purposeContext: "why", confirmed: false });
    const all = { ...given, missionType: "plan", purposeContext: "why" };
    expect(await askForMission(scripted([]), FACTS, all)).toEqual(all);
  });

  test("stops where the first commit is declined", async () => {
    expect(await askForMission(scripted([false, "Idea"]), { ...FACTS, unborn: true }, {})).toBeUndefined();
  });
});

describe("guidedCommandLine()", () => {
  test("quotes what a shell would take apart, and leaves out what was not said", () => {
    expect(
      guidedCommandLine({ idea: "It's $HOME", slug: "shop", purposeTldr: "", firstCommit: true }, { prBound: true }),
    ).toBe(
      "spec-kitty mission create 'It'\\''s $HOME' --slug shop --pr-bound --branch-strategy already-confirmed --first-commit --yes",
    );
  });
});

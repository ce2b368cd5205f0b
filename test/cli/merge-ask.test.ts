/** The one question before a merge and before a mission is given up. */
import { describe, expect, test } from "bun:test";
import type { Answer, Ask } from "../../src/cli/ask.ts";
import { merge } from "../../src/commands/merge.ts";
import { close } from "../../src/commands/mission/close.ts";
import { approvedMission } from "../support/approved-mission.ts";
import { testCtx } from "../support/ctx.ts";

function script(yes: boolean) {
  const shown: string[] = [];
  const never = async (): Promise<never> => {
    throw new Error("a question that nobody expects");
  };
  const confirm = async ({ message }: { readonly message: string }): Promise<Answer<boolean>> => {
    shown.push(message);
    return { kind: "answer", value: yes };
  };
  const show = async (title: string, text: string): Promise<void> => {
    shown.push(`${title}: ${text}`);
  };
  const ask: Ask = { text: never, select: never, multiselect: never, confirm, show };
  return { ask, shown };
}

describe("merge asks", () => {
  test("once, after it has shown the forecast", async () => {
    const { root } = approvedMission();
    const yes = script(true);
    expect(await merge.ask?.(testCtx(root), {}, yes.ask)).toEqual({});
    expect(yes.shown[0]).toContain("as number 1; nothing was moved");
    expect(yes.shown[1]).toBe("Merge into main?");
    expect(await merge.ask?.(testCtx(root), {}, script(false).ask)).toBeUndefined();
  });

  test("nothing where nothing would be merged", async () => {
    const { root } = approvedMission({ standing: { WP01: "planned" } });
    const { ask, shown } = script(false);
    expect(await merge.ask?.(testCtx(root), {}, ask)).toEqual({});
    expect(await merge.ask?.(testCtx(root), { dryRun: true }, ask)).toEqual({});
    expect(shown).toEqual([]);
  });
});

describe("mission close asks", () => {
  test("only before something is given up", async () => {
    const { root } = approvedMission();
    expect(await close.ask?.(testCtx(root), {}, script(false).ask)).toEqual({});
    expect(await close.ask?.(testCtx(root), { discard: true }, script(true).ask)).toEqual({ yes: true });
    expect(await close.ask?.(testCtx(root), { discard: true }, script(false).ask)).toBeUndefined();
  });
});

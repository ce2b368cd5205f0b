/** `spec-kitty next`: what comes next in a mission; with --result it takes the last step's outcome and hands out the next one. */
import { leaf } from "../cli/leaf.ts";
import { MISSION_ARG } from "../cli/mission-arg.ts";
import { guardSentence, nextJson, renderNext } from "../cli/render/next.ts";
import { askNext } from "../usecases/ask-next.ts";

export const next = leaf({
  path: "next",
  summary: "Say what comes next in a mission, and hand out its prompt",
  description:
    "Without --result it only reports and changes nothing. With --result it records how the last step ended and hands out the next one. A failed or blocked step can be taken up again at any time.",
  examples: [
    { line: "spec-kitty next --mission auth", does: "report the state, change nothing" },
    { line: "spec-kitty next --mission auth --agent claude --result success --json", does: "go on to the next step" },
    {
      line: 'spec-kitty next --agent claude --result success --answer "Only admins"',
      does: "answer the open question",
    },
  ],
  args: {
    mission: MISSION_ARG,
    agent: { type: "option", value: "AGENT", summary: "Who asks; needed with --result", complete: "agent" },
    result: { type: "option", value: "RESULT", summary: "How the last step ended: success, failed or blocked" },
    answer: { type: "option", value: "TEXT", summary: "Answer to the open question" },
    decisionId: { type: "option", value: "ID", summary: "Which question, where several are open" },
    ownedCheckout: {
      type: "option",
      value: "DIR",
      summary: "Accepted for older prompts; the answer is the same from every checkout",
      complete: "directory",
      hidden: true,
    },
  },
  envelope: "contract",
  run: (ctx, { mission, agent, result, answer, decisionId }) =>
    askNext(ctx, { mission, agent, result, answer, decisionId, sentence: guardSentence }),
  human: renderNext,
  json: nextJson,
  exit: ({ decision }) => (decision.kind === "blocked" ? 1 : 0),
});

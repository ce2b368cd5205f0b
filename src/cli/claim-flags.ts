/** The arguments that the commands which start work share. */
import type { ArgSpecs } from "./leaf.ts";

export const CLAIM_ARGS = {
  wpId: {
    type: "positional",
    summary: "Work package, e.g. WP01; the next one if left out",
    optional: true,
    complete: "wp",
  },
  mission: { type: "option", value: "HANDLE", summary: "Mission, by folder, slug, number or id", complete: "mission" },
  agent: { type: "option", value: "AGENT", summary: "Who you are: tool[:model[:profile[:role]]]", complete: "agent" },
  model: { type: "option", value: "MODEL", summary: "The model you run on" },
  profile: { type: "option", value: "PROFILE", summary: "The profile you follow" },
  invocationId: { type: "option", value: "ID", summary: "Accepted for older scripts; not used", hidden: true },
} as const satisfies ArgSpecs;

/** Flags of implementing alone that older scripts pass. */
export const IMPLEMENT_ARGS = {
  ...CLAIM_ARGS,
  allowSparseCheckout: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
  acknowledgeNotBulkEdit: { type: "flag", summary: "Accepted for older scripts; not needed", hidden: true },
} as const satisfies ArgSpecs;

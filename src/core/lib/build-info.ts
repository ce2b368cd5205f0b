/**
 * What this program was built from. `scripts/build.ts` replaces the names below by literals; where nobody has built
 * anything (tests, `bun src/main.ts`) they do not exist and the development values hold.
 */
declare const SPEC_KITTY_BUILD_VERSION: string;
declare const SPEC_KITTY_BUILD_COMMIT: string;
declare const SPEC_KITTY_BUILD_FAULT_POINTS: boolean;

/** Semantic version of this program, from package.json. */
export const VERSION = typeof SPEC_KITTY_BUILD_VERSION === "string" ? SPEC_KITTY_BUILD_VERSION : "0.0.0-development";

/** Short commit of the sources, with `+dirty` if the tree had changes; `development` if not built. */
export const COMMIT = typeof SPEC_KITTY_BUILD_COMMIT === "string" ? SPEC_KITTY_BUILD_COMMIT : "development";

/** True only in the second binary that the fault tests kill; code behind it is absent from a release. */
export const FAULT_POINTS = typeof SPEC_KITTY_BUILD_FAULT_POINTS === "boolean" ? SPEC_KITTY_BUILD_FAULT_POINTS : false;

/** Versions of the formats that other programs read, as they compare them: plain numbers with dots. */
export const CONTRACT_VERSIONS = {
  /** The orchestrator API that we answer. */
  orchestratorApi: "1.3.0",
  /** The oldest orchestrator that may call it. */
  minProvider: "0.1.0",
  /** `schema_version` of `.kittify/metadata.yaml`. */
  project: 3,
} as const;

/**
 * What `.kittify/config.yaml` may say, as far as commands act on it. Unknown keys are somebody else's and ignored;
 * a known key with a value of the wrong shape is refused, because guessing would weaken a protection.
 */
import { isJsonObject, type Json, type JsonObject } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";

export type ConfigError = {
  readonly code: "CONFIG_INVALID";
  readonly path: string;
  readonly key: string;
  readonly wanted: string;
};

export type ProjectConfig = {
  /** `undefined`: main, master and the remote's default branch; a list: exactly these. */
  readonly protectedBranches: readonly string[] | undefined;
  readonly mergeStrategy: "squash" | "merge" | undefined;
  readonly requireAnalysis: boolean;
  readonly requireAcceptance: boolean;
  readonly agents: readonly string[];
  /** `undefined` where the file does not say; then every built-in type is active. */
  readonly missionTypes: readonly string[] | undefined;
  /** Who the project is, for other programs; as `init` wrote it. */
  readonly projectUuid: string | undefined;
  readonly projectSlug: string | undefined;
};

const objectAt = (value: JsonObject, key: string): JsonObject => {
  const found = value[key];
  return isJsonObject(found) ? found : {};
};

const textAt = (value: JsonObject, key: string): string | undefined => {
  const found = value[key];
  return typeof found === "string" && found !== "" ? found : undefined;
};

const isTextList = (value: Json | undefined): value is readonly string[] =>
  Array.isArray(value) && value.every((item) => typeof item === "string" && item.trim() !== "");

function wrongShape(root: JsonObject): { readonly key: string; readonly wanted: string } | undefined {
  const protection = root["protection"];
  const branches = isJsonObject(protection) ? protection["protected_branches"] : undefined;
  const strategy = objectAt(root, "merge")["strategy"];
  if (protection !== undefined && protection !== null && !isJsonObject(protection))
    return { key: "protection", wanted: "a mapping" };
  if (branches !== undefined && !isTextList(branches))
    return { key: "protection.protected_branches", wanted: "a list of branch names" };
  if (strategy !== undefined && strategy !== "squash" && strategy !== "merge")
    return { key: "merge.strategy", wanted: "squash or merge" };
  return undefined;
}

/** Reads the configuration from the file's value; `undefined` where there is no file. Errors: CONFIG_INVALID. */
export function parseProjectConfig(value: Json | undefined, path: string): Result<ProjectConfig, ConfigError> {
  if (value !== undefined && value !== null && !isJsonObject(value)) {
    return err({ code: "CONFIG_INVALID", path, key: "(the whole file)", wanted: "a mapping" });
  }
  const root: JsonObject = isJsonObject(value) ? value : {};
  const wrong = wrongShape(root);
  if (wrong !== undefined) return err({ code: "CONFIG_INVALID", path, ...wrong });
  const branches = objectAt(root, "protection")["protected_branches"];
  const strategy = objectAt(root, "merge")["strategy"];
  const agents = objectAt(root, "agents")["available"];
  const types = root["mission_type_activations"];
  return ok({
    protectedBranches: isTextList(branches) ? branches : undefined,
    mergeStrategy: strategy === "squash" || strategy === "merge" ? strategy : undefined,
    requireAnalysis: objectAt(root, "review")["require_analysis"] === true,
    requireAcceptance: objectAt(root, "merge_gates")["require_acceptance"] === true,
    agents: isTextList(agents) ? agents : [],
    missionTypes: isTextList(types) && types.length > 0 ? types : undefined,
    projectUuid: textAt(objectAt(root, "project"), "uuid"),
    projectSlug: textAt(objectAt(root, "project"), "slug"),
  });
}

/** Tells whether commits of this program must stay off a branch. `remoteDefault` is what local data says of `origin/HEAD`. */
export function isProtectedBranch(config: ProjectConfig, branch: string, remoteDefault: string | undefined): boolean {
  if (config.protectedBranches !== undefined) return config.protectedBranches.includes(branch);
  return branch === "main" || branch === "master" || branch === remoteDefault;
}

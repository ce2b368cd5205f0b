/** Reads `.kittify/config.yaml` from the main checkout's working tree, wherever the command was started. */
import { join } from "node:path";
import { type ConfigError, type ProjectConfig, parseProjectConfig } from "../../core/config/project-config.ts";
import type { Result } from "../../core/lib/result.ts";
import { readText } from "../fs/files.ts";
import { readYaml, type YamlError } from "../yaml/read.ts";

/** Reads the project's configuration; defaults where there is no file. Errors: CONFIG_INVALID, YAML_*. */
export async function readProjectConfig(root: string): Promise<Result<ProjectConfig, ConfigError | YamlError>> {
  const path = join(root, ".kittify", "config.yaml");
  const text = readText(path);
  if (text === undefined) return parseProjectConfig(undefined, path);
  const value = await readYaml(text, path);
  return value.ok ? parseProjectConfig(value.value, path) : value;
}

/**
 * The work packages among a mission's authored files, read for an edit: their text, their front matter as a value, and the way
 * back from an edit to the bytes of the file. Nothing but the edited values changes, not even a byte order mark.
 */
import type { FrontMatterEdit } from "../core/finalize/complete-package.ts";
import { MISSION_FILES } from "../core/layout/paths.ts";
import type { Json } from "../core/lib/json.ts";
import { err, ok, type Result } from "../core/lib/result.ts";
import {
  type FrontMatter,
  type FrontMatterError,
  replaceFrontMatter,
  splitFrontMatter,
} from "../core/work-package/front-matter.ts";
import { readYaml, type YamlError } from "../shell/yaml/read.ts";
import { spliceYaml, type YamlEditError } from "../shell/yaml/splice.ts";

/** Text that is not UTF-8 cannot be edited without damage. `path` is relative to the mission's folder. */
export type NotUtf8 = { readonly code: "AUTHORED_FILE_NOT_UTF8"; readonly path: string };

export type AuthoredPackage = {
  /** Relative to the mission's folder. */
  readonly path: string;
  readonly fileName: string;
  readonly text: string;
  readonly parts: FrontMatter;
  readonly value: Json;
  readonly body: string;
};

/** Decodes authored bytes; a byte order mark stays. */
export const authoredText = (bytes: Uint8Array): string => new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);

/** Finds the files directly below `tasks/` whose names begin with `WP`, in the order of names. */
export async function readAuthoredPackages(
  files: ReadonlyMap<string, Uint8Array>,
): Promise<Result<readonly AuthoredPackage[], FrontMatterError | YamlError | NotUtf8>> {
  const found: AuthoredPackage[] = [];
  for (const [path, bytes] of files) {
    const fileName = path.slice(MISSION_FILES.tasksDir.length + 1);
    if (!path.startsWith(`${MISSION_FILES.tasksDir}/WP`) || !/^[^/]+\.md$/.test(fileName)) continue;
    const text = authoredText(bytes);
    if (Buffer.compare(Buffer.from(text), bytes) !== 0) return err({ code: "AUTHORED_FILE_NOT_UTF8", path });
    const parts = splitFrontMatter(text, path);
    if (!parts.ok) return parts;
    const value = await readYaml(parts.value.yaml, path);
    if (!value.ok) return value;
    found.push({ path, fileName, text, parts: parts.value, value: value.value, body: parts.value.body });
  }
  return ok(found);
}

/** The text of a package's file after edits of its front matter. */
export async function editPackage(
  authored: AuthoredPackage,
  edits: readonly FrontMatterEdit[],
): Promise<Result<string, YamlEditError>> {
  if (edits.length === 0) return ok(authored.text);
  const yaml = await spliceYaml(authored.parts.yaml, edits, authored.path);
  return yaml.ok ? ok(replaceFrontMatter(authored.text, authored.parts, yaml.value)) : yaml;
}

/**
 * `wps.yaml`: the structured list of work packages from which tasks.md is made. Where it exists, its dependencies win; a
 * package without the key has none. Unknown keys are ignored here and stay in the file, which this program never writes.
 */
import type { WpId } from "../lib/brand.ts";
import { isJsonObject, type Json } from "../lib/json.ts";
import { err, ok, type Result } from "../lib/result.ts";
import { readList, readText } from "./work-package.ts";
import { compareWpIds, parseWpId } from "./wp-id.ts";

export type ManifestEntry = {
  readonly id: WpId;
  readonly title: string;
  /** Raw entries; empty if the key is absent. */
  readonly dependencies: readonly string[];
  readonly ownedFiles: readonly string[];
  readonly requirementRefs: readonly string[];
  readonly subtasks: readonly string[];
  readonly promptFile: string | undefined;
  readonly planConcerns: readonly string[];
  readonly crossCutting: boolean;
};

/** Entries in the order of their ids. */
export type WpsManifest = { readonly entries: readonly ManifestEntry[] };

export type WpsManifestError =
  | { readonly code: "WPS_MANIFEST_INVALID"; readonly detail: string }
  | { readonly code: "WPS_MANIFEST_DUPLICATE_ID"; readonly wpId: WpId };

/** Reads the value of wps.yaml. */
export function parseWpsManifest(value: Json): Result<WpsManifest, WpsManifestError> {
  const items = isJsonObject(value) ? value["work_packages"] : undefined;
  if (!Array.isArray(items)) return err({ code: "WPS_MANIFEST_INVALID", detail: "work_packages is not a list" });
  const entries = new Map<WpId, ManifestEntry>();
  for (const [index, item] of items.entries()) {
    const entry = parseEntry(item);
    if (!entry) return err({ code: "WPS_MANIFEST_INVALID", detail: `entry ${index + 1} has no id of the form WP01` });
    if (entries.has(entry.id)) return err({ code: "WPS_MANIFEST_DUPLICATE_ID", wpId: entry.id });
    entries.set(entry.id, entry);
  }
  return ok({ entries: [...entries.values()].toSorted((a, b) => compareWpIds(a.id, b.id)) });
}

function parseEntry(item: Json): ManifestEntry | undefined {
  const id = isJsonObject(item) ? parseWpId(readText(item["id"]) ?? "") : undefined;
  if (!id || !isJsonObject(item)) return undefined;
  return {
    id,
    title: readText(item["title"]) ?? "",
    dependencies: readList(item["dependencies"]) ?? [],
    ownedFiles: readList(item["owned_files"]) ?? [],
    requirementRefs: readList(item["requirement_refs"]) ?? [],
    subtasks: readList(item["subtasks"]) ?? [],
    promptFile: readText(item["prompt_file"]),
    planConcerns: readList(item["plan_concern_refs"]) ?? [],
    crossCutting: item["cross_cutting"] === true,
  };
}

/** Packages that name no plan concern though others of the manifest do: likely an oversight. */
export function findUnconcerned(manifest: WpsManifest): readonly WpId[] {
  const tracksConcerns = manifest.entries.some((entry) => entry.planConcerns.length > 0 || entry.crossCutting);
  const silent = manifest.entries.filter((entry) => entry.planConcerns.length === 0 && !entry.crossCutting);
  return tracksConcerns ? silent.map((entry) => entry.id) : [];
}

/** Prints the tasks.md that belongs to a manifest. */
export function renderTasksFromManifest(manifest: WpsManifest, missionSlug: string): string {
  const head = `# Work Packages: ${missionSlug}\n\n_Made from wps.yaml by finalize-tasks: edit that file, not this one._\n`;
  return [head, ...manifest.entries.map(renderEntry)].map((part) => `${part}\n---\n`).join("\n");
}

function renderEntry(entry: ManifestEntry): string {
  const fields: readonly (readonly [string, string])[] = [
    ["Dependencies", entry.dependencies.join(", ") || "None"],
    ["Requirement Refs", entry.requirementRefs.join(", ")],
    ["Plan Concerns", entry.planConcerns.join(", ")],
    ["Owned Files", entry.ownedFiles.join(", ")],
    ["Subtasks", entry.subtasks.join(", ")],
    ["Prompt", entry.promptFile === undefined ? "" : `\`${entry.promptFile}\``],
  ];
  const lines = fields.flatMap(([name, value]) => (value === "" ? [] : [`**${name}**: ${value}\n`]));
  return `## Work Package ${entry.id}: ${entry.title}\n\n${lines.join("")}`;
}

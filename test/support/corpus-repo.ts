/**
 * A mission of the corpus, made anew in a scratch repository: the paths that its packages own exist there, the mission is created
 * by this program, and its documents are put into the mission's folder as their authors left them.
 */
import { isJsonObject, type JsonObject } from "../../src/core/lib/json.ts";
import { splitFrontMatter } from "../../src/core/work-package/front-matter.ts";
import { readList } from "../../src/core/work-package/work-package.ts";
import { readYaml } from "../../src/shell/yaml/read.ts";
import { type CreateMissionInput, createMission } from "../../src/usecases/create-mission.ts";
import { readCorpus, workPackageFiles } from "./corpus.ts";
import { testCtx } from "./ctx.ts";
import { gitRepo, writeFiles } from "./git-repo.ts";

const CREATE: Omit<CreateMissionInput, "slug"> = {
  friendlyName: undefined,
  missionType: undefined,
  targetBranch: undefined,
  startBranch: undefined,
  topology: undefined,
  prBound: false,
  strategyConfirmed: false,
  identity: "reuse",
  purposeTldr: undefined,
  purposeContext: undefined,
  recreateCoordination: false,
  mode: "apply",
};

/** A file that a pattern matches: every wildcard stands for `x`. */
const sampleOf = (pattern: string): string =>
  pattern
    .replace(/^\.\//, "")
    .replace(/\/$/, "/x")
    .replaceAll("**", "x")
    .replaceAll(/[*?]/g, "x")
    .replaceAll(/\{([^,}]*)[^}]*\}/g, "$1")
    .replaceAll(/\[(.)[^\]]*\]/g, "$1");

/** What a package owns, each pattern as one path that it matches. */
export type CorpusPackage = {
  readonly id: string;
  readonly dependencies: readonly string[];
  readonly subtasks: readonly string[];
  readonly paths: readonly string[];
};

/** The work packages of a mission as their front matter has them; `edit` as in `corpusRepo`. */
export const corpusPackages = (mission: string, edit: DocumentEdit = unedited): Promise<readonly CorpusPackage[]> =>
  Promise.all(
    workPackageFiles(mission).map(async ({ name, text }) => {
      const path = `tasks/${name}`;
      const value = await frontMatter(mission, path, edit(path, text));
      const list = (key: string) => readList(value[key]) ?? [];
      return {
        id: String(value["work_package_id"]),
        dependencies: list("dependencies"),
        subtasks: list("subtasks"),
        paths: list("owned_files").map(sampleOf),
      };
    }),
  );

async function frontMatter(mission: string, path: string, text: string): Promise<JsonObject> {
  const parts = splitFrontMatter(text, path);
  const value = parts.ok ? await readYaml(parts.value.yaml, path) : parts;
  if (!value.ok || !isJsonObject(value.value)) throw new Error(`corpus: ${mission}/${path}`);
  return value.value;
}

/** Paths that are no folder of another path. */
const filesOnly = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));

export type CorpusRepo = { readonly root: string; readonly folder: string; readonly featureDir: string };
/** Changes a document on its way, by its path in the mission. */
export type DocumentEdit = (path: string, text: string) => string;
const unedited: DocumentEdit = (_path, text) => text;

/** A name that the mission can be created with anew. */
export const corpusSlug = (mission: string): string => mission.replace(/-[0-9A-Z]{8}$/, "").replace(/^\d{3}-/, "");

/** Makes a repository in which what the packages own is there; a sample of the project's configuration could only break it. */
export async function corpusCode(mission: string): Promise<string> {
  const owned = (await corpusPackages(mission)).flatMap((one) => one.paths);
  const paths = filesOnly([...new Set(owned)].filter((path) => path !== ".kittify/config.yaml"));
  return gitRepo({ "README.md": "demo\n", ...Object.fromEntries(paths.map((path) => [path, "x\n"])) });
}

/** Puts the documents of the mission into a folder. */
export function writeDocuments(mission: string, featureDir: string, edit: DocumentEdit = unedited): void {
  const documents = ["spec.md", "plan.md", "tasks.md", "wps.yaml"].flatMap((path) => {
    const text = readCorpus(mission, path);
    return text === undefined ? [] : [[path, text] as const];
  });
  const packages = workPackageFiles(mission).map(({ name, text }) => [`tasks/${name}`, text] as const);
  writeFiles(
    featureDir,
    Object.fromEntries([...documents, ...packages].map(([path, text]) => [path, edit(path, text)])),
  );
}

/** Makes the repository and authors the mission in it. */
export async function corpusRepo(mission: string, edit: DocumentEdit = unedited): Promise<CorpusRepo> {
  const root = await corpusCode(mission);
  const created = await createMission(testCtx(root), { ...CREATE, slug: corpusSlug(mission) });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const { folder, featureDir } = created.value;
  writeDocuments(mission, featureDir, edit);
  return { root, folder, featureDir };
}

/**
 * A mission of the corpus, made anew in a scratch repository: the paths that its packages own exist there, the mission is created
 * by this program, and its documents are put into the mission's folder as their authors left them.
 */
import { isJsonObject } from "../../src/core/lib/json.ts";
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

/** What the packages own; a sample of the project's configuration could only break it. */
async function ownedPaths(mission: string): Promise<readonly string[]> {
  const lists = await Promise.all(
    workPackageFiles(mission).map(async ({ name, text }) => {
      const parts = splitFrontMatter(text, name);
      const value = parts.ok ? await readYaml(parts.value.yaml, name) : parts;
      if (!value.ok || !isJsonObject(value.value)) throw new Error(`corpus: ${mission}/${name}`);
      return readList(value.value["owned_files"]) ?? [];
    }),
  );
  return [...new Set(lists.flat().map(sampleOf))].filter((path) => path !== ".kittify/config.yaml");
}

/** Paths that are no folder of another path. */
const filesOnly = (paths: readonly string[]): readonly string[] =>
  paths.filter((path) => !paths.some((other) => other.startsWith(`${path}/`)));

export type CorpusRepo = { readonly root: string; readonly folder: string; readonly featureDir: string };

/** Makes the repository and authors the mission in it; `edit` changes documents on the way, by their path in the mission. */
export async function corpusRepo(
  mission: string,
  edit: (path: string, text: string) => string = (_path, text) => text,
): Promise<CorpusRepo> {
  const paths = filesOnly(await ownedPaths(mission));
  const root = gitRepo({ "README.md": "demo\n", ...Object.fromEntries(paths.map((path) => [path, "x\n"])) });
  const slug = mission.replace(/-[0-9A-Z]{8}$/, "").replace(/^\d{3}-/, "");
  const created = await createMission(testCtx(root), { ...CREATE, slug });
  if (!created.ok) throw new Error(JSON.stringify(created.error));
  const { folder, featureDir } = created.value;
  const documents = ["spec.md", "plan.md", "tasks.md", "wps.yaml"].flatMap((path) => {
    const text = readCorpus(mission, path);
    return text === undefined ? [] : [[path, text] as const];
  });
  const packages = workPackageFiles(mission).map(({ name, text }) => [`tasks/${name}`, text] as const);
  writeFiles(
    featureDir,
    Object.fromEntries([...documents, ...packages].map(([path, text]) => [path, edit(path, text)])),
  );
  return { root, folder, featureDir };
}

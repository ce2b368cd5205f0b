/**
 * Reads loose objects as files, without git: what was recorded lately is loose, so most questions about missions at work need no process.
 * Three answers: the object; `absent` where a tree that was read has no such path; `unknown` where only git can tell
 * (packed, in an alternate, damaged, or named in a way that is not understood here).
 * Source of the format: git's Documentation/gitformat-loose and gitformat-tree.
 */
import { join } from "node:path";
import type { Oid } from "../../core/lib/brand.ts";
import { readBytes } from "../fs/files.ts";
import type { GitObject } from "./object-reader.ts";
import { listRefs } from "./refs.ts";
import type { Repo } from "./repo.ts";
import { DIRECTORY_MODE, parseTree, type Tree, type TreeEntry } from "./tree.ts";

export type LooseAnswer = GitObject | "absent" | "unknown";

export type LooseObjects = {
  /** Answers `<oid>`, `<oid>^{tree}` and `<oid>:<path>`; everything else is unknown. */
  readonly read: (name: string) => LooseAnswer;
};

const NAME = /^([0-9a-f]{40}(?:[0-9a-f]{24})?)(?:(\^\{tree\})|:(.*))?$/s;
const HEADER = /^(blob|tree|commit|tag) (\d+)$/;
/** zlib wraps a deflate stream in two bytes before and four behind. */
const ZLIB_HEAD = 2;
const ZLIB_TAIL = 4;

function inflate(bytes: Uint8Array): Buffer | undefined {
  try {
    return Buffer.from(Bun.inflateSync(new Uint8Array(bytes.subarray(ZLIB_HEAD, bytes.length - ZLIB_TAIL))));
  } catch {
    return undefined;
  }
}

/** Parses the content of an object file; `undefined` unless it is whole and has the id it is filed under. */
export function parseLoose(file: Uint8Array, oid: string): GitObject | undefined {
  const raw = inflate(file);
  const end = raw?.indexOf(0) ?? -1;
  if (raw === undefined || end < 0) return undefined;
  const header = HEADER.exec(raw.toString("latin1", 0, end));
  const data = raw.subarray(end + 1);
  if (header === null || data.length !== Number(header[2])) return undefined;
  const format = oid.length === 40 ? "sha1" : "sha256";
  if (new Bun.CryptoHasher(format).update(raw).digest("hex") !== oid) return undefined;
  return { oid, type: header[1] as GitObject["type"], data };
}

const NOTHING: LooseObjects = { read: () => "unknown" };

type Store = { readonly commonDir: string; readonly trees: Map<string, Tree> };

function byId({ commonDir }: Store, oid: string): GitObject | "unknown" {
  const file = readBytes(join(commonDir, "objects", oid.slice(0, 2), oid.slice(2)));
  return (file === undefined ? undefined : parseLoose(file, oid)) ?? "unknown";
}

function treeOf(store: Store, oid: string): Tree | undefined {
  const known = store.trees.get(oid);
  if (known !== undefined) return known;
  const object = byId(store, oid);
  if (object === "unknown" || object.type !== "tree") return undefined;
  const tree = parseTree(object.data, oid.length);
  store.trees.set(oid, tree);
  return tree;
}

/** Id of the tree that a commit or tree stands for. */
function rootOf(store: Store, oid: string): string | undefined {
  if (store.trees.has(oid)) return oid;
  const object = byId(store, oid);
  if (object === "unknown") return undefined;
  if (object.type === "tree") return oid;
  if (object.type !== "commit") return undefined;
  return /^tree ([0-9a-f]+)$/m.exec(Buffer.from(object.data).toString("latin1"))?.[1];
}

/** Walks from a tree along a path. */
function below(store: Store, root: string, path: string): LooseAnswer {
  let entry: TreeEntry | undefined = { mode: DIRECTORY_MODE, oid: root as Oid };
  for (const name of path === "" ? [] : path.split("/")) {
    if (entry.mode !== DIRECTORY_MODE) return "absent";
    const tree = treeOf(store, entry.oid);
    if (tree === undefined) return "unknown";
    entry = tree.get(name);
    if (entry === undefined) return "absent";
  }
  return byId(store, entry.oid);
}

/** Makes a reader of the repository's own loose objects. Where refs replace objects, only git may answer. */
export function openLoose(repo: Repo): LooseObjects {
  if (!repo.refsAreFiles || listRefs(repo, "refs/replace/").size > 0) return NOTHING;
  const store: Store = { commonDir: repo.commonDir, trees: new Map() };
  return {
    read: (name) => {
      const [, oid, peeled, path] = NAME.exec(name) ?? [];
      if (oid === undefined) return "unknown";
      if (peeled === undefined && path === undefined) return byId(store, oid);
      const root = rootOf(store, oid);
      return root === undefined ? "unknown" : below(store, root, path ?? "");
    },
  };
}

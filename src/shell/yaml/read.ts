/**
 * Reads YAML text as a plain JSON value. Bun's parser is fast but keeps the last of two equal keys, so a scan of the lines
 * looks for keys that may be doubled; only when it finds one, or meets a construct that it cannot follow, does the slower
 * `yaml` package name the duplicates. Nothing is returned that JSON cannot carry, that is deeper than 64 levels, or that
 * aliases blow up beyond 200,000 nodes.
 */
import type { Json } from "../../core/lib/json.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { mayRepeatKeys } from "./repeated-keys.ts";

export type YamlError =
  | { readonly code: "YAML_SYNTAX"; readonly path: string; readonly detail: string }
  /** Each repeated key with its place, e.g. `work_packages.0.id`. */
  | { readonly code: "YAML_DUPLICATE_KEYS"; readonly path: string; readonly keys: readonly string[] }
  /** Too long, too deep, or too many nodes once its aliases are followed. */
  | { readonly code: "YAML_TOO_LARGE"; readonly path: string; readonly limit: string }
  | { readonly code: "YAML_MULTIPLE_DOCUMENTS"; readonly path: string };

const MAX_CHARACTERS = 4 * 1024 * 1024;
const MAX_DEPTH = 64;
const MAX_NODES = 200_000;

/** Parses one YAML document; an empty one is `null`. `path` only names the file in an error. */
export async function readYaml(text: string, path: string): Promise<Result<Json, YamlError>> {
  if (text.length > MAX_CHARACTERS) return err({ code: "YAML_TOO_LARGE", path, limit: `${MAX_CHARACTERS} characters` });
  const parsed = parseFast(text, path);
  if (!parsed.ok) return parsed;
  if (Array.isArray(parsed.value) && hasSecondDocument(text)) return err({ code: "YAML_MULTIPLE_DOCUMENTS", path });
  const plain = toJson(parsed.value, path);
  if (!plain.ok || !mayRepeatKeys(text)) return plain;
  const keys = await findDuplicateKeys(text);
  return keys.length > 0 ? err({ code: "YAML_DUPLICATE_KEYS", path, keys }) : plain;
}

function parseFast(text: string, path: string): Result<unknown, YamlError> {
  try {
    return ok(Bun.YAML.parse(text));
  } catch (cause) {
    if (cause instanceof RangeError) return err({ code: "YAML_TOO_LARGE", path, limit: `${MAX_DEPTH} levels` });
    const detail = cause instanceof Error ? cause.message : String(cause);
    if (/alias/i.test(detail)) return err({ code: "YAML_TOO_LARGE", path, limit: `${MAX_NODES} nodes` });
    return err({ code: "YAML_SYNTAX", path, detail });
  }
}

/** A document marker after content. */
const hasSecondDocument = (text: string): boolean => /\n(?:---|\.\.\.)(?:\s|$)/.test(text.trimStart());

/** Copies the value within the limits; a shared node counts each time it is met, a cyclic one exceeds the depth. */
function toJson(value: unknown, path: string): Result<Json, YamlError> {
  let nodes = 0;
  let exceeded: string | undefined;
  const copy = (node: unknown, depth: number): Json => {
    nodes += 1;
    exceeded ??= overLimit(nodes, depth);
    if (exceeded !== undefined) return null;
    if (Array.isArray(node)) return node.map((item) => copy(item, depth + 1));
    if (typeof node !== "object" || node === null) return toJsonScalar(node);
    return Object.fromEntries(Object.entries(node).map(([key, item]) => [key, copy(item, depth + 1)]));
  };
  const plain = copy(value, 0);
  return exceeded === undefined ? ok(plain) : err({ code: "YAML_TOO_LARGE", path, limit: exceeded });
}

function overLimit(nodes: number, depth: number): string | undefined {
  if (nodes > MAX_NODES) return `${MAX_NODES} nodes`;
  return depth > MAX_DEPTH ? `${MAX_DEPTH} levels` : undefined;
}

/** `.inf` and `.nan` become text: JSON has no such numbers. */
function toJsonScalar(value: unknown): Json {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value))) return value;
  return String(value);
}

/** Names every key that a mapping holds twice, in the order of the text, each once. */
async function findDuplicateKeys(text: string): Promise<readonly string[]> {
  const { isScalar, parseDocument, visit } = await import("yaml");
  const found = new Set<string>();
  const nameOf = (key: unknown) => String(isScalar(key) ? key.value : key);
  visit(parseDocument(text.replace(/^\uFEFF/, ""), { uniqueKeys: false }), {
    Map: (_, map, ancestors) => {
      const names = map.items.map((pair) => nameOf(pair.key));
      const place = placeOf([...ancestors, map], nameOf);
      for (const [index, name] of names.entries())
        if (name !== "<<" && names.indexOf(name) < index) found.add(place + name);
    },
  });
  return [...found];
}

/** The path to a node, as keys and positions that each end with a dot. */
function placeOf(chain: readonly unknown[], nameOf: (key: unknown) => string): string {
  return chain
    .map((node, index) => {
      if (isPair(node)) return `${nameOf(node.key)}.`;
      const items = isSequence(node) ? node.items : [];
      return items.length > 0 ? `${items.indexOf(chain[index + 1])}.` : "";
    })
    .join("");
}

const isPair = (node: unknown): node is { readonly key: unknown } =>
  typeof node === "object" && node !== null && "key" in node && "value" in node;

/** A mapping's items are pairs; a sequence's are not. */
const isSequence = (node: unknown): node is { readonly items: readonly unknown[] } =>
  typeof node === "object" && node !== null && "items" in node && Array.isArray(node.items) && !node.items.some(isPair);

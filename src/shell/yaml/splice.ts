/**
 * Edits YAML text by replacing exactly the ranges of the values that change: comments, quoting, folding and order of all
 * else stay byte for byte. The result is read back and compared with the intended value before it is returned, so that a
 * construct this file cannot edit (a flow mapping to append to, an anchor) is refused and never damaged.
 */
import type * as Yaml from "yaml";
import { isJsonObject, type Json } from "../../core/lib/json.ts";
import { err, ok, type Result } from "../../core/lib/result.ts";
import { readYaml, type YamlError } from "./read.ts";

/** Sets the value at a path of keys and positions; a missing last key is appended to its mapping. */
export type YamlEdit = { readonly path: readonly string[]; readonly value: Json };

export type YamlEditError =
  | YamlError
  | { readonly code: "YAML_EDIT_UNSUPPORTED"; readonly path: string; readonly key: string };

type Splice = { readonly start: number; readonly end: number; readonly text: string };

/** Applies the edits to one YAML document (without fences). `path` only names the file in an error. */
export async function spliceYaml(
  text: string,
  edits: readonly YamlEdit[],
  path: string,
): Promise<Result<string, YamlEditError>> {
  const before = await readYaml(text, path);
  if (!before.ok) return before;
  const yaml = await import("yaml");
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  const document = yaml.parseDocument(text.slice(bom), { keepSourceTokens: true, uniqueKeys: false });
  const splices: Splice[] = [];
  for (const edit of edits) {
    const splice = locate(yaml, document, text, edit);
    if (!splice) return err({ code: "YAML_EDIT_UNSUPPORTED", path, key: edit.path.join(".") });
    const follows = splices.some((other) => other.start === splice.start);
    splices.push(follows ? { ...splice, text: splice.text.replace(/^\n/, "") } : splice);
  }
  const edited = applySplices(text, splices);
  const after = await readYaml(edited, path);
  const wanted = edits.reduce((value, edit) => setIn(value, edit.path, edit.value), before.value);
  if (after.ok && Bun.deepEquals(after.value, wanted, true)) return ok(edited);
  return err({ code: "YAML_EDIT_UNSUPPORTED", path, key: edits.map((edit) => edit.path.join(".")).join(", ") });
}

/** Later offsets first, so that earlier ones stay valid; appended keys keep the order of the edits. */
function applySplices(text: string, splices: readonly Splice[]): string {
  let edited = text;
  for (const { start, end, text: inserted } of splices.toReversed().toSorted((a, b) => b.start - a.start)) {
    edited = edited.slice(0, start) + inserted + edited.slice(end);
  }
  return edited;
}

function locate(yaml: typeof Yaml, document: Yaml.Document, text: string, edit: YamlEdit): Splice | undefined {
  const { isCollection, isMap, isNode, isScalar } = yaml;
  const bom = text.startsWith("\uFEFF") ? 1 : 0;
  const key = edit.path.at(-1);
  const parent: unknown = edit.path.length > 1 ? document.getIn(edit.path.slice(0, -1), true) : document.contents;
  if (key === undefined) return undefined;
  if (parent === null) return { start: text.length, end: text.length, text: entry(key, edit.value, "") };
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find((item) => isScalar(item.key) && String(item.key.value) === key);
  if (!pair)
    return parent.flow ? undefined : append(text, bom + (parent.range?.[2] ?? 0), edit, indentOf(parent.srcToken));
  const keyEnd = isNode(pair.key) ? pair.key.range?.[1] : undefined;
  const range = isNode(pair.value) ? pair.value.range : undefined;
  if (keyEnd === undefined || !range) return undefined;
  const colon = text.indexOf(":", bom + keyEnd) + 1;
  const [start, end] = [bom + range[0], bom + range[1]];
  const block = isCollection(pair.value) && !pair.value.flow;
  const indent = block ? " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1)) : undefined;
  return replaceValue({ text, colon, start, end, indent, value: edit.value });
}

/** The column of a block mapping, as spaces. */
const indentOf = (token: unknown): string =>
  " ".repeat(typeof token === "object" && token !== null && "indent" in token ? Number(token.indent) : 0);

/** A new key after the last line of its mapping. */
function append(text: string, at: number, edit: YamlEdit, indent: string): Splice {
  const start = Math.max(at, text.slice(0, at).trimEnd() === "" ? 0 : at);
  const newline = start > 0 && text[start - 1] !== "\n" ? "\n" : "";
  return { start, end: start, text: newline + entry(edit.path.at(-1) ?? "", edit.value, indent) };
}

const entry = (key: string, value: Json, indent: string): string =>
  Array.isArray(value) && value.length > 0
    ? `${indent}${inline(key)}:\n${blockItems(value, indent)}\n`
    : `${indent}${inline(key)}: ${inline(value)}\n`;

/** A value keeps the style of the one it replaces: a block list stays one, all else is written on the line of its key. */
function replaceValue(at: {
  readonly text: string;
  readonly colon: number;
  readonly start: number;
  readonly end: number;
  readonly indent: string | undefined;
  readonly value: Json;
}): Splice {
  const old = at.text.slice(at.start, at.end);
  const tail = /\r?\n$/.exec(old)?.[0] ?? "";
  if (at.indent !== undefined && Array.isArray(at.value) && at.value.length > 0 && old.startsWith("-")) {
    return { start: at.start, end: at.end, text: blockItems(at.value, at.indent).slice(at.indent.length) + tail };
  }
  const between = at.text.slice(at.colon, at.start);
  if (at.indent === undefined && between !== "") return { start: at.start, end: at.end, text: inline(at.value) + tail };
  return { start: at.colon, end: at.end, text: ` ${inline(at.value)}${between.trimEnd()}${tail}` };
}

const blockItems = (items: readonly Json[], indent: string): string =>
  items.map((item) => `${indent}- ${inline(item)}`).join("\n");

/** One line of YAML for a value: plain text where that reads back as the same text, else JSON, which is YAML. */
function inline(value: Json): string {
  if (typeof value === "string") return readsBackPlain(value) ? value : JSON.stringify(value);
  if (!Array.isArray(value)) return JSON.stringify(value);
  const items = value.map((item) => {
    const text = inline(item);
    return text.startsWith('"') || !text.includes(",") ? text : JSON.stringify(item);
  });
  return `[${items.join(", ")}]`;
}

/** Text without any mark that YAML gives a meaning to, and that no reader takes for a number, truth value or null. */
const readsBackPlain = (text: string): boolean =>
  /^[A-Za-z_./][\w./ ()@+*~^,-]*$/.test(text) &&
  !/[\s,]$/.test(text) &&
  !/^(?:true|false|null|yes|no|on|off|y|n|\.inf|\.nan|[\d._]+|\.+)$/i.test(text);

/** The value with one path set; what is not a mapping or a list on the way is left alone. */
function setIn(value: Json, path: readonly string[], wanted: Json): Json {
  const [key, ...rest] = path;
  if (key === undefined) return wanted;
  if (Array.isArray(value))
    return value.map((item, index) => (String(index) === key ? setIn(item, rest, wanted) : item));
  if (!isJsonObject(value) && value !== null) return value;
  return { ...value, [key]: setIn(value?.[key] ?? null, rest, wanted) };
}

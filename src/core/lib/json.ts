/**
 * JSON as this program reads and writes it: the value types, one strict reader, and the two canonical writers
 * whose bytes the reference tool also produces (so that both can share a repository without churn).
 * A number that JavaScript would print differently (`0.0`, `1e5`, twenty digits) is kept as a `RawNumber`
 * and written back as it stood; `JSON.stringify` prints it too.
 */
import { err, ok, type Result } from "./result.ts";

/** The values JSON can carry. Readers take these; writers in this folder print them canonically. */
export type Json = null | boolean | number | string | RawNumber | readonly Json[] | JsonObject;
export type JsonObject = { readonly [key: string]: Json };

declare const rawNumber: unique symbol;
/** A number whose source text is kept because converting it would change it; made by `parseJson` only. (An interface, so that it is no JsonObject.) */
export interface RawNumber {
  readonly rawJSON: string;
  readonly [rawNumber]: true;
}

export type JsonError =
  /** `detail` is the parser's own sentence. */
  | { readonly code: "JSON_MALFORMED"; readonly detail: string }
  | { readonly code: "JSON_TOO_LARGE"; readonly length: number; readonly limit: number }
  | { readonly code: "JSON_TOO_DEEP"; readonly limit: number };

/** Longest text accepted, in UTF-16 units. */
export const JSON_LENGTH_LIMIT = 64 * 1024 * 1024;
/** Deepest nesting accepted. */
export const JSON_DEPTH_LIMIT = 200;

type Reviver = (key: string, value: unknown, context: { readonly source?: string }) => unknown;
/** "JSON.parse source text access" (TC39 stage 4), which TypeScript's ES2024 library does not declare. */
const sourceText: {
  readonly parse: (text: string, reviver?: Reviver) => unknown;
  readonly rawJSON: (source: string) => RawNumber;
  readonly isRawJSON: (value: unknown) => value is RawNumber;
} = JSON as never;

/** Tells whether a value is a number kept as source text. */
export const isRawNumber = (value: unknown): value is RawNumber => sourceText.isRawJSON(value);

/** Tells whether a JSON value is an object (neither null nor an array nor a kept number). */
export const isJsonObject = (value: unknown): value is JsonObject =>
  typeof value === "object" && value !== null && !Array.isArray(value) && !sourceText.isRawJSON(value);

/**
 * Parses one JSON document; a leading byte order mark is ignored.
 * Errors: `JSON_MALFORMED`, `JSON_TOO_LARGE`, `JSON_TOO_DEEP`.
 */
export function parseJson(text: string): Result<Json, JsonError> {
  if (text.length > JSON_LENGTH_LIMIT) {
    return err({ code: "JSON_TOO_LARGE", length: text.length, limit: JSON_LENGTH_LIMIT });
  }
  const body = text.startsWith("\ufeff") ? text.slice(1) : text;
  if (nestingDepth(body) > JSON_DEPTH_LIMIT) return err({ code: "JSON_TOO_DEEP", limit: JSON_DEPTH_LIMIT });
  try {
    // The reviver is slow; digits next to a point, an exponent, a minus-zero or a long run are the only reason for it.
    return ok((MAYBE_UNSAFE.test(body) ? sourceText.parse(body, keepNumber) : JSON.parse(body)) as Json);
  } catch (error) {
    return err({ code: "JSON_MALFORMED", detail: error instanceof Error ? error.message : String(error) });
  }
}

const MAYBE_UNSAFE = /\d[.eE]|\d{16}|-0/;

const keepNumber: Reviver = (_key, value, { source }) =>
  typeof value === "number" && source !== undefined && source !== String(value) ? sourceText.rawJSON(source) : value;

/** Counts the deepest nesting of brackets outside strings, whether or not the text is valid. */
function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) i = endOfString(text, i);
    else if (unit === OPEN_BRACE || unit === OPEN_BRACKET) deepest = Math.max(deepest, ++depth);
    else if (unit === CLOSE_BRACE || unit === CLOSE_BRACKET) depth--;
  }
  return deepest;
}

/** Returns the index of the quote that ends the string opened at `start`, or the text's length. */
function endOfString(text: string, start: number): number {
  for (let i = start + 1; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === QUOTE) return i;
    if (unit === BACKSLASH) i++;
  }
  return text.length;
}

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;

/** Orders strings by code point, as the formats demand (JavaScript's `<` compares UTF-16 units). */
export function compareCodePoints(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const left = a.charCodeAt(i);
    const right = b.charCodeAt(i);
    if (left !== right) return liftSurrogate(left) - liftSurrogate(right);
  }
  return a.length - b.length;
}

/** Puts the surrogates above the rest of the basic plane, where their code points belong. */
const liftSurrogate = (unit: number): number => (unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);

/** Lists an object's keys by code point, leaving out those without a value. */
export const sortedKeys = (value: JsonObject): readonly string[] =>
  Object.keys(value)
    .filter((key) => value[key] !== undefined)
    .sort(compareCodePoints);

/** Renders a value on one line: sorted keys, `, ` and `: `, everything but printable ASCII as `\uXXXX`. No newline. */
export function renderJsonLine(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(renderJsonLine).join(", ")}]`;
  if (!isJsonObject(value)) return scalar(value, true);
  const members = sortedKeys(value).map((key) => `${quoteAscii(key)}: ${renderJsonLine(value[key] ?? null)}`);
  return `{${members.join(", ")}}`;
}

export type PrettyOptions = {
  /** Escapes everything but printable ASCII; false if absent. */
  readonly ascii?: boolean;
  /** Sorts keys by code point at every level; true if absent. */
  readonly sortKeys?: boolean;
};

/** Renders a value over several lines: two spaces, `[]` and `{}` when empty, one newline at the end. */
export function renderJsonPretty(value: Json, options: PrettyOptions = {}): string {
  const { ascii = false, sortKeys = true } = options;
  const render = (item: Json, indent: string): string => {
    const inner = `${indent}  `;
    if (Array.isArray(item)) {
      return item.length === 0 ? "[]" : `[\n${item.map((each) => inner + render(each, inner)).join(",\n")}\n${indent}]`;
    }
    if (!isJsonObject(item)) return scalar(item, ascii);
    const keys = sortKeys ? sortedKeys(item) : Object.keys(item).filter((key) => item[key] !== undefined);
    if (keys.length === 0) return "{}";
    const members = keys.map((key) => `${inner}${scalar(key, ascii)}: ${render(item[key] ?? null, inner)}`);
    return `{\n${members.join(",\n")}\n${indent}}`;
  };
  return `${render(value, "")}\n`;
}

const scalar = (value: Json, ascii: boolean): string =>
  typeof value === "string" && ascii ? quoteAscii(value) : JSON.stringify(value);

const quoteAscii = (text: string): string => {
  const quoted = JSON.stringify(text);
  return NOT_PRINTABLE_ASCII.test(quoted) ? quoted.replace(EACH_NOT_PRINTABLE_ASCII, escapeUnit) : quoted;
};

const NOT_PRINTABLE_ASCII = /[^ -~]/;
const EACH_NOT_PRINTABLE_ASCII = /[^ -~]/g;
const escapeUnit = (unit: string): string => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;

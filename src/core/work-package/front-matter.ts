/**
 * Where the YAML of a Markdown file begins and ends. Pure string work: the text between the fences is not read here.
 * Always true: `text === text.slice(0, yamlStart) + yaml + text.slice(yamlStart + yaml.length)`, so that an edit of the
 * YAML can be put back without touching any other byte. A byte order mark and CRLF line ends are accepted.
 */
import { err, ok, type Result } from "../lib/result.ts";

export type FrontMatter = {
  /** Text between the fences, with the newline that ends its last line; empty for an empty block. */
  readonly yaml: string;
  /** Text after the line of the closing fence. */
  readonly body: string;
  /** Offset of `yaml` in the text, in UTF-16 code units. */
  readonly yamlStart: number;
  /** Offset of `body` in the text, in UTF-16 code units. */
  readonly bodyStart: number;
};

export type FrontMatterError =
  /** The first line does not start with three dashes. */
  | { readonly code: "FRONT_MATTER_MISSING"; readonly path: string }
  /** No later line consists of three dashes. */
  | { readonly code: "FRONT_MATTER_UNTERMINATED"; readonly path: string };

/** Splits a Markdown file at its front matter; `path` only names the file in an error. */
export function splitFrontMatter(text: string, path: string): Result<FrontMatter, FrontMatterError> {
  const start = text.startsWith("\uFEFF") ? 1 : 0;
  if (!text.startsWith("---", start)) return err({ code: "FRONT_MATTER_MISSING", path });
  const yamlStart = lineEnd(text, start);
  for (let at = yamlStart; at < text.length; at = lineEnd(text, at)) {
    const end = lineEnd(text, at);
    if (text.slice(at, end).trim() === "---") {
      return ok({ yaml: text.slice(yamlStart, at), body: text.slice(end), yamlStart, bodyStart: end });
    }
  }
  return err({ code: "FRONT_MATTER_UNTERMINATED", path });
}

/** Puts edited YAML back between the fences; every byte outside stays. */
export function replaceFrontMatter(text: string, parts: FrontMatter, yaml: string): string {
  return text.slice(0, parts.yamlStart) + yaml + text.slice(parts.yamlStart + parts.yaml.length);
}

/** Offset of the first character of the next line. */
function lineEnd(text: string, from: number): number {
  const newline = text.indexOf("\n", from);
  return newline < 0 ? text.length : newline + 1;
}

/**
 * Help and suggestions, from the manifest alone: no command is loaded to describe it.
 * One screen: purpose, usage, examples, commands or arguments, flags, exit codes. Pure.
 */
import type { Json } from "../core/lib/json.ts";
import { suggest } from "../core/lib/suggest.ts";
import { kebab, spelling } from "./flags.ts";
import { GLOBAL_ARGS } from "./globals.ts";
import type { FlagSpec, OptionSpec, PositionalSpec } from "./leaf.ts";
import { MANIFEST } from "./manifest.generated.ts";
import type { Manifest, ManifestLeaf } from "./manifest.ts";
import { isRequired } from "./parse-argv.ts";
import { wrapText } from "./render/text.ts";
import type { Style } from "./style.ts";

type Spec = FlagSpec | OptionSpec | PositionalSpec;
type Row = readonly [left: string, right: string];

const NAME = "spec-kitty";
const EXIT_CODES: readonly Row[] = [
  ["0", "done, or nothing to do"],
  ["1", "refused, or the answer is no"],
  ["2", "the command line is wrong"],
  ["3", "merged, but not pushed"],
  ["4", "login needed"],
  ["75", "busy, try again"],
  ["130", "interrupted"],
];

/** Commands and groups spelled nearly like `command`, those of as many words first: what continues them is as near. */
export function suggestCommands(command: string, manifest: Manifest = MANIFEST): readonly string[] {
  const words = (path: string): number => path.split(" ").length;
  const isLonger = (path: string): number => (words(path) > words(command) ? 1 : 0);
  const known = [...visibleLeaves(manifest).map((leaf) => leaf.path), ...Object.keys(manifest.groups)];
  const paths = known.toSorted((a, b) => isLonger(a) - isLonger(b));
  const whole = suggest(command, paths);
  if (whole.length > 0) return whole;
  const last = command.split(" ").at(-1) ?? "";
  return paths.filter((path) => suggest(last, [path.split(" ").at(-1) ?? ""]).length > 0).slice(0, 3);
}

/** Help for a command or a group; for the empty path, of the program. */
export function helpFor(path: string, manifest: Manifest = MANIFEST): { human(style: Style): string; json(): Json } {
  const leaf = manifest.leaves.find((one) => one.path === path);
  return {
    human: (style) => (leaf === undefined ? renderGroup(path, manifest, style) : renderLeaf(leaf, manifest, style)),
    json: () => (leaf === undefined ? groupDocument(path, manifest) : leafDocument(leaf)),
  };
}

const visibleLeaves = (manifest: Manifest): readonly ManifestLeaf[] =>
  manifest.leaves.filter((leaf) => leaf.hidden !== true);

/** The commands and groups one word below `path`. */
export function childrenOf(path: string, manifest: Manifest): readonly Row[] {
  const prefix = path === "" ? "" : `${path} `;
  const rows = new Map<string, string>();
  for (const leaf of visibleLeaves(manifest)) {
    if (!leaf.path.startsWith(prefix)) continue;
    const word = leaf.path.slice(prefix.length).split(" ")[0] ?? "";
    const child = `${prefix}${word}`;
    const own = manifest.leaves.find((one) => one.path === child);
    rows.set(word, own?.summary ?? manifest.groups[child] ?? "");
  }
  return [...rows];
}

/** What most people need, in the order of a mission's life. */
const COMMON: readonly string[] = [
  "init",
  "mission create",
  "next",
  "agent tasks status",
  "accept",
  "merge",
  "mission close",
];

/** The common commands by their whole names, as far as there are any. */
const commonRows = (manifest: Manifest): readonly Row[] =>
  COMMON.flatMap((path) => {
    const leaf = visibleLeaves(manifest).find((one) => one.path === path);
    return leaf === undefined ? [] : [[path, leaf.summary] as const];
  });

function renderGroup(path: string, manifest: Manifest, style: Style): string {
  if (path === "") return renderProgram(manifest, style);
  return [
    manifest.groups[path] ?? `${NAME} ${path}`,
    section(style, "Usage", [`  ${NAME} ${path} <command> [flags]`]),
    section(style, "Commands", columns(childrenOf(path, manifest), style)),
    `${style.dim("More:")} ${NAME} ${path} <command> --help`,
  ].join("\n\n");
}

function renderProgram(manifest: Manifest, style: Style): string {
  const common = commonRows(manifest);
  const listed = new Set(common.map(([path]) => path));
  const others = childrenOf("", manifest).filter(([word]) => !listed.has(word));
  return [
    "Spec-driven development for people and their coding agents",
    section(style, "Usage", [`  ${NAME} <command> [flags]`]),
    section(style, "From start to end of a mission", columns(common, style)),
    section(style, "Other commands", columns(others, style)),
    section(style, "Flags", globalRows(style)),
    section(style, "Exit codes", exitRows(style)),
    `${style.dim("More:")} ${NAME} <command> --help`,
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

function renderLeaf(leaf: ManifestLeaf, manifest: Manifest, style: Style): string {
  const args = Object.entries(leaf.args).filter(([, spec]) => !("hidden" in spec && spec.hidden));
  const words = args.filter(([, spec]) => spec.type === "positional").map(([key, spec]) => argumentRow(key, spec));
  const flags = args.filter(([, spec]) => spec.type !== "positional").map(([key, spec]) => argumentRow(key, spec));
  const children = childrenOf(leaf.path, manifest);
  const examples = leaf.examples.flatMap(({ line, does }) => [`  ${style.dim(`# ${does}`)}`, `  ${line}`]);
  return [
    leaf.description === undefined ? leaf.summary : `${leaf.summary}\n\n${leaf.description}`,
    section(style, "Usage", [`  ${usageLine(leaf)}`]),
    section(style, "Examples", examples),
    section(style, "Arguments", columns(words, style)),
    section(style, "Flags", columns(flags, style)),
    section(style, "Commands", columns(children, style)),
    section(style, "Global flags", globalRows(style)),
    section(style, "Exit codes", exitRows(style)),
  ]
    .filter((part) => part !== "")
    .join("\n\n");
}

const section = (style: Style, title: string, lines: readonly string[]): string =>
  lines.length === 0 ? "" : [style.bold(title), ...lines].join("\n");

/** `spec-kitty merge [MISSION] --into BRANCH [flags]`. */
export function usageLine(leaf: Pick<ManifestLeaf, "path" | "args">): string {
  const parts = Object.entries(leaf.args).flatMap(([key, spec]) => {
    if (spec.type === "positional") {
      const word = `${spelling(key, spec)}${spec.rest === true ? "…" : ""}`;
      return spec.optional === true ? `[${word}]` : word;
    }
    return spec.type === "option" && isRequired(spec) ? `${spelling(key, spec)} ${spec.value}` : [];
  });
  return [NAME, leaf.path, ...parts, "[flags]"].join(" ");
}

function argumentRow(key: string, spec: Spec): Row {
  const remarks = [
    isRequired(spec) && spec.type === "option" ? "required" : "",
    spec.type !== "flag" && spec.choices !== undefined ? spec.choices.join("|") : "",
    spec.type === "option" && spec.repeatable === true ? "repeatable" : "",
  ].filter((remark) => remark !== "");
  return [argumentLabel(key, spec), remarks.length === 0 ? spec.summary : `${spec.summary} (${remarks.join("; ")})`];
}

function argumentLabel(key: string, spec: Spec): string {
  if (spec.type === "positional") return spelling(key, spec);
  if (key === "workingDirectory") return "-C DIR";
  const short = spec.short === undefined ? "" : `-${spec.short}, `;
  const long = spec.type === "flag" && spec.negatable === true ? `--[no-]${kebab(key)}` : `--${kebab(key)}`;
  return `${short}${long}${spec.type === "option" ? ` ${spec.value}` : ""}`;
}

const exitRows = (style: Style): readonly string[] => columns(EXIT_CODES, style);

/** All global flags in a few wrapped lines: they are the same everywhere. */
function globalRows(style: Style): readonly string[] {
  const labels = Object.entries(GLOBAL_ARGS).map(([key, spec]) => argumentLabel(key, spec));
  return wrap(labels, Math.min(style.width ?? 80, 100) - 2).map((line) => `  ${line}`);
}

function wrap(words: readonly string[], width: number): readonly string[] {
  const lines: string[] = [];
  for (const word of words) {
    const last = lines.at(-1);
    const longer = last === undefined ? word : `${last} · ${word}`;
    if (last !== undefined && longer.length <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Two aligned columns; the right one wraps under itself where a width is known. */
function columns(rows: readonly Row[], style: Style): readonly string[] {
  const left = Math.max(0, ...rows.map(([label]) => label.length));
  const room = style.width === undefined ? Number.POSITIVE_INFINITY : Math.max(20, style.width - left - 4);
  return rows.flatMap(([label, text]) => {
    const lines = wrapText(text, room);
    return lines.map((line, at) =>
      `  ${at === 0 ? style.cyan(label.padEnd(left)) : " ".repeat(left)}  ${line}`.trimEnd(),
    );
  });
}

function leafDocument(leaf: ManifestLeaf): Json {
  const entries = Object.entries(leaf.args).filter(([, spec]) => !("hidden" in spec && spec.hidden));
  return {
    path: leaf.path,
    summary: leaf.summary,
    description: leaf.description ?? null,
    usage: usageLine(leaf),
    examples: leaf.examples.map(({ line, does }) => ({ line, does })),
    arguments: entries.map(([key, spec]) => argumentDocument(key, spec)),
  };
}

function argumentDocument(key: string, spec: Spec): Json {
  return {
    name: spelling(key, spec),
    type: spec.type,
    summary: spec.summary,
    required: isRequired(spec),
    ...("short" in spec && spec.short !== undefined ? { short: `-${spec.short}` } : {}),
    ...(spec.type === "flag" && spec.negatable === true ? { negatable: true } : {}),
    ...(spec.type === "option"
      ? { value: spec.integer === true ? "integer" : "string", repeatable: spec.repeatable ?? false }
      : {}),
    ...(spec.type !== "flag" && spec.choices !== undefined ? { choices: spec.choices } : {}),
    ...(spec.type === "positional" ? { rest: spec.rest ?? false } : {}),
  };
}

function groupDocument(path: string, manifest: Manifest): Json {
  const below = visibleLeaves(manifest).filter((leaf) => path === "" || leaf.path.startsWith(`${path} `));
  return {
    path,
    summary: manifest.groups[path] ?? null,
    commands: below.map(leafDocument),
    groups: manifest.groups,
    globalFlags: Object.entries(GLOBAL_ARGS).map(([key, spec]) => argumentDocument(key, spec)),
    exitCodes: Object.fromEntries(EXIT_CODES),
  };
}

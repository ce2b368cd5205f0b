/** Texts for command lines that cannot be understood, and for the two ways a command ends without its own answer. */

import type { UsageError } from "../flags.ts";
import type { FrameError } from "../frame-error.ts";
import type { ErrorTexts } from "./text.ts";

const helpFor = (command: string): string =>
  `Show what is possible with: spec-kitty ${command === "" ? "" : `${command} `}--help`;

const meant = (command: string, suggestions: readonly string[]): string =>
  suggestions.length === 0 ? helpFor(command) : `Did you mean ${suggestions.join(" or ")}? ${helpFor(command)}`;

const after = (command: string): string => (command === "" ? "" : ` for "spec-kitty ${command}"`);

export const USAGE_ERRORS = {
  UNKNOWN_COMMAND: {
    exit: 2,
    message: (e) => `Unknown command "${e.command}"`,
    hint: (e) =>
      e.suggestions.length === 0
        ? helpFor("")
        : `Did you mean ${e.suggestions.join(" or ")}? Run: spec-kitty ${e.suggestions[0]} --help`,
    explain: "The words after spec-kitty name no command. Nothing was run. Commands and groups are listed by --help.",
    details: (e) => ({ command: e.command, suggestions: e.suggestions }),
  },
  UNKNOWN_FLAG: {
    exit: 2,
    message: (e) => `Unknown flag "${e.flag}"${after(e.command)}`,
    hint: (e) => meant(e.command, e.suggestions),
    explain:
      "A command refuses every flag that it does not declare, so that a typing error never changes what is done. Nothing was run.",
    details: (e) => ({ flag: e.flag, command: e.command, suggestions: e.suggestions }),
  },
  UNEXPECTED_ARGUMENT: {
    exit: 2,
    message: (e) => `Unexpected argument "${e.word}"${after(e.command)}`,
    hint: (e) =>
      typeof e.corrected === "string" ? `If you mean that mission, run: ${e.corrected}` : helpFor(e.command),
    explain:
      "More words were given than the command has a use for. Quote a value that contains spaces; name a mission with --mission.",
    details: (e) => ({ argument: e.word, command: e.command }),
  },
  MISSING_VALUE: {
    exit: 2,
    message: (e) => `Flag "${e.flag}" needs a value${after(e.command)}`,
    hint: (e) => `Give it as: ${e.flag}${e.flag.startsWith("--") ? "=" : " "}${e.value}. ${helpFor(e.command)}`,
    explain:
      "An option stood last, or before another flag. A value that itself begins with a dash is written with an equals sign.",
    details: (e) => ({ flag: e.flag, command: e.command }),
  },
  INVALID_VALUE: {
    exit: 2,
    message: (e) => `Invalid value "${e.given}" for "${e.flag}": expected ${e.expected}`,
    hint: (e) => meant(e.command, e.suggestions),
    explain: "The option takes a whole number or one of a few words, and got something else.",
    details: (e) => ({ flag: e.flag, value: e.given, expected: e.expected, command: e.command }),
  },
  FLAG_TAKES_NO_VALUE: {
    exit: 2,
    message: (e) => `Flag "${e.flag}" takes no value${after(e.command)}`,
    hint: (e) => `Give it alone: ${e.flag}. ${helpFor(e.command)}`,
    explain: "The flag is either present or absent; it has no value that could be set.",
    details: (e) => ({ flag: e.flag, command: e.command }),
  },
  REPEATED_FLAG: {
    exit: 2,
    message: (e) => `Flag "${e.flag}" was given more than once${after(e.command)}`,
    hint: (e) => `Give it once. ${helpFor(e.command)}`,
    explain: "Which of two values should count is not guessed. Options that take several values say so in --help.",
    details: (e) => ({ flag: e.flag, command: e.command }),
  },
  MISSING_ARGUMENT: {
    exit: 2,
    message: (e) => `Missing ${e.names.join(", ")}${after(e.command)}`,
    hint: (e) => helpFor(e.command),
    explain:
      "The command cannot run without these. At a terminal they are asked for; with --json, --yes, --non-interactive, CI or a pipe they must be given.",
    details: (e) => ({ missing: e.names, command: e.command }),
  },
  NO_SUCH_DIRECTORY: {
    exit: 2,
    message: (e) => `Cannot act in "${e.directory}": no such directory`,
    hint: () => "Give -C a directory that exists, or list what is there with: ls",
    explain: "The directory given with -C does not exist or is a file.",
    details: (e) => ({ directory: e.directory }),
  },
  BAD_ENVIRONMENT: {
    exit: 2,
    message: (e) => `Cannot use ${e.name}="${e.value}": expected ${e.expected}`,
    hint: (e) => `Correct it, or do without: unset ${e.name}`,
    explain: "An environment variable that fixes time for tests was set to something else. Nothing was run.",
    details: (e) => ({ name: e.name, value: e.value, expected: e.expected }),
  },
  UNKNOWN_CODE: {
    exit: 1,
    message: (e) => `No error code is called "${e.given}"`,
    hint: (e) =>
      e.suggestions.length === 0
        ? "List all codes with: spec-kitty explain"
        : `Did you mean ${e.suggestions.join(" or ")}? Run: spec-kitty explain ${e.suggestions[0]}`,
    explain: "Codes are stable words in capitals, printed with every refusal.",
    details: (e) => ({ given: e.given, suggestions: e.suggestions }),
  },
  CANCELLED: {
    exit: 130,
    message: () => "Cancelled; nothing was changed",
    hint: (e) =>
      typeof e.line === "string"
        ? `Your answers are kept in this line; change it, or run it as it is: ${e.line}`
        : `Run it again without questions: spec-kitty ${e.command} --help lists the flags`,
    explain:
      "A question was answered with Ctrl-C or Esc, or the program was interrupted, before anything was recorded.",
  },
  DISK_FULL: {
    exit: 1,
    message: (e) => `Cannot write${e.path === "" ? "" : ` ${e.path}`}: the disk is full`,
    hint: () => "Free some space (df -h shows where it is missing), then run the same command again",
    explain:
      "Files and objects are written beside their place and renamed when they are whole, so nothing is torn. What was recorded before the disk was full stays; what was not is as it was.",
    details: (e) => ({ path: e.path, detail: e.detail }),
  },
  PATH_NOT_WRITABLE: {
    exit: 1,
    message: (e) => `Cannot write${e.path === "" ? "" : ` ${e.path}`}: ${e.detail}`,
    hint: (e) => `See who may write there with: ls -ld ${e.path === "" ? ".git" : e.path}, then run the command again`,
    explain:
      "The system does not let this user write there: another owner, a missing permission, or a read-only file system. Nothing of yours was changed.",
    details: (e) => ({ path: e.path, detail: e.detail }),
  },
  INTERNAL_ERROR: {
    exit: 70,
    message: (e) => `This is a bug in spec-kitty: ${e.message}`,
    hint: () => "Run the command again with --debug and report what it prints",
    explain:
      "Something happened that the program was not written for. A change counts only once its ref has moved, so nothing is half done; spec-kitty doctor checks.",
    details: (e) => (e.stack === undefined ? {} : { stack: e.stack }),
  },
} satisfies ErrorTexts<UsageError | FrameError>;

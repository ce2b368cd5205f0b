/** What is said of command lines that were refused: the whole sentence, the next step and the facts, for each way it can be put. */
import { describe, expect, test } from "bun:test";
import { describeError } from "../../../src/cli/describe.ts";
import { asError, COMMAND, type Said } from "../../support/errors.ts";

const SAID: readonly Said[] = [
  [
    { code: "UNKNOWN_COMMAND", command: "agnt", suggestions: ["agent"] },
    'Unknown command "agnt"',
    "Did you mean agent? Run: spec-kitty agent --help",
    { command: "agnt", suggestions: ["agent"] },
  ],
  [
    { code: "UNKNOWN_COMMAND", command: "zzz", suggestions: [] },
    'Unknown command "zzz"',
    "Show what is possible with: spec-kitty --help",
    { command: "zzz", suggestions: [] },
  ],
  [
    { code: "UNKNOWN_FLAG", flag: "--jsn", command: "mission list", suggestions: ["--json"] },
    'Unknown flag "--jsn" for "spec-kitty mission list"',
    "Did you mean --json? Show what is possible with: spec-kitty mission list --help",
    { flag: "--jsn", command: "mission list", suggestions: ["--json"] },
  ],
  [
    { code: "UNKNOWN_FLAG", flag: "--x", command: "", suggestions: [] },
    'Unknown flag "--x"',
    "Show what is possible with: spec-kitty --help",
    { flag: "--x", command: "", suggestions: [] },
  ],
  [
    { code: "UNEXPECTED_ARGUMENT", word: "x", command: "version" },
    'Unexpected argument "x" for "spec-kitty version"',
    "Show what is possible with: spec-kitty version --help",
    { argument: "x", command: "version" },
  ],
  [
    { code: "MISSING_VALUE", flag: "--ai", value: "AGENTS", command: "init" },
    'Flag "--ai" needs a value for "spec-kitty init"',
    "Give it as: --ai=AGENTS. Show what is possible with: spec-kitty init --help",
    { flag: "--ai", command: "init" },
  ],
  [
    { code: "MISSING_VALUE", flag: "-C", value: "DIR", command: "" },
    'Flag "-C" needs a value',
    "Give it as: -C DIR. Show what is possible with: spec-kitty --help",
    { flag: "-C", command: "" },
  ],
  [
    {
      code: "INVALID_VALUE",
      flag: "--state",
      given: "opne",
      expected: "open or quiet",
      command: "mission list",
      suggestions: ["open"],
    },
    'Invalid value "opne" for "--state": expected open or quiet',
    "Did you mean open? Show what is possible with: spec-kitty mission list --help",
    { flag: "--state", value: "opne", expected: "open or quiet", command: "mission list" },
  ],
  [
    { code: "FLAG_TAKES_NO_VALUE", flag: "--json", command: "version" },
    'Flag "--json" takes no value for "spec-kitty version"',
    "Give it alone: --json. Show what is possible with: spec-kitty version --help",
    { flag: "--json", command: "version" },
  ],
  [
    { code: "REPEATED_FLAG", flag: "--to", command: "agent tasks move-task" },
    'Flag "--to" was given more than once for "spec-kitty agent tasks move-task"',
    "Give it once. Show what is possible with: spec-kitty agent tasks move-task --help",
    { flag: "--to", command: "agent tasks move-task" },
  ],
  [
    { code: "MISSING_ARGUMENT", names: ["--to", "TASK-ID"], command: "agent tasks move-task" },
    'Missing --to, TASK-ID for "spec-kitty agent tasks move-task"',
    "Show what is possible with: spec-kitty agent tasks move-task --help",
    { missing: ["--to", "TASK-ID"], command: "agent tasks move-task" },
  ],
  [
    { code: "NO_SUCH_DIRECTORY", directory: "/x" },
    'Cannot act in "/x": no such directory',
    "Give -C a directory that exists, or list what is there with: ls",
    { directory: "/x" },
  ],
  [
    { code: "BAD_ENVIRONMENT", name: "SPEC_KITTY_NOW", value: "x", expected: "a time" },
    'Cannot use SPEC_KITTY_NOW="x": expected a time',
    "Correct it, or do without: unset SPEC_KITTY_NOW",
    { name: "SPEC_KITTY_NOW", value: "x", expected: "a time" },
  ],
  [
    { code: "UNKNOWN_CODE", given: "X", suggestions: [] },
    'No error code is called "X"',
    "List all codes with: spec-kitty explain",
    { given: "X", suggestions: [] },
  ],
  [
    { code: "UNKNOWN_CODE", given: "NOTE_BLNK", suggestions: ["NOTE_BLANK"] },
    'No error code is called "NOTE_BLNK"',
    "Did you mean NOTE_BLANK? Run: spec-kitty explain NOTE_BLANK",
    { given: "NOTE_BLNK", suggestions: ["NOTE_BLANK"] },
  ],
  [
    { code: "UNEXPECTED_ARGUMENT", word: "x", command: "merge", corrected: "spec-kitty merge --mission x" },
    'Unexpected argument "x" for "spec-kitty merge"',
    "If you mean that mission, run: spec-kitty merge --mission x",
    { argument: "x", command: "merge" },
  ],
  [
    { code: "CANCELLED", command: "mission create", line: "spec-kitty mission create x --yes" },
    "Cancelled; nothing was changed",
    "Your answers are kept in this line; change it, or run it as it is: spec-kitty mission create x --yes",
    {},
  ],
  [
    { code: "CANCELLED", command: "init" },
    "Cancelled; nothing was changed",
    "Run it again without questions: spec-kitty init --help lists the flags",
    {},
  ],
  [
    { code: "DISK_FULL", path: "/x", detail: "ENOSPC" },
    "Cannot write /x: the disk is full",
    "Free some space (df -h shows where it is missing), then run the same command again",
    { path: "/x", detail: "ENOSPC" },
  ],
  [
    { code: "DISK_FULL", path: "", detail: "ENOSPC" },
    "Cannot write: the disk is full",
    "Free some space (df -h shows where it is missing), then run the same command again",
    { path: "", detail: "ENOSPC" },
  ],
  [
    { code: "PATH_NOT_WRITABLE", path: "/x", detail: "EACCES" },
    "Cannot write /x: EACCES",
    "See who may write there with: ls -ld /x, then run the command again",
    { path: "/x", detail: "EACCES" },
  ],
  [
    { code: "PATH_NOT_WRITABLE", path: "", detail: "EROFS" },
    "Cannot write: EROFS",
    "See who may write there with: ls -ld .git, then run the command again",
    { path: "", detail: "EROFS" },
  ],
  [
    { code: "INTERNAL_ERROR", message: "boom", stack: undefined },
    "This is a bug in spec-kitty: boom",
    "Run the command again with --debug and report what it prints",
    {},
  ],
  [
    { code: "INTERNAL_ERROR", message: "boom", stack: "at x" },
    "This is a bug in spec-kitty: boom",
    "Run the command again with --debug and report what it prints",
    { stack: "at x" },
  ],
  [
    { code: "SHELL_UNKNOWN", given: "tcsh" },
    'Cannot tell which shell to complete in: SHELL is "tcsh"',
    "Name it: spec-kitty completion install --shell bash (or zsh, fish, powershell)",
    {},
  ],
  [
    { code: "HOME_UNKNOWN" },
    "Cannot find the home folder: HOME is not set",
    "Print the script and save it yourself: spec-kitty completion bash",
    {},
  ],
  [
    { code: "COMPLETION_FILE_NOT_OURS", path: "/h/.bashrc", block: "source x\n" },
    'Left "/h/.bashrc" alone: it is a link or a folder, managed by something else',
    "Add this to the file it stands for, then open a new shell:\nsource x\n",
    { path: "/h/.bashrc", block: "source x\n" },
  ],
  [
    {
      code: "CONFIRMATION_REQUIRED",
      path: "/h/.bashrc",
      block: "source x\n",
      retry: "spec-kitty completion install --yes",
    },
    'Nothing was changed: "/h/.bashrc" would get these lines\nsource x',
    "Agree with: spec-kitty completion install --yes",
    { path: "/h/.bashrc", block: "source x\n", retry: "spec-kitty completion install --yes" },
  ],
  [
    { code: "NEXT_AGENT_REQUIRED" },
    "Cannot advance without knowing who worked: --agent is missing",
    "Add it, for example: spec-kitty next --agent claude --result success",
    {},
  ],
];

describe("refusals of command lines", () => {
  test.each(SAID)("%j", (facts, message, hint, details) => {
    const said = describeError(asError(facts));
    expect([said.message, said.hint, said.details]).toEqual([message, hint, details]);
    expect(said.hint).toMatch(COMMAND);
  });
});

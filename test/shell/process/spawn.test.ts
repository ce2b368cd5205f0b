import { describe, expect, test } from "bun:test";
import { gitEnv, gitRunner } from "../../../src/shell/git/exec.ts";
import { childEnv, runProgram } from "../../../src/shell/process/spawn.ts";
import { gitRepo } from "../../support/git-repo.ts";

const env = { PATH: process.env["PATH"] ?? "" };

describe("childEnv()", () => {
  test("drops what relocates git or injects code and keeps identity, transport and configuration files", () => {
    const dropped = [
      "BUN_OPTIONS",
      "BUN_BE_BUN",
      "NODE_OPTIONS",
      "GIT_DIR",
      "GIT_INDEX_FILE",
      "GIT_CONFIG_KEY_0",
      "GIT_ALTERNATE_OBJECT_DIRECTORIES",
    ];
    const kept = { GIT_AUTHOR_NAME: "n", GIT_SSH_COMMAND: "s", GIT_CONFIG_GLOBAL: "g", HOME: "h" };
    expect(childEnv({ ...kept, ...Object.fromEntries(dropped.map((name) => [name, "x"])), UNSET: undefined })).toEqual(
      kept,
    );
    expect(gitEnv({})["GIT_TERMINAL_PROMPT"]).toBe("0");
  });
});

describe("runProgram()", () => {
  test("gives output and exit code, and stdin when there is one", () => {
    const ran = runProgram(["sh", "-c", "cat; echo e >&2; exit 3"], { cwd: "/", env, stdin: "in" });
    expect(ran.ok && [new TextDecoder().decode(ran.value.stdout), ran.value.stderr, ran.value.exit]).toEqual([
      "in",
      "e\n",
      3,
    ]);
  });

  test("names a program that is not there and one that does not end", () => {
    expect(runProgram(["no-such-program"], { cwd: "/", env })).toEqual({
      ok: false,
      error: { code: "PROGRAM_NOT_FOUND", program: "no-such-program" },
    });
    const slow = runProgram(["sleep", "5"], { cwd: "/", env, timeoutMs: 20 });
    expect(slow).toEqual({ ok: false, error: { code: "PROGRAM_TIMED_OUT", program: "sleep", timeoutMs: 20 } });
  });
});

describe("gitRunner()", () => {
  test("tells a failure by its words, an expected exit as an answer, and a missing git", () => {
    const root = gitRepo();
    const git = gitRunner(root, process.env);
    const failed = git(["rev-parse", "--verify", "nothing"]);
    expect(failed.ok ? undefined : failed.error).toMatchObject({
      code: "GIT_FAILED",
      exit: 128,
      stderr: "fatal: Needed a single revision",
    });
    expect(git(["diff", "--quiet"], { answers: [1] }).ok).toBe(true);
    const without = gitRunner(root, { PATH: "/nowhere" })(["status"]);
    expect(without).toEqual({ ok: false, error: { code: "GIT_NOT_FOUND" } });
  });
});

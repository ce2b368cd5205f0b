/** A command that needs a mission among several asks which one at a terminal, and refuses everywhere else. */
import { beforeAll, describe, expect, test } from "bun:test";
import { BINARY, ensureBinary, runBinary } from "../support/binary.ts";
import { gitRepo } from "../support/git-repo.ts";
import { fingerprint, IDENTITY } from "../support/mission.ts";
import { KEYS, openTerminal } from "../support/terminal.ts";

beforeAll(async () => {
  await ensureBinary();
});

async function twoMissions(): Promise<string> {
  const root = gitRepo();
  for (const slug of ["alpha", "beta"]) {
    expect((await runBinary(["mission", "create", slug, "--yes"], { cwd: root, env: IDENTITY })).code).toBe(0);
  }
  return root;
}

const STATUS = ["agent", "tasks", "status"];

describe("a command that was not told its mission", () => {
  test("asks at a terminal and goes on with the answer; Ctrl-C ends it with 130", async () => {
    const root = await twoMissions();
    const before = fingerprint(root);
    const terminal = openTerminal([BINARY, ...STATUS], { cwd: root, cols: 100, env: IDENTITY });
    await terminal.until(/Which mission\?[\s\S]*alpha-[\s\S]*beta-/);
    terminal.type(`${KEYS.down}${KEYS.enter}`);
    const told = await runBinary([...STATUS, "--mission", "beta"], { cwd: root, env: IDENTITY });
    expect(await terminal.ended()).toBe(told.code);
    const [said = "nothing"] = `${told.stdout}${told.stderr}`.split("\n");
    expect(said).toContain("beta");
    expect(terminal.shown()).toContain(said);

    const stopped = openTerminal([BINARY, ...STATUS], { cwd: root, cols: 100, env: IDENTITY });
    await stopped.until(/Which mission\?/);
    stopped.type(KEYS.interrupt);
    await stopped.until(/Cancelled; nothing was changed/);
    expect(await stopped.ended()).toBe(130);
    expect(fingerprint(root)).toBe(before);
  });

  test("asks its own questions once the mission is known", async () => {
    const root = await twoMissions();
    const flags = ["mission", "close", "--discard"];
    const terminal = openTerminal([BINARY, ...flags], { cwd: root, cols: 100, env: IDENTITY });
    await terminal.until(/Delete the mission's branches/);
    terminal.type("y");
    await terminal.until(/Which mission\?/);
    terminal.type(KEYS.enter);
    await terminal.until(/Delete the mission's branches/);
    terminal.type("n");
    expect(await terminal.ended()).toBe(130);
  });

  test("is refused without a terminal, and with --non-interactive", async () => {
    const root = await twoMissions();
    const piped = await runBinary([...STATUS, "--json"], { cwd: root, env: IDENTITY });
    const { error_code, available_missions } = JSON.parse(piped.stdout);
    expect([piped.code, error_code, available_missions.length]).toEqual([1, "MISSION_REQUIRED", 2]);
    const terminal = openTerminal([BINARY, ...STATUS, "--non-interactive"], { cwd: root, cols: 100, env: IDENTITY });
    await terminal.until(/MISSION_REQUIRED/);
    expect(await terminal.ended()).toBe(1);
  });
});

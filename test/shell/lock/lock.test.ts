import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { err, ok } from "../../../src/core/lib/result.ts";
import { withLock } from "../../../src/shell/lock/lock.ts";
import { testCtx } from "../../support/ctx.ts";
import { temporaryFolder, writeFiles } from "../../support/git-repo.ts";

const ctx = testCtx("/");
const request = (directory: string, timeoutMs = 50) => ({ directory, name: "m", purpose: "test", timeoutMs });

/** Starts a process that takes the lock, says so, and keeps it until it is killed. */
async function holder(directory: string) {
  const lock = join(import.meta.dir, "../../../src/shell/lock/lock.ts");
  const code = `import { withLock } from ${JSON.stringify(lock)};
    await withLock({ now: Date.now, random: Math.random }, { directory: ${JSON.stringify(directory)}, name: "m", purpose: "hold" },
      async () => { console.log("held"); await new Promise(() => setInterval(() => {}, 1000)); });`;
  const child = Bun.spawn([process.execPath, "-e", code], { stdout: "pipe", stderr: "inherit" });
  await child.stdout.getReader().read();
  return child;
}

describe("withLock()", () => {
  test("runs the body once, returns its refusal, and leaves no trace of a holder", async () => {
    const directory = temporaryFolder();
    expect(await withLock(ctx, request(directory), async (crashed) => ok(crashed))).toEqual(ok(undefined));
    expect(await withLock(ctx, request(directory), async () => err("no"))).toEqual(err("no"));
    expect(existsSync(join(directory, "m.holder.json"))).toBe(false);
  });

  test("times out naming the living holder, and takes over at once when it dies", async () => {
    const directory = temporaryFolder();
    const child = await holder(directory);
    const refused = await withLock(ctx, request(directory), async () => ok(1));
    expect(refused.ok ? undefined : refused.error).toMatchObject({
      code: "BOOKKEEPING_LOCK_TIMEOUT",
      lock: "m",
      waitedMs: 50,
    });
    expect(refused.ok ? "" : (refused.error as { holder: string }).holder).toContain('"purpose":"hold"');
    child.kill("SIGKILL");
    await child.exited;
    const taken = await withLock(ctx, request(directory), async (crashed) => ok(crashed !== undefined));
    expect(taken).toEqual(ok(true));
    expect(await withLock(ctx, request(directory), async (crashed) => ok(crashed))).toEqual(ok(undefined));
  });

  test("throws on a nested acquire and releases when the body throws", async () => {
    const directory = temporaryFolder();
    const nested = withLock(ctx, request(directory), () => withLock(ctx, request(directory), async () => ok(1)));
    await expect(nested).rejects.toThrow("nested acquire");
    expect(await withLock(ctx, request(directory), async () => ok(2))).toEqual(ok(2));
  });

  test("takes a damaged note of a holder as a crash of unknown age", async () => {
    const directory = temporaryFolder();
    writeFiles(directory, { "m.holder.json": "{" });
    expect(await withLock(ctx, request(directory), async (crashed) => ok(crashed))).toEqual(ok({ sinceMs: 0 }));
  });

  test("remembers the first of several holders that died before anybody cleaned up", async () => {
    const directory = temporaryFolder();
    writeFiles(directory, { "m.holder.json": '{"pid":1,"purpose":"first","since_ms":1000}' });
    const note = () => readFileSync(join(directory, "m.holder.json"), "utf8");
    const dying = withLock(ctx, request(directory), async (crashed) => {
      throw new Error(`died after ${crashed?.sinceMs}`);
    });
    await expect(dying).rejects.toThrow("died after 1000");
    expect(note()).toContain('"purpose":"test"');
    expect(await withLock(ctx, request(directory), async (crashed) => ok(crashed))).toEqual(ok({ sinceMs: 1000 }));
    expect(await withLock(ctx, request(directory), async (crashed) => ok(crashed))).toEqual(ok(undefined));
  });
});

/**
 * Runs every generator of the project and fails if one of them changed a checked-in file.
 * The fresh files are left in place, so that the fix is to look at them and commit.
 */
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

async function readGenerated(): Promise<ReadonlyMap<string, string>> {
  const paths = [...new Bun.Glob("src/**/*.generated.*").scanSync({ cwd: ROOT })].toSorted();
  return new Map(
    await Promise.all(paths.map(async (path) => [path, await Bun.file(join(ROOT, path)).text()] as const)),
  );
}

const before = await readGenerated();
for (const path of [...new Bun.Glob("scripts/generate*.ts").scanSync({ cwd: ROOT })].toSorted()) {
  const child = Bun.spawnSync([process.execPath, path], { cwd: ROOT, stdio: ["ignore", "ignore", "inherit"] });
  if (child.exitCode !== 0) {
    console.error(`${path} failed`);
    process.exit(1);
  }
}
const after = await readGenerated();
const stale = [...after].filter(([path, text]) => before.get(path) !== text).map(([path]) => path);
for (const path of stale) console.error(`${path} was stale; it has been written anew: look at it and commit it`);
process.exit(stale.length > 0 ? 1 : 0);

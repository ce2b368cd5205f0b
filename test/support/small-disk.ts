/** A disk of one megabyte, for tests of what happens when it is full. Needs the right to mount; elsewhere the test says that it is skipped. */
import { temporaryFolder } from "./git-repo.ts";

/** Runs `body` with the root of an empty small file system, and takes it away afterwards. */
export async function onSmallDisk(body: (disk: string) => void | Promise<void>): Promise<void> {
  const disk = temporaryFolder();
  const mounted =
    Bun.which("mount") !== null && Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", disk]);
  if (mounted === false || mounted.exitCode !== 0) {
    console.warn("a test of a full disk is skipped: this user may not mount a tmpfs");
    return;
  }
  try {
    await body(disk);
  } finally {
    Bun.spawnSync(["umount", "-l", disk]);
  }
}

/** Mints ULIDs: the one importer of the package, loaded only by commands that record something. */
import type { Ctx } from "../ctx.ts";

/** Returns a minter whose ids of one process sort in the order of minting. `atMs` is milliseconds since the Unix epoch. */
export async function openMint(ctx: Pick<Ctx, "random">): Promise<(atMs: number) => string> {
  const { monotonicFactory } = await import("ulidx");
  return monotonicFactory(ctx.random);
}

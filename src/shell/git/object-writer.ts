/**
 * Writes loose git objects in this process: temp file, fsync, rename into place, so that an object is whole or absent.
 * What is written and never referenced is garbage that `git gc` collects; writing is therefore never an effect by itself.
 */
import { closeSync, fsyncSync, openSync, renameSync, writeSync } from "node:fs";
import { join } from "node:path";
import type { Oid } from "../../core/lib/brand.ts";
import { ensureDirectory, kindOf, removeFile } from "../fs/files.ts";
import type { Repo } from "./repo.ts";

export type ObjectType = "blob" | "tree" | "commit";
type Place = Pick<Repo, "commonDir" | "objectFormat">;

function framed(type: ObjectType, data: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data]);
}

const digest = (format: Place["objectFormat"], bytes: Uint8Array): Oid =>
  new Bun.CryptoHasher(format).update(bytes).digest("hex") as Oid;

/** Returns the id that an object has or would have. */
export const objectId = (format: Place["objectFormat"], type: ObjectType, data: Uint8Array): Oid =>
  digest(format, framed(type, data));

/** Loads what writing needs: it costs 3 ms, which commands that only read never pay. */
export const loadCompression = () => process.getBuiltinModule("node:zlib");

/** Writes an object unless it is there as a loose one; returns its id. */
export function writeObject(repo: Place, type: ObjectType, data: Uint8Array): Oid {
  const bytes = framed(type, data);
  const oid = digest(repo.objectFormat, bytes);
  const folder = join(repo.commonDir, "objects", oid.slice(0, 2));
  const path = join(folder, oid.slice(2));
  if (kindOf(path) !== undefined) return oid;
  ensureDirectory(folder);
  const temporary = join(folder, `tmp_obj_${process.pid}_${oid.slice(2, 10)}`);
  const { deflateSync } = loadCompression();
  const compressed = deflateSync(bytes, { level: 1 });
  const fd = openSync(temporary, "w", 0o444);
  try {
    for (let offset = 0; offset < compressed.length; ) {
      const written = writeSync(fd, compressed, offset);
      if (written === 0) throw Object.assign(new Error("Cannot write an object: the disk is full"), { code: "ENOSPC" });
      offset += written;
    }
    fsyncSync(fd);
  } catch (thrown) {
    closeSync(fd);
    removeFile(temporary);
    throw thrown;
  }
  closeSync(fd);
  renameSync(temporary, path);
  return oid;
}

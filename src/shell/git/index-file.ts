/**
 * Reads a git index file without starting git: path → mode, object id, and whether sparse checkout hides the path.
 * Understands versions 2, 3 and 4; anything else (split or sparse index, unknown required extension) answers `undefined`.
 * Source of the layout: git's Documentation/gitformat-index.
 */
import type { Oid } from "../../core/lib/brand.ts";
import { readBytes } from "../fs/files.ts";

export type IndexEntry = {
  readonly mode: string;
  readonly oid: Oid;
  readonly skipWorktree: boolean;
  /** 0 normally; 1 to 3 while a merge is unresolved. */
  readonly stage: number;
  readonly mtimeSeconds: number;
  readonly mtimeNanoseconds: number;
  readonly sizeBytes: number;
};
export type Index = ReadonlyMap<string, IndexEntry>;

const STAT_BYTES = 40;
const EXTENDED = 0x4000;
const SKIP_WORKTREE = 0x4000;

type Cursor = { offset: number; previous: string };

/** Reads the variable-length number of version 4 (the encoding of pack offsets). */
function readVarint(bytes: Buffer, cursor: Cursor): number {
  let byte = bytes[cursor.offset++] ?? 0;
  let value = byte & 127;
  while (byte & 128) {
    byte = bytes[cursor.offset++] ?? 0;
    value = ((value + 1) << 7) | (byte & 127);
  }
  return value;
}

function readName(bytes: Buffer, cursor: Cursor, layout: { version: number; start: number }): string {
  if (layout.version === 4) {
    const strip = readVarint(bytes, cursor);
    const end = bytes.indexOf(0, cursor.offset);
    const kept = Buffer.from(cursor.previous);
    const name = Buffer.concat([kept.subarray(0, kept.length - strip), bytes.subarray(cursor.offset, end)]).toString(
      "utf8",
    );
    cursor.offset = end + 1;
    return name;
  }
  const end = bytes.indexOf(0, cursor.offset);
  const name = bytes.toString("utf8", cursor.offset, end);
  // Entries are padded with 1 to 8 NUL bytes to a multiple of eight.
  cursor.offset = layout.start + Math.floor((end - layout.start) / 8 + 1) * 8;
  return name;
}

function readEntry(
  bytes: Buffer,
  cursor: Cursor,
  layout: { version: number; hashBytes: number },
): [string, IndexEntry] {
  const start = cursor.offset;
  const hashAt = start + STAT_BYTES;
  const flags = bytes.readUInt16BE(hashAt + layout.hashBytes);
  const extended = (flags & EXTENDED) !== 0 ? bytes.readUInt16BE(hashAt + layout.hashBytes + 2) : 0;
  cursor.offset = hashAt + layout.hashBytes + 2 + ((flags & EXTENDED) !== 0 ? 2 : 0);
  const name = readName(bytes, cursor, { version: layout.version, start });
  cursor.previous = name;
  const entry: IndexEntry = {
    mode: bytes.readUInt32BE(start + 24).toString(8),
    oid: bytes.toString("hex", hashAt, hashAt + layout.hashBytes) as Oid,
    skipWorktree: (extended & SKIP_WORKTREE) !== 0,
    stage: (flags >> 12) & 3,
    mtimeSeconds: bytes.readUInt32BE(start + 8),
    mtimeNanoseconds: bytes.readUInt32BE(start + 12),
    sizeBytes: bytes.readUInt32BE(start + 36),
  };
  return [name, entry];
}

/** Parses the bytes of an index file; `undefined` if its layout is not one this reader knows. */
export function parseIndex(data: Uint8Array, hashBytes: 20 | 32): Index | undefined {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (bytes.length < 12 || bytes.toString("latin1", 0, 4) !== "DIRC") return undefined;
  const version = bytes.readUInt32BE(4);
  if (version < 2 || version > 4) return undefined;
  const count = bytes.readUInt32BE(8);
  const cursor: Cursor = { offset: 12, previous: "" };
  const entries = new Map<string, IndexEntry>();
  for (let i = 0; i < count; i++) {
    const [name, entry] = readEntry(bytes, cursor, { version, hashBytes });
    if (entry.mode === "40000") return undefined;
    if (entry.stage === 0 || !entries.has(name)) entries.set(name, entry);
  }
  const extension = bytes.toString("latin1", cursor.offset, cursor.offset + 4);
  return extension === "link" ? undefined : entries;
}

/** Reads the index of a worktree by its git directory; empty if there is none yet. */
export function readIndex(gitDir: string, objectFormat: "sha1" | "sha256"): Index | undefined {
  const bytes = readBytes(`${gitDir}/index`);
  return bytes === undefined ? new Map() : parseIndex(bytes, objectFormat === "sha1" ? 20 : 32);
}

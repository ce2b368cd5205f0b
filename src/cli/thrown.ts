/**
 * What an exception that reached the top means: a disk or a permission that stood in the way, or a bug.
 * Recorded changes are whole in every case: they count only once their ref has moved.
 */
import type { FrameError } from "./frame-error.ts";

const FULL = ["ENOSPC", "EDQUOT", "SQLITE_FULL"];
const FORBIDDEN = ["EROFS", "EACCES", "EPERM", "SQLITE_CANTOPEN", "SQLITE_READONLY"];

const textOf = (thrown: Error, key: string): string => {
  const value: unknown = Object.getOwnPropertyDescriptor(thrown, key)?.value;
  return typeof value === "string" ? value : "";
};

/** Turns what was thrown into a refusal; `debug` adds the stack of a bug. */
export function describeThrown(thrown: unknown, debug: boolean): FrameError {
  if (!(thrown instanceof Error)) return { code: "INTERNAL_ERROR", message: String(thrown), stack: undefined };
  const { message } = thrown;
  const code = textOf(thrown, "code");
  const path = textOf(thrown, "path");
  if (FULL.includes(code)) return { code: "DISK_FULL", path, detail: message };
  if (FORBIDDEN.some((each) => code.startsWith(each))) return { code: "PATH_NOT_WRITABLE", path, detail: message };
  return { code: "INTERNAL_ERROR", message, stack: debug ? thrown.stack : undefined };
}

import { describe, expect, test } from "bun:test";
import { USAGE_ERRORS } from "../../src/cli/errors/usage.ts";
import { describeThrown } from "../../src/cli/thrown.ts";

const failing = (code: string, path?: string) =>
  Object.assign(new Error(`${code}: said the system`), { code, ...(path === undefined ? {} : { path }) });

describe("describeThrown()", () => {
  const table: readonly (readonly [string, string])[] = [
    ["ENOSPC", "DISK_FULL"],
    ["EDQUOT", "DISK_FULL"],
    ["SQLITE_FULL", "DISK_FULL"],
    ["EROFS", "PATH_NOT_WRITABLE"],
    ["EACCES", "PATH_NOT_WRITABLE"],
    ["SQLITE_READONLY_DIRECTORY", "PATH_NOT_WRITABLE"],
    ["SQLITE_CANTOPEN", "PATH_NOT_WRITABLE"],
    ["EMFILE", "INTERNAL_ERROR"],
  ];
  test.each(table)("takes %s for %s", (code, expected) => {
    expect(describeThrown(failing(code, "/x/y"), false).code).toBe(expected as never);
  });

  test("shows a stack only for bugs and only when asked", () => {
    const bug = new Error("boom");
    expect(describeThrown(bug, false)).toEqual({ code: "INTERNAL_ERROR", message: "boom", stack: undefined });
    expect(describeThrown(bug, true)).toMatchObject({ stack: expect.stringContaining("boom") });
    expect(describeThrown("text", true)).toEqual({ code: "INTERNAL_ERROR", message: "text", stack: undefined });
  });

  test("names the path where the system did", () => {
    const said = (path?: string) => {
      const error = describeThrown(failing("ENOSPC", path), false);
      return error.code === "DISK_FULL" ? USAGE_ERRORS.DISK_FULL.message(error) : "";
    };
    expect([said("/repo/f"), said()]).toEqual([
      "Cannot write /repo/f: the disk is full",
      "Cannot write: the disk is full",
    ]);
    const denied = { code: "PATH_NOT_WRITABLE", path: "/repo", detail: "EACCES" } as const;
    expect(USAGE_ERRORS.PATH_NOT_WRITABLE.message(denied)).toBe("Cannot write /repo: EACCES");
    expect(USAGE_ERRORS.PATH_NOT_WRITABLE.hint(denied)).toContain("ls -ld /repo");
  });
});

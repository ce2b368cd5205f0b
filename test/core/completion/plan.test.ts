import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { blockFor, detectShell, SHELLS, targetOf, withBlock } from "../../../src/core/completion/plan.ts";

describe("withBlock()", () => {
  const block = blockFor("zsh");

  test("keeps every other byte, and a repeat changes nothing", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (before, after) => {
        const once = withBlock(before, block);
        expect(once.startsWith(before)).toBe(true);
        const grown = `${once}${after}`;
        expect(withBlock(grown, block)).toBe(grown);
        expect(withBlock(grown, blockFor("bash"))).toBe(grown.replace(block, () => blockFor("bash")));
      }),
    );
  });

  test("starts on a line of its own", () => {
    expect(withBlock("export A=1", block)).toBe(`export A=1\n${block}`);
    expect(withBlock("", block)).toBe(block);
  });
});

test.each([
  ["linux", { HOME: "/home/a" }, "bash", "/home/a/.bashrc", "block"],
  ["darwin", { HOME: "/Users/a" }, "bash", "/Users/a/.bash_profile", "block"],
  ["linux", { HOME: "/home/a", ZDOTDIR: "/home/a/.z" }, "zsh", "/home/a/.z/.zshrc", "block"],
  [
    "linux",
    { HOME: "/home/a", XDG_CONFIG_HOME: "" },
    "fish",
    "/home/a/.config/fish/completions/spec-kitty.fish",
    "own",
  ],
  [
    "linux",
    { HOME: "/home/a", XDG_CONFIG_HOME: "/c" },
    "powershell",
    "/c/powershell/Microsoft.PowerShell_profile.ps1",
    "block",
  ],
  [
    "win32",
    { USERPROFILE: "C:\\Users\\a", HOME: "/x" },
    "powershell",
    "C:\\Users\\a\\Documents\\PowerShell\\Microsoft.PowerShell_profile.ps1",
    "block",
  ],
] as const)("targetOf() on %s with %j for %s is %s", (platform, env, shell, path, mode) => {
  expect(targetOf(shell, { platform, env })).toEqual({ path, mode });
});

test("targetOf() knows no file without a home folder", () => {
  for (const shell of SHELLS) expect(targetOf(shell, { platform: "linux", env: {} })).toBeUndefined();
});

test.each([
  ["linux", "/usr/bin/zsh", "zsh"],
  ["linux", "/opt/microsoft/pwsh", "powershell"],
  ["win32", "C:\\Program Files\\Git\\bin\\bash.exe", "bash"],
  ["win32", undefined, "powershell"],
  ["linux", "/bin/tcsh", undefined],
  ["linux", undefined, undefined],
] as const)("detectShell() on %s with SHELL=%p is %p", (platform, shell, expected) => {
  expect(detectShell({ platform, env: { SHELL: shell } })).toBe(expected);
});

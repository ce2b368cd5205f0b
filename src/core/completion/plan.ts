/**
 * Where tab completion goes for each shell, and what the file is afterwards. Pure: paths and texts in, a plan out.
 * A user's start-up file gets one marked block and keeps every other byte; fish has a folder of its own for such files.
 */

export const SHELLS = ["bash", "zsh", "fish", "powershell"] as const;
export type ShellName = (typeof SHELLS)[number];

/** What decides the paths: the platform and these environment variables. */
export type ShellFacts = {
  readonly platform: "linux" | "darwin" | "win32";
  readonly env: Readonly<Record<string, string | undefined>>;
};

export type Target = {
  readonly path: string;
  /** `own`: the file is ours whole. `block`: a file of the user's that holds our block. */
  readonly mode: "own" | "block";
};

const BEGIN = "# >>> spec-kitty completion >>>";
const END = "# <<< spec-kitty completion <<<";

/** The shell in use by `SHELL`; PowerShell on Windows; `undefined` if it is none we know. */
export function detectShell({ platform, env }: ShellFacts): ShellName | undefined {
  const name = (env["SHELL"] ?? "")
    .replaceAll("\\", "/")
    .split("/")
    .at(-1)
    ?.replace(/\.exe$/, "");
  const known = SHELLS.find((shell) => shell === name || (shell === "powershell" && name === "pwsh"));
  return known ?? (platform === "win32" ? "powershell" : undefined);
}

/** The file that a shell reads; `undefined` if the home folder is unknown. */
export function targetOf(shell: ShellName, { platform, env }: ShellFacts): Target | undefined {
  const separator = platform === "win32" ? "\\" : "/";
  const home = platform === "win32" ? (env["USERPROFILE"] ?? env["HOME"]) : env["HOME"];
  if (home === undefined || home === "") return undefined;
  const join = (...parts: readonly string[]): string => parts.join(separator);
  const config = nonEmpty(env["XDG_CONFIG_HOME"]) ?? join(home, ".config");
  const profile = "Microsoft.PowerShell_profile.ps1";
  switch (shell) {
    case "bash":
      return { path: join(home, platform === "darwin" ? ".bash_profile" : ".bashrc"), mode: "block" };
    case "zsh":
      return { path: join(nonEmpty(env["ZDOTDIR"]) ?? home, ".zshrc"), mode: "block" };
    case "fish":
      return { path: join(config, "fish", "completions", "spec-kitty.fish"), mode: "own" };
    case "powershell":
      return {
        path:
          platform === "win32" ? join(home, "Documents", "PowerShell", profile) : join(config, "powershell", profile),
        mode: "block",
      };
  }
}

const nonEmpty = (text: string | undefined): string | undefined => (text === "" ? undefined : text);

/** The marked lines for a start-up file: they ask the installed program, so that they never age. */
export function blockFor(shell: ShellName): string {
  const body =
    shell === "powershell"
      ? "if (Get-Command spec-kitty -ErrorAction SilentlyContinue) { spec-kitty completion powershell | Out-String | Invoke-Expression }"
      : `if command -v spec-kitty >/dev/null 2>&1; then eval "$(command spec-kitty completion ${shell})"; fi`;
  return `${BEGIN}\n${body}\n${END}\n`;
}

/** The file's text with our block in it once: replaced where it stood, else added at the end. */
export function withBlock(text: string, block: string): string {
  const begin = text.indexOf(BEGIN);
  const end = text.indexOf(END, begin);
  if (begin < 0 || end < 0) return `${text}${text === "" || text.endsWith("\n") ? "" : "\n"}${block}`;
  const after = text.slice(end + END.length).replace(/^\r?\n/, "");
  return `${text.slice(0, begin)}${block}${after}`;
}

/**
 * Compiles the program: `bun scripts/build.ts [--all] [--out PATH] [--fault-points]`.
 * Without options: `dist/spec-kitty` for this machine and `dist/meta.json` (which module is in which chunk).
 * `--all`: eight targets in `dist/<target>/` and `dist/SHA256SUMS`. Same sources, same bytes: names of outputs, the entry
 * and the folder that it is built from are fixed, and no time enters. The finished binary must run, or the build fails.
 */
import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { version } from "../package.json" with { type: "json" };

const ROOT = join(import.meta.dir, "..");

/** Release name → what Bun calls it. One x64 build serves old and new processors. */
const TARGETS = {
  "linux-x64": "bun-linux-x64",
  "linux-arm64": "bun-linux-arm64",
  "linux-x64-musl": "bun-linux-x64-musl",
  "linux-arm64-musl": "bun-linux-arm64-musl",
  "darwin-x64": "bun-darwin-x64",
  "darwin-arm64": "bun-darwin-arm64",
  "windows-x64": "bun-windows-x64",
  "windows-arm64": "bun-windows-arm64",
} as const satisfies Readonly<Record<string, Bun.Build.CompileTarget>>;

type Options = {
  /** Where the binary goes; its name has no effect on its bytes. */
  readonly out: string;
  readonly target?: Bun.Build.CompileTarget;
  readonly faultPoints: boolean;
  readonly metafile?: string;
};

function commit(): string {
  const git = (...args: readonly string[]): string => {
    const child = Bun.spawnSync(["git", ...args], { cwd: ROOT, stderr: "ignore" });
    return child.exitCode === 0 ? child.stdout.toString().trim() : "";
  };
  const head = git("rev-parse", "--short=12", "HEAD");
  if (head === "") return "unknown";
  return git("status", "--porcelain", "--untracked-files=no") === "" ? head : `${head}+dirty`;
}

/** Compiles one binary in a fresh folder, then copies it, so that the path it ends up at is not part of it. */
async function compile(options: Options): Promise<void> {
  // Source maps carry paths relative to this folder: at a fixed depth below the project they are the same everywhere.
  mkdirSync(join(ROOT, "dist"), { recursive: true });
  const scratch = mkdtempSync(join(ROOT, "dist/.build-"));
  const name = options.target?.startsWith("bun-windows") ? "spec-kitty.exe" : "spec-kitty";
  try {
    const built = await Bun.build({
      entrypoints: ["./src/main.ts"],
      root: ".",
      target: "bun",
      format: "esm",
      minify: true,
      bytecode: true,
      splitting: true,
      sourcemap: "linked",
      outdir: scratch,
      metafile: true,
      define: {
        SPEC_KITTY_BUILD_VERSION: JSON.stringify(version),
        SPEC_KITTY_BUILD_COMMIT: JSON.stringify(commit()),
        SPEC_KITTY_BUILD_FAULT_POINTS: String(options.faultPoints),
      },
      compile: {
        outfile: join(scratch, name),
        autoloadDotenv: false,
        autoloadBunfig: false,
        ...(options.target === undefined ? {} : { target: options.target }),
      },
    });
    if (options.metafile !== undefined) await Bun.write(options.metafile, JSON.stringify(built.metafile));
    mkdirSync(dirname(options.out), { recursive: true });
    rmSync(options.out, { force: true });
    cpSync(join(scratch, name), options.out);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** Runs a binary somewhere else with an empty environment: what is missing from it shows only at run time. */
function smoke(binary: string): void {
  for (const args of [["--version"], ["--help"]]) {
    const child = Bun.spawnSync([binary, ...args], { cwd: tmpdir(), env: {}, stdin: "ignore" });
    const out = child.stdout.toString().trim();
    if (child.exitCode !== 0 || (args[0] === "--version" && out !== version)) {
      console.error(`${binary} ${args.join(" ")} exited with ${child.exitCode}: ${out}\n${child.stderr}`);
      process.exit(1);
    }
  }
}

async function sha256(path: string): Promise<string> {
  const hash = new Bun.CryptoHasher("sha256");
  for await (const chunk of Bun.file(path).stream()) hash.update(chunk);
  return hash.digest("hex");
}

async function buildAll(): Promise<void> {
  const sums: string[] = [];
  for (const [name, target] of Object.entries(TARGETS)) {
    const file = `${name}/spec-kitty${target.startsWith("bun-windows") ? ".exe" : ""}`;
    await compile({ out: join(ROOT, "dist", file), target, faultPoints: false });
    if (name === `${process.platform}-${process.arch}`) smoke(join(ROOT, "dist", file));
    sums.push(`${await sha256(join(ROOT, "dist", file))}  ${file}\n`);
    console.error(`built dist/${file}`);
  }
  await Bun.write(join(ROOT, "dist/SHA256SUMS"), sums.join(""));
}

const { values } = parseArgs({
  options: { all: { type: "boolean" }, out: { type: "string" }, "fault-points": { type: "boolean" } },
});
const out = resolve(values.out ?? join(ROOT, "dist/spec-kitty"));
// The entry's path relative to the working folder is part of the binary.
process.chdir(ROOT);
if (values.all === true) {
  await buildAll();
} else {
  const metafile = out === join(ROOT, "dist/spec-kitty") ? { metafile: join(ROOT, "dist/meta.json") } : {};
  await compile({ out, faultPoints: values["fault-points"] === true, ...metafile });
  smoke(out);
  console.error(`built ${out}`);
}

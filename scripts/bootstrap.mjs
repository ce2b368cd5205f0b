/**
 * Runs a named script on a machine that has only Node, npm and git: `node scripts/bootstrap.mjs test|demo`.
 * Installs the Bun that package.json pins into `.tools/` (once), the locked packages into `node_modules/`, then runs
 * the script with that Bun first on PATH. Plain Node 18+, no packages. Works when npm may not run install scripts.
 */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, readdirSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const SCRIPTS = { test: "scripts/ok.ts", demo: "scripts/demo.ts" };

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const windows = process.platform === "win32";
const pinned = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).engines.bun;

/** Runs a program with its output on our stderr, so that stdout belongs to the script; returns its exit code. */
function run(program, args, env = process.env) {
  const { status, error } = spawnSync(program, args, { cwd: root, env, stdio: ["ignore", 2, 2] });
  if (error) console.error(`bootstrap: cannot start ${program}: ${error.message}`);
  return status ?? 1;
}

/** npm without a shell where npm tells us its own path, which it does for every script that it runs. */
function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli && /npm-cli\.[cm]?js$/.test(cli)) return { program: process.execPath, args: [cli, ...args] };
  return windows ? { program: "cmd.exe", args: ["/d", "/s", "/c", "npm.cmd", ...args] } : { program: "npm", args };
}

/** The launcher of the `bun` package works only after its install script; the platform packages always do. */
function candidates() {
  const modules = join(root, ".tools", "node_modules");
  const platforms = join(modules, "@oven");
  const names = existsSync(platforms) ? readdirSync(platforms).sort() : [];
  return [
    ...names.map((name) => join(platforms, name, "bin", windows ? "bun.exe" : "bun")),
    join(modules, ".bin", windows ? "bun.exe" : "bun"),
    join(modules, "bun", "bin", "bun.exe"),
  ].filter((path) => existsSync(path));
}

/** Path of a Bun of exactly the pinned version, or undefined. A binary for another libc or processor just fails. */
function findBun() {
  return candidates().find((path) => {
    const { stdout, status } = spawnSync(path, ["--version"], { encoding: "utf8", cwd: root });
    return status === 0 && stdout.trim() === pinned;
  });
}

function installBun() {
  const found = findBun();
  if (found) return found;
  console.error(`bootstrap: installing bun ${pinned} into .tools/`);
  const { program, args } = npm(
    ["install", "--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--include=optional"].concat([
      "--prefix",
      join(root, ".tools"),
      `bun@${pinned}`,
    ]),
  );
  const code = run(program, args);
  const installed = findBun();
  if (!installed) {
    console.error(`bootstrap: npm exited with ${code} and left no working bun ${pinned} in .tools/`);
    console.error(`bootstrap: try again with: npm install --no-save --prefix .tools bun@${pinned}`);
    process.exit(1);
  }
  return installed;
}

/** Bun reads the user's own .npmrc; a registry that only npm knows of (its global or built-in file) is handed on. */
function installPackages(bun, env) {
  if (run(bun, ["install", "--frozen-lockfile"], env) === 0) return;
  const { program, args } = npm(["config", "get", "registry"]);
  const registry = spawnSync(program, args, { cwd: root, encoding: "utf8" }).stdout?.trim();
  const retry = registry ? run(bun, ["install", "--frozen-lockfile"], { ...env, BUN_CONFIG_REGISTRY: registry }) : 1;
  if (retry === 0) return;
  console.error("bootstrap: the packages could not be installed; reproduce with: bun install --frozen-lockfile");
  process.exit(1);
}

const [name = "", ...rest] = process.argv.slice(2);
if (!Object.hasOwn(SCRIPTS, name)) {
  console.error(`usage: node scripts/bootstrap.mjs ${Object.keys(SCRIPTS).join("|")}`);
  process.exit(2);
}
const bun = installBun();
const env = { ...process.env, PATH: `${dirname(bun)}${delimiter}${process.env.PATH ?? ""}` };
installPackages(bun, env);
const child = spawnSync(bun, [SCRIPTS[name], ...rest], { cwd: root, env, stdio: "inherit" });
process.exit(child.status ?? 1);

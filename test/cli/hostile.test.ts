/**
 * A repository that tries to run its own programs: through what Bun loads from a folder, through git's configuration and attributes,
 * through hooks, and through the environment. Whoever only asks a question in it runs none of them.
 */
import { beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { version } from "../../package.json" with { type: "json" };
import { ensureBinary, runBinary } from "../support/binary.ts";
import { git, gitRepo, temporaryFolder, writeFiles } from "../support/git-repo.ts";
import { logText, move } from "../support/log.ts";
import { FOLDER, fingerprint, IDENTITY, metaText } from "../support/mission.ts";

type Trap = {
  readonly root: string;
  /** Names of the traps that have run so far. */
  readonly sprung: () => readonly string[];
};

/** Keys of git's configuration that name a program, and the name of the trap behind each. */
const PROGRAMS: Readonly<Record<string, string>> = {
  "core.fsmonitor": "fsmonitor",
  "core.pager": "pager",
  "core.editor": "editor",
  "core.sshCommand": "ssh",
  "core.askPass": "askpass",
  "diff.external": "external-diff",
  "diff.evil.textconv": "textconv",
  "diff.evil.command": "diff-command",
  "merge.evil.driver": "merge-driver",
  "filter.evil.clean": "filter",
  "filter.evil.smudge": "filter",
  "filter.evil.process": "filter",
  "gpg.program": "gpg",
  "credential.helper": "credential",
  "sequence.editor": "editor",
};

const HOOKS = [
  "pre-commit",
  "commit-msg",
  "reference-transaction",
  "post-checkout",
  "post-index-change",
  "post-commit",
];

function hostileRepo(): Trap {
  const marks = join(temporaryFolder(), "marks");
  const meta = metaText({ topology: "single_branch", coordination_branch: null });
  const mission = { "meta.json": meta, "status.events.jsonl": logText([move({ from_lane: "genesis" })]) };
  const root = gitRepo({
    "src/a.ts": "1\n",
    ...Object.fromEntries(Object.entries(mission).map(([name, text]) => [`kitty-specs/${FOLDER}/${name}`, text])),
  });
  const mark = `require("node:fs").appendFileSync(${JSON.stringify(marks)}, "script\\n");`;
  writeFiles(root, {
    "bunfig.toml": 'preload = ["./evil.ts"]\n[test]\npreload = ["./evil.ts"]\n',
    "evil.ts": mark,
    "node_modules/consola/index.js": mark,
    "node_modules/consola/package.json": '{"name":"consola","main":"index.js"}',
    ".env": 'BUN_OPTIONS="--preload ./evil.ts"\nSPEC_KITTY_NOW=not-a-time\nNODE_OPTIONS="--require ./evil.ts"\n',
    "package.json": '{"name":"x","version":"9.9.9","type":"commonjs","bin":{"spec-kitty":"./evil.ts"}}',
    "tsconfig.json": '{"compilerOptions":{"paths":{"*":["./evil.ts"]},"jsxImportSource":"./evil"}}',
    ".gitattributes": "* diff=evil merge=evil filter=evil\n",
  });
  git(root, "add", "-A", "-f");
  git(root, "commit", "-q", "-m", "traps");
  for (const name of [...new Set(Object.values(PROGRAMS)), ...HOOKS.map((hook) => `hooks/${hook}`)]) {
    writeFiles(root, { [`.git/traps/${name}`]: `#!/bin/sh\necho '${name}' >>'${marks}'\ncat\n` });
    chmodSync(join(root, ".git/traps", name), 0o755);
  }
  for (const [key, name] of Object.entries(PROGRAMS)) git(root, "config", key, join(root, ".git/traps", name));
  git(root, "config", "core.hooksPath", ".git/traps/hooks");
  git(root, "config", "commit.gpgSign", "true");
  const sprung = () => (existsSync(marks) ? [...new Set(readFileSync(marks, "utf8").trim().split("\n"))].sort() : []);
  return { root, sprung };
}

const QUESTIONS: readonly (readonly string[])[] = [
  ["--version"],
  ["--help"],
  ["version", "--json"],
  ["explain", "PROTECTED_BRANCH_REFUSED"],
  ["complete", "--shell", "bash", "--", "spec-kitty", "a"],
  ["mission", "list", "--json"],
  ["agent", "tasks", "status", "--mission", FOLDER, "--json"],
  ["agent", "tasks", "list-tasks", "--mission", FOLDER, "--json"],
  ["agent", "status", "validate", "--mission", FOLDER, "--json"],
  ["agent", "mission", "create", "cart", "--dry-run", "--json"],
  ["agent", "mission", "setup-plan", "--mission", "nothing", "--json"],
];

beforeAll(async () => {
  await ensureBinary();
}, 60_000);

describe("in a hostile repository", () => {
  test("the traps work: git itself runs them", () => {
    const { root, sprung } = hostileRepo();
    writeFileSync(join(root, "src/a.ts"), "2\n");
    Bun.spawnSync(["git", "diff"], { cwd: root, stdin: "ignore", env: { ...process.env } });
    Bun.spawnSync(["git", "commit", "-qam", "x"], { cwd: root, stdin: "ignore", env: { ...process.env } });
    expect(sprung()).toEqual(expect.arrayContaining(["filter", "fsmonitor", "hooks/pre-commit"]));
  });

  test.each(QUESTIONS.map((argv) => [argv.join(" "), argv] as const))("%s runs nothing of it", async (_, argv) => {
    const { root, sprung } = hostileRepo();
    const ran = await runBinary(argv, { cwd: root, env: IDENTITY });
    expect([ran.code === 70, ran.stdout.includes("9.9.9"), sprung()]).toEqual([false, false, []]);
    if (argv[0] === "--version") expect(ran.stdout).toBe(`${version}\n`);
    const before = fingerprint(root);
    await runBinary(argv, { cwd: join(root, "src"), env: IDENTITY });
    expect(fingerprint(root)).toBe(before);
  });

  test("recording asks the repository's hooks and filters, and starts no other program of it", async () => {
    const { root, sprung } = hostileRepo();
    const ran = await runBinary(["agent", "mission", "create", "cart", "--json"], { cwd: root, env: IDENTITY });
    expect(JSON.parse(ran.stdout)).toMatchObject({ result: "success" });
    expect(sprung().filter((name) => !["filter", "hooks/pre-commit", "hooks/commit-msg"].includes(name))).toEqual([]);
  });
});

describe("programs that are started", () => {
  const INJECTIONS = {
    BUN_OPTIONS: "--smol",
    NODE_OPTIONS: "--require ./evil.js",
    GIT_DIR: "/nowhere",
    GIT_WORK_TREE: "/nowhere",
    GIT_INDEX_FILE: "/nowhere/index",
    GIT_COMMON_DIR: "/nowhere",
    GIT_OBJECT_DIRECTORY: "/nowhere",
    GIT_ALTERNATE_OBJECT_DIRECTORIES: "/nowhere",
    GIT_NAMESPACE: "evil",
    GIT_PREFIX: "evil/",
    GIT_CONFIG_PARAMETERS: "'core.fsmonitor=/nowhere/evil'",
    GIT_CONFIG_COUNT: "1",
    GIT_CONFIG_KEY_0: "core.fsmonitor",
    GIT_CONFIG_VALUE_0: "/nowhere/evil",
    GIT_EXTERNAL_DIFF: "/nowhere/evil",
  };

  test("see nothing that relocates git or injects code, and still who commits", async () => {
    const root = gitRepo();
    const folder = temporaryFolder();
    const seen = join(folder, "seen");
    const real = Bun.which("git") ?? "git";
    writeFiles(folder, { git: `#!/bin/sh\nenv >>'${seen}'\nexec '${real}' "$@"\n` });
    chmodSync(join(folder, "git"), 0o755);
    const env = { ...IDENTITY, ...INJECTIONS, PATH: `${folder}:${process.env["PATH"]}` };
    const ran = await runBinary(["agent", "mission", "create", "shop", "--json"], { cwd: root, env });
    expect(JSON.parse(ran.stdout)).toMatchObject({ result: "success" });
    const variables = readFileSync(seen, "utf8").split("\n");
    const passedOn = Object.keys(INJECTIONS).filter((name) => variables.some((line) => line.startsWith(`${name}=`)));
    expect(passedOn).toEqual([]);
    expect(variables).toContain(`GIT_AUTHOR_NAME=${IDENTITY.GIT_AUTHOR_NAME}`);
  });
});

/** Repositories to measure in: made up, the same on every machine, and as large as the ones people have. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";

const CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A well-formed ULID from a number; equal numbers give equal ids. */
const ulid = (n: number): string =>
  `01K${Array.from({ length: 23 }, (_, i) => CROCKFORD[Math.floor(n / 32 ** Math.max(0, 22 - i)) % 32] ?? "0").join("")}`;

const at = (n: number): string => `${new Date(1_767_225_600_000 + n * 1000).toISOString().slice(0, 19)}.000000+00:00`;

const PATH = ["planned", "claimed", "in_progress", "for_review", "in_review", "approved", "done"] as const;

type Mission = { readonly folder: string; readonly files: Readonly<Record<string, string>> };

/** More packages than this no mission has; longer logs go round. */
const MAX_PACKAGES = 30;

const packagesOf = (events: number): number => Math.min(MAX_PACKAGES, Math.ceil(events / PATH.length));

function eventLine(mission: { readonly id: string; readonly folder: string }, n: number, step: number): string {
  const turn = Math.floor(step / PATH.length);
  const wp = `WP${String(1 + (turn % MAX_PACKAGES)).padStart(2, "0")}`;
  const to = PATH[step % PATH.length] ?? "planned";
  const from = step % PATH.length > 0 ? PATH[(step % PATH.length) - 1] : turn < MAX_PACKAGES ? "genesis" : "done";
  const fields = {
    actor: "bench",
    at: at(n),
    event_id: ulid(n),
    evidence: null,
    execution_mode: "worktree",
    force: true,
  };
  const rest = {
    policy_metadata: null,
    reason: "bench",
    review_ref: null,
    review_result: null,
    to_lane: to,
    wp_id: wp,
  };
  const row = { ...fields, from_lane: from, mission_id: mission.id, mission_slug: mission.folder, ...rest };
  // One space after colons and commas, as the format has it; no value here contains either.
  return `${JSON.stringify(row).replaceAll('":', '": ').replaceAll(',"', ', "')}\n`;
}

/** A mission with this many events, all of whose packages are on their way to done. */
function makeMission(index: number, events: number): Mission {
  const id = ulid(1_000_000_000 + index);
  const number = String(index + 1).padStart(3, "0");
  const folder = `${number}-mission-${index}`;
  const packages = packagesOf(events);
  const meta = {
    created_at: at(index),
    friendly_name: `Mission ${index}`,
    mission_id: id,
    mission_number: index + 1,
    mission_slug: folder,
    mission_type: "software-dev",
    slug: folder,
    target_branch: "main",
  };
  const lines = Array.from({ length: events }, (_, step) => eventLine({ id, folder }, index * 1000 + step, step));
  const prompts = Array.from({ length: packages }, (_, i) => {
    const wp = `WP${String(i + 1).padStart(2, "0")}`;
    return [`tasks/${wp}-part.md`, `---\nwork_package_id: ${wp}\ntitle: Part ${i}\ndependencies: []\n---\n\n# ${wp}\n`];
  });
  return {
    folder,
    files: {
      "meta.json": `${JSON.stringify(meta, null, 2)}\n`,
      "spec.md": `# Mission ${index}\n`,
      "status.events.jsonl": lines.join(""),
      ...Object.fromEntries(prompts),
    },
  };
}

/** The whole log of one mission with this many events, as text. */
export const makeLog = (events: number): string => makeMission(0, events).files["status.events.jsonl"] ?? "";

/** Makes a repository on `main` with that many missions that share that many events evenly; one commit. */
export function makeRepository(root: string, missions: number, events: number): string {
  mkdirSync(root, { recursive: true });
  const git = (args: readonly string[], stdin = ""): void => {
    const child = Bun.spawnSync(["git", ...args], { cwd: root, stdin: Buffer.from(stdin) });
    if (child.exitCode !== 0) throw new Error(`git ${args.join(" ")}: ${child.stderr}`);
  };
  git(["init", "-q", "-b", "main"]);
  const all = Array.from({ length: missions }, (_, i) => makeMission(i, Math.ceil(events / missions)));
  const files = all.flatMap((one) =>
    Object.entries(one.files).map(([path, text]) => [`kitty-specs/${one.folder}/${path}`, text] as const),
  );
  const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}\n`;
  const stream = [
    "commit refs/heads/main\ncommitter Bench <bench@example.invalid> 1767225600 +0000\n",
    data("bench"),
    ...[["README.md", "bench\n"] as const, ...files].map(([path, text]) => `M 100644 inline ${path}\n${data(text)}`),
  ].join("");
  git(["fast-import", "--quiet"], stream);
  git(["reset", "-q", "--hard"]);
  return root;
}

/** A compiled program that does nothing, built like ours: what every ratio is a ratio to. */
export async function buildEmptyProgram(folder: string): Promise<string> {
  const entry = join(folder, "empty.ts");
  await Bun.write(entry, 'console.log("0");\n');
  await Bun.build({
    entrypoints: [entry],
    target: "bun",
    format: "esm",
    minify: true,
    bytecode: true,
    outdir: folder,
    compile: { outfile: join(folder, "empty"), autoloadDotenv: false, autoloadBunfig: false },
  });
  return join(folder, "empty");
}

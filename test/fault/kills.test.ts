/** Commands that are killed, in every way, at every step. Each campaign runs on one repository; two run at the same time. */
import { beforeAll, describe, expect, test } from "bun:test";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { FAULT_POINT_NAMES } from "../../src/shell/transaction/fault-point.ts";
import { ensureBinary, ensureFaultBinary } from "../support/binary.ts";
import { git, gitRepo } from "../support/git-repo.ts";
import { COORDINATION, FOLDER, repoWithMission } from "../support/mission.ts";
import { missionRepo } from "../support/mission-repo.ts";
import { type Campaign, type CampaignReport, type Round, runCampaign, withUserAtWork } from "./campaign.ts";

const DIR = `kitty-specs/${FOLDER}`;

function createCampaign(): Campaign {
  const root = gitRepo();
  return {
    owned: withUserAtWork(root),
    other: ["agent", "mission", "create", "another", "--json"],
    round: (number) => {
      const slug = `m${number}x`;
      const argv = ["agent", "mission", "create", slug, "--json"];
      return {
        argv,
        effect: () =>
          git(root, "branch", "--list", `kitty/mission-${slug}-*`)
            .split("\n")
            .filter((line) => line !== "").length,
      };
    },
  };
}

/** Records a specification that somebody has just extended. */
function planCampaign(): Campaign {
  const { root, featureDir } = repoWithMission({ "spec.md": "| FR-100 | The shop sells things |\n" });
  const spec = join(featureDir, "spec.md");
  writeFileSync(join(featureDir, "notes.md"), "not committed by anybody\n");
  return {
    owned: withUserAtWork(root, [`${DIR}/notes.md`]),
    other: ["agent", "mission", "create", "another", "--json"],
    round: (number) => {
      const line = `| FR-${200 + number} | The shop sells ${number} more things |\n`;
      return {
        argv: ["agent", "mission", "setup-plan", "--mission", FOLDER, "--json"],
        prepare: () => writeFileSync(spec, readFileSync(spec, "utf8") + line),
        effect: () =>
          git(root, "log", "--format=%h", `-S${line.trim()}`, COORDINATION, "--", `${DIR}/spec.md`)
            .split("\n")
            .filter((each) => each !== "").length,
      };
    },
  };
}

/** Lines of the published log that hold all of these texts. */
const rowsWith = (root: string, ...texts: readonly string[]): number =>
  git(root, "show", `${COORDINATION}:${DIR}/status.events.jsonl`)
    .split("\n")
    .filter((line) => texts.every((text) => line.includes(text))).length;

/** A mission with two packages, about which somebody is writing. */
function boardCampaign(round: (root: string, number: number) => Round): Campaign {
  const { root, featureDir } = missionRepo({ wps: [{ id: "WP01" }, { id: "WP02" }] });
  writeFileSync(join(featureDir, "notes.md"), "not committed by anybody\n");
  const other = ["agent", "status", "emit", "WP02", "--to", "claimed", "--actor", "other", "--mission", FOLDER];
  return { owned: withUserAtWork(root, [`${DIR}/notes.md`]), other, round: (number) => round(root, number) };
}

const laneOf = (number: number): string => (number % 2 === 0 ? "blocked" : "in_progress");

const emitCampaign = (): Campaign =>
  boardCampaign((root, number) => ({
    argv: `agent status emit WP01 --to ${laneOf(number)} --actor bob --reason round-${number}. --json`.split(" "),
    effect: () => rowsWith(root, `"round-${number}."`),
  }));

const moveCampaign = (): Campaign =>
  boardCampaign((root, number) => ({
    argv: `agent tasks move-task WP01 --to ${laneOf(number)} --agent bob --note round-${number}. --json`.split(" "),
    effect: () => rowsWith(root, `"reason": "round-${number}."`),
  }));

const reports: CampaignReport[] = [];

beforeAll(async () => {
  await ensureBinary();
  await ensureFaultBinary();
}, 60_000);

describe("after a kill, what was promised holds, the next command works, and the killed one has its effect once", () => {
  test("creating a mission and recording a specification", async () => {
    const both = await Promise.all([runCampaign(createCampaign()), runCampaign(planCampaign())]);
    reports.push(...both);
    expect(both.flatMap((report) => report.broken)).toEqual([]);
  }, 60_000);

  test("moving a package and writing a raw row", async () => {
    const both = await Promise.all([runCampaign(emitCampaign()), runCampaign(moveCampaign())]);
    reports.push(...both);
    expect(both.flatMap((report) => report.broken)).toEqual([]);
  }, 60_000);

  test("at every point of the transaction, around every git process, and with git's locks left behind", () => {
    const died = new Set(reports.flatMap((report) => report.died));
    expect(FAULT_POINT_NAMES.filter((point) => !died.has(point))).toEqual([]);
    expect([died.has("git mid update-ref"), died.has("git mid update-index")]).toEqual([true, true]);
    expect(reports.reduce((sum, report) => sum + report.died.length, 0)).toBeGreaterThanOrEqual(90);
  });
});

/** Which issues of the matrix are not settled enough for a package to go on. */
import { isJsonObject, parseJson } from "../lib/json.ts";
import type { Lane } from "../status/lane.ts";

const SETTLED: ReadonlySet<string> = new Set(["fixed", "verified-already-fixed", "deferred-with-followup"]);

/** Lists the rows (`#123`) that stand against `to`; an unreadable matrix stands against nothing. */
export function openIssues(text: string, to: Lane): readonly string[] {
  const parsed = parseJson(text);
  const rows = parsed.ok && isJsonObject(parsed.value) ? parsed.value["rows"] : undefined;
  if (!isJsonObject(rows)) return [];
  return Object.entries(rows).flatMap(([name, row]) => {
    const verdict = isJsonObject(row) && typeof row["verdict"] === "string" ? row["verdict"] : "unknown";
    const isEnough = SETTLED.has(verdict) || (verdict === "in-mission" && to !== "done");
    return isEnough ? [] : [name];
  });
}

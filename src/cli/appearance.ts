/**
 * How text may look on this terminal: colours and width, from the environment and the streams.
 * Off wins over on: NO_COLOR (any value but the empty one), TERM=dumb and CLICOLOR=0 beat a terminal; FORCE_COLOR and
 * CLICOLOR_FORCE beat all of them but NO_COLOR. Source: no-color.org, bixense.com/clicolors, force-color.org.
 */
import type { Env } from "../shell/ctx.ts";
import { PLAIN, type Style } from "./style.ts";

/** Whether colours may be used on a stream. */
export function wantsColor(env: Env, isTerminal: () => boolean): boolean {
  const on = (name: string): boolean => env[name] !== undefined && env[name] !== "";
  if (on("NO_COLOR")) return false;
  const forced = [env["FORCE_COLOR"], env["CLICOLOR_FORCE"]].filter((value) => value !== undefined);
  if (forced.some((value) => value === "0" || value === "false")) return false;
  if (forced.length > 0) return true;
  if (env["TERM"] === "dumb" || env["CLICOLOR"] === "0") return false;
  return isTerminal();
}

/** Narrower than this nothing is laid out; a smaller terminal wraps by itself. */
const MIN_WIDTH = 40;

/** Columns to stay within: `COLUMNS` if it is a number, else the terminal's; `undefined` when piped. */
export function widthOf(env: Env, isTerminal: () => boolean, columns: () => number | undefined): number | undefined {
  const given = Number(env["COLUMNS"]);
  if (Number.isInteger(given) && given > 0) return Math.max(MIN_WIDTH, given);
  if (!isTerminal()) return undefined;
  return Math.max(MIN_WIDTH, columns() || 80);
}

const paint =
  (open: number, close: number) =>
  (text: string): string =>
    text === "" ? "" : `\u001B[${open}m${text}\u001B[${close}m`;

/** A style with these colours and this width. */
export function createStyle(color: boolean, width: number | undefined): Style {
  if (!color) return { ...PLAIN, width };
  return {
    width,
    bold: paint(1, 22),
    dim: paint(2, 22),
    red: paint(31, 39),
    green: paint(32, 39),
    yellow: paint(33, 39),
    blue: paint(34, 39),
    cyan: paint(36, 39),
  };
}

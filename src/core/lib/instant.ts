/**
 * Points in time as the log writes them: UTC, exactly six fractional digits, `+00:00`.
 * All instants have the same width, so comparing them as strings compares them in time (years 0000 to 9999).
 * Nothing here reads a clock; the present is always an argument.
 */
import type { Instant } from "./brand.ts";

/** Makes an instant from milliseconds since the Unix epoch, plus whole microseconds (any number ≥ 0). */
export function instantOf(epochMs: number, micros = 0): Instant {
  const ms = Math.floor(epochMs) + Math.floor(micros / 1000);
  const rest = String(micros % 1000).padStart(3, "0");
  return `${new Date(ms).toISOString().slice(0, -1)}${rest}+00:00` as Instant;
}

/** Orders two instants: negative, zero or positive. */
export const compareInstants = (a: Instant, b: Instant): number => (a < b ? -1 : a > b ? 1 : 0);

/** Returns the instant `micros` microseconds (≥ 0) later. */
export function addMicros(instant: Instant, micros: number): Instant {
  const fraction = Number(instant.slice(20, 26)) + micros;
  if (fraction < 1_000_000) return `${instant.slice(0, 20)}${String(fraction).padStart(6, "0")}+00:00` as Instant;
  return instantOf(Date.parse(`${instant.slice(0, 19)}Z`), fraction);
}

/** Returns the instant one microsecond later. */
export const nextInstant = (instant: Instant): Instant => addMicros(instant, 1);

/**
 * Reads any of the ISO 8601 dialects found in logs and metadata (`Z`, an offset, none, 0 to 9 fractional digits,
 * a date alone) as an instant; no offset means UTC. `undefined` if the text is none of them.
 */
export function parseInstant(text: string): Instant | undefined {
  const match = ISO.exec(text.trim());
  if (match === null) return undefined;
  const [, date = "", clock = "00:00", seconds = "00", fraction = "", zone = "Z"] = match;
  const utc = Date.parse(`${date}T${clock}:${seconds}Z`);
  const shifted = utc - offsetMs(zone);
  if (Number.isNaN(utc) || shifted < YEAR_0 || shifted >= YEAR_10000) return undefined;
  return instantOf(shifted, Number(fraction.slice(0, 6).padEnd(6, "0")));
}

/** Reads an ISO 8601 text as milliseconds since the Unix epoch, for ages; `undefined` if it is none. */
export function parseEpochMs(text: string): number | undefined {
  const instant = parseInstant(text);
  return instant === undefined ? undefined : Date.parse(`${instant.slice(0, 23)}Z`);
}

const ISO = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?(Z|z|[+-]\d\d:?\d\d)?)?$/;
const YEAR_0 = Date.parse("0000-01-01T00:00:00Z");
const YEAR_10000 = Date.parse("9999-12-31T23:59:59.999Z") + 1;

function offsetMs(zone: string): number {
  if (zone === "Z" || zone === "z") return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(-2));
  return (zone.startsWith("-") ? -minutes : minutes) * 60_000;
}

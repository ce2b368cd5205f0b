import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  addMicros,
  compareInstants,
  instantOf,
  nextInstant,
  parseEpochMs,
  parseInstant,
} from "../../../src/core/lib/instant.ts";

const epochMs = fc.integer({ min: -62_167_219_200_000, max: 253_402_300_799_000 });

describe("instantOf()", () => {
  test("writes six digits and an offset", () => {
    expect(String(instantOf(0))).toBe("1970-01-01T00:00:00.000000+00:00");
    expect(String(instantOf(1_767_323_045_000, 6))).toBe("2026-01-02T03:04:05.000006+00:00");
    expect(String(instantOf(999.9, 2001))).toBe("1970-01-01T00:00:01.001001+00:00");
  });

  test("compares as time does and is read back", () => {
    fc.assert(
      fc.property(epochMs, epochMs, fc.nat(5000), (a, b, micros) => {
        expect(Math.sign(compareInstants(instantOf(a), instantOf(b)))).toBe(Math.sign(a - b));
        expect(parseEpochMs(instantOf(a))).toBe(a);
        expect(parseInstant(instantOf(a, micros))).toBe(instantOf(a, micros));
      }),
    );
  });
});

describe("nextInstant()", () => {
  test("is one microsecond later, across every carry", () => {
    expect(String(nextInstant(instantOf(0)))).toBe("1970-01-01T00:00:00.000001+00:00");
    expect(String(nextInstant(instantOf(-1, 999)))).toBe("1970-01-01T00:00:00.000000+00:00");
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), fc.nat(3_000_000), (ms, micros) => {
        expect(addMicros(instantOf(ms), micros)).toBe(instantOf(ms, micros));
        expect(nextInstant(instantOf(ms, micros)) > instantOf(ms, micros)).toBe(true);
      }),
    );
  });
});

describe("parseInstant()", () => {
  const table: readonly (readonly [string, string | undefined])[] = [
    ["2026-01-02T03:04:05Z", "2026-01-02T03:04:05.000000+00:00"],
    ["2026-01-02T03:04:05.5+00:00", "2026-01-02T03:04:05.500000+00:00"],
    ["2026-01-02T03:04:05.123456789Z", "2026-01-02T03:04:05.123456+00:00"],
    ["2026-01-01T19:04:05-08:00", "2026-01-02T03:04:05.000000+00:00"],
    ["2026-01-02T04:04:05+0100", "2026-01-02T03:04:05.000000+00:00"],
    ["2026-01-02 03:04", "2026-01-02T03:04:00.000000+00:00"],
    ["2026-01-02", "2026-01-02T00:00:00.000000+00:00"],
    ["2026-13-02T00:00:00Z", undefined],
    ["0000-01-01T00:00:00+01:00", undefined],
    ["9999-12-31T23:59:59-01:00", undefined],
    ["yesterday", undefined],
    ["", undefined],
  ];
  for (const [text, expected] of table) {
    test(`reads "${text}"`, () => {
      expect(parseInstant(text) as string | undefined).toBe(expected);
    });
  }

  test("gives milliseconds for ages", () => {
    expect(parseEpochMs("1970-01-01T00:00:01.5Z")).toBe(1500);
    expect(parseEpochMs("soon")).toBeUndefined();
  });
});

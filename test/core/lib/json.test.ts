import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import {
  compareCodePoints,
  isJsonObject,
  isRawNumber,
  JSON_DEPTH_LIMIT,
  type Json,
  parseJson,
  renderJsonLine,
  renderJsonPretty,
} from "../../../src/core/lib/json.ts";

const parsed = (text: string): Json => {
  const result = parseJson(text);
  if (!result.ok) throw new Error(JSON.stringify(result.error));
  return result.value;
};

describe("parseJson()", () => {
  for (const number of ["0.0", "-0", "1e5", "1E+2", "12345678901234567890", "1.10", "1e400", "-0.0"]) {
    test(`keeps ${number} as it stands`, () => {
      expect(renderJsonLine(parsed(`{"a": [${number}]}`))).toBe(`{"a": [${number}]}`);
      expect(JSON.stringify(parsed(`[${number}]`))).toBe(`[${number}]`);
    });
  }

  test("gives plain numbers where nothing is lost", () => {
    expect(parsed('{"at": "00.000006", "n": 1.5, "m": 9007199254740993, "k": 7}')).toMatchObject({ n: 1.5, k: 7 });
    const kept = (parsed('{"m": 9007199254740993}') as { m: Json }).m;
    expect(isRawNumber(kept)).toBe(true);
    expect(isJsonObject(kept)).toBe(false);
  });

  test("ignores a byte order mark", () => {
    expect(parsed('\ufeff{"a": 1}')).toEqual({ a: 1 });
  });

  test("refuses what is malformed or nested too deep, and never throws", () => {
    expect(parseJson("{")).toMatchObject({ ok: false, error: { code: "JSON_MALFORMED" } });
    expect(parseJson("")).toMatchObject({ ok: false, error: { code: "JSON_MALFORMED" } });
    const deep = "[".repeat(100_000);
    expect(parseJson(deep)).toEqual({ ok: false, error: { code: "JSON_TOO_DEEP", limit: JSON_DEPTH_LIMIT } });
    expect(parsed(JSON.stringify({ text: `\\"${deep}` }))).toEqual({ text: `\\"${deep}` });
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(parseJson(text)).toHaveProperty("ok");
      }),
    );
  });
});

describe("renderJsonLine()", () => {
  test("sorts keys, separates by comma-space and colon-space, escapes all but printable ASCII", () => {
    expect(renderJsonLine({ b: [1, true, null], a: 'é\u007f\n"\\😀', 10: "x", 9: {} })).toBe(
      '{"10": "x", "9": {}, "a": "\\u00e9\\u007f\\n\\"\\\\\\ud83d\\ude00", "b": [1, true, null]}',
    );
  });

  test("parses back to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const line = renderJsonLine(value as Json);
        expect(line).toMatch(/^[ -~]*$/);
        expect(parsed(line)).toEqual(JSON.parse(JSON.stringify(value)));
        expect(renderJsonLine(parsed(line))).toBe(line);
      }),
    );
  });
});

describe("renderJsonPretty()", () => {
  const value = { b: [], a: { é: {}, d: ["ü", 1] } };
  test("sorts keys and keeps text raw", () => {
    expect(renderJsonPretty(value)).toBe(
      '{\n  "a": {\n    "d": [\n      "ü",\n      1\n    ],\n    "é": {}\n  },\n  "b": []\n}\n',
    );
  });

  test("keeps the order of keys and escapes when asked to", () => {
    expect(renderJsonPretty(value, { ascii: true, sortKeys: false })).toBe(
      '{\n  "b": [],\n  "a": {\n    "\\u00e9": {},\n    "d": [\n      "\\u00fc",\n      1\n    ]\n  }\n}\n',
    );
  });

  test("parses back to the same value", () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), fc.boolean(), (json, ascii, sortKeys) => {
        expect(parsed(renderJsonPretty(json as Json, { ascii, sortKeys }))).toEqual(JSON.parse(JSON.stringify(json)));
      }),
    );
  });
});

describe("compareCodePoints()", () => {
  test("orders as code points do, not as UTF-16 units do", () => {
    expect(["\uff5e", "😀", "z", "é", "zz", ""].sort(compareCodePoints)).toEqual(["", "z", "zz", "é", "\uff5e", "😀"]);
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        const points = (text: string) => [...text].map((c) => String(c.codePointAt(0)).padStart(7, "0")).join();
        const expected = points(a) < points(b) ? -1 : points(a) > points(b) ? 1 : 0;
        expect(Math.sign(compareCodePoints(a, b))).toBe(expected);
      }),
    );
  });
});

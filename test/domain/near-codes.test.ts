import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nearCodesOfScan } from "../../server/domain/near-codes.ts";
import { nearCodesOf, parseTraceCode, readScan } from "../../server/domain/trace-code.ts";

const CHINA = "cn:83857939000000000018";

describe("codes that only the ledger can tell from each other", () => {
  const near = (scan: string): string[] =>
    nearCodesOfScan(scan, readScan(scan)).map(({ fault, canonical }) => `${fault} ${canonical}`);

  test("a lost last digit leaves ten, a lost first digit one more where the rest begins with 8", () => {
    expect(near("8385793900000000001")).toHaveLength(11);
    expect(near("8385793900000000001")).toContain(`digit-lost ${CHINA}`);
  });

  test("a digit too many, and a first digit that is none", () => {
    expect(near("838579390000000000180")).toContain(`digit-added ${CHINA}`);
    expect(near("73857939000000000018")).toEqual([`first-digit ${CHINA}`]);
  });

  test("a batch number that the serial swallowed may begin at several places", () => {
    expect(near("(01)06900000000007(21)A10B10C")).toEqual([
      "caps-lock gs1:06900000000007:a10b10c",
      "lost-separator gs1:06900000000007:A",
      "lost-separator gs1:06900000000007:A10B",
    ]);
  });

  test("nothing is near to what has one cure, nor to a person's number", () => {
    expect(near("8385793 9000000000018")).toEqual([]);
    expect(near("440524188001010014")).toEqual([]);
    expect(near("11010519491231002X")).toEqual([]);
  });
});

describe("a good code that was damaged on its way", () => {
  const settings = { seed: 20_261_123, numRuns: 1_000 };
  const china = fc.stringMatching(/^8[0-9]{19}$/);
  const serial = fc.stringMatching(/^[A-Za-z0-9]{1,12}$/);
  const wide = (text: string): string =>
    text.replace(/[0-9]/g, (digit) => String.fromCodePoint(digit.charCodeAt(0) + 0xfee0));
  const at = fc.integer({ min: 1, max: 18 });

  test.each<[string, (code: string, place: number) => string]>([
    ["full width", (code) => wide(code)],
    ["a blank", (code, place) => `${code.slice(0, place)} ${code.slice(place)}`],
    ["a sign nobody sees", (code, place) => `${code.slice(0, place)}\u200b${code.slice(place)}`],
    ["a control character", (code, place) => `${code.slice(0, place)}\0${code.slice(place)}`],
    ["twice", (code) => code + code],
    ["quotes of a cell", (code) => `"${code}"`],
  ])("is never accepted, and proposed as it was: %s", (_, damage) => {
    fc.assert(
      fc.property(china, at, (code, place) => {
        const found = parseTraceCode(damage(code, place));
        expect(found.ok ? "accepted" : found.near).toBe(`cn:${code}`);
      }),
      settings,
    );
  });

  test("with a barcode glued on it is never another's, even where it could be cut in two ways", () => {
    fc.assert(
      fc.property(china, (code) => {
        const found = parseTraceCode(`${code}6900000000007`);
        expect([`cn:${code}`, null]).toContain(found.ok ? "accepted" : found.near);
        expect(found.ok ? [] : found.faults).toEqual(["barcode-glued"]);
      }),
      settings,
    );
  });

  test("a lost or added digit is never accepted, and the code is among those near it", () => {
    fc.assert(
      fc.property(china, at, fc.constantFrom("first", "last", "added"), (code, place, what) => {
        const scans = {
          first: code.slice(1),
          last: code.slice(0, -1),
          added: `${code.slice(0, place)}7${code.slice(place)}`,
        };
        const scan = scans[what];
        const read = readScan(scan);
        const near = nearCodesOfScan(scan, read).map(({ canonical }) => canonical);
        expect(read.ok).toBe(false);
        expect([...near, read.ok ? null : read.near]).toContain(`cn:${code}`);
      }),
      settings,
    );
  });

  test("a GS1 serial in the wrong case or with Y and Z swapped is another, near the right one", () => {
    const swap = (text: string): string =>
      text.replace(/[yzYZ]/g, (key) => ({ y: "z", z: "y", Y: "Z", Z: "Y" })[key] ?? key);
    const shout = (text: string): string =>
      text.replace(/[a-z]/gi, (key) => (key === key.toLowerCase() ? key.toUpperCase() : key.toLowerCase()));
    fc.assert(
      fc.property(serial, fc.constantFrom(swap, shout), (right, damage) => {
        fc.pre(damage(right) !== right);
        const found = readScan(`(01)06900000000007(21)${damage(right)}`);
        if (!found.ok) return;
        const near = nearCodesOf(found.canonical).map(({ canonical }) => canonical);
        expect(found.canonical).not.toBe(`gs1:06900000000007:${right}`);
        expect(near).toContain(`gs1:06900000000007:${right}`);
      }),
      settings,
    );
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CODES, messageOf, traced } from "../support/nhsa-messages.ts";
import { faultsOf, read, saleOf, toldOf } from "../support/nhsa-reading.ts";

describe("trace codes", () => {
  it.each([
    ["drugtracinfo and drug_trac_codg", { drugtracinfo: CODES.map((c) => ({ drug_trac_codg: c })) }],
    [
      "drug_trac_info and drug_trac_code",
      { drugtracinfo: undefined, drug_trac_info: CODES.map((c) => ({ drug_trac_code: c })) },
    ],
    ["a mixture", { drugtracinfo: [{ drug_trac_codg: CODES[0] }, { drug_trac_code: CODES[1] }] }],
    ["both nodes, saying the same", { drug_trac_info: CODES.map((c) => ({ drug_trac_codg: c })) }],
    [
      "an empty node beside a full one",
      { drugtracinfo: [], drug_trac_info: CODES.map((c) => ({ drug_trac_codg: c })) },
    ],
    ["the line, too, where it repeats one", { drug_trac_codg: CODES[0] }],
  ])("are read from %s", (_, change) => {
    expect(saleOf(change).traceCodes).toStrictEqual(CODES);
  });

  it.each([
    ["the older form, one code on the line", { drugtracinfo: undefined, drug_trac_codg: CODES[0] }],
    ["its other spelling", { drugtracinfo: null, drug_trac_code: CODES[0] }],
    ["a single object", { drugtracinfo: { drug_trac_codg: CODES[0] } }],
  ])("are read from %s", (_, change) => {
    expect(saleOf({ ...change, sel_retn_cnt: "1" }).traceCodes).toStrictEqual([CODES[0]]);
  });

  it("may be raw GS1 scans with their separators, or end in the scanner's Enter", () => {
    const scans = ["0106900000000007\u001d21AbYz1", `${CODES[0]}\r\n`];
    expect(saleOf(traced(scans)).traceCodes).toStrictEqual(scans);
  });

  const node = "input.selinfo.drugtracinfo";
  it.each([
    ["no node", { drugtracinfo: undefined }, [`${node} missing`]],
    ["an empty node", { drugtracinfo: [] }, [`${node} missing`]],
    [
      "an item without its code",
      { drugtracinfo: [{}, { drug_trac_codg: CODES[1] }] },
      [`${node}[0].drug_trac_codg missing`],
    ],
    ["a blank code", traced([CODES[0], " "]), [`${node}[1].drug_trac_codg missing`]],
    ["a number", traced([CODES[0], 8]), [`${node}[1].drug_trac_codg not-text`]],
    [
      "a code in a list of texts",
      { drugtracinfo: [...CODES] },
      [`${node}[0] not-an-object`, `${node}[1] not-an-object`],
    ],
    ["a text for a list", { drugtracinfo: CODES.join(",") }, [`${node} not-a-list`]],
    ["NUL in a code", traced([CODES[0], "8385\u0000"]), [`${node}[1].drug_trac_codg unprintable`]],
    ["half a character", traced([CODES[0], "8385\ud83d"]), [`${node}[1].drug_trac_codg unprintable`]],
    ["an endless code", traced([CODES[0], "8".repeat(101)]), [`${node}[1].drug_trac_codg too-long`]],
    [
      "two nodes that differ",
      { drug_trac_info: [{ drug_trac_codg: "83857939000000000099" }] },
      [`${node} two-spellings`],
    ],
    [
      "two names that differ",
      {
        drugtracinfo: [{ drug_trac_codg: CODES[0], drug_trac_code: CODES[1] }, { drug_trac_codg: CODES[1] }],
      },
      [`${node}[0].drug_trac_code two-spellings`],
    ],
  ])("are told of %s", (_, change, told) => {
    expect(toldOf(messageOf("3505", change))).toStrictEqual(told);
  });

  it("may be absent from the older forms of all but the sale", () => {
    for (const kind of ["3501", "3502", "3503", "3504", "3506"] as const) {
      expect(toldOf(messageOf(kind, { drugtracinfo: undefined }))).toStrictEqual([]);
    }
  });
});

describe("rule A7: as many codes as packs", () => {
  it.each([
    ["fewer codes", traced([CODES[0]]), { codeCount: 1, wantedCount: 2 }],
    ["more codes", { sel_retn_cnt: "1.0000" }, { codeCount: 2, wantedCount: 1 }],
    ["two codes for units of one pack", { trdn_flag: "1" }, { codeCount: 2, wantedCount: 1 }],
  ])("tells %s", (_, change, facts) => {
    expect(faultsOf(messageOf("3505", change))).toMatchObject([
      { path: "input.selinfo.sel_retn_cnt", line: 1, kind: "count-differs", facts },
    ]);
  });

  it("counts units where the pack was opened", () => {
    const units = saleOf({
      trdn_flag: "1",
      sel_retn_cnt: "5",
      finl_trns_pric: "0.859",
      ...traced([CODES[0]]),
    });
    expect(units).toMatchObject({ quantity: { of: "units", unitCount: 5 }, lineFen: 430n });
  });

  it("does not hold of a stock take, whose count is that of the shelf", () => {
    expect(toldOf(messageOf("3501", { inv_cnt: "8.00" }))).toStrictEqual([]);
  });
});

describe("amounts", () => {
  it.each([
    ["18.500000", "2.0000", 3_700n],
    ["0.005000", "1", 1n],
    ["0.004999", "1", 0n],
    ["0.0025", "2", 1n],
    ["12.345678", "3", 3_704n],
    ["0", "2", 0n],
    ["9999999999.999999", "1", 1_000_000_000_000n],
  ])("%s × %s, rounded half up at the line, is %s fen", (finl_trns_pric, sel_retn_cnt, lineFen) => {
    const sale = saleOf({ finl_trns_pric, sel_retn_cnt, trdn_flag: "1", ...traced([CODES[0]]) });
    expect(sale.lineFen).toBe(lineFen);
  });

  it("beyond what the ledger can hold are told", () => {
    const change = { finl_trns_pric: "9999999999.999999", sel_retn_cnt: "999999999999" };
    expect(toldOf(messageOf("3505", change))).toContain("input.selinfo.finl_trns_pric amount-too-large");
  });

  it("never pass through a floating number", () => {
    const price = fc.bigInt(0n, 9_999_999_999_999_999n);
    fc.assert(
      fc.property(price, fc.integer({ min: 1, max: 65_535 }), (micros, units) => {
        const digits = micros.toString().padStart(7, "0");
        const finl_trns_pric = `${digits.slice(0, -6)}.${digits.slice(-6)}`;
        const sale = saleOf({
          finl_trns_pric,
          sel_retn_cnt: String(units),
          trdn_flag: "1",
          ...traced([CODES[0]]),
        });
        expect(sale.priceMicros).toBe(micros);
        expect(sale.lineFen).toBe((micros * BigInt(units) + 5_000n) / 10_000n);
      }),
      { seed: 20_261_122, numRuns: 200 },
    );
  });

  it.each([
    ["-1.0000", "negative"],
    ["0.0000", "not-positive"],
    ["1.5000", "not-whole"],
    ["2.00000", "too-many-places"],
    ["1234567890123", "too-many-digits"],
    ["1e0", "not-a-decimal"],
    ["+2", "not-a-decimal"],
    ["02", "not-a-decimal"],
    [".5", "not-a-decimal"],
    ["2.", "not-a-decimal"],
    ["1,000", "not-a-decimal"],
    ["２", "not-a-decimal"],
    [" 2", "not-a-decimal"],
    ["0x2", "not-a-decimal"],
    ["NaN", "not-a-decimal"],
    ["Infinity", "not-a-decimal"],
    ["8.69E+13", "not-a-decimal"],
    ["二", "not-a-decimal"],
    ["9".repeat(400), "too-many-digits"],
    [true, "not-text"],
    [["2"], "not-text"],
    [{}, "not-text"],
    ["", "missing"],
    ["  ", "missing"],
    [null, "missing"],
    [undefined, "missing"],
  ])("a count of %j is %s", (sel_retn_cnt, kind) => {
    expect(toldOf(messageOf("3505", { sel_retn_cnt }))).toStrictEqual([`input.selinfo.sel_retn_cnt ${kind}`]);
  });

  it("may be JSON numbers, digit for digit", () => {
    const text = messageOf("3505").replace('"18.500000"', "18.500000").replace('"2.0000"', "2.0000");
    expect(read(text).lines).toStrictEqual(read(messageOf("3505")).lines);
    expect(toldOf(messageOf("3505").replace('"2.0000"', "2e0"))).toStrictEqual([
      "input.selinfo.sel_retn_cnt not-a-decimal",
    ]);
  });
});

describe("times", () => {
  it.each(["2026-11-22 09:30:00", "2026-11-2209:30:00", "20261122093000"])(
    "%s is half past nine in Shanghai",
    (text) => {
      expect(saleOf({ sel_retn_time: text })).toMatchObject({
        soldAtSec: 1_795_311_000,
        soldOn: "2026-11-22",
      });
    },
  );

  it.each([
    "2026-11-22",
    "20261122",
    "2026-11-22T09:30:00",
    "2026-11-22T09:30:00Z",
    "2026-11-22 09:30",
    "2026-11-22  09:30:00",
    "2026/11/22 09:30:00",
    "22-11-2026 09:30:00",
    "2026-11-22 24:00:00",
    "2026-11-22 09:60:00",
    "2026-11-22 09:30:60",
    "2026-02-29 09:30:00",
    "2026-13-01 09:30:00",
    "2026-11-31 09:30:00",
    "2026-11-22 09:30:00.0",
    "２０２６-11-22 09:30:00",
    "1795311000",
    "now",
  ])("%s is no time", (sel_retn_time) => {
    expect(toldOf(messageOf("3505", { sel_retn_time }))).toStrictEqual([
      "input.selinfo.sel_retn_time not-a-time",
    ]);
  });

  it.each(["0000-01-01 00:00:00", "1900-01-01 00:00:00", "1970-12-31 23:59:59"])(
    "%s is older than any ledger",
    (text) => {
      expect(toldOf(messageOf("3505", { sel_retn_time: text }))).toStrictEqual([
        "input.selinfo.sel_retn_time out-of-range",
      ]);
    },
  );
});

describe("days", () => {
  it.each(["2028-04-30", "20280430", "2028-04-30 00:00:00", "2028-04-3000:00:00", "20280430000000"])(
    "%s is a day",
    (text) => {
      expect(saleOf({ expy_end: text }).expiresOn).toBe("2028-04-30");
    },
  );

  it.each([
    "2028-04-31",
    "2027-02-29",
    "2028-4-30",
    "28-04-30",
    "2028-04",
    "2028/04/30",
    "2028.04.30",
    "2028年4月30日",
    "30/04/2028",
    "2028-04-30 08:00:00",
    "2028-04-30T00:00:00Z",
    "46142",
    "长期",
  ])("%s is none", (expy_end) => {
    expect(toldOf(messageOf("3505", { expy_end }))).toStrictEqual(["input.selinfo.expy_end not-a-day"]);
  });

  it("good until before it was made is told", () => {
    expect(toldOf(messageOf("3505", { expy_end: "2026-04-30" }))).toStrictEqual([
      "input.selinfo.expy_end expires-before-made",
    ]);
  });
});

describe("texts", () => {
  it.each([
    ["too long, counted in characters", "药".repeat(41), "too-long"],
    ["NUL", "POS\u0000", "unprintable"],
    ["a line end", "POS\n1", "unprintable"],
    ["half a character", "POS\udc00", "unprintable"],
    ["a truth", true, "not-text"],
    ["an object", { a: 1 }, "not-text"],
  ])("%s are told", (_, rtal_docno, kind) => {
    expect(toldOf(messageOf("3505", { rtal_docno }))).toStrictEqual([`input.selinfo.rtal_docno ${kind}`]);
  });

  it("may be 40 characters outside the first plane", () => {
    expect(saleOf({ rtal_docno: "𠮷".repeat(40) }).receiptNumber).toHaveLength(80);
  });

  it("are checked where nobody asked for them, and unknown fields are left alone", () => {
    expect(
      toldOf(messageOf("3505", { shelf_posi: "x".repeat(21), hospital_own_field: ["anything"] })),
    ).toStrictEqual(["input.selinfo.shelf_posi too-long"]);
    expect(toldOf(messageOf("3505", { memo: "two\nlines" }))).toStrictEqual([]);
  });
});

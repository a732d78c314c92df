import { describe, expect, it } from "vitest";
import { parseNhsaMessage } from "../../../server/domain/nhsa/parse-message.ts";
import { readTriedMessage, triedSale } from "../../../server/domain/nhsa/read-tried-message.ts";
import { batchOf, CODES, INSTITUTION, LINES, messageOf, traced } from "../support/nhsa-messages.ts";

describe("what a refused message tried", () => {
  it("is what a good one says", () => {
    const parsing = parseNhsaMessage(messageOf("3505"));
    if (!parsing.ok || parsing.message.kind !== "3505") throw new Error("the message should be read");
    const tried = readTriedMessage(messageOf("3505"));
    expect(tried?.lines).toEqual([triedSale(parsing.message.lines[0])]);
    expect(tried).toMatchObject({
      institutionCode: INSTITUTION,
      lines: [{ line: { act: "sale", of: "packs", countE4: "20000", lineFen: "3700", codes: CODES } }],
    });
  });

  it.each([
    [
      "counts other than its codes",
      { sel_retn_cnt: "3" },
      { countE4: "30000", lineFen: "5550", codes: CODES },
    ],
    ["has no receipt", { rtal_docno: "" }, { receiptNumber: null }],
    ["has no time that can be", { sel_retn_time: "2026-13-01 09:30:00" }, { atSec: null }],
    ["has a price that is none", { finl_trns_pric: "dear" }, { lineFen: null, countE4: "20000" }],
    ["names no pack", { drugtracinfo: [] }, { codes: [] }],
    ["names a pack that is none", traced(["123", CODES[1]]), { codes: ["123", CODES[1]] }],
    ["sells by units", { trdn_flag: "1", sel_retn_cnt: "7" }, { of: "units", countE4: "70000" }],
  ])("is told where it %s", (_, change, expected) => {
    expect(readTriedMessage(messageOf("3505", change))?.lines).toMatchObject([{ line: expected }]);
  });

  it("is told of a return by the receipt of its sale, and of each line of many", () => {
    const back = readTriedMessage(messageOf("3506", { medins_prod_sel_no: "R-7", sel_retn_cnt: "9" }));
    expect(back?.lines).toMatchObject([{ line: { act: "return", receiptNumber: "R-7" } }]);
    const lines = [LINES["3505"], { ...LINES["3505"], rtal_docno: "R-8" }];
    expect(readTriedMessage(batchOf("3505", lines))?.lines).toMatchObject([
      { line: { receiptNumber: "POS20261122-0001" } },
      { line: { receiptNumber: "R-8" } },
    ]);
  });

  it.each([
    ["no JSON", "{"],
    ["no object", "[]"],
    ["another message", messageOf("3501")],
  ])("is nothing of what is %s", (_, text) => {
    expect(readTriedMessage(text)).toBeNull();
  });
});
